"""How requests about the conference's issues are read."""

from datetime import date
from typing import Any

from django import forms

from suiji.ledger import Actor
from suiji.organs.models import Department
from suiji.oversight.forms.words import day_field
from suiji.oversight.models import Issue, IssueKind, IssueLevel, Meeting
from suiji.oversight.queries import carriers, meetings


class RaiseForm(forms.Form):
    """提交问题或建议."""

    kind = forms.ChoiceField(
        label="类别", choices=IssueKind.choices, initial="PROBLEM", widget=forms.RadioSelect
    )
    title = forms.CharField(label="题目", max_length=100)
    content = forms.CharField(
        label="内容",
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text="写明什么时间、哪项工作、遇到什么情况。",
    )
    proposal = forms.CharField(label="建议怎样解决", required=False, widget=forms.Textarea(attrs={"rows": 3}))


class AcceptForm(forms.Form):
    """受理: how grave it is."""

    level = forms.ChoiceField(
        label="级别",
        choices=IssueLevel.choices,
        initial="ORDINARY",
        widget=forms.RadioSelect,
        help_text="重大问题须提请联席会议研究，有决议才能办结。",
    )


class MeetingForm(forms.Form):
    """登记会议纪要."""

    title = forms.CharField(label="会议名称", max_length=100)
    held_on = day_field("会议日期")
    chair = forms.CharField(label="主持人", max_length=64)
    attendance = forms.CharField(label="参加单位和人员", widget=forms.Textarea(attrs={"rows": 3}))
    minutes = forms.CharField(
        label="会议纪要", widget=forms.Textarea(attrs={"rows": 8}), help_text="登记以后不能修改。"
    )

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._today = today

    def clean_held_on(self) -> date:
        """It has taken place."""
        day: date = self.cleaned_data["held_on"]
        if day > self._today:
            raise forms.ValidationError("会议日期不能晚于今天，开过的会议才登记纪要。")
        return day


class DecideForm(forms.Form):
    """登记决议."""

    meeting = forms.ModelChoiceField(
        Meeting.objects.none(), label="会议", empty_label="请选择已登记纪要的会议"
    )
    text = forms.CharField(label="决议内容", widget=forms.Textarea(attrs={"rows": 4}))
    carrier = forms.ModelChoiceField(Department.objects.none(), label="承办部门", empty_label="请选择")
    due_on = day_field("办理期限")

    def __init__(self, *args: Any, issue: Issue, actor: Actor, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, rows in (("meeting", meetings(actor)), ("carrier", carriers(issue.office))):
            field = self.fields[name]
            assert isinstance(field, forms.ModelChoiceField)
            field.queryset = rows
        self._today = today

    def clean_due_on(self) -> date:
        """A term that lies ahead."""
        day: date = self.cleaned_data["due_on"]
        if day < self._today:
            raise forms.ValidationError("办理期限不能早于今天。")
        return day
