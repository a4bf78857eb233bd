"""How the object's requests are read."""

from typing import Any

from django import forms

from suiji.disclosure.forms.proofs import ProofField
from suiji.disclosure.models import ObjectionKind
from suiji.voices.services.speaking import LARGEST

__all__ = [
    "ComplaintForm", "DocumentForm", "EnterForm", "EvaluationForm", "ObjectForm", "ObjectionKind", "SendForm",
]  # fmt: skip
KINDS = {".pdf": b"%PDF", ".jpg": b"\xff\xd8\xff", ".jpeg": b"\xff\xd8\xff", ".png": b"\x89PNG"}
"""What a document may be, and how such a file begins."""


def _text(label: str, help_text: str = "", *, most: int = 3000, required: bool = True) -> forms.CharField:
    return forms.CharField(
        label=label,
        help_text=help_text,
        max_length=most,
        required=required,
        widget=forms.Textarea(attrs={"rows": 5}),
    )


class EnterForm(forms.Form):
    """Code and one-time code."""

    code = forms.CharField(
        label="统一社会信用代码",
        max_length=64,
        widget=forms.TextInput(
            attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}
        ),
    )
    digits = forms.CharField(
        label="验证码",
        max_length=12,
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "inputmode": "numeric"}),
        help_text="告知书或者结果告知书上的 8 位验证码，或者短信收到的 6 位验证码。每个只能用一次。",
    )


class SendForm(EnterForm):
    """Code alone, to be sent a one-time code."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["digits"].required = False


class ObjectForm(forms.Form):
    """Statement or objection, one form."""

    words = _text("理由", "写明哪一项不对、实际情况是什么。")
    proof = _text("证据", "列明材料的名称和能证明什么。", most=1000, required=False)
    proofs = ProofField()

    def __init__(self, *args: Any, kind: ObjectionKind, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if kind == ObjectionKind.STATEMENT:
            self.fields["words"].label = "陈述和申辩"
            self.fields["words"].help_text = "检查情况有什么要说明的、不同意的，都可以写。"


GRADES = [("5", "很好"), ("4", "好"), ("3", "一般"), ("2", "不好"), ("1", "很不好")]


class EvaluationForm(forms.Form):
    """Three questions."""

    lawful = forms.TypedChoiceField(
        label="检查人员出示了证件，只查了告知的事项", choices=GRADES, coerce=int, widget=forms.RadioSelect
    )
    polite = forms.TypedChoiceField(
        label="检查人员态度文明，说得清楚", choices=GRADES, coerce=int, widget=forms.RadioSelect
    )
    sparing = forms.TypedChoiceField(
        label="没有影响正常经营，没有重复要材料", choices=GRADES, coerce=int, widget=forms.RadioSelect
    )


class ComplaintForm(forms.Form):
    """A complaint to the supervisor."""

    visit = forms.TypedChoiceField(label="关于哪一次检查", coerce=int, empty_value=None, required=False)
    department = forms.TypedChoiceField(label="投诉哪个部门", coerce=int)
    words = _text("投诉内容", "写明时间、地点、经过。只有纪检监察看得到，被投诉的部门看不到。")

    def __init__(
        self, *args: Any, departments: list[tuple[int, str]], visits: list[tuple[int, str]], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["department"].choices = [("", "请选择"), *departments]  # type: ignore[attr-defined]
        self.fields["visit"].choices = [("", "不是某一次检查的"), *visits]  # type: ignore[attr-defined]


class DocumentForm(forms.Form):
    """A document kept ready."""

    title = forms.CharField(
        label="资料名称", max_length=100, help_text="例如：营业执照、食品经营许可证、进货台账。"
    )
    file = forms.FileField(label="文件", help_text="PDF、JPG 或 PNG，10 MB 以内。", max_length=120)

    def clean_file(self) -> Any:
        """A file is what its name says, and not too large."""
        file = self.cleaned_data["file"]
        ending = "." + file.name.rpartition(".")[2].lower()
        if file.size > LARGEST:
            raise forms.ValidationError("文件超过 10 MB，请压缩后再上传。")
        beginning = KINDS.get(ending)
        if beginning is None or not file.read(8).startswith(beginning):
            raise forms.ValidationError("只收 PDF、JPG 和 PNG 文件，文件内容要与扩展名一致。")
        file.seek(0)
        return file
