"""How requests about shared results are read."""

from typing import Any

from django import forms

from suiji.followup.models import Recognition
from suiji.followup.queries import tasks_to_spare
from suiji.ledger import Actor
from suiji.tasks.models import Task

LIMIT = 5 * 1024 * 1024


class SearchForm(forms.Form):
    """One object's results."""

    q = forms.CharField(label="名称或统一社会信用代码", required=False, max_length=100)


def _day(label: str, *, required: bool = False) -> forms.DateField:
    widget = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
    return forms.DateField(label=label, required=required, widget=widget)


class BulkForm(forms.Form):
    """Many results at once, and what for."""

    since = _day("检查结束日期自")
    until = _day("至")
    reason = forms.CharField(
        label="用途", max_length=300, help_text="写明用于哪项工作。用途和条件会登记，监督机关可以查看。"
    )


class ReasonForm(forms.Form):
    """Why."""

    reason = forms.CharField(label="理由", max_length=300)


class DecisionForm(forms.Form):
    """Agreed or not."""

    agreed = forms.TypedChoiceField(
        label="审批意见", choices=[("yes", "同意"), ("no", "不同意")], coerce=lambda word: word == "yes",
        widget=forms.RadioSelect,
    )  # fmt: skip
    because = forms.CharField(label="理由", required=False, max_length=300, help_text="不同意的必须写明。")

    def clean(self) -> dict[str, Any]:
        """A refusal says why."""
        cleaned = super().clean() or {}
        if cleaned.get("agreed") is False and not cleaned.get("because"):
            self.add_error("because", "不同意的请写明理由。")
        return cleaned


class SpareForm(forms.Form):
    """In which task the firm is to be left out."""

    task = forms.ModelChoiceField(Task.objects.none(), label="任务", empty_label="请选择还没有冻结名单的任务")

    def __init__(self, *args: Any, recognition: Recognition, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["task"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = tasks_to_spare(recognition, actor)


class DisciplineForm(forms.Form):
    """提出联合惩戒."""

    measure = forms.CharField(label="惩戒措施", max_length=300)
    legal_basis = forms.CharField(
        label="法律依据", max_length=300, help_text="写明法律、法规名称和条款。信用风险分类不能作为依据。"
    )
    from_on = _day("起始日期", required=True)
    until_on = _day("终止日期", required=True)

    def clean(self) -> dict[str, Any]:
        """It runs forward."""
        cleaned = super().clean() or {}
        if cleaned.get("from_on") and cleaned.get("until_on") and cleaned["until_on"] <= cleaned["from_on"]:
            self.add_error("until_on", "终止日期应当晚于起始日期。")
        return cleaned


class OutcomesForm(forms.Form):
    """办案结果回传."""

    file = forms.FileField(
        label="结果文件",
        help_text="Excel、CSV 表格，不超过 5 MB。列：处理编号、案号或决定书文号、决定日期、处理结果、复查结论。"
        "复查结论写合格或者不合格。",
    )

    def clean_file(self) -> Any:
        """Read once, within bounds."""
        upload = self.cleaned_data["file"]
        if upload.size > LIMIT:
            raise forms.ValidationError("文件不能超过 5 MB，请拆成几个文件。")
        self.content: bytes = upload.read()
        return upload
