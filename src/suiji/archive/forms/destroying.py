"""How a request about a destruction is read."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.http import QueryDict

from suiji.archive.models import CaseFile, HoldKind, ListedFile, Verdict
from suiji.archive.queries import colleagues
from suiji.archive.services import Opinion
from suiji.ledger import Actor
from suiji.organs.models import Person


class BeginForm(forms.Form):
    """开始鉴定: which files, who appraises, who watches."""

    case_files = forms.ModelMultipleChoiceField(
        CaseFile.objects.none(), label="案卷", error_messages={"required": "请至少选择一卷。"}
    )
    group = forms.ModelMultipleChoiceField(
        Person.objects.none(),
        widget=forms.CheckboxSelectMultiple,
        label="鉴定组成员",
        help_text="您本人也是成员，另外至少选择两人。",
    )
    watchers = forms.ModelMultipleChoiceField(
        Person.objects.none(),
        widget=forms.CheckboxSelectMultiple,
        label="监销人",
        help_text="至少两人，不能是您本人。主要负责人负责审批，不在名单中。",
    )

    def __init__(
        self, data: QueryDict | None = None, *, files: QuerySet[CaseFile], actor: Actor, today: date
    ) -> None:
        super().__init__(data)
        others = colleagues(actor, today=today).exclude(pk=actor.id)
        for name, rows in (("case_files", files), ("group", others), ("watchers", others)):
            field = self.fields[name]
            assert isinstance(field, forms.ModelMultipleChoiceField)
            field.queryset = rows

    @property
    def ticked(self) -> set[int]:
        """The files that were ticked, so that a form that comes back keeps them."""
        values = self["case_files"].value() or ()
        return {int(value) for value in values if str(value).isdecimal()}

    @property
    def chosen(self) -> dict[str, Any]:
        """What ``services.begin_appraisal`` asks for."""
        return {
            "case_files": self.cleaned_data["case_files"],
            "group": self.cleaned_data["group"],
            "watchers": self.cleaned_data["watchers"],
        }


class OpinionForm(forms.Form):
    """鉴定意见 of one file."""

    verdict = forms.ChoiceField(label="结论", choices=[("", "请选择"), *Verdict.choices], required=False)
    words = forms.CharField(label="意见", max_length=300, required=False)
    keep_until = forms.DateField(
        label="继续保管至",
        required=False,
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
    )

    def clean(self) -> dict[str, Any]:
        """A verdict has its words; a file that is kept has its new last day."""
        cleaned = super().clean() or {}
        if cleaned.get("verdict") and not str(cleaned.get("words", "")).strip():
            self.add_error("words", "请写明鉴定意见。")
        if cleaned.get("verdict") == Verdict.KEEP and not cleaned.get("keep_until"):
            self.add_error("keep_until", "继续保管的，请填写新的期限。")
        return cleaned


class OpinionForms:
    """The opinions of a whole list, one form a line."""

    def __init__(self, data: QueryDict | None, *, lines: Iterable[ListedFile]) -> None:
        self.rows = [(line, self._form(data, line)) for line in lines]

    @staticmethod
    def _form(data: QueryDict | None, line: ListedFile) -> OpinionForm:
        known = {"verdict": line.verdict, "words": line.opinion, "keep_until": line.keep_until}
        return OpinionForm(data, prefix=f"line{line.pk}", initial=known)

    def is_valid(self) -> bool:
        """Every line is understood."""
        return not self.faulty

    @property
    def faulty(self) -> list[OpinionForm]:
        """The lines that are not."""
        return [form for _, form in self.rows if form.errors]

    @property
    def opinions(self) -> dict[int, Opinion]:
        """The lines that have a verdict."""
        return {
            line.pk: Opinion(
                Verdict(form.cleaned_data["verdict"]),
                form.cleaned_data["words"],
                form.cleaned_data["keep_until"],
            )
            for line, form in self.rows
            if form.cleaned_data["verdict"]
        }


class ReasonForm(forms.Form):
    """A decision and its words."""

    words = forms.CharField(label="理由", max_length=300, widget=forms.Textarea(attrs={"rows": 3}))

    def __init__(self, data: QueryDict | None = None, *, label: str) -> None:
        super().__init__(data)
        self.fields["words"].label = label


class HoldForm(forms.Form):
    """暂缓销毁."""

    kind = forms.ChoiceField(label="原因", choices=HoldKind.choices)
    reason = forms.CharField(
        label="说明", max_length=300, help_text="写明案号、文号或者由谁提出。解除以前，到期也不能销毁。"
    )

    @property
    def chosen(self) -> dict[str, Any]:
        """What ``services.place_hold`` asks for."""
        return {"kind": HoldKind(self.cleaned_data["kind"]), "reason": self.cleaned_data["reason"]}
