"""Kinds of fields that the forms of the lists share. Every text is stored in one spelling (NFC)."""

import unicodedata
from typing import Any

from django import forms

RATIO_OR_PLAN = (
    "比例或户数和“由抽查计划确定”只能选一种。要按写明的数抽，请去掉勾选；要由计划确定，请清空数字。"
)


class Words(forms.CharField):
    """Text in NFC."""

    def to_python(self, value: Any) -> str:
        """The text, composed."""
        return unicodedata.normalize("NFC", super().to_python(value) or "")


def text(
    label: str, *, required: bool = True, rows: int = 0, length: int = 300, help_text: str = ""
) -> Words:
    """A field of one line, or of several."""
    widget = forms.Textarea(attrs={"rows": rows}) if rows else forms.TextInput()
    return Words(
        label=label,
        required=required,
        widget=widget,
        max_length=None if rows else length,
        help_text=help_text,
    )


def day(label: str, *, required: bool = True, help_text: str = "") -> forms.DateField:
    """A field for a day."""
    return forms.DateField(
        label=label,
        required=required,
        help_text=help_text,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )


def split(words: str) -> list[str]:
    """Words between commas of either width."""
    parts = words.replace("，", ",").replace("、", ",").replace("；", ",").split(",")
    return [part.strip() for part in parts if part.strip()]
