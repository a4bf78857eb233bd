"""How the requests about tasks are read."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.http import QueryDict

from suiji import law
from suiji.catalogue.forms import Because, day, split, text
from suiji.catalogue.models import ItemVersion
from suiji.catalogue.queries import in_force
from suiji.libraries.models import Library, ObjectKind
from suiji.plans.models import PlanLine
from suiji.tasks.models import Task
from suiji.tasks.queries import CLASSES, floors, next_number

__all__ = ["Because", "Confirming", "Drafting", "Scope"]


class Scope(forms.Form):
    """Which objects a task is about; the frame is computed from it."""

    kinds = forms.MultipleChoiceField(
        label="对象类别", required=False, choices=ObjectKind.choices, widget=forms.CheckboxSelectMultiple
    )
    words = text("名称或经营范围含有", required=False, help_text="任一词即可，用逗号隔开。")
    without = text("但不含", required=False, help_text="用逗号隔开。")
    tags = text("标签", required=False, help_text="任一标签即可，用逗号隔开。")
    regions = text("区划代码", required=False, help_text="用逗号隔开；不填为全部区域。")

    def rule(self) -> dict[str, list[str]]:
        """The scope rule, without what does not limit."""
        given = self.cleaned_data
        lists = {name: split(given.get(name, "")) for name in ("words", "without", "tags", "regions")}
        return {name: values for name, values in {"kinds": given.get("kinds", []), **lists}.items() if values}


class Drafting(Scope):
    """A scheme in draft, from a line of the published plan."""

    number = text("任务编号", length=40)
    title = text("任务名称", length=200)
    period_from = day("检查开始")
    period_until = day("检查截止", help_text="最后一天，须在计划期间内。")
    method = text("检查方式", rows=2, help_text="例如：实地检查为主，结合书面检查。")
    notes = text("组织要求", required=False, rows=3)
    count = forms.IntegerField(
        label="抽取总数（户）", required=False, min_value=1, help_text="不填则按分级比例计算，不低于下限。"
    )
    teams = forms.IntegerField(label="检查小组数", min_value=1, max_value=200, initial=1)
    officers = forms.IntegerField(label="每个部门每组人数", min_value=1, max_value=20, initial=2)
    central_inspectors = forms.BooleanField(label="检查人员由发起部门统一抽取", required=False, initial=True)
    unannounced = forms.BooleanField(label="不宜告知", required=False)
    unannounced_reason = text("不宜告知的理由", required=False)

    PLAIN = (
        "method", "notes", "count", "teams", "officers", "central_inspectors", "unannounced", "unannounced_reason",
    )  # fmt: skip

    def __init__(self, data: QueryDict | None = None, *, line: PlanLine, today: date) -> None:
        versions = in_force(on=today).filter(item__in=line.items.all())
        super().__init__(data, initial=_initial(line, list(versions), today))
        self.line, self.today = line, today
        self.fields["item_versions"] = forms.ModelMultipleChoiceField(
            label="抽查事项", queryset=versions, widget=forms.CheckboxSelectMultiple
        )
        for label, floor in floors(today).items():
            self.fields[f"rate_{label}"] = forms.DecimalField(
                label=f"{label} 类抽查比例（%）",
                min_value=0,
                max_value=100,
                decimal_places=2,
                help_text=f"不低于 {Decimal(floor) / 100:g} %。",
            )

    def clean_number(self) -> str:
        """A number no other task has."""
        number: str = self.cleaned_data["number"]
        if Task.objects.filter(number=number).exists():
            raise forms.ValidationError("这个编号已经用于另一任务。")
        return number

    def clean(self) -> dict[str, Any]:
        """Faults that the law would refuse are told here, beside their fields."""
        given: dict[str, Any] = super().clean() or {}
        for label, floor in floors(self.today).items():
            rate = given.get(f"rate_{label}")
            rule = law.sampling_duties.ratio_not_below_floor
            if rate is not None and not rule(rate_bp=int(rate * 100), floor_bp=floor):
                self.add_error(
                    f"rate_{label}", f"第十三条规定抽查比例一般不低于 {Decimal(floor) / 100:g} %。"
                )
        if given.get("unannounced") and not given.get("unannounced_reason"):
            self.add_error("unannounced_reason", "不宜告知的，须写明理由。")
        if not self.errors and not self.rule():
            self.add_error("words", "请至少填写一项对象范围条件。")
        return given

    def said(self) -> dict[str, Any]:
        """The draft as the service takes it."""
        given = self.cleaned_data
        return {
            **{
                name: given[name]
                for name in ("number", "title", "period_from", "period_until", "item_versions")
            },
            "plan_line": self.line,
            "scope_rule": self.rule(),
            "rates_bp": {label: int(given[f"rate_{label}"] * 100) for label in CLASSES},
            "fields": {name: given[name] for name in self.PLAIN},
        }


def _initial(line: PlanLine, versions: list[ItemVersion], today: date) -> dict[str, Any]:
    rule: Mapping[str, list[str]] = versions[0].scope_rule if versions else {}
    return {
        "number": next_number(line),
        "title": line.title,
        "period_from": line.period_from,
        "period_until": line.period_until,
        "unannounced": line.unannounced,
        "item_versions": [version.pk for version in versions],
        "kinds": rule.get("kinds", []),
        **{name: "，".join(rule.get(name, ())) for name in ("words", "without", "tags", "regions")},
        **{f"rate_{label}": Decimal(floor) / 100 for label, floor in floors(today).items()},
    }


class Confirming(forms.Form):
    """Which library is confirmed."""

    library = forms.ChoiceField(label="名录库", choices=Library.choices)
