"""How results are put right, sent back and corrected."""

from collections.abc import Collection, Sequence
from typing import Any

from django import forms

from suiji import law
from suiji.disclosure.forms.proofs import ProofField
from suiji.disclosure.services.proofs import count_proof
from suiji.law.results import FOR_TESTED_ITEMS, ResultCode


class _RowsForm(forms.Form):
    """One field of results for each item."""

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
        """The results of an item go together."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        for number in range(len(self._rows)):
            codes = cleaned.get(f"row_{number}") or []
            if codes and not law.results.results_may_combine(codes=codes):
                self.add_error(f"row_{number}", law.entry(law.results.results_may_combine).advice or "")
        return cleaned

    def differs_from(self, rows: Sequence[dict[str, Any]]) -> bool:
        """Whether what was chosen is something else than these rows."""
        chosen = [set(self.cleaned_data.get(f"row_{number}") or []) for number in range(len(rows))]
        return chosen != [set(row["results"]) for row in rows]

    def chosen_rows(self) -> list[dict[str, Any]]:
        """The rows with what was chosen."""
        return [
            {**row, "results": self.cleaned_data[f"row_{number}"]} for number, row in enumerate(self._rows)
        ]


class ReturnForm(forms.Form):
    """审核退回 (Art. 26)."""

    because = forms.CharField(
        label="退回原因",
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="写明哪一项不对、应当怎样改，经办人会看到。不向社会公开。",
    )


class ResubmissionForm(_RowsForm):
    """改正后重新送审 (Art. 20(4))."""

    answer = forms.CharField(
        label="改正说明",
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="写明改了什么；认为不用改的，写明理由。审核人会看到，不向社会公开。",
    )
    evidence = forms.CharField(
        label="证据",
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="改后的结果与签字的记录表不一致的，列明证明材料的名称和出处，如复核笔录。",
    )

    def __init__(self, *args: Any, signed: Sequence[dict[str, Any]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._signed = signed

    def clean(self) -> dict[str, Any]:
        """What departs from the signed record is proved."""
        cleaned = super().clean()
        if not self.errors and self.differs_from(self._signed) and not cleaned.get("evidence"):
            self.add_error("evidence", "改后的结果与签字的记录表不一致，请列明证据。")
        return cleaned

    def facts(self) -> dict[str, Any]:
        """What ``services.resubmit`` asks for."""
        cleaned = self.cleaned_data
        return {"rows": self.chosen_rows(), "answer": cleaned["answer"], "evidence": cleaned["evidence"]}


class CorrectionForm(_RowsForm):
    """更正申请 (Art. 22)."""

    reason = forms.CharField(
        label="更正原因", max_length=300, help_text="更正后随结果向社会公开，不要写个人信息。"
    )
    evidence = forms.CharField(
        label="证据",
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="列明证明原结果有误的材料名称和出处，如复核笔录、登记机关查询结果。不向社会公开。",
    )
    proofs = ProofField()

    def clean(self) -> dict[str, Any]:
        """Something is really corrected, and something proves it."""
        cleaned = super().clean()
        if "proofs" not in self.errors and not count_proof(cleaned["evidence"], cleaned["proofs"]):
            self.add_error("evidence", "请写明证据的名称和出处，或者在下面提交证明材料。")
        if not self.errors and not self.differs_from(self._rows):
            raise forms.ValidationError("更正后的结果与现在公示的相同，请改动有误的结果。")
        return cleaned

    def facts(self) -> dict[str, Any]:
        """What ``services.apply_correction`` asks for."""
        cleaned = self.cleaned_data
        return {
            "rows": self.chosen_rows(),
            **{name: cleaned[name] for name in ("reason", "evidence", "proofs")},
        }


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
