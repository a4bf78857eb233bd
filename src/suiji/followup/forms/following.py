"""How a request about a follow-up is read."""

import re
from typing import Any

from django import forms

from suiji.followup.models import FollowUp, FollowUpKind
from suiji.followup.queries import SENDABLE, receivers, suggested_for
from suiji.inspections.models import Finding
from suiji.ledger import Actor
from suiji.organs.models import Department

PAGES = re.compile(r"^(?P<title>.+?)[，,\s]+(?P<pages>\d{1,4})\s*页?$")


class ReceiverForm(forms.Form):
    """Whom a matter goes to: a department of the directory, or an organ outside it by name."""

    receiver = forms.ModelChoiceField(
        Department.objects.none(), label="受移送部门", required=False, empty_label="不在名录内（填写下一项）"
    )
    receiver_outside = forms.CharField(
        label="名录以外的受移送单位",
        required=False,
        max_length=100,
        help_text="写单位全称，如海关；文号在移送时自动编排。",
    )

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["receiver"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = receivers(actor)

    def clean(self) -> dict[str, Any]:
        """One receiver, not two."""
        cleaned = super().clean() or {}
        if cleaned.get("receiver") and cleaned.get("receiver_outside"):
            self.add_error("receiver_outside", "已选择受移送部门，请不要再填写名录以外的单位。")
        return cleaned


class SendForm(ReceiverForm):
    """移送: whom to, where nobody is named yet or somebody else is to have it."""

    def __init__(self, *args: Any, follow_up: FollowUp, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._named = follow_up.receiver_name
        if self._named:
            field = self.fields["receiver"]
            assert isinstance(field, forms.ModelChoiceField)
            field.empty_label = f"不改，仍为{self._named}"

    def clean(self) -> dict[str, Any]:
        """Somebody is named."""
        cleaned = super().clean()
        if not (self._named or cleaned.get("receiver") or cleaned.get("receiver_outside")):
            self.add_error("receiver", "请选择受移送部门，或者填写名录以外的单位。")
        return cleaned


class OpenForm(ReceiverForm):
    """登记后续处理."""

    kind = forms.ChoiceField(label="处理方式", choices=FollowUpKind.choices, widget=forms.RadioSelect)
    due_on = forms.DateField(
        label="复查日期",
        required=False,
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
        help_text="责令改正复查必须填写。移送的期限由系统按 7 个工作日计算，不用填。",
    )
    facts = forms.CharField(
        label="涉嫌违法事实或处理说明", required=False, widget=forms.Textarea(attrs={"rows": 4})
    )
    collected = forms.MultipleChoiceField(
        label="随案移送的现场证据", required=False, widget=forms.CheckboxSelectMultiple
    )
    papers = forms.CharField(
        label="其他证据材料",
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="每行一项，写名称和页数，如“现场笔录，3页”。",
    )
    field_order = ("kind", "receiver", "receiver_outside", "due_on", "facts", "collected", "papers")

    def __init__(self, *args: Any, finding: Finding, actor: Actor, **kwargs: Any) -> None:
        kwargs.setdefault("initial", {"kind": suggested_for(finding), "facts": finding.problem})
        super().__init__(*args, actor=actor, **kwargs)
        self._rows = {str(row.pk): row for row in finding.visit.evidence.all() if row.file}
        collected = self.fields["collected"]
        assert isinstance(collected, forms.MultipleChoiceField)
        collected.choices = [(pk, f"{row.get_kind_display()} {row.title}") for pk, row in self._rows.items()]
        if not self._rows:
            del self.fields["collected"]

    def clean_papers(self) -> str:
        """Every line names a paper and its pages."""
        for number, line in enumerate(self.cleaned_data["papers"].splitlines(), start=1):
            if line.strip() and not PAGES.match(line.strip()):
                raise forms.ValidationError(f"第 {number} 行看不出页数，请写成“名称，页数”。")
        return str(self.cleaned_data["papers"])

    def clean(self) -> dict[str, Any]:
        """A recheck has its day."""
        cleaned = super().clean()
        if cleaned.get("kind") == FollowUpKind.RECHECK and not cleaned.get("due_on"):
            self.add_error("due_on", "责令改正复查要写明复查日期。")
        to_somebody = cleaned.get("kind") in SENDABLE
        named = cleaned.get("receiver") or cleaned.get("receiver_outside")
        if to_somebody and not named and "receiver_outside" not in self.errors:
            self.add_error("receiver", "移送和抄告要选择受移送部门，或者填写名录以外的单位。")
        return cleaned

    def evidence(self) -> list[dict[str, object]]:
        """The evidence list as the service takes it."""
        chosen = [self._rows[pk] for pk in self.cleaned_data.get("collected", [])]
        rows: list[dict[str, object]] = [
            {"title": row.title, "kind": row.get_kind_display(), "sha256": row.sha256} for row in chosen
        ]
        for line in self.cleaned_data["papers"].splitlines():
            if found := PAGES.match(line.strip()):
                rows.append({"title": found["title"].strip(), "pages": int(found["pages"])})
        return rows

    def given(self) -> dict[str, Any]:
        """Everything else the service takes."""
        names = ("kind", "receiver", "receiver_outside", "facts", "due_on")
        return {name: self.cleaned_data[name] for name in names}


class ReasonForm(forms.Form):
    """Why the receiver sends a matter back."""

    because = forms.CharField(
        label="退回理由",
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="写明为什么不属于管辖，或缺什么材料。",
    )


class WithdrawForm(forms.Form):
    """Why a follow-up is struck out."""

    because = forms.CharField(
        label="撤销理由",
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="写明登记错在哪里，应当怎样登记。",
    )


class OutcomeForm(forms.Form):
    """What came of it."""

    recheck = forms.TypedChoiceField(
        label="复查结论",
        choices=[("passed", "合格，已经改正"), ("failed", "仍不合格")],
        coerce=lambda word: word == "failed",
        widget=forms.RadioSelect,
        help_text="仍不合格的，办结后还要登记立案查处等处理。",
    )
    outcome = forms.CharField(
        label="处理结果",
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="如“复查合格”“已列入经营异常名录”“罚款 2 万元，已缴纳”。",
    )
    case_number = forms.CharField(
        label="案号或决定书文号",
        required=False,
        max_length=100,
        help_text="立案、处罚、列异、移送司法必须填写。",
    )
    decided_on = forms.DateField(
        label="决定日期",
        required=False,
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
    )

    def __init__(self, *args: Any, follow_up: FollowUp, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if follow_up.kind != FollowUpKind.RECHECK:
            del self.fields["recheck"]

    def given(self) -> dict[str, Any]:
        """What the service takes."""
        told = {name: self.cleaned_data[name] for name in ("outcome", "case_number", "decided_on")}
        return told | {"recheck_failed": bool(self.cleaned_data.get("recheck"))}
