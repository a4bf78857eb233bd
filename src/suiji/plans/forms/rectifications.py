"""How the requests about special rectifications are read."""

from datetime import date
from typing import Any

from django import forms
from django.http import QueryDict

from suiji.catalogue.forms import day, text
from suiji.catalogue.models import Item
from suiji.catalogue.queries import own_department
from suiji.ledger import Actor
from suiji.organs.models import Department
from suiji.plans import queries
from suiji.plans.forms.lines import Items
from suiji.plans.models import Rectification

SAID = (
    "title", "needed_by", "source_document", "source_on", "content", "approved_by", "approval_document",
    "approved_on", "supervision_filing",
)  # fmt: skip


class RectificationForm(forms.Form):
    """A rectification before it begins. Items its words touch are asked about once, before it is registered."""

    title = text("名称", length=200)
    needed_by = text("提出的人民政府", length=200, help_text="县级以上人民政府的全称。")
    source_document = text("部署文件", length=200)
    source_on = day("部署日期")
    content = text("整治内容", rows=3)
    approved_by = text("批准机关", length=200, help_text="专项检查须经县级以上人民政府批准。")
    approval_document = text("批准文号", length=200)
    approved_on = day("批准日期")
    supervision_filing = text("监督机关备案文号", required=False, length=200)
    items = Items(
        label="涉及的联合抽查事项",
        required=False,
        queryset=Item.objects.none(),
        widget=forms.CheckboxSelectMultiple,
        help_text="涉及联合抽查事项清单的，原则上采取联合抽查形式。",
    )
    none_touched = forms.BooleanField(label="已经核对：不涉及联合抽查事项清单上的任何事项", required=False)

    def __init__(self, data: QueryDict | None = None, *, actor: Actor, today: date) -> None:
        super().__init__(data)
        self.department, self.today = own_department(actor), today
        field = self.fields["items"]
        assert isinstance(field, forms.ModelMultipleChoiceField)
        field.queryset = queries.items_to_plan(on=today)

    def clean(self) -> dict[str, Any]:
        """Items that the words seem to touch are named; leaving them out must be said."""
        given: dict[str, Any] = super().clean() or {}
        if given.get("items") and given.get("none_touched"):
            self.add_error("none_touched", "已经勾选了涉及的事项，请不要再勾选“不涉及”。")
        if given.get("items") or given.get("none_touched"):
            return given
        words = f"{given.get('title', '')} {given.get('content', '')}"
        found = queries.touched_items(words, on=self.today)
        names = "；".join(queries.item_words(item) for item in found[:6])
        hint = f"看来涉及：{names}。" if found else ""
        self.add_error("items", f"{hint}请勾选涉及的事项；确实不涉及的，请勾选下面的核对声明。")
        return given

    def said(self) -> dict[str, Any]:
        """As the service takes it."""
        given = self.cleaned_data
        fields = {name: given[name] for name in SAID} | {"year": given["source_on"].year}
        return {
            "department": self.department,
            "items": given["items"],
            "none_touched": given["none_touched"],
            "fields": fields,
        }


class JointForm(forms.Form):
    """With whom a rectification becomes a joint check."""

    number = text("任务编号", length=40)
    participants = forms.ModelMultipleChoiceField(
        label="参与部门", queryset=Department.objects.none(), widget=forms.CheckboxSelectMultiple
    )

    def __init__(
        self, data: QueryDict | None = None, *, rectification: Rectification, actor: Actor, today: date
    ) -> None:
        number = queries.next_number(rectification.department, rectification.year)
        along = queries.asked_along(rectification, actor, on=today)
        super().__init__(data, initial={"number": number, "participants": along})
        field = self.fields["participants"]
        assert isinstance(field, forms.ModelMultipleChoiceField)
        field.queryset = queries.may_take_part(actor)

    def clean_number(self) -> str:
        """A number nobody uses yet."""
        number: str = self.cleaned_data["number"]
        if queries.number_in_use(number):
            raise forms.ValidationError("这个编号已经用于另一条计划。")
        return number


class ApartForm(forms.Form):
    """Why a rectification is not a joint check."""

    because = text("理由", rows=3)
    basis = text("法律依据", required=False, help_text="涉及联合抽查事项的必填。")
    filing = text("联席会议办公室备案文号", required=False, length=200, help_text="涉及联合抽查事项的必填。")
