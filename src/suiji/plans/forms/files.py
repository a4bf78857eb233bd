"""How files about plans are read: lines of a plan, opening balances, a source document."""

import hashlib
from datetime import date
from typing import Any

from django import forms
from django.core import signing
from django.http import QueryDict
from django.utils.datastructures import MultiValueDict

from suiji.catalogue.forms import text
from suiji.catalogue.queries import own_department
from suiji.ledger import Actor
from suiji.papers.sheets import Unreadable
from suiji.plans.importing import Dry, read_lines
from suiji.plans.models import PlanLine
from suiji.plans.opening import Balance, read_balance

MOST_BYTES = 10 * 1024 * 1024
SUFFIXES = ("pdf", "ofd", "doc", "docx", "wps", "jpg", "jpeg", "png")
SALT = "suiji.plans.lines"
Files = MultiValueDict[str, Any]


class AttachmentForm(forms.Form):
    """The document by which a temporary check was handed down."""

    file = forms.FileField(
        label="交办文件",
        max_length=200,
        help_text="PDF、OFD、Word 或者图片，不超过 10 MB。加入以后不能删除。",
    )

    def clean_file(self) -> Any:
        """A paper, not a program, and not too large."""
        file = self.cleaned_data["file"]
        if file.name.rpartition(".")[2].lower() not in SUFFIXES:
            raise forms.ValidationError("请上传 PDF、OFD、Word 文件或者图片。")
        if file.size > MOST_BYTES:
            raise forms.ValidationError("文件超过 10 MB，请压缩后再上传。")
        return file


class LinesFile(forms.Form):
    """A table of plan lines, looked at before anything is kept."""

    file = forms.FileField(label="计划表", help_text="Excel（XLSX）或者 CSV，第一行是表头。")

    def __init__(
        self, data: QueryDict | None = None, files: Files | None = None, *, actor: Actor, today: date
    ) -> None:
        super().__init__(data, files)
        self.actor, self.today = actor, today
        self.dry: Dry | None = None

    def clean_file(self) -> Any:
        """A table that can be read, with its rows judged."""
        file = self.cleaned_data["file"]
        try:
            self.dry = read_lines(file.read(), initiator=own_department(self.actor), today=self.today)
        except Unreadable as reason:
            raise forms.ValidationError(str(reason)) from reason
        return file

    @property
    def signed(self) -> str:
        """The rows that can be kept, sealed so that the second step keeps exactly what the first has shown."""
        assert self.dry is not None
        kept = [row.said for row in self.dry.rows if not row.troubles]
        return signing.dumps([self.actor.department_id, kept], salt=SALT, compress=True)


class LinesSigned(forms.Form):
    """The second step: what the dry run has shown is kept."""

    rows = forms.CharField(widget=forms.HiddenInput)

    def __init__(self, data: QueryDict, *, actor: Actor) -> None:
        super().__init__(data)
        self.actor = actor

    def clean_rows(self) -> list[dict[str, Any]]:
        """Untouched since the dry run, within the hour, and of the same department."""
        try:
            department, rows = signing.loads(self.cleaned_data["rows"], salt=SALT, max_age=3600)
        except signing.BadSignature as reason:
            raise forms.ValidationError("试读的结果已经过期，请重新选择文件。") from reason
        if department != self.actor.department_id:
            raise forms.ValidationError("试读的结果不是本部门的，请重新选择文件。")
        found: list[dict[str, Any]] = rows
        return found


class BalanceForm(forms.Form):
    """What was done in a year before the platform. The room of tasks asks the library for its objects."""

    year = forms.IntegerField(label="年度", min_value=2023, max_value=2099)
    source_organ = text("来源机关", length=200, help_text="谁出具的统计。")
    source_document = text("来源文件", length=200, help_text="文件名称和文号。")
    file = forms.FileField(label="期初数表", help_text="Excel（XLSX）或者 CSV，按下面的两种表头之一。")

    def __init__(
        self, data: QueryDict | None = None, files: Files | None = None, *, actor: Actor, today: date
    ) -> None:
        super().__init__(data, files, initial={"year": today.year})
        self.actor = actor
        self.balance: Balance | None = None
        self.sha256 = ""

    def clean_file(self) -> Any:
        """A table whose every row can be counted: opening balances are kept whole or not at all."""
        file = self.cleaned_data["file"]
        content = file.read()
        self.sha256 = hashlib.sha256(content).hexdigest()
        try:
            self.balance = read_balance(content, actor=self.actor)
        except Unreadable as reason:
            raise forms.ValidationError(str(reason)) from reason
        if self.balance.troubles:
            raise forms.ValidationError(
                [f"第 {number} 行：{why}" for number, why in self.balance.troubles[:20]]
            )
        return file

    def said(self) -> dict[str, Any]:
        """As the service takes it."""
        given = self.cleaned_data
        assert self.balance is not None
        return {
            "year": given["year"],
            "source_organ": given["source_organ"],
            "source_document": given["source_document"],
            "file_name": given["file"].name[:200],
            "sha256": self.sha256,
            "rows": self.balance.rows,
        }


def kept_file(line: PlanLine, form: AttachmentForm) -> dict[str, Any]:
    """An uploaded paper as the service takes it."""
    file = form.cleaned_data["file"]
    return {"line": line, "name": file.name[-200:], "content": file.read()}
