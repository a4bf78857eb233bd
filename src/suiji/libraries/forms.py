"""How files and searches are read. A file that is no table is refused on the form, with what to do."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.db.models import QuerySet
from django.http import QueryDict
from django.utils.datastructures import MultiValueDict

from suiji.catalogue.forms import day, text
from suiji.ledger import Actor, NotYours
from suiji.libraries import queries
from suiji.libraries.headings import INSPECTOR_FIELDS, OBJECT_FIELDS, RATING_FIELDS, folded
from suiji.libraries.models import InspectedObject, Inspector, InspectorStatus, Library, ObjectKind, RegState
from suiji.libraries.services import import_inspectors, import_objects
from suiji.libraries.sheets import MAX_BYTES, Table, Unreadable, read_table
from suiji.organs.models import Department
from suiji.organs.roles import Role

Files = MultiValueDict[str, Any]


class ObjectFilter(forms.Form):
    """What the object library is searched and narrowed by."""

    text = text("查找", required=False, help_text="名称中的两个字、代码开头或拼音首字母")
    region = forms.ChoiceField(label="区域", required=False)
    kind = forms.ChoiceField(label="类别", required=False, choices=[("", "全部类别"), *ObjectKind.choices])
    tag = forms.ChoiceField(label="标签", required=False)
    reg_state = forms.ChoiceField(
        label="登记状态", required=False, choices=[("", "全部状态"), *RegState.choices]
    )
    source = forms.ModelChoiceField(
        label="来源部门", required=False, empty_label="全部部门", queryset=Department.objects.none()
    )

    def __init__(self, data: QueryDict, *, departments: QuerySet[Department]) -> None:
        super().__init__(data)
        regions = [(region.code, region.name) for region in queries.regions()]
        tags = [(tag, tag) for tag in queries.tags()]
        for name, label, everything, choices in (
            ("region", "区域", "全部区域", regions),
            ("tag", "标签", "全部标签", tags),
        ):
            self.fields[name] = forms.ChoiceField(
                label=label, required=False, choices=[("", everything), *choices]
            )
        self.fields["source"] = forms.ModelChoiceField(
            label="来源部门", required=False, empty_label="全部部门", queryset=departments
        )

    def said(self) -> dict[str, str]:
        """The filter as the query takes it; what cannot be read does not narrow."""
        self.is_valid()
        given = self.cleaned_data
        plain = {name: given.get(name, "") for name in ("text", "region", "kind", "tag", "reg_state")}
        source = given.get("source")
        return {**plain, "source": str(source.pk) if source else ""}


class InspectorFilter(forms.Form):
    """What the inspector library is narrowed by."""

    text = text("查找", required=False, help_text="姓名或工号")
    status = forms.ChoiceField(
        label="状态", required=False, choices=[("", "全部状态"), *InspectorStatus.choices]
    )

    def said(self) -> dict[str, str]:
        """The filter as the query takes it."""
        self.is_valid()
        return {name: self.cleaned_data.get(name, "") for name in ("text", "status")}


class _File(forms.Form):
    """A table, read when the form is checked."""

    file = forms.FileField(
        label="文件", help_text="CSV（UTF-8 或 GB18030）或 XLSX，不超过 20 MB。第一个工作表。"
    )
    headings: Mapping[str, tuple[str, ...]]
    needed: Sequence[Sequence[str]]

    def clean_file(self) -> "UploadedFile[bytes]":
        """A file with the needed headings."""
        file: UploadedFile[bytes] = self.cleaned_data["file"]
        if (file.size or 0) > MAX_BYTES:
            raise forms.ValidationError("文件超过 20 MB，请拆成几个文件分别导入。")
        self.content = file.read()
        try:
            self.table: Table = read_table(self.content, folded(dict(self.headings)), self.needed)
        except Unreadable as error:
            raise forms.ValidationError(str(error)) from error
        return file


class ImportForm(_File):
    """A department's file for one of the two libraries."""

    def __init__(self, data: QueryDict | None, files: Files | None, *, library: str) -> None:
        super().__init__(data, files)
        self.library = Library(library)
        objects = self.library is Library.OBJECTS
        self.headings = OBJECT_FIELDS if objects else INSPECTOR_FIELDS
        self.needed = (("name",), ("uscc", "code")) if objects else (
            ("name",), ("staff_number", "code"), ("certificate_number",)
        )  # fmt: skip
        self.act = import_objects if objects else import_inspectors

    def said(self) -> dict[str, Any]:
        """The file as the service takes it."""
        return {"content": self.content, "file_name": self.cleaned_data["file"].name}


class RatingsForm(_File):
    """Classes of objects, from the platform that computes them."""

    rated_on = day("评定日期")
    source = text("来源", length=100, help_text="例如：河南省企业信用风险分类管理系统")
    headings = RATING_FIELDS
    needed = (("code",), ("value",))
    field_order = ("rated_on", "source", "file")

    def __init__(self, data: QueryDict | None, files: Files | None, *, today: date) -> None:
        super().__init__(data, files)
        self.today = today

    def clean_rated_on(self) -> date:
        """Not in the future."""
        rated_on: date = self.cleaned_data["rated_on"]
        if rated_on > self.today:
            raise forms.ValidationError("评定日期晚于今天。")
        return rated_on

    def said(self) -> dict[str, Any]:
        """Codes and classes as the service takes them."""
        rows = [(row.get("code").upper(), row.get("value")[:1].upper()) for row in self.table.rows]
        given = self.cleaned_data
        return {"rows": rows, "rated_on": given["rated_on"], "source": given["source"]}


class RecusalForm(forms.Form):
    """Which object an inspector must not meet, and why."""

    code = text("检查对象代码", length=64, help_text="统一社会信用代码，或产品、项目等的对象代码。")
    relation = text("回避事由", length=200, help_text="只有本部门能看到。例如：近亲属担任负责人。")

    def __init__(self, data: QueryDict | None, *, inspector: Inspector, actor: Actor) -> None:
        if inspector.person_id != actor.id and not actor.holds(Role.LIBRARIAN, Role.CLERK):
            raise NotYours("回避由本人，或本部门的两库管理员、经办人申报。")
        super().__init__(data)

    def clean_code(self) -> InspectedObject:
        """An object of the library."""
        found = queries.by_code(self.cleaned_data["code"].replace(" ", ""))
        if found is None:
            raise forms.ValidationError("检查对象名录库中没有这个代码。")
        return found

    def said(self) -> dict[str, Any]:
        """The recusal as the service takes it."""
        return {"object": self.cleaned_data["code"], "relation": self.cleaned_data["relation"]}
