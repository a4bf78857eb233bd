"""How a table of codes is handed in."""

from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile

from suiji.catalogue.forms import text
from suiji.libraries.standard.codes import read_codes
from suiji.papers.sheets import Limits, Unreadable


class CodesForm(forms.Form):
    """Which edition, by whose standard, and the file. What is no such table is refused here."""

    edition = text("版本", length=40, help_text="例如：2026 年版。")
    source = text("依据", length=200, help_text="数据标准的名称或文号。")
    file = forms.FileField(label="文件", help_text="XLSX、ODS 或 CSV，列名见下方说明。")

    def clean_file(self) -> "UploadedFile[bytes]":
        """A table whose codes mean something we know."""
        file: UploadedFile[bytes] = self.cleaned_data["file"]
        if (file.size or 0) > Limits().max_bytes:
            raise forms.ValidationError("文件超过 20 MB。")
        self.content = file.read()
        try:
            read_codes(self.content)
        except Unreadable as error:
            raise forms.ValidationError(str(error)) from error
        return file

    def said(self) -> dict[str, Any]:
        """The table as the service takes it."""
        given = self.cleaned_data
        return {"content": self.content, "edition": given["edition"], "source": given["source"]}
