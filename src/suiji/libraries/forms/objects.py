"""How searches of objects are read."""

from datetime import date
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.http import QueryDict

from suiji.catalogue.forms import text as words
from suiji.libraries import queries
from suiji.libraries.models import InspectedObject, ObjectKind, RegState
from suiji.libraries.states import EntryState
from suiji.organs.models import Department

PLAIN = ("text", "address", "region", "kind", "tag", "pool", "industry", "reg_state", "state", "trait")


class ObjectFilter(forms.Form):
    """What the object library is searched and narrowed by."""

    text = words("查找", required=False, help_text="名称中的两个字、代码开头或拼音首字母")
    address = words("住所", required=False, help_text="住所中的两个字")
    region = forms.ChoiceField(label="区域", required=False)
    kind = forms.ChoiceField(label="类别", required=False, choices=[("", "全部类别"), *ObjectKind.choices])
    tag = forms.ChoiceField(label="标签", required=False)
    pool = forms.ChoiceField(label="专项库", required=False)
    industry = words("行业代码", required=False, help_text="门类字母开头，如 F52")
    trait = forms.ChoiceField(
        label="数据质量",
        required=False,
        choices=[("", "不限"), *((name, label) for name, (label, _) in queries.TRAITS.items())],
    )
    reg_state = forms.ChoiceField(
        label="登记状态", required=False, choices=[("", "全部状态"), *RegState.choices]
    )
    state = forms.ChoiceField(
        label="条目状态", required=False, choices=[("", "全部条目"), *EntryState.choices]
    )
    source = forms.ModelChoiceField(
        label="来源部门", required=False, empty_label="全部部门", queryset=Department.objects.none()
    )

    def __init__(self, data: QueryDict, *, departments: QuerySet[Department]) -> None:
        super().__init__(data)
        regions = [(region.code, region.name) for region in queries.regions()]
        tags, pools = ([(word, word) for word in words] for words in queries.words_in_use())
        for name, label, everything, choices in (
            ("region", "区域", "全部区域", regions),
            ("tag", "标签", "全部标签", tags),
            ("pool", "专项库", "全部专项库", pools),
        ):
            self.fields[name] = forms.ChoiceField(
                label=label, required=False, choices=[("", everything), *choices]
            )
        self.fields["source"] = forms.ModelChoiceField(
            label="来源部门", required=False, empty_label="全部部门", queryset=departments
        )

    def rows(self, today: date) -> QuerySet[InspectedObject]:
        """What the filter finds; nothing where it cannot be read, since whole searches are tagged and moved at once."""
        if not self.is_valid():
            return InspectedObject.objects.none()
        return queries.objects(**self.said(), today=today)

    def said(self) -> dict[str, Any]:
        """The filter as the query takes it."""
        given = self.cleaned_data
        plain = {name: given.get(name, "") for name in PLAIN}
        plain["industry"] = plain["industry"].upper()
        source = given.get("source")
        return {**plain, "source": str(source.pk) if source else ""}
