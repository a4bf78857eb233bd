"""How objections, decisions not to publish and looks at quality are read."""

from typing import Any

from django import forms


def _words(label: str, help_text: str = "", *, most: int = 500, required: bool = True) -> forms.CharField:
    return forms.CharField(
        label=label,
        max_length=most,
        required=required,
        help_text=help_text,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class AnswerForm(forms.Form):
    """答复企业."""

    answer = _words("答复", "企业在自己的页面上看到。写明核查了什么、依据是什么。")


class WithholdingForm(forms.Form):
    """不予公开的申请 (Art. 4)."""

    ground = forms.CharField(
        label="法律依据",
        max_length=300,
        help_text="法律、法规的名称和条款，例如《中华人民共和国……法》第……条。",
    )
    reason = _words("情况说明", "这条结果为什么属于该条规定的情形。")
    until_on = forms.DateField(
        label="不予公开至",
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}),
        help_text="期满应当公示。没有确定日期的留空。",
    )


class DecideForm(forms.Form):
    """分管负责人的意见."""

    agree = forms.ChoiceField(
        label="决定",
        choices=[("yes", "批准不予公开"), ("no", "不批准，按期公示")],
        widget=forms.RadioSelect,
    )
    because = _words("意见", required=False)

    def clean(self) -> dict[str, Any]:
        """A refusal gives its reason."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if cleaned.get("agree") == "no" and not cleaned.get("because"):
            self.add_error("because", "不批准的，请写明理由。")
        return cleaned


class BecauseForm(forms.Form):
    """恢复公示的理由."""

    because = _words("理由")


class QualityForm(forms.Form):
    """公示质量抽查 (Art. 26)."""

    lawful = forms.BooleanField(label="合法：由有权的部门按程序作出", required=False)
    accurate = forms.BooleanField(label="准确：与签字的记录表一致", required=False)
    true = forms.BooleanField(label="真实：有证据支持", required=False)
    finding = _words("发现的问题", "三项都合格的留空。", required=False)

    def clean(self) -> dict[str, Any]:
        """A fault is named."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        sound = all(cleaned.get(name) for name in ("lawful", "accurate", "true"))
        if not sound and not cleaned.get("finding"):
            self.add_error("finding", "有一项没有勾选，请写明发现的问题。")
        return cleaned


class MeasureForm(forms.Form):
    """整改和责任追究."""

    measure = _words("怎样整改、追究了谁的什么责任", "结果有误的，先按第二十二条更正。")
