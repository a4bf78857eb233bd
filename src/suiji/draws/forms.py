"""How the requests about draws are read."""

from datetime import datetime, timedelta
from typing import Any

from django import forms
from django.http import QueryDict

from suiji import law
from suiji.catalogue.forms import Because, text
from suiji.draws.models import Ceremony, DrawKind, Replacement, ReplacementReason, Share, TeamMember
from suiji.draws.queries.desk import witnesses_for
from suiji.draws.queries.progress import later_sources, opens
from suiji.draws.queries.teams import substitutes_for
from suiji.ledger import Actor
from suiji.libraries.models import Inspector
from suiji.organs.models import Person

__all__ = [
    "Because",
    "Deciding",
    "DrawKind",
    "Drawing",
    "Freezing",
    "HandingIn",
    "Opening",
    "Replacing",
    "Revealing",
]

TERMS = [("10", "10 分钟"), ("30", "30 分钟"), ("60", "1 小时"), ("240", "4 小时"), ("1440", "24 小时")]


class Opening(forms.Form):
    """Who stands beside the operator."""

    def __init__(self, data: QueryDict | None = None, *, actor: Actor) -> None:
        super().__init__(data)
        people = Person.objects.filter(pk__in=[person.pk for person in witnesses_for(actor)])
        self.fields["witness"] = forms.ModelChoiceField(
            label="见证人",
            queryset=people.order_by("name"),
            help_text="本部门的另一名工作人员，全程在场，并在抽取记录上签字。",
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


class Freezing(forms.Form):
    """Until when the parties reveal."""

    minutes = forms.ChoiceField(
        label="揭示份额的时限",
        choices=TERMS,
        initial="30",
        help_text="逾期未揭示的，本次抽取作废并公开说明。",
    )

    def reveal_by(self, at: datetime) -> datetime:
        """The instant by which every share must be open."""
        return at + timedelta(minutes=int(self.cleaned_data["minutes"]))


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


class Drawing(forms.Form):
    """The announced public numbers, where the commitment names any."""

    def __init__(self, data: QueryDict | None = None, *, ceremony: Ceremony) -> None:
        super().__init__(data)
        self.names = [f"announced_{place}" for place, _ in enumerate(later_sources(ceremony))]
        for name, source in zip(self.names, later_sources(ceremony), strict=True):
            self.fields[name] = forms.RegexField(
                f"^{source['pattern']}$", label=source["what"], help_text=f"格式：{source['pattern']}"
            )

    def announced(self) -> list[str]:
        """In the order of the commitment."""
        return [self.cleaned_data[name] for name in self.names]


class Replacing(forms.Form):
    """Who replaces a drawn inspector, and why (Art. 16)."""

    reason = forms.ChoiceField(label="事由", choices=ReplacementReason.choices, widget=forms.RadioSelect)
    explanation = text("情况说明", required=False, rows=2, help_text="选择“其他特殊情况”的必须填写。")

    def __init__(self, data: QueryDict | None = None, *, member: TeamMember) -> None:
        super().__init__(data)
        able = Inspector.objects.filter(pk__in=[one.pk for one in substitutes_for(member)])
        self.fields["substitute"] = forms.ModelChoiceField(
            label="更换为",
            queryset=able.select_related("department").order_by("code"),
            help_text="只列出本部门持证、在岗、不在本组、无须回避的人员。",
        )

    def clean(self) -> dict[str, Any]:
        """A reason the article names, or one that is explained."""
        given: dict[str, Any] = super().clean() or {}
        rule = law.sampling_duties.replacement_has_reason
        if not rule(reason=given.get("reason", ""), explanation=given.get("explanation", "")):
            self.add_error("explanation", "选择“其他特殊情况”的，请写明具体情况。")
        return given


class Deciding(forms.Form):
    """The deputy head's decision."""

    decision = forms.ChoiceField(
        label="审批意见", choices=[("approve", "同意"), ("reject", "不同意")], widget=forms.RadioSelect
    )
    because = text("理由", required=False, rows=2, help_text="不同意的必须填写。")

    def __init__(self, data: QueryDict | None = None, *, replacement: Replacement) -> None:
        super().__init__(data)
        self.replacement = replacement

    def clean(self) -> dict[str, Any]:
        """No rejection without its reason."""
        given: dict[str, Any] = super().clean() or {}
        if given.get("decision") == "reject" and not given.get("because"):
            self.add_error("because", "请写明不同意的理由。")
        return given
