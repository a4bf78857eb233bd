"""How the office's requests are read: which year, which lines together, whom not to count."""

from datetime import date

from django import forms
from django.http import QueryDict

from suiji.catalogue.forms import text
from suiji.ledger import Actor
from suiji.organs.models import Department, Level
from suiji.organs.queries import regulators
from suiji.plans import queries
from suiji.plans.models import PlanLine

EARLIEST, LATEST = 2023, 2099


class Year(forms.Form):
    """The year on show; this one where none was said."""

    year = forms.TypedChoiceField(label="年度", coerce=int, required=False)

    def __init__(self, data: QueryDict, *, today: date) -> None:
        filled = data.copy()
        filled.setdefault("year", str(today.year))
        super().__init__(filled)
        self.today = today
        self.fields["year"] = forms.TypedChoiceField(
            label="年度",
            coerce=int,
            required=False,
            choices=[(year, f"{year} 年") for year in queries.years(today=today)],
        )

    @property
    def chosen(self) -> int:
        """The year itself."""
        self.is_valid()
        return int(self.cleaned_data.get("year") or self.today.year)


class PublicationForm(forms.Form):
    """Which accepted lines become public together."""

    lines = forms.ModelMultipleChoiceField(
        label="要公示的计划",
        queryset=PlanLine.objects.none(),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "请至少选择一项计划。"},
    )

    def __init__(self, data: QueryDict | None = None, *, rows: list[PlanLine]) -> None:
        super().__init__(data, initial={"lines": [row.pk for row in rows]})
        field = self.fields["lines"]
        assert isinstance(field, forms.ModelMultipleChoiceField)
        field.queryset = queries.lines().filter(pk__in=[row.pk for row in rows]).order_by("number")


class ExemptionForm(forms.Form):
    """A department that Article 9 does not count."""

    department = forms.ModelChoiceField(label="部门", queryset=Department.objects.none())
    from_year = forms.IntegerField(label="起始年度", min_value=EARLIEST, max_value=LATEST)
    reason = text("理由", rows=2, help_text="例如没有行政执法权、机构改革职能划出。")
    document = text("依据文件", required=False, length=200)

    def __init__(self, data: QueryDict | None = None, *, actor: Actor, today: date) -> None:
        super().__init__(data, initial={"from_year": today.year})
        field = self.fields["department"]
        assert isinstance(field, forms.ModelChoiceField)
        lasting = queries.exempt_departments(today.year)
        field.queryset = (
            regulators()
            .filter(level=Level.CITY, region__departments=actor.department_id)
            .exclude(pk__in=lasting)
        )


class EndForm(forms.Form):
    """The last year of an exemption."""

    until_year = forms.IntegerField(label="最后年度", min_value=EARLIEST, max_value=LATEST)
