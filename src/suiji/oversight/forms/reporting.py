"""How a request to issue a report is read."""

from datetime import date, datetime, time
from typing import Any

from django import forms

from suiji.organs.days import SHANGHAI, day_of
from suiji.oversight.queries import KINDS

FIRST_YEAR = 2022


class BehindForm(forms.Form):
    """Which figure to open up: whose, and of which year now or of which report."""

    department = forms.CharField(max_length=32)
    year = forms.IntegerField(min_value=FIRST_YEAR, required=False)
    until = forms.DateTimeField(required=False)
    report = forms.IntegerField(min_value=1, required=False)
    circulation = forms.IntegerField(min_value=1, required=False)


class YearForm(forms.Form):
    """Which year's figures."""

    year = forms.TypedChoiceField(label="年度", coerce=int)

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["year"]
        assert isinstance(field, forms.TypedChoiceField)
        field.choices = [(year, f"{year} 年") for year in range(today.year, FIRST_YEAR - 1, -1)]
        self._today = today

    @property
    def chosen(self) -> int:
        """The year asked for, or the present one."""
        asked = self.cleaned_data.get("year") if self.is_valid() else None
        return int(asked) if asked else self._today.year


class AlertsForm(YearForm):
    """Which year's alerts, and of which kind."""

    kind = forms.ChoiceField(
        label="类别", required=False, choices=[("", "全部"), *((kind, kind) for kind in KINDS)]
    )

    @property
    def about(self) -> str:
        """The kind asked for; empty for all."""
        return str(self.cleaned_data["kind"]) if self.is_bound and self.is_valid() else ""


class IssueForm(forms.Form):
    """通报: the year, the last instant that counts, a note beside the figures."""

    year = forms.IntegerField(label="年度", min_value=FIRST_YEAR)
    cut_off_on = forms.DateField(
        label="数据截止日期",
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
        help_text="统计到这一天 24 时；选今天则统计到现在。",
    )
    notes = forms.CharField(
        label="说明",
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="只能说明情况，不能改动数据。",
    )
    comment_until = forms.DateField(
        label="征求意见截止日期",
        required=False,
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
        help_text="先征求意见再印发的填写；各部门在这一天以前核对、反馈。",
    )
    seen_sha256 = forms.CharField(widget=forms.HiddenInput, required=False, max_length=64)
    seen_at = forms.CharField(widget=forms.HiddenInput, required=False, max_length=40)

    def __init__(self, *args: Any, at: datetime, **kwargs: Any) -> None:
        kwargs.setdefault("initial", {"year": day_of(at).year, "cut_off_on": day_of(at)})
        super().__init__(*args, **kwargs)
        self._at = at

    def clean_cut_off_on(self) -> date:
        """The day has begun."""
        day: date = self.cleaned_data["cut_off_on"]
        if day > day_of(self._at):
            raise forms.ValidationError("数据截止日期不能晚于今天，还没有发生的数据不能统计。")
        return day

    def cut_off_at(self) -> datetime:
        """The last second of the day, or this very instant when the day is still running."""
        end = datetime.combine(self.cleaned_data["cut_off_on"], time(23, 59, 59), SHANGHAI)
        return min(end, self._at)

    def clean(self) -> dict[str, Any]:
        """Figures that go round have a day until which to answer."""
        cleaned = super().clean() or {}
        until = cleaned.get("comment_until")
        if "circulate" in self.data and not until:
            self.add_error("comment_until", "征求意见要写明截止日期。")
        if until and until < day_of(self._at):
            self.add_error("comment_until", "征求意见截止日期不能早于今天。")
        return cleaned

    def seen(self) -> datetime | None:
        """The instant whose figures the official has looked at; None where they chose another day since."""
        try:
            at = datetime.fromisoformat(self.cleaned_data["seen_at"])
        except ValueError:
            return None
        return at if at.tzinfo is not None and day_of(at) == self.cleaned_data["cut_off_on"] else None
