"""How an office's Word form is read, and how a citizen's copy is compared."""

from typing import Any

from django import forms

from suiji.papers.word_templates import UnfitTemplate, read_template

COPY_LIMIT = 10 * 1024 * 1024


class TemplateForm(forms.Form):
    """文书模板."""

    file = forms.FileField(label="Word 模板", help_text="DOCX，不超过 2 MB。先下载空白模板，改好以后上传。")

    def __init__(self, *args: Any, paper: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._paper, self.file_name = paper, ""

    def clean_file(self) -> bytes:
        """A form that this paper can fill."""
        content: bytes = self.cleaned_data["file"].read()
        self.file_name = str(self.cleaned_data["file"].name or "")
        try:
            read_template(self._paper, content)
        except UnfitTemplate as fault:
            raise forms.ValidationError(str(fault)) from fault
        return content


class CopyForm(forms.Form):
    """比对文件."""

    file = forms.FileField(label="您手里的 PDF", help_text="只计算校验值，不保存。")

    def clean_file(self) -> bytes:
        """Not larger than any paper is."""
        upload = self.cleaned_data["file"]
        if upload.size > COPY_LIMIT:
            raise forms.ValidationError("文件不能超过 10 MB。")
        content: bytes = upload.read()
        return content
