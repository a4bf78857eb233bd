"""How a list that is brought as a file is read, and what is said about its unclear ratios."""

from decimal import Decimal
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.http import QueryDict
from django.utils.datastructures import MultiValueDict

from suiji import law
from suiji.catalogue.forms.fields import RATIO_OR_PLAN, text
from suiji.catalogue.models import ItemClass, ListKind
from suiji.catalogue.queries.files import LIMITS, Reading
from suiji.catalogue.ratios import Ratio
from suiji.papers.sheets import Unreadable, sheets_of


class Remark(forms.Form):
    """What is said beside a confirmation."""

    remark = text("说明", required=False, rows=3, help_text="例如：已对照上级清单核对，无变化。")


class Bringing(forms.Form):
    """A file and the list it is for."""

    kind = forms.ChoiceField(
        label="清单", choices=ListKind.choices, widget=forms.RadioSelect, initial=ListKind.DEPARTMENT
    )
    file = forms.FileField(
        label="文件",
        max_length=200,
        help_text="XLSX、CSV、ODS 或 Word（DOCX）里的表格，不超过 20 MB。表头用常见写法即可，列的先后不限。",
        widget=forms.ClearableFileInput(attrs={"accept": ".xlsx,.csv,.ods,.docx,.txt"}),
    )

    def __init__(
        self, data: QueryDict | None = None, files: "MultiValueDict[str, UploadedFile[bytes]] | None" = None
    ) -> None:
        super().__init__(data, files)

    def clean_file(self) -> "UploadedFile[bytes]":
        """A file in which some table can be read; what else is wrong is told row by row later."""
        file: UploadedFile[bytes] = self.cleaned_data["file"]
        if (file.size or 0) > LIMITS.max_bytes:
            raise forms.ValidationError("文件超过 20 MB，请拆成几个文件分别导入。")
        try:
            for sheet in sheets_of(file.read(), LIMITS):
                for _ in sheet.lines:
                    pass
        except Unreadable as error:
            raise forms.ValidationError(str(error)) from error
        return file

    def said(self) -> dict[str, Any]:
        """The file as the service takes it."""
        file = self.cleaned_data["file"]
        file.seek(0)
        return {"kind": self.cleaned_data["kind"], "name": file.name[:200], "content": file.read()}


class Answer(forms.Form):
    """What one wording means."""

    min = forms.DecimalField(
        label="最低比例（%）", required=False, min_value=0, max_value=100, decimal_places=2
    )
    max = forms.DecimalField(
        label="最高比例（%）", required=False, min_value=0, max_value=100, decimal_places=2
    )
    least = forms.IntegerField(label="至少户数", required=False, min_value=1)
    by_plan = forms.BooleanField(label="每年由抽查计划确定", required=False)

    def clean(self) -> dict[str, Any]:
        """A possible rule, or nothing yet."""
        given: dict[str, Any] = super().clean() or {}
        rule = law.lists_and_plans.ratio_is_possible
        if not self.errors and not rule(min_bp=_bp(given.get("min")), max_bp=_bp(given.get("max"))):
            self.add_error("min", str(law.entry(rule).advice))
        if given.get("by_plan") and any(given.get(name) is not None for name in ("min", "max", "least")):
            self.add_error("by_plan", RATIO_OR_PLAN)
        return given

    def said(self) -> Ratio:
        """The answer as a rule."""
        given = self.cleaned_data
        return Ratio(
            min_bp=_bp(given["min"]), max_bp=_bp(given["max"]), min_n=given["least"], by_plan=given["by_plan"]
        )


def _given(answer: Ratio | None) -> dict[str, Any]:
    """An answer as the form shows it, to be changed."""
    if answer is None:
        return {}
    percents = {name: None if bp is None else Decimal(bp) / 100 for name, bp in
                (("min", answer.min_bp), ("max", answer.max_bp))}  # fmt: skip
    return percents | {"least": answer.min_n, "by_plan": answer.by_plan}


def _bp(percent: Decimal | None) -> int | None:
    return None if percent is None else int(percent * 100)


class ClassAnswer(forms.Form):
    """Of what class the items are whose row does not say it."""

    unsaid_class = forms.ChoiceField(
        label="这些事项是",
        required=False,
        choices=[*ItemClass.choices, ("", "暂不答复（只有一部分是重点的，请在文件里逐行写明后重新上传）")],
        widget=forms.RadioSelect,
    )


class Answers:
    """One form for each unclear wording of a file, and one for the class it leaves open; answers can be changed."""

    def __init__(self, reading: Reading, data: QueryDict | None = None) -> None:
        self.pairs, self.answered = (
            [(one, Answer(data, prefix=f"q{one.place}", initial=_given(one.answer))) for one in asked]
            for asked in (reading.questions, reading.answered)
        )
        self.unclassed, self.classed = reading.unclassed, reading.classed
        self.item_class = ClassAnswer(data, initial={"unsaid_class": reading.unsaid_class})

    def is_valid(self) -> bool:
        """True when every answer that was given is possible."""
        forms_of_all = (*(form for _, form in (*self.pairs, *self.answered)), self.item_class)
        wrong = [form for form in forms_of_all if not form.is_valid()]
        return not wrong

    @property
    def said_class(self) -> str:
        """The class that was answered; empty where none was asked for, or none given other than before."""
        asked = self.unclassed or self.classed
        return (
            str(self.item_class.cleaned_data["unsaid_class"])
            if asked and self.item_class.has_changed()
            else ""
        )

    def said(self) -> dict[str, Ratio]:
        """The wordings that were answered, anew or otherwise than before."""
        rules = {one.question.words: (one, form.said()) for one, form in (*self.pairs, *self.answered)}
        return {
            words: rule for words, (one, rule) in rules.items() if rule.says_something and rule != one.answer
        }


GUIDE_SUFFIXES = ("pdf", "ofd", "doc", "docx", "wps", "xls", "xlsx", "et")
GUIDE_BYTES = 20 * 1024 * 1024


class GuideForm(forms.Form):
    """A department's work guide for its part of an item."""

    file = forms.FileField(
        label="工作指引",
        max_length=200,
        help_text="PDF、OFD、Word 或 Excel 文件，不超过 20 MB。公布以后随版本固定，修订时带到新版本。",
    )

    def __init__(
        self, data: QueryDict | None = None, files: "MultiValueDict[str, UploadedFile[bytes]] | None" = None
    ) -> None:
        super().__init__(data, files)

    def clean_file(self) -> "UploadedFile[bytes]":
        """A paper, not a program, and not too large."""
        file: UploadedFile[bytes] = self.cleaned_data["file"]
        if str(file.name).rpartition(".")[2].lower() not in GUIDE_SUFFIXES:
            raise forms.ValidationError("请上传 PDF、OFD、Word 或 Excel 文件。")
        if (file.size or 0) > GUIDE_BYTES:
            raise forms.ValidationError("文件超过 20 MB，请压缩后再上传。")
        return file

    def said(self) -> dict[str, Any]:
        """The file as the service takes it."""
        file = self.cleaned_data["file"]
        return {"name": file.name[:200], "content": file.read()}
