"""证明材料 — how several files are taken at once, each judged by its own bytes."""

from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile

from suiji.disclosure.services.proofs import MOST, Attached, fault_in


class _Files(forms.ClearableFileInput):
    allow_multiple_selected = True


class ProofField(forms.FileField):
    """Files as (name, content); none is an empty list."""

    widget = _Files

    def __init__(self, **kwargs: Any) -> None:
        help_text = f"PDF、JPG 或 PNG，每个不超过 10 MB，最多 {MOST} 个。退回修改时须重新选择文件。"
        super().__init__(label="证明材料", required=False, max_length=120, help_text=help_text, **kwargs)

    def clean(self, data: Any, initial: Any = None) -> list[Attached]:  # noqa: ARG002 — Django's signature
        """Every file is what it says it is, and not too large; the error names the file."""
        given = data if isinstance(data, list | tuple) else [data]
        if len(given) > MOST:
            raise forms.ValidationError(f"一次最多提交 {MOST} 个文件。")
        files = [self._read(one) for one in given if one]
        fault = fault_in(files)
        if fault is not None:
            raise forms.ValidationError(fault)
        return files

    def _read(self, given: "UploadedFile[bytes]") -> Attached:
        checked = super().clean(given)
        return str(checked.name), checked.read()
