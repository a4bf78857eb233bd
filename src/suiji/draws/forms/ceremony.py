"""How opening, handing in and revealing are read."""

from datetime import date
from typing import TYPE_CHECKING, Any

from django import forms
from django.http import QueryDict

from suiji.catalogue.forms import Because
from suiji.draws.models import Ceremony, Share, VoidCause
from suiji.draws.queries.desk import notaries, witnesses_for
from suiji.draws.queries.progress import opens
from suiji.draws.states import CeremonyState
from suiji.ledger import Actor
from suiji.organs.models import Person

V = VoidCause

if TYPE_CHECKING:
    _Choice = forms.ModelChoiceField[Person]
else:
    _Choice = forms.ModelChoiceField


class Notary(_Choice):
    """Somebody of another organ: told with it."""

    def label_from_instance(self, obj: Any) -> str:
        """Organ and name."""
        return f"{obj.department.name}　{obj.name}"


class Opening(forms.Form):
    """Who stands beside the operator."""

    def __init__(self, data: QueryDict | None = None, *, actor: Actor, today: date) -> None:
        super().__init__(data)
        people = Person.objects.filter(pk__in=[person.pk for person in witnesses_for(actor)])
        self.fields["witness"] = forms.ModelChoiceField(
            label="见证人",
            queryset=people.order_by("name"),
            help_text="本部门的另一名工作人员，全程在场，并在抽取记录上签字。",
        )
        if notaries(today).exists():
            self.fields["notary"] = Notary(
                notaries(today),
                label="公证员",
                required=False,
                empty_label="不请公证",
                help_text="请了公证的，公证员全程在场，并在抽取记录上签字；不操作系统。",
            )


class HandingIn(forms.Form):
    """The hash that the party's browser made."""

    sha256 = forms.RegexField(r"^[0-9a-f]{64}$", label="份额校验值", strip=True)

    def clean_sha256(self) -> str:
        """A share that was never used before (protocol §3)."""
        value: str = self.cleaned_data["sha256"]
        if Share.objects.filter(sha256=value).exists():
            raise forms.ValidationError("这个份额曾经提交过，不能再用。请重新生成一个份额。")
        return value


class Revealing(forms.Form):
    """The value behind the hash."""

    value = forms.RegexField(r"^[0-9a-f]{64}$", label="份额", strip=True)

    def __init__(self, data: QueryDict, *, ceremony: Ceremony, actor: Actor) -> None:
        super().__init__(data)
        self.share = ceremony.shares.filter(party_id=actor.department_id).first()

    def clean_value(self) -> str:
        """The value that was handed in, and no other."""
        value: str = self.cleaned_data["value"]
        if self.share is not None and not opens(self.share, value):
            raise forms.ValidationError("这个份额与提交时的校验值不符，请使用提交时保存的份额文件。")
        return value


class Voiding(Because):
    """Why a ceremony is given up; of a frozen one the facts say in which case it fell."""

    cause = forms.ChoiceField(
        label="情形",
        choices=[(one.value, one.label) for one in (V.PEOPLE, V.FAULT, V.DATA, V.OTHER)],
        initial=V.PEOPLE,
        widget=forms.RadioSelect,
        help_text="立即公开。",
    )
    field_order = ("cause", "because")

    def __init__(self, data: QueryDict | None = None, *, ceremony: Ceremony) -> None:
        super().__init__(data)
        if ceremony.state != CeremonyState.OPEN:
            del self.fields["cause"]
        if ceremony.task.unannounced:
            self.fields[
                "because"
            ].help_text = "本任务不宜告知：理由的文字等检查全部结束以后才公开，现在只公开它的校验值。"
