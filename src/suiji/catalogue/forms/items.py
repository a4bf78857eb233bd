"""How the requests about items are read."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.http import QueryDict

from suiji import law
from suiji.catalogue import queries
from suiji.catalogue.forms.fields import RATIO_OR_PLAN, day, split, text
from suiji.catalogue.forms.parts import OWN_ITEMS_HELP, POINTS_HELP, PartForms
from suiji.catalogue.models import (
    Arrangement,
    CheckLevel,
    CheckMode,
    Item,
    ItemClass,
    ItemVersion,
    ListKind,
    ObjectKind,
)
from suiji.catalogue.points import points_in, points_text
from suiji.catalogue.ratios import Ratio, read_frequency, read_ratio
from suiji.catalogue.services import PartDraft
from suiji.catalogue.states import ItemState
from suiji.ledger import Actor, NotYours
from suiji.organs.models import Department


class Because(forms.Form):
    """Why something is done."""

    because = text("理由", rows=3, help_text="写明原因和依据，公开的事项会一并公开。")


class FirstDay(forms.Form):
    """From when an item holds."""

    effective_from = day("生效日期", help_text="不能早于公布当天。")

    def __init__(self, data: QueryDict | None = None, *, today: date) -> None:
        super().__init__(data, initial={"effective_from": today})
        self.today = today

    def clean_effective_from(self) -> date:
        """Nothing holds before it was public (Art. 2 事先公布)."""
        first: date = self.cleaned_data["effective_from"]
        if first < self.today:
            raise forms.ValidationError("事项应事先公布，生效日期不能早于今天。")
        return first


class Filter(forms.Form):
    """What the list of items is narrowed by."""

    text = text("查找", required=False)
    kind = forms.ChoiceField(label="清单", required=False, choices=[("", "两种清单"), *ListKind.choices])
    department = forms.ModelChoiceField(
        label="部门", required=False, empty_label="全部部门", queryset=Department.objects.none()
    )
    state = forms.ChoiceField(label="状态", required=False, choices=[("", "全部状态"), *ItemState.choices])

    def __init__(self, *args: Any, departments: QuerySet[Department], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["department"] = forms.ModelChoiceField(
            label="部门", required=False, empty_label="全部部门", queryset=departments
        )

    def said(self) -> dict[str, Any]:
        """The filter as the query takes it; what cannot be read does not narrow."""
        self.is_valid()
        given = self.cleaned_data
        department = given.get("department")
        return {
            "text": given.get("text", ""),
            "kind": given.get("kind", ""),
            "state": given.get("state", ""),
            "department": department.pk if department else None,
        }


class ItemForm(forms.Form):
    """An item's own words."""

    code = text("事项编号", length=32, help_text="在全部清单里不重复，公布后不变。")
    kind = forms.ChoiceField(
        label="清单", choices=ListKind.choices, widget=forms.RadioSelect, initial=ListKind.JOINT
    )
    field = text("抽查领域", length=100, help_text="例如：成品油零售")
    title = text("抽查事项", length=200)
    sub_title = text("抽查子项", required=False, length=200)
    content = text("抽查内容", required=False, rows=3)
    legal_basis = text(
        "检查依据",
        required=False,
        rows=3,
        help_text="法律、法规或规章的名称和条款。没有依据的事项不能通过审核。",
    )
    inspecting_body = text("检查主体", required=False, length=200, help_text="不填时以各部门分工为准。")
    levels = forms.MultipleChoiceField(
        label="检查层级", required=False, choices=CheckLevel.choices, widget=forms.CheckboxSelectMultiple
    )
    object_scope = text("检查对象", required=False, rows=2, help_text="用文字写明检查哪些对象。")
    kinds = forms.MultipleChoiceField(
        label="对象类别", required=False, choices=ObjectKind.choices, widget=forms.CheckboxSelectMultiple
    )
    words = text("名称或经营范围含有", required=False, help_text="任一词即可，用逗号隔开。")
    without = text("但不含", required=False, help_text="用逗号隔开。")
    tags = text("标签", required=False, help_text="任一标签即可，用逗号隔开。")
    pools = text("专项库", required=False, help_text="任一专项库即可，用逗号隔开。")
    licences = text("持有许可证", required=False, help_text="许可证名称，任一即可，用逗号隔开。")
    industries = text("行业代码", required=False, help_text="GB/T 4754—2017 代码，例如 H61；用逗号隔开。")
    regions = text("区划代码", required=False, help_text="用逗号隔开；不填为全部区域。")
    modes = forms.MultipleChoiceField(
        label="检查方式", required=False, choices=CheckMode.choices, widget=forms.CheckboxSelectMultiple
    )
    item_class = forms.ChoiceField(label="事项类别", choices=ItemClass.choices, widget=forms.RadioSelect)
    ratio_text = text("抽查比例", required=False, help_text="按清单原文填写，例如：不低于 5 %。")
    ratio_min = forms.DecimalField(label="最低比例（%）", required=False, max_digits=7, decimal_places=2)
    ratio_max = forms.DecimalField(label="最高比例（%）", required=False, max_digits=7, decimal_places=2)
    ratio_fixed_min = forms.IntegerField(label="最少户数（按户数抽取时）", required=False, min_value=1)
    ratio_fixed_max = forms.IntegerField(label="最多户数（按户数抽取时）", required=False, min_value=1)
    ratio_min_n = forms.IntegerField(label="至少抽取户数（比例之外的保底）", required=False, min_value=1)
    ratio_by_plan = forms.BooleanField(label="抽查比例由每年的抽查计划确定", required=False)
    frequency = text("抽查频次", required=False, length=100)
    officer_requirement = text("检查人员要求", required=False)
    qualifications = text("岗位资格资质", required=False, help_text="用逗号隔开；检查人员具备其中之一。")
    duty_entry = text("权责清单对应", required=False, length=200)
    standard = text("检查标准和工作指引", required=False, rows=2)
    arrangement = forms.ChoiceField(
        label="实施模式", required=False, choices=[("", "未定"), *Arrangement.choices]
    )
    finish_by = text("完成时限", required=False, length=100)
    contact = text("联络科室", required=False, length=100)
    tests_products = forms.BooleanField(label="属于产品或检验类，结果可记合格、不合格", required=False)
    may_be_unannounced = forms.BooleanField(label="可以不予告知", required=False)
    special_focus = forms.BooleanField(
        label="属于特殊重点领域",
        required=False,
        help_text="疫苗药品、特种设备、危险化学品等依法实行重点监管的领域：可以全部检查，不计入抽查比例统计。",
    )
    remark = text("备注", required=False, rows=2)
    own_content = text("本部门检查内容", rows=2)
    own_points = text("本部门检查要点", required=False, rows=4, help_text=POINTS_HELP)
    own_items = text("本部门清单中的对应事项", required=False, help_text=OWN_ITEMS_HELP)

    _LISTS = ("words", "without", "tags", "pools", "licences", "industries", "regions")
    _NUMBERS = ("ratio_fixed_min", "ratio_fixed_max", "ratio_min_n", "ratio_by_plan")
    _PLAIN = (
        "field", "title", "sub_title", "content", "legal_basis", "inspecting_body", "levels", "object_scope",
        "modes", "item_class", "ratio_text", "frequency", "officer_requirement", "duty_entry", "standard",
        "arrangement", "finish_by", "contact", "tests_products", "may_be_unannounced", "special_focus", "remark",
    )  # fmt: skip

    def __init__(self, data: QueryDict | None = None, *, version: ItemVersion | None) -> None:
        super().__init__(data, initial=_initial(version) if version else None)
        if version is not None:
            del self.fields["code"], self.fields["kind"]

    def clean_code(self) -> str:
        """A code nobody uses yet."""
        code: str = self.cleaned_data["code"]
        if Item.objects.filter(code=code).exists():
            raise forms.ValidationError("这个编号已经用于另一事项。")
        return code

    def clean(self) -> dict[str, Any]:
        """Ratios the law thinks possible, in basis points."""
        given: dict[str, Any] = super().clean() or {}
        for name in ("ratio_min", "ratio_max"):
            given[f"{name}_bp"] = _basis_points(given.get(name))
        rule = law.lists_and_plans.ratio_is_possible
        if not rule(min_bp=given["ratio_min_bp"], max_bp=given["ratio_max_bp"]):
            self.add_error("ratio_min", str(law.entry(rule).advice))
        numbers = ("ratio_min", "ratio_max", "ratio_fixed_min", "ratio_fixed_max", "ratio_min_n")
        if given.get("ratio_by_plan") and any(given.get(name) is not None for name in numbers):
            self.add_error("ratio_by_plan", RATIO_OR_PLAN)
        return given

    def said(self) -> dict[str, Any]:
        """The fields as the service takes them."""
        given = self.cleaned_data
        rule = {name: split(given[name]) for name in self._LISTS} | {"kinds": given["kinds"]}
        least, most = read_frequency(given["frequency"])
        return {
            **{name: given[name] for name in self._PLAIN},
            **self._ratio().columns(),
            "frequency_min": least,
            "frequency_max": most,
            "qualifications": split(given["qualifications"]),
            "scope_rule": {name: value for name, value in rule.items() if value},
        }

    def _ratio(self) -> Ratio:
        """What the numbers say; where none is given, what the list's own words say, if they are clear."""
        given = self.cleaned_data
        told = Ratio(
            min_bp=given["ratio_min_bp"],
            max_bp=given["ratio_max_bp"],
            **{name.removeprefix("ratio_"): given[name] for name in self._NUMBERS},
        )
        read = read_ratio(given["ratio_text"])
        return told if told.says_something or not isinstance(read, Ratio) else read


