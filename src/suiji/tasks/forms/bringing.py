"""How a list from outside is read (Art. 5, 13, 15)."""

import re
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile

from suiji.catalogue.forms import day, text
from suiji.libraries.models import InspectedObject

CODE = re.compile(r"(?=.*[0-9])[0-9A-Z._:-]{2,64}")


class Bringing(forms.Form):
    """A list brought from outside narrows the draw."""

    organ = text("名单由谁提出", length=200, help_text="机关或部门全称。")
    document_number = text("文号", length=100)
    issued_on = day("发文日期")
    file = forms.FileField(label="名单文件", help_text="CSV 或文本文件，每行第一列是代码；不超过 2 MB。")
    drawn_elsewhere = forms.BooleanField(
        label="这份名单是在别处抽取产生的", required=False, help_text="只提供线索、没有抽取过的不勾选。"
    )
    reason = text("为什么只在名单内抽取", rows=3)
    basis = text("依据", rows=2, help_text="法律、文件的名称和条款、文号。")

    def clean_file(self) -> "UploadedFile[bytes]":
        """A small text whose first cells are codes that the library holds."""
        file: UploadedFile[bytes] = self.cleaned_data["file"]
        if (file.size or 0) > 2_000_000:
            raise forms.ValidationError("文件超过 2 MB，请只保留代码一列。")
        self.content = file.read()
        self.codes = _codes(self.content)
        known = set(InspectedObject.objects.filter(code__in=self.codes).values_list("code", flat=True))
        if unknown := [code for code in self.codes if code not in known]:
            raise forms.ValidationError(
                f"有 {len(unknown)} 个代码不在名录库中，如 {'、'.join(unknown[:5])}。请先更新名录库。"
            )
        if not self.codes:
            raise forms.ValidationError("文件里没有找到代码。")
        return file

    def said(self) -> dict[str, Any]:
        """The list as the service takes it."""
        given = self.cleaned_data
        names = ("organ", "document_number", "issued_on", "drawn_elsewhere", "reason", "basis")
        return {
            **{name: given[name] for name in names},
            "file_name": str(given["file"].name)[:200],
            "content": self.content,
            "codes": self.codes,
        }


def _codes(content: bytes) -> list[str]:
    """The first cell of each line that looks like a code, in UTF-8 or GB18030."""
    try:
        said = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        said = content.decode("gb18030", errors="replace")
    cells = (
        re.split("[,\\t;，；]", line, maxsplit=1)[0].strip(" \"'\r").upper() for line in said.split("\n")
    )
    return sorted({cell for cell in cells if CODE.fullmatch(cell)})
