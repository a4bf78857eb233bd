"""How the requests about plan lines are read."""

from datetime import date
from typing import TYPE_CHECKING, Any

from django import forms
from django.db.models import QuerySet
from django.http import QueryDict

from suiji import law
from suiji.catalogue import queries as catalogue
from suiji.catalogue.forms import day, text
from suiji.catalogue.models import Item
from suiji.catalogue.queries import own_department
from suiji.ledger import Actor, NotYours
from suiji.organs.models import Department
from suiji.plans import queries
from suiji.plans.models import PlanKind, PlanLine, PlanMode, Selection
from suiji.plans.states import PlanState

SOURCE = ("source_organ", "source_document", "source_on", "source_reason")
PLAIN = (
    "selection", "mode", "object_scope", "object_count", "ratio_text", "planned_count", "frequency", "risk_note",
    "period_from", "period_until", "unannounced", "contact", "basis", *SOURCE, "remark",
)  # fmt: skip


class Filter(forms.Form):
    """What the plan of a year is narrowed by."""

    year = forms.TypedChoiceField(label="年度", coerce=int, required=False)
    kind = forms.ChoiceField(label="来源", required=False, choices=[("", "全部来源"), *PlanKind.choices])
    department = forms.ModelChoiceField(
        label="部门", required=False, empty_label="全部部门", queryset=Department.objects.none()
    )
    state = forms.ChoiceField(label="状态", required=False, choices=[("", "全部状态"), *PlanState.choices])

    def __init__(self, data: QueryDict, *, today: date, departments: QuerySet[Department]) -> None:
        filled = data.copy()
        filled.setdefault("year", str(today.year))
        super().__init__(filled)
        self.today = today
        self.fields["year"] = forms.TypedChoiceField(
            label="年度",
            coerce=int,
            required=False,
            choices=[(year, f"{year} 年") for year in queries.years(today=today)],
        )
        self.fields["department"] = forms.ModelChoiceField(
            label="部门", required=False, empty_label="全部部门", queryset=departments
        )

    @property
    def chosen_year(self) -> int:
        """The year on show; this one where none was said."""
        self.is_valid()
        return int(self.cleaned_data.get("year") or self.today.year)

    def said(self) -> dict[str, Any]:
        """The filter as the query takes it; what cannot be read does not narrow."""
        self.is_valid()
        given = self.cleaned_data
        department = given.get("department")
        return {
            "kind": given.get("kind", ""),
            "state": given.get("state", ""),
            "department": department.pk if department else None,
        }


if TYPE_CHECKING:
    _Items = forms.ModelMultipleChoiceField[Item]
else:
    _Items = forms.ModelMultipleChoiceField  # not subscriptable when the program runs


class Items(_Items):
    """Items by code and title."""

    def label_from_instance(self, obj: Item) -> str:
        """As the list of items names it."""
        return queries.item_words(obj)


