"""How searches of objects are read."""

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.http import QueryDict

from suiji.catalogue.forms import text
from suiji.libraries import queries
from suiji.libraries.models import ObjectKind, RegState
from suiji.organs.models import Department


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

    def said(self) -> dict[str, Any]:
        """The filter as the query takes it; what cannot be read does not narrow."""
        self.is_valid()
        given = self.cleaned_data
        plain = {name: given.get(name, "") for name in ("text", "region", "kind", "tag", "reg_state")}
        source = given.get("source")
        return {**plain, "source": str(source.pk) if source else ""}
