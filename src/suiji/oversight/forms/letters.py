"""How requests about letters of guidance and supervision are read."""

from typing import Any

from django import forms

from suiji.ledger import Actor
from suiji.organs.models import Department
from suiji.oversight.forms.words import day_field
from suiji.oversight.queries import kinds_for, letter_receivers, tasks_of
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
    basis = forms.CharField(label="依据", required=False, max_length=300)
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