class LineForm(forms.Form):
    """A plan line's words."""

    number = text("任务编号", length=40, help_text="在全部计划里不重复，以后不变。")
    year = forms.IntegerField(label="年度", min_value=2023, max_value=2099)
    title = text("任务名称", length=200)
    items = Items(
        label="联合抽查事项",
        required=False,
        queryset=Item.objects.none(),
        widget=forms.CheckboxSelectMultiple,
        help_text="只列出已经公布、正在有效的联合事项。",
    )
    participants = forms.ModelMultipleChoiceField(
        label="参与部门",
        required=False,
        queryset=Department.objects.none(),
        widget=forms.CheckboxSelectMultiple,
        help_text="请先与各部门商定；报送前由它们在平台上确认。",
    )
    selection = forms.ChoiceField(
        label="抽查类型",
        choices=Selection.choices,
        required=False,
        help_text="只在事项的对象中再按条件（如投诉多的）划定范围的，选定向。",
    )
    object_scope = text("对象范围", required=False, rows=2)
    object_count = forms.IntegerField(
        label="对象基数（户）", required=False, min_value=0, help_text="名录库里这类对象大约有多少户。"
    )
    ratio_text = text("抽查比例或户数", required=False, help_text="照清单写，如“不低于 3 %”“20 户”。")
    planned_count = forms.IntegerField(label="计划户数", required=False, min_value=0)
    frequency = text("频次", required=False, length=100)
    risk_note = text(
        "信用风险分类要求", required=False, help_text="总的要求，如“D 类不低于 20 %”；不写任何一户的类别。"
    )
    mode = forms.ChoiceField(
        label="实施层级和模式", required=False, choices=[("", "还没有定"), *PlanMode.choices]
    )
    period_from = day("起始日期", required=False)
    period_until = day("截止日期", required=False, help_text="含当天。")
    unannounced = forms.BooleanField(label="不宜告知：公示时只写领域和季度", required=False)
    contact = text("联系科室", required=False, length=100, help_text="写科室，不写个人。")
    basis = text("依据", required=False, rows=2)
    source_organ = text("交办机关", length=200, help_text="上级人民政府或有关部门的全称。")
    source_document = text("交办文号", length=200)
    source_on = day("交办日期", help_text="交办文件上的日期。文件本身在保存草稿以后加入，报备以前必须加入。")
    source_reason = text("开展理由", required=False, rows=2, help_text="为什么要临时开展，抽查什么。")
    remark = text("备注", required=False, rows=2)

    def __init__(
        self,
        data: QueryDict | None = None,
        *,
        actor: Actor,
        today: date,
        kind: str = PlanKind.ANNUAL,
        line: PlanLine | None = None,
    ) -> None:
        if line is not None and line.initiator_id != actor.department_id:
            raise NotYours("计划由发起部门修改。")
        self.initiator = own_department(actor)
        super().__init__(data, initial=_initial(line) if line else _proposed(self.initiator, today))
        self.today = today
        self.line, self.kind = line, PlanKind(line.kind if line else kind)
        _offer(self.fields["items"], queries.items_to_plan(on=today))
        _offer(self.fields["participants"], queries.may_take_part(actor))
        unasked = () if self.kind is PlanKind.TEMPORARY else SOURCE
        for name in (*unasked, *(("number", "year") if line else ())):
            del self.fields[name]

    def clean_selection(self) -> str:
        """Undirected where nothing was said."""
        return self.cleaned_data["selection"] or Selection.UNDIRECTED

    def clean_number(self) -> str:
        """A number nobody uses yet."""
        number: str = self.cleaned_data["number"]
        if queries.number_in_use(number):
            raise forms.ValidationError("这个编号已经用于另一条计划。")
        return number

    def clean(self) -> dict[str, Any]:
        """A period that runs forward, and a second department."""
        given: dict[str, Any] = super().clean() or {}
        first, last = given.get("period_from"), given.get("period_until")
        if first and last and last < first:
            self.add_error("period_until", "截止日期早于起始日期。")
        rule = law.general.several_departments
        if not rule(departments=1 + len(given.get("participants") or ())):
            self.add_error("participants", str(law.entry(rule).advice))
        self._tell_left_out(given)
        return given

    def _tell_left_out(self, given: dict[str, Any]) -> None:
        """Departments that the chosen items give a part are named at once, not only when the line is handed in."""
        versions = catalogue.holding(given.get("items") or (), days=[self.today, given.get("period_from")])
        absent = catalogue.departments_left_out(
            versions, [self.initiator, *(given.get("participants") or ())]
        )
        if absent:
            names = "、".join(department.name for department in absent)
            advice = law.entry(law.lists_and_plans.departments_of_items_take_part).advice
            self.add_error("participants", f"所选事项的分工里还有{names}，没有列为参与部门。{advice}")

    def said(self) -> dict[str, Any]:
        """What a draft and its rewriting both say, as the services take it."""
        given = self.cleaned_data
        return {
            "title": given["title"],
            "items": given["items"],
            "participants": given["participants"],
            "fields": {name: given[name] for name in PLAIN if name in given},
        }

    def begun(self) -> dict[str, Any]:
        """What only a new line says."""
        given = self.cleaned_data
        own = {
            "number": given["number"],
            "year": given["year"],
            "kind": self.kind,
            "initiator": self.initiator,
        }
        return own | self.said()


def _offer(field: forms.Field, rows: QuerySet[Any]) -> None:
    assert isinstance(field, forms.ModelMultipleChoiceField)
    field.queryset = rows


def _proposed(department: Department, today: date) -> dict[str, Any]:
    return {"year": today.year, "number": queries.next_number(department, today.year)}


def _initial(line: PlanLine) -> dict[str, Any]:
    return {
        **{name: getattr(line, name) for name in ("title", *PLAIN)},
        "items": [item.pk for item in line.items.all()],
        "participants": [part.department_id for part in line.parts.all()],
    }
