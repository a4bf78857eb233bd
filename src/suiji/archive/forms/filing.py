"""How a request to file, seal or supplement is read."""

from typing import Any

from django import forms

from suiji.archive.models import Retention
from suiji.archive.states import CaseFileState
from suiji.inspections.files import LIMIT, format_of


class FilterForm(forms.Form):
    """Which files to list."""

    q = forms.CharField(label="单位名称或卷号", required=False, max_length=100)
    state = forms.ChoiceField(label="状态", required=False, choices=[("", "全部"), *CaseFileState.choices])

    @property
    def chosen(self) -> dict[str, str]:
        """The filter as the query takes it; nothing chosen where the request is not understood."""
        if not self.is_valid():
            return {}
        return {"text": self.cleaned_data["q"], "state": self.cleaned_data["state"]}


class SealForm(forms.Form):
    """归档: how long the file is kept."""

    retention = forms.ChoiceField(
        label="保管期限",
        choices=Retention.choices,
        initial=Retention.THIRTY,
        widget=forms.RadioSelect,
        help_text="按本部门文件材料归档范围和保管期限表选择，从归档次年起算。归档后不能改短。",
    )

    @property
    def chosen(self) -> Retention:
        """The class that was chosen."""
        return Retention(self.cleaned_data["retention"])


class SupplementForm(forms.Form):
    """补充卷."""

    title = forms.CharField(label="题名", max_length=200)
    reason = forms.CharField(
        label="补充原因", max_length=300, help_text="写明材料从哪里来、为什么在归档以后才有。"
    )
    file = forms.FileField(
        label="文件",
        help_text="PDF、JPG 或 PNG，不超过 10 MB。",
        widget=forms.ClearableFileInput(attrs={"accept": "application/pdf,image/jpeg,image/png"}),
    )

    def clean_file(self) -> Any:
        """A paper or a picture, by its content."""
        upload = self.cleaned_data["file"]
        self.content: bytes = upload.read()
        self.suffix = format_of(self.content) or ""
        if len(self.content) > LIMIT:
            raise forms.ValidationError("文件不能超过 10 MB，请压缩后再上传。")
        if self.suffix not in {"pdf", "jpg", "png"}:
            raise forms.ValidationError("文件内容不是 PDF、JPG 或 PNG，请重新选择。")
        return upload

    def facts(self) -> dict[str, Any]:
        """What ``services.add_supplement`` asks for."""
        words = {name: self.cleaned_data[name] for name in ("title", "reason")}
        return {**words, "suffix": self.suffix, "content": self.content}
