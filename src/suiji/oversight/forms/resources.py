"""How requests for vehicles and allowances are read."""

from datetime import date
from typing import Any

from django import forms

from suiji.ledger import Actor
from suiji.oversight.forms.words import day_field
from suiji.oversight.models import ResourceKind
from suiji.oversight.queries import tasks_to_ask_for
from suiji.tasks.models import Task


class AskForm(forms.Form):
    """申请保障."""

    task = forms.ModelChoiceField(Task.objects.none(), label="任务", empty_label="请选择")
    kind = forms.ChoiceField(
        label="类别", choices=ResourceKind.choices, initial="VEHICLE", widget=forms.RadioSelect
    )
    content = forms.CharField(
        label="申请内容", max_length=300, help_text="如“越野车 1 辆，往返某县”。不填写金额。"
    )
    needed_on = day_field("使用日期")

    def __init__(self, *args: Any, actor: Actor, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._today = today
        field = self.fields["task"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = tasks_to_ask_for(actor)

    def clean_needed_on(self) -> date:
        """A day that can still be provided for."""
        day: date = self.cleaned_data["needed_on"]
        if day < self._today:
            raise forms.ValidationError("使用日期已经过去，请填写今天或者以后的日期。")
        return day


class AnswerForm(forms.Form):
    """安排或不能安排."""

    arranged = forms.TypedChoiceField(
        label="安排", choices=[("yes", "已安排"), ("no", "不能安排")], coerce=lambda word: word == "yes",
        widget=forms.RadioSelect,
    )  # fmt: skip
    answer = forms.CharField(
        label="安排情况", max_length=300, help_text="写明车辆、联系人，或者不能安排的原因。"
    )
