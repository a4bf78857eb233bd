"""How a file of objects and the meaning of its columns are read."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.http import QueryDict
from django.utils.datastructures import MultiValueDict

from suiji.catalogue.forms import text
from suiji.ledger import Actor
from suiji.libraries import queries, services
from suiji.libraries.models import Upload
from suiji.libraries.queries.uploads import LIMITS
from suiji.libraries.states import EntryState
from suiji.organs.requests import Official
from suiji.papers.sheets import Unreadable

Files = MultiValueDict[str, Any]


class UploadForm(forms.Form):
    """A department's file of objects. What is no table is refused here, and nothing of it is kept."""

    file = forms.FileField(
        label="文件",
        help_text="XLSX、ODS 或 CSV（UTF-8、GB18030），不超过 600 MB、一百万行。",
        widget=forms.ClearableFileInput(attrs={"data-most-mb": LIMITS.max_bytes >> 20}),
    )

    def __init__(self, data: QueryDict | None, files: Files | None, *, request: Official) -> None:
        super().__init__(data, files)
        self.request = request

    def clean_file(self) -> "UploadedFile[bytes]":
        """A file that can be read, which is then kept."""
        file: UploadedFile[bytes] = self.cleaned_data["file"]
        if (file.size or 0) > LIMITS.max_bytes:
            raise forms.ValidationError("文件超过 600 MB，请拆成几个文件分别导入。")
        actor: Actor = self.request.actor
        try:
            self.upload: Upload = services.receive_upload(
                file=file.file,  # type: ignore[arg-type]  # Django types it loosely
                file_name=str(file.name),
                department=queries.own_department(actor),
                actor=actor,
                at=self.request.at,
            )
        except Unreadable as error:
            raise forms.ValidationError(str(error)) from error
        return file


class ColumnsForm(forms.Form):
    """What each column of a file means."""

    def __init__(self, data: QueryDict | None, *, upload: Upload) -> None:
        super().__init__(data)
        self.upload = upload
        for place, column in enumerate(upload.columns):
            self.fields[f"c{place}"] = forms.ChoiceField(
                label=upload.headings[place] or f"第 {place + 1} 列",
                required=False,
                choices=queries.field_choices(),
                initial=column,
            )

    def clean(self) -> dict[str, Any]:
        """Name and code are there, and no field twice."""
        columns = self.said()
        if missing := queries.missing_columns(columns):
            raise forms.ValidationError(
                f"还没有指定这些列：{missing}。请在“读作”里为其中每一项选好表格里的一列。"
            )
        return self.cleaned_data

    def said(self) -> list[str]:
        """A field, or nothing, for each column."""
        return [self.cleaned_data.get(f"c{place}", "") for place in range(len(self.upload.columns))]


class BecauseForm(forms.Form):
    """Why a file is undone."""

    because = text("撤销原因", length=200, help_text="例如：传错了文件。会写入总账。")


class TagForm(forms.Form):
    """A word for every object of a search."""

    word = text("标签或专项库名称", length=40)
    what = forms.ChoiceField(
        label="做什么",
        choices=[
            ("tag", "打上标签"),
            ("untag", "取消标签"),
            ("pool", "加入专项库"),
            ("unpool", "移出专项库"),
        ],
    )

    def said(self) -> dict[str, Any]:
        """The act as the service takes it."""
        what = self.cleaned_data["what"]
        return {"word": self.cleaned_data["word"], "pool": "pool" in what, "off": what.startswith("un")}


class EntryForm(forms.Form):
    """Another state for an entry, or for every entry of a search, and why."""

    to = forms.ChoiceField(label="条目状态改为", choices=EntryState.choices)
    because = text("原因", length=200, help_text="会写入总账，例如：两次上门均已停业，待登记机关核实。")

    def __init__(self, data: QueryDict | None = None, *, moves: Sequence[EntryState] = ()) -> None:
        super().__init__(data)
        if moves:
            self.fields["to"] = forms.ChoiceField(
                label="条目状态改为", choices=[(state.value, state.label) for state in moves]
            )

    def said(self) -> dict[str, Any]:
        """The move as the service takes it."""
        return {"to": EntryState(self.cleaned_data["to"]), "because": self.cleaned_data["because"]}


class FilterForm(forms.Form):
    """A name for a search."""

    name = text("名称", length=40)
