"""How requests about letters of guidance and supervision are read."""

from typing import Any

from django import forms

from suiji.ledger import Actor
from suiji.organs.models import Department
from suiji.oversight.forms.words import day_field
from suiji.oversight.queries import SUPERVISION, concerns, kinds_for, letter_receivers, tasks_of
from suiji.tasks.models import Task


class LetterForm(forms.Form):
    """发出督导文书."""

    kind = forms.ChoiceField(label="文种", widget=forms.RadioSelect)
    receiver = forms.ModelChoiceField(Department.objects.none(), label="收文部门", empty_label="请选择")
    task = forms.ModelChoiceField(
        Task.objects.none(), label="涉及任务", required=False, empty_label="不针对某一任务"
    )
    title = forms.CharField(label="题目", max_length=100)
    content = forms.CharField(
        label="指出的情况和要求",
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text="本文书只提出意见和要求，不改动收文部门的任何记录。",
    )
    basis = forms.CharField(
        label="依据",
        required=False,
        max_length=300,
        help_text="行政执法监督文书必须写明法律、法规名称和条款。",
    )
    due_on = day_field("回复期限")

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kinds = self.fields["kind"]
        assert isinstance(kinds, forms.ChoiceField)
        kinds.choices = kinds_for(actor)
        kinds.initial = kinds_for(actor)[0][0]
        for name, rows in (("receiver", letter_receivers(actor)), ("task", tasks_of(actor))):
            field = self.fields[name]
            assert isinstance(field, forms.ModelChoiceField)
            field.queryset = rows

    def clean(self) -> dict[str, Any]:
        """A task that concerns the receiver, and the law behind a supervisor's letter."""
        cleaned = super().clean() or {}
        task, receiver = cleaned.get("task"), cleaned.get("receiver")
        if task and receiver and not concerns(task, receiver):
            self.add_error("task", "收文部门没有参加这个任务，请另选任务，或者选“不针对某一任务”。")
        if cleaned.get("kind") in SUPERVISION and not cleaned.get("basis"):
            self.add_error("basis", "请写明依据的法律、法规名称和条款。")
        return cleaned
