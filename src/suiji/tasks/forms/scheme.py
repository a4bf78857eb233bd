"""How a scheme is read: its scope, rates, departments and people (Art. 12, 13, 15, 17)."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.http import QueryDict

from suiji import law
from suiji.catalogue.forms import day, split, text
from suiji.catalogue.models import ItemClass, ItemVersion
from suiji.catalogue.queries import in_force
from suiji.law.libraries import ELIGIBLE_STATES
from suiji.law.lists_and_plans import WHOLE
from suiji.law.parameters import parameter
from suiji.libraries.models import ObjectKind, RegState
from suiji.organs.models import Department, Level
from suiji.plans.models import PlanLine, PlanMode
from suiji.tasks.models import Execution, LeaderRule, Task, WaiverKind
from suiji.tasks.queries import CLASSES, Scope, floors, needs_rate_waiver, next_number, within

LISTS = ("words", "without", "tags", "pools", "licences", "industries", "regions")
OF_TASK = ("title", "period_from", "period_until", "batches")
ASSISTING = 3
"""Rows offered for third parties."""


class ScopeForm(forms.Form):
    """Which objects a task is about; the frame is computed from it."""

    kinds = forms.MultipleChoiceField(
        label="对象类别", required=False, choices=ObjectKind.choices, widget=forms.CheckboxSelectMultiple
    )
    words = text("名称或经营范围含有", required=False, help_text="任一词即可，用逗号隔开。")
    without = text("但不含", required=False, help_text="用逗号隔开。")
    tags = text("标签", required=False, help_text="任一标签即可，用逗号隔开。")
    pools = text("专项库", required=False, help_text="任一专项库即可，用逗号隔开。")
    licences = text("持有许可证", required=False, help_text="许可证名称，任一即可，用逗号隔开。")
    industries = text(
        "行业代码", required=False, help_text="国民经济行业分类代码的开头，如 H61；用逗号隔开。"
    )
    regions = text("区划代码", required=False, help_text="用逗号隔开；不填为全部区域。")
    states = forms.MultipleChoiceField(
        label="登记状态",
        required=False,
        choices=[(value, label) for value, label in RegState.choices if value in ELIGIBLE_STATES],
        widget=forms.CheckboxSelectMultiple,
        help_text="不选为两者都可以；注销、吊销、撤销、迁出的一律不抽取。",
    )
    count = forms.IntegerField(
        label="抽取总数（户）", required=False, min_value=1, help_text="不填则按分级比例计算，不低于下限。"
    )
    whole = forms.BooleanField(
        label="全部检查",
        required=False,
        help_text="只限重点检查事项：范围内的对象全部检查，比例一律为 100 %，由抽取决定先后。",
    )

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today
        for label, floor in floors(today).items():
            self.fields[f"rate_{label}"] = forms.DecimalField(
                label=f"{label} 类抽查比例（%）",
                required=False,
                min_value=0,
                max_value=100,
                decimal_places=2,
                help_text=f"规定下限 {Decimal(floor) / 100:g} %。",
            )

    def clean_industries(self) -> str:
        """Letters and digits only, since they become part of a pattern."""
        given: str = self.cleaned_data["industries"].upper()
        if not all(code.isascii() and code.isalnum() for code in split(given)):
            raise forms.ValidationError("行业代码只有字母和数字，如 H61、6110。")
        return given

    def rule(self) -> dict[str, list[str]]:
        """The scope rule, without what does not limit."""
        given = self.cleaned_data
        lists = {name: split(given.get(name) or "") for name in LISTS}
        boxes = {name: list(given.get(name) or []) for name in ("kinds", "states")}
        return {name: values for name, values in (boxes | lists).items() if values}

    def rates(self) -> dict[str, int]:
        """The rates in basis points; one that is not given takes its floor."""
        given = {label: self.cleaned_data.get(f"rate_{label}") for label in CLASSES}
        least = floors(self.today)
        return {label: least[label] if rate is None else int(rate * 100) for label, rate in given.items()}

    def number_of(self) -> dict[str, Any]:
        """A named total, and whether all are checked."""
        return {"count": self.cleaned_data.get("count"), "whole": bool(self.cleaned_data.get("whole"))}

    def scope(self, versions: list[ItemVersion]) -> Scope:
        """The rule within those of the items."""
        return within(self.rule(), [version.scope_rule for version in versions])


class Drafting(ScopeForm):
    """A scheme in draft, from a line of the published plan, or a draft that is changed."""

    number = text("任务编号", length=40)
    title = text("任务名称", length=200)
    period_from = day("检查开始")
    period_until = day("检查截止", help_text="最后一天，须在计划期间内。")
    method = text("检查方式", rows=2, help_text="例如：实地检查为主，结合书面检查。")
    notes = text("组织要求", required=False, rows=3)
    exception_reason = text(
        "低于下限或高低倒挂的理由", required=False, rows=2, help_text="比例不低于下限的不填。"
    )
    exception_basis = text("例外的依据", required=False, help_text="文件名称和文号。")
    batches = forms.IntegerField(
        label="分几批检查",
        required=False,
        min_value=1,
        max_value=50,
        initial=1,
        help_text="只用于全部检查：按抽取的先后分批，检查期间按批次平分，每批一段。",
    )
    teams = forms.IntegerField(
        label="检查小组数",
        min_value=1,
        max_value=200,
        initial=1,
        help_text="派发下级实施的，是每个县（市、区）的小组数。",
    )
    officers = forms.IntegerField(
        label="每个部门每组人数",
        min_value=1,
        max_value=20,
        initial=2,
        help_text="个别部门不同的，在下面另填。",
    )
    central_inspectors = forms.TypedChoiceField(
        label="检查人员怎样抽取",
        choices=[
            ("on", "统一抽取：由发起部门（派发的，由下级对口部门）开一场仪式抽取"),
            ("", "分别抽取：由承担检查的各部门各开一场仪式，抽取本部门人员"),
        ],
        coerce=bool,
        required=False,
        initial="on",
        widget=forms.RadioSelect,
        help_text="会签后不能更改。",
    )
    leader_rule = forms.ChoiceField(
        label="组长怎样产生",
        choices=[
            (LeaderRule.SEED, "随机产生：由种子从发起部门抽中的人员中确定"),
            (LeaderRule.SENIOR, "按职务职级：发起部门抽中的人员中职务职级最高的；相同的由种子确定"),
        ],
        initial=LeaderRule.SEED,
        widget=forms.RadioSelect,
    )
    avoid_last = forms.BooleanField(label="上次检查过该对象的人员，这次不再检查该对象", required=False)
    unannounced = forms.BooleanField(label="不宜告知", required=False)
    unannounced_reason = text("不宜告知的理由", required=False)

    PLAIN = (
        "method", "notes", "count", "whole", "execution", "teams", "officers", "central_inspectors",
        "leader_rule", "avoid_last", "unannounced", "unannounced_reason",
    )  # fmt: skip

    def __init__(
        self, data: QueryDict | None = None, *, line: PlanLine, today: date, task: Task | None = None
    ) -> None:
        versions = in_force(on=today).filter(item__in=line.items.all())
        initial = _from_task(task) if task else _from_line(line, list(versions), today)
        super().__init__(data, initial=initial, today=today)
        self.line, self.task = line, task
        self.fields["execution"] = forms.ChoiceField(
            label="由谁实施", choices=_executions(line), widget=forms.RadioSelect
        )
        self.fields["item_versions"] = forms.ModelMultipleChoiceField(
            label="抽查事项", queryset=versions, widget=forms.CheckboxSelectMultiple
        )
        if task is not None:
            del self.fields["number"]
        others = (
            Department.objects.filter(plan_parts__line=line).exclude(pk=line.initiator_id).order_by("code")
        )
        self.departments = [line.initiator, *others]
        for department in self.departments:
            self._add_part(department)
        for row in range(1, ASSISTING + 1):
            self.fields[f"body_{row}"] = text(f"协助机构 {row}", required=False, length=200)
            self.fields[f"body_{row}_scope"] = text(f"机构 {row} 的协助内容", required=False)
            self.fields[f"body_{row}_entrustment"] = text(
                f"机构 {row} 的委托书文号", required=False, length=100
            )

    def _add_part(self, department: Department) -> None:
        key, whole = department.pk, forms.IntegerField
        self.fields[f"duties_{key}"] = text(
            "分工", required=False, rows=2, help_text="不填则按抽查事项的分工。"
        )
        self.fields[f"officers_{key}"] = whole(
            label="每组人数", required=False, min_value=1, max_value=20, help_text="不填则与其他部门相同。"
        )
        self.fields[f"officers_reason_{key}"] = text(
            "少于 2 人的理由", required=False, length=200, help_text="例如：只派员配合，不单独执法。"
        )
        self.fields[f"experts_{key}"] = whole(
            label="每组另配专家",
            required=False,
            min_value=0,
            max_value=5,
            help_text="从名录库标明专家的人员中另行抽取；对象有资质要求的，专家须符合。",
        )

    @property
    def part_fields(self) -> list[tuple[Department, list[forms.BoundField]]]:
        """What each department does, and with how many."""
        names = ("duties", "officers", "officers_reason", "experts")
        return [(one, [self[f"{name}_{one.pk}"] for name in names]) for one in self.departments]

    @property
    def body_fields(self) -> list[forms.BoundField]:
        """The rows for third parties."""
        return [
            self[f"body_{row}{part}"]
            for row in range(1, ASSISTING + 1)
            for part in ("", "_scope", "_entrustment")
        ]

    def clean_number(self) -> str:
        """A number no other task has."""
        number: str = self.cleaned_data["number"]
        if Task.objects.filter(number=number).exists():
            raise forms.ValidationError("这个编号已经用于另一任务。")
        return number

    def clean(self) -> dict[str, Any]:
        """Faults that the law would refuse are told here, beside their fields."""
        given: dict[str, Any] = super().clean() or {}
        if given.get("unannounced") and not given.get("unannounced_reason"):
            self.add_error("unannounced_reason", "不宜告知的，须写明理由。")
        if not self.errors and not self.rule():
            self.add_error("words", "请至少填写一项对象范围条件。")
        self._clean_whole(given)
        self._clean_officers(given)
        self._clean_rates(given)
        for row in range(1, ASSISTING + 1):
            if given.get(f"body_{row}") and not given.get(f"body_{row}_scope"):
                self.add_error(f"body_{row}_scope", "请写明协助内容；协助机构不能执法、不能签字。")
        return given

    def _clean_whole(self, given: dict[str, Any]) -> None:
        versions = given.get("item_versions") or ()
        general = sum(version.item_class != ItemClass.KEY for version in versions)
        rule = law.sampling_duties.whole_list_is_for_key_items
        if not rule(whole=bool(given.get("whole")), general=general):
            self.add_error("whole", str(law.entry(rule).advice))

        if (given.get("batches") or 1) > 1 and not given.get("whole"):
            self.add_error("batches", "只有全部检查才分批。")

    def _clean_officers(self, given: dict[str, Any]) -> None:
        least, rule = (
            parameter("min_officers_per_department", self.today),
            law.sampling_duties.enough_officers,
        )
        for one in self.departments:
            number = given.get(f"officers_{one.pk}") or given.get("officers") or least
            if not rule(officers=number, minimum=least, reason=given.get(f"officers_reason_{one.pk}") or ""):
                self.add_error(f"officers_reason_{one.pk}", f"每组少于 {least} 人的，须写明理由。")

    def _clean_rates(self, given: dict[str, Any]) -> None:
        if self.errors or not self.asks_exception():
            return
        for name in ("exception_reason", "exception_basis"):
            if not given.get(name):
                self.add_error(
                    name,
                    "比例低于规定下限或高低倒挂：请提高比例，或写明理由和依据，报分管负责人批准并备案。",
                )

    def asks_exception(self) -> bool:
        """True when the rates need an exception (Art. 13)."""
        return not self.cleaned_data.get("whole") and needs_rate_waiver(self.rates(), self.today)

    def said(self) -> dict[str, Any]:
        """The draft as the service takes it."""
        given = self.cleaned_data
        names = ["title", "period_from", "period_until", "item_versions"]
        source: dict[str, Any] = {"task": self.task} if self.task else {"plan_line": self.line}
        return {
            **source,
            **{name: given[name] for name in (names if self.task else [*names, "number"])},
            "scope_rule": self.rule(),
            "rates_bp": {} if given["whole"] else self.rates(),
            "exception": {"reason": given["exception_reason"], "basis": given["exception_basis"]}
            if self.asks_exception()
            else None,
            "fields": {name: given[name] for name in self.PLAIN}
            | {
                "central_inspectors": bool(given["central_inspectors"]),
                "batches": given["batches"] or 1,
                "duties": {one.pk: given[f"duties_{one.pk}"] for one in self.departments},
                "staff": {
                    one.pk: {
                        "officers": given[f"officers_{one.pk}"],
                        "officers_reason": given[f"officers_reason_{one.pk}"],
                        "experts": given[f"experts_{one.pk}"] or 0,
                    }
                    for one in self.departments
                },
                "assisting": self._assisting(),
            },
        }

    def _assisting(self) -> list[dict[str, str]]:
        given = self.cleaned_data
        return [
            {
                "name": given[f"body_{row}"],
                "scope": given[f"body_{row}_scope"],
                "entrustment": given[f"body_{row}_entrustment"],
            }
            for row in range(1, ASSISTING + 1)
            if given[f"body_{row}"]
        ]


def _executions(line: PlanLine) -> list[tuple[str, str]]:
    """Who may visit: a county has nobody below to dispatch to (Art. 13)."""
    if line.initiator.level == Level.COUNTY:
        return [(Execution.OWN, str(PlanMode.COUNTY_COUNTY.label))]
    below = f"{PlanMode.CITY_COUNTY.label}：抽取后按县（市、区）派发，由下级对口部门实施"
    return [
        (Execution.OWN, f"{PlanMode.CITY_CITY.label}：抽取后由本级各部门实施"),
        (Execution.LOWER, below),
    ]


def _from_line(line: PlanLine, versions: list[ItemVersion], today: date) -> dict[str, Any]:
    return {
        "number": next_number(line),
        "title": line.title,
        "period_from": line.period_from,
        "period_until": line.period_until,
        "unannounced": line.unannounced,
        "execution": Execution.LOWER if line.mode == PlanMode.CITY_COUNTY else Execution.OWN,
        "avoid_last": not parameter("same_inspector_consecutive", today),
        "item_versions": [version.pk for version in versions],
        **_rule(versions[0].scope_rule if versions else {}),
        **_rates(floors(today)),
    }


def _from_task(task: Task) -> dict[str, Any]:
    bodies: dict[str, str] = {}
    for row, body in enumerate(task.assisting_bodies.order_by("pk"), start=1):
        bodies |= {
            f"body_{row}": body.name,
            f"body_{row}_scope": body.scope,
            f"body_{row}_entrustment": body.entrustment,
        }
    waiver = task.waivers.filter(kind=WaiverKind.RATES).order_by("-pk").first()
    return {
        **{name: getattr(task, name) for name in (*Drafting.PLAIN, *OF_TASK)},
        "central_inspectors": "on" if task.central_inspectors else "",
        "item_versions": list(task.item_versions.values_list("pk", flat=True)),
        **_rule(task.scope_rule),
        **_rates(task.rates_bp),
        **{
            f"{name}_{part.department_id}": getattr(part, name)
            for part in task.parts.all()
            for name in ("duties", "officers", "officers_reason", "experts")
        },
        **bodies,
        "exception_reason": waiver.reason if waiver else "",
        "exception_basis": waiver.basis if waiver else "",
    }


def _rule(rule: Mapping[str, list[str]]) -> dict[str, Any]:
    boxes = {name: rule.get(name, []) for name in ("kinds", "states")}
    return boxes | {name: "，".join(map(str, rule.get(name, ()))) for name in LISTS}


def _rates(rates: Mapping[str, int]) -> dict[str, Any]:
    return {f"rate_{label}": Decimal(rate) / 100 for label, rate in rates.items() if rate <= WHOLE}
