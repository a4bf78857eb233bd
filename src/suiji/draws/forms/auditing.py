"""How an auditor's requests are read."""

from django import forms

CODE = r"^[0-9A-Za-z._:-]{1,64}$"


class SealedReading(forms.Form):
    """Why the sealed side is opened, and whose lot is looked up."""

    because = forms.CharField(
        label="查阅事由",
        max_length=200,
        help_text="例如“受理某某举报”“年度例行抽查”。事由和查阅人一并记入总账，不能删改。",
    )
    code = forms.RegexField(
        CODE,
        label="查一户的签号",
        required=False,
        strip=True,
        help_text="填统一社会信用代码，可看到它的分组、签号和是否抽中。",
        error_messages={"invalid": "代码只能由字母、数字和 . _ : - 组成。"},
    )
