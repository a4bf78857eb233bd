"""How a list from outside is read (Art. 5, 13, 15)."""

import csv
import re
from collections.abc import Iterable
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile

from suiji.catalogue.forms import day, text
from suiji.libraries.queries import codes_by_number
from suiji.tasks.models import ListSource

CODE = re.compile(r"(?=.*[0-9])[0-9A-Z._:-]{2,64}")
NUMBERS = (re.compile(r"[0-9A-HJ-NPQRTUWXY]{18}"), re.compile(r"[0-9]{15}"), re.compile(r"[0-9]{13}"))
"""统一社会信用代码, and the registration numbers of 15 and 13 digits that older lists still carry."""
ELSEWHERE = "ELSEWHERE"
MOST = 2_000_000


class Bringing(forms.Form):
    """A list from outside: it narrows our draw, or was drawn above and dispatched to us."""

    source = forms.ChoiceField(
        label="这是什么名单",
        choices=[
            (ListSource.TARGETED, "定向名单：只提供线索、没有抽取过，在名单内抽取"),
            (ListSource.DISPATCHED, "上级派发名单：省级平台已经抽取，派发给我们实施，不再抽取检查对象"),
            (ELSEWHERE, "在其他地方抽取产生的名单"),
        ],
        widget=forms.RadioSelect,
    )
    organ = text("名单由谁提出或派发", length=200, help_text="机关或部门全称。")
    document_number = text("文号", length=100)
    issued_on = day("发文日期")
    file = forms.FileField(
        label="名单文件",
        help_text="CSV 或文本文件，每行一户，含统一社会信用代码、注册号或对象代码；不超过 2 MB。",
    )
    reason = text("为什么只在名单内抽取", required=False, rows=3, help_text="定向名单必须填写。")
    basis = text("依据", required=False, rows=2, help_text="定向名单必须填写：法律、文件的名称和条款、文号。")

    def clean_file(self) -> "UploadedFile[bytes]":
        """A small text; every line's number must be in the library, so that nothing of the list is lost."""
        file: UploadedFile[bytes] = self.cleaned_data["file"]
        if (file.size or 0) > MOST:
            raise forms.ValidationError("文件超过 2 MB，请只保留代码一列。")
        self.content = file.read()
        numbers = numbers_in(self.content)
        if not numbers:
            raise forms.ValidationError("文件里没有找到代码。")
        known = codes_by_number(numbers)
        if unknown := [number for number in numbers if number not in known]:
            raise forms.ValidationError(
                f"有 {len(unknown)} 户不在名录库中，如 {'、'.join(unknown[:5])}。请先更新名录库，再导入整份名单。"
            )
        if several := [number for number in numbers if len(known[number]) > 1]:
            raise forms.ValidationError(
                f"注册号 {'、'.join(several[:5])} 在名录库中对应不止一户，请在文件里改用统一社会信用代码。"
            )
        self.codes = sorted({code for number in numbers for code in known[number]})
        return file

    def clean(self) -> dict[str, Any]:
        """What only a targeted list has to say."""
        given: dict[str, Any] = super().clean() or {}
        if given.get("source") == ListSource.TARGETED:
            for name in ("reason", "basis"):
                if not given.get(name):
                    self.add_error(name, "定向名单须写明理由和依据，报分管负责人批准并备案。")
        return given

    def said(self) -> dict[str, Any]:
        """The list as the service takes it; one drawn elsewhere is refused there, in the article's words."""
        given = self.cleaned_data
        names = ("organ", "document_number", "issued_on", "reason", "basis")
        elsewhere = given["source"] == ELSEWHERE
        return {
            **{name: given[name] for name in names},
            "source": ListSource.TARGETED if elsewhere else ListSource(given["source"]),
            "drawn_elsewhere": given["source"] != ListSource.TARGETED,
            "file_name": str(given["file"].name)[:200],
            "content": self.content,
            "codes": self.codes,
        }


def numbers_in(content: bytes) -> list[str]:
    """The number of each line, in UTF-8 or GB18030: a credit code before a registration number before any code."""
    try:
        said = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        said = content.decode("gb18030", errors="replace")
    found: dict[str, None] = {}
    for line in said.splitlines():
        if number := _number_in(_cells(line)):
            found[number] = None
    return list(found)


def _cells(line: str) -> list[str]:
    separated = re.sub("[\\t;，；]", ",", line)
    return [cell.strip(" \"'\r").upper() for row in csv.reader([separated]) for cell in row]


def _number_in(cells: Iterable[str]) -> str:
    row = list(cells)
    for pattern in (*NUMBERS, CODE):
        for cell in row:
            if pattern.fullmatch(cell):
                return cell
    return ""