def _basis_points(percent: Decimal | None) -> int | None:
    return None if percent is None else int(percent * 100)


def _initial(version: ItemVersion) -> dict[str, Any]:
    rule: Mapping[str, list[str]] = version.scope_rule
    own = next((part for part in version.parts.all() if part.leads), None)
    return {
        **{name: getattr(version, name) for name in ItemForm._PLAIN},
        **{name: "，".join(rule.get(name, ())) for name in ItemForm._LISTS},
        "kinds": rule.get("kinds", ()),
        "qualifications": "，".join(version.qualifications),
        **{name: getattr(version, name) for name in ItemForm._NUMBERS},
        "ratio_min": None if version.ratio_min_bp is None else Decimal(version.ratio_min_bp) / 100,
        "ratio_max": None if version.ratio_max_bp is None else Decimal(version.ratio_max_bp) / 100,
        "own_content": own.content if own else "",
        "own_points": points_text(own.points) if own else "",
        "own_items": own.own_items if own else "",
    }


class Drafting:
    """An item's words and its departments' parts, read together."""

    def __init__(
        self, actor: Actor, data: QueryDict | None = None, version: ItemVersion | None = None
    ) -> None:
        if version is not None and version.item.owner_id != actor.department_id:
            raise NotYours("事项由发起部门修改和修订。")
        self.owner = queries.own_department(actor)
        self.version = version
        self.item = ItemForm(data, version=version)
        initial = [
            {
                "department": part.department_id,
                "content": part.content,
                "points": points_text(part.points),
                "own_items": part.own_items,
                "own_words": part.own_words,
            }
            for part in (version.parts.all() if version else ())
            if not part.leads
        ]
        self.parts = PartForms(
            data,
            prefix="parts",
            initial=initial,
            form_kwargs={"departments": queries.departments_for(actor)},
        )

    @property
    def kind(self) -> str:
        """Which list the item stands in."""
        return self.version.item.kind if self.version else self.item.cleaned_data.get("kind", "")

    def is_valid(self) -> bool:
        """True when both halves can be read and fit each other."""
        sound = self.item.is_valid() and self.parts.is_valid()
        if sound and self.kind == ListKind.DEPARTMENT and self._others():
            self.item.add_error(None, "部门清单的事项只由本部门检查，请删去参与部门，或改选联合清单。")
        rule = law.general.several_departments
        if sound and self.kind == ListKind.JOINT and not rule(departments=1 + len(self._others())):
            self.item.add_error(None, str(law.entry(rule).advice))
        return sound and not self.item.errors

    def _others(self) -> list[PartDraft]:
        return [
            PartDraft(
                given["department"], False, given["content"], points_in(given["points"]), given["own_items"]
            )
            for form in self.parts
            if form not in self.parts.deleted_forms
            if (given := form.cleaned_data).get("department")
        ]

    def said(self) -> dict[str, Any]:
        """Fields and parts as the services take them."""
        given = self.item.cleaned_data
        points = points_in(given["own_points"])
        own = PartDraft(self.owner, True, given["own_content"], points, given["own_items"])
        return {"fields": self.item.said(), "parts": [own, *self._others()]}

    def begun(self) -> dict[str, Any]:
        """What only a new item says."""
        given = self.item.cleaned_data
        return {"code": given["code"], "kind": given["kind"], "owner": self.owner, **self.said()}
