"""How an inspection that was no joint check is registered."""

from datetime import date
from typing import Any

from django import forms
from django.http import QueryDict

from suiji.catalogue.forms import text
from suiji.libraries.models import VisitKind


class VisitForm(forms.Form):
    """What kind of inspection, when, under which document."""

    kind = forms.ChoiceField(
        label="检查种类",
        choices=[(kind.value, kind.label) for kind in VisitKind if kind != VisitKind.JOINT],
        widget=forms.RadioSelect,
    )
    on = forms.DateField(label="检查日期", widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
    reference = text("任务编号或文号", length=100, help_text="检查审批、任务或者线索的编号，便于查考。")

    def __init__(self, data: QueryDict | None = None, *, today: date) -> None:
        super().__init__(data, initial={"on": today})
        self.today = today

    def clean_on(self) -> date:
        """Not before it took place."""
        day: date = self.cleaned_data["on"]
        if day > self.today:
            raise forms.ValidationError("还没有实施的检查不登记。")
        return day

    def said(self) -> dict[str, Any]:
        """As the service takes it."""
        given = self.cleaned_data
        return {"kind": VisitKind(given["kind"]), "on": given["on"], "reference": given["reference"]}
