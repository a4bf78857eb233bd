"""How keepers of sealed keys are named, and how a share comes back."""

from datetime import date
from typing import TYPE_CHECKING, Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.http import QueryDict
from django.utils.datastructures import MultiValueDict

from suiji.draws.models import KeyShare
from suiji.draws.queries.keeping import possible_keepers
from suiji.organs.models import Person
from suiji.vault.splitting import Damaged, read_part

LARGEST = 10_000


if TYPE_CHECKING:
    _Choice = forms.ModelChoiceField[Person]
else:
    _Choice = forms.ModelChoiceField


class _Keeper(_Choice):
    def label_from_instance(self, obj: Any) -> str:
        return f"{obj.department.name}　{obj.name}"


class Appointing(forms.Form):
    """Three persons of three organs."""

    def __init__(self, data: QueryDict | None = None, *, today: date) -> None:
        super().__init__(data)
        for name, label, words in (
            ("regulator", "监管部门持有人", "一个部门的分管负责人或者主要负责人，他们不操作抽取。"),
            ("discipline", "纪检监察持有人", ""),
            ("notary", "公证机构持有人", "公证员的账号由系统管理员开设，岗位由安全管理员授予。"),
        ):
            self.fields[name] = _Keeper(possible_keepers(name, today), label=label, help_text=words)

    def clean(self) -> dict[str, Any]:
        """Nobody keeps two shares, and no organ does."""
        cleaned: dict[str, Any] = super().clean() or {}
        chosen = [one for one in cleaned.values() if isinstance(one, Person)]
        if len({one.department_id for one in chosen}) < len(chosen):
            raise forms.ValidationError("三名持有人须来自三个不同的机构。")
        return cleaned


class Returning(forms.Form):
    """A share's file, and what it is needed for."""

    because = forms.CharField(
        label="事由", max_length=200, help_text="例如“抽取检查对象”“受理举报，重放核验”。记入总账。"
    )
    content = forms.FileField(label="分片文件", help_text="领取时下载的文件。")

    def __init__(
        self,
        data: QueryDict | None = None,
        files: "MultiValueDict[str, UploadedFile[bytes]] | None" = None,
        *,
        share: KeyShare,
    ) -> None:
        super().__init__(data, files)
        self.share = share

    def clean_content(self) -> bytes:
        """The share that was handed out, undamaged."""
        content: bytes = self.cleaned_data["content"].read(LARGEST)
        try:
            part = read_part(content)
        except Damaged as error:
            raise forms.ValidationError(str(error)) from None
        if (part.of, part.place) != (self.share.ceremony.ceremony, self.share.place):
            raise forms.ValidationError("这是另一次抽取或者另一名持有人的分片，请选择这一次领取的文件。")
        if part.sha256 != self.share.sha256:
            raise forms.ValidationError(f"{self.share.organ}的分片与领取时登记的不同，可能被改动过。")
        return content
