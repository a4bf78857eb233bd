"""How a correction is read."""

from collections.abc import Collection, Sequence
from typing import Any

from django import forms

from suiji import law
from suiji.law.results import FOR_TESTED_ITEMS, ResultCode


class CorrectionForm(forms.Form):
    """更正申请 (Art. 22)."""

    reason = forms.CharField(
        label="更正原因", max_length=300, help_text="更正后随结果向社会公开，不要写个人信息。"
    )
    evidence = forms.CharField(
        label="证据",
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="列明证明原结果有误的材料名称和出处，如复核笔录、登记机关查询结果。不向社会公开。",
    )

    def __init__(
        self, *args: Any, rows: Sequence[dict[str, Any]], tested: Collection[str], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self._rows = rows
        for number, row in enumerate(rows):
            codes = [code for code in ResultCode if row["item"] in tested or code not in FOR_TESTED_ITEMS]
            self.fields[f"row_{number}"] = forms.MultipleChoiceField(
                label=row["title"],
                initial=row["results"],
                choices=[(code.value, code.words) for code in codes],
                widget=forms.CheckboxSelectMultiple,
            )

    @property
    def row_fields(self) -> list[forms.BoundField]:
        """One field for each item."""
        return [self[f"row_{number}"] for number in range(len(self._rows))]

    def clean(self) -> dict[str, Any]:
        """The results go together, and something is really corrected."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        changed = False
        for number, row in enumerate(self._rows):
            codes = cleaned.get(f"row_{number}") or []
            changed = changed or set(codes) != set(row["results"])
            if codes and not law.results.results_may_combine(codes=codes):
                self.add_error(f"row_{number}", law.entry(law.results.results_may_combine).advice or "")
        if not changed and not self.errors:
            raise forms.ValidationError("更正后的结果与现在公示的相同，请改动有误的结果。")
        return cleaned

    def facts(self) -> dict[str, Any]:
        """What ``services.apply_correction`` asks for."""
        cleaned = self.cleaned_data
        rows = [{**row, "results": cleaned[f"row_{number}"]} for number, row in enumerate(self._rows)]
        return {"rows": rows, "reason": cleaned["reason"], "evidence": cleaned["evidence"]}


class DecisionForm(forms.Form):
    """主要负责人的意见."""

    because = forms.CharField(
        label="意见", required=False, max_length=300, help_text="不同意的，请写明理由。"
    )
    agree = forms.ChoiceField(
        label="决定",
        choices=[("yes", "同意更正，由本人签字确认"), ("no", "不同意，维持已公示的结果")],
        widget=forms.RadioSelect,
    )

    def clean(self) -> dict[str, Any]:
        """A refusal gives its reason."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if cleaned.get("agree") == "no" and not cleaned.get("because"):
            self.add_error("because", "不同意的，请写明理由，申请人会看到。")
        return cleaned
