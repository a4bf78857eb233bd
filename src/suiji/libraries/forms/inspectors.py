"""How searches of inspectors, and recusals, are read."""

from typing import Any

from django import forms
from django.http import QueryDict

from suiji.catalogue.forms import text
from suiji.ledger import Actor, NotYours
from suiji.libraries import queries
from suiji.libraries.models import InspectedObject, Inspector, InspectorStatus
from suiji.organs.roles import Role


class InspectorFilter(forms.Form):
    """What the inspector library is narrowed by."""

    text = text("查找", required=False, help_text="姓名或工号")
    status = forms.ChoiceField(
        label="状态", required=False, choices=[("", "全部状态"), *InspectorStatus.choices]
    )

    def said(self) -> dict[str, Any]:
        """The filter as the query takes it."""
        self.is_valid()
        return {name: self.cleaned_data.get(name, "") for name in ("text", "status")}


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
