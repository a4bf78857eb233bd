"""How an edition of a reference table is handed in."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from suiji.organs import reference
from suiji.organs.models import TableKind


class TableForm(forms.Form):
    """Which table, which edition, by whose notice, and the file. What is no such table is refused here."""

    kind = forms.ChoiceField(label="参考表", choices=TableKind.choices)
    edition = forms.CharField(
        label="版本",
        max_length=20,
        help_text="行业分类写发布年份（2017）；节假日写通知的年度（2027）；行政区划写截止日期（2026-12-31）。",
    )
    source = forms.CharField(
        label="依据", max_length=200, help_text="标准号或通知的文号，例如“国办发明电〔2026〕7号”。"
    )
    file = forms.FileField(
        label="文件",
        help_text="CSV，第一行是表头。列名见下方说明。",
        widget=forms.FileInput(attrs={"accept": ".csv"}),
    )

    def clean(self) -> dict[str, Any]:
        """Read the file once, so that its faults stand beside the field."""
        said = super().clean() or {}
        if (file := said.get("file")) and (kind := said.get("kind")):
            said["content"] = file.read()
            try:
                reference.read(TableKind(kind), said["content"])
            except reference.Unreadable as error:
                raise ValidationError({"file": str(error)}) from error
        return said

    def said(self) -> dict[str, Any]:
        """What the service is told."""
        told = self.cleaned_data
        return {
            "kind": TableKind(told["kind"]),
            "edition": told["edition"].strip(),
            "source": told["source"].strip(),
            "content": told["content"],
        }


class PurposeForm(forms.Form):
    """导出申请 (Art. 25)."""

    purpose = forms.CharField(
        label="用途", max_length=300, help_text="写明导出以后用在哪里，例如：某项任务核对检查对象的地址。"
    )


class DecisionForm(forms.Form):
    """导出审批."""

    agree = forms.ChoiceField(
        label="决定", choices=[("yes", "批准，导出一次"), ("no", "不批准")], widget=forms.RadioSelect
    )
    because = forms.CharField(label="意见", max_length=300, required=False)
