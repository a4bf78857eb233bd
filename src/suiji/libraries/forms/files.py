"""How files are read. A file that is no table is refused on the form, with what to do."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.http import QueryDict
from django.utils.datastructures import MultiValueDict

from suiji.catalogue.forms import day, text
from suiji.libraries.headings import INSPECTOR_FIELDS, RATING_FIELDS
from suiji.libraries.standard import Filed, read_file
from suiji.papers.sheets import Limits, Unreadable

Files = MultiValueDict[str, Any]


class _File(forms.Form):
    """A table, read when the form is checked."""

    file = forms.FileField(label="文件", help_text="XLSX、ODS 或 CSV（UTF-8、GB18030），不超过 20 MB。")
    headings: Mapping[str, tuple[str, ...]]
    needed: Sequence[Sequence[str]]

    def clean_file(self) -> "UploadedFile[bytes]":
        """A file with the needed headings."""
        file: UploadedFile[bytes] = self.cleaned_data["file"]
        if (file.size or 0) > Limits().max_bytes:
            raise forms.ValidationError("文件超过 20 MB，请拆成几个文件分别导入。")
        self.content = file.read()
        try:
            self.table: Filed = read_file(self.content, self.headings, self.needed)
        except Unreadable as error:
            raise forms.ValidationError(str(error)) from error
        return file


class ImportForm(_File):
    """A department's file of inspectors."""

    headings = INSPECTOR_FIELDS
    needed = (("name",), ("staff_number", "code"), ("certificate_number", "trade_certificate_number"))

    def said(self) -> dict[str, Any]:
        """The file as the service takes it."""
        return {"content": self.content, "file_name": self.cleaned_data["file"].name}


class RatingsForm(_File):
    """Classes of objects, from the platform that computes them."""

    rated_on = day("评定日期")
    source = text("来源", length=100, help_text="例如：河南省企业信用风险分类管理系统")
    version = text("分类版本", length=40, help_text="哪一期或哪个模型算出的结果，例如：2026 年第 1 期。")
    headings = RATING_FIELDS
    needed = (("code",), ("value",))
    field_order = ("rated_on", "source", "version", "file")

    def __init__(self, data: QueryDict | None, files: Files | None, *, today: date) -> None:
        super().__init__(data, files)
        self.today = today

    def clean_rated_on(self) -> date:
        """Not in the future."""
        rated_on: date = self.cleaned_data["rated_on"]
        if rated_on > self.today:
            raise forms.ValidationError("评定日期晚于今天。")
        return rated_on

    def said(self) -> dict[str, Any]:
        """Codes and classes as the service takes them."""
        rows = [(row.get("code").upper(), row.get("value")[:1].upper()) for row in self.table.rows]
        given = self.cleaned_data
        return {"rows": rows, **{name: given[name] for name in ("rated_on", "source", "version")}}
