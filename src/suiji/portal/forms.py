"""How the public's searches are read. Whatever is not understood is ignored, never refused."""

from typing import Any

from django import forms

from suiji.catalogue.models import ListKind
from suiji.law.results import ResultCode

WORDS = 100
"""Longest text that is searched for."""


class _Lenient(forms.Form):
    """A search: a field that does not validate counts as empty."""

    def words(self) -> dict[str, Any]:
        """What was asked, cleaned."""
        self.is_valid()
        return {name: self.cleaned_data.get(name) or "" for name in self.fields}


class ItemSearch(_Lenient):
    """Which list, and words of an item."""

    q = forms.CharField(label="行业、事项或法律依据", required=False, max_length=WORDS)
    kind = forms.ChoiceField(label="清单", required=False, choices=[("", "两份清单"), *ListKind.choices])


class ResultSearch(_Lenient):
    """A firm, a department, a kind of result."""

    q = forms.CharField(label="单位名称或代码", required=False, max_length=WORDS)
    department = forms.TypedChoiceField(label="实施检查部门", required=False, coerce=int, empty_value=None)
    result = forms.ChoiceField(
        label="检查结果",
        required=False,
        choices=[("", "全部结果"), *((code.value, code.words) for code in ResultCode)],
    )

    def __init__(self, *args: Any, departments: list[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["department"].choices = [("", "全部部门"), *departments]  # type: ignore[attr-defined]


class FirmSearch(_Lenient):
    """A firm's name or code."""

    q = forms.CharField(label="单位名称或统一社会信用代码", required=False, max_length=WORDS)


class Since(forms.Form):
    """From when on a program has not looked yet."""

    since = forms.DateTimeField(
        required=False,
        input_formats=["%Y-%m-%dT%H:%M:%S%z", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%d"],
        error_messages={"invalid": "请写成 2026-11-24 或者 2026-11-24T09:00:00+08:00。"},
    )
