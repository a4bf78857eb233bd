"""How the requests about tasks are read."""

import re
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.http import QueryDict

from suiji import law
from suiji.catalogue.forms import Because, day, split, text
from suiji.catalogue.models import ItemClass, ItemVersion
from suiji.catalogue.queries import in_force
from suiji.law.libraries import ELIGIBLE_STATES
from suiji.law.lists_and_plans import WHOLE
from suiji.libraries.models import InspectedObject, Library, ObjectKind, RegState
from suiji.organs.models import Department
from suiji.plans.models import PlanLine
from suiji.tasks.models import MergeChoice, Task, WaiverKind
from suiji.tasks.queries import CLASSES, Scope, floors, needs_rate_waiver, next_number, within

__all__ = ["Because", "Bringing", "Confirming", "Drafting", "Filing", "Merging", "ScopeForm", "Waiving"]

LISTS = ("words", "without", "tags", "pools", "licences", "industries", "regions")
CODE = re.compile(r"(?=.*[0-9])[0-9A-Z._:-]{2,64}")
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
    count = forms.IntegerField(
        label="抽取总数（户）", required=False, min_value=1, help_text="不填则按分级比例计算，不低于下限。"
    )
    whole = forms.BooleanField(
        label="全部检查",
        required=False,
        help_text="只限重点检查事项：范围内的对象全部检查，比例一律为 100 %，由抽取决定先后。",
    )
    exception_reason = text(
        "低于下限或高低倒挂的理由", required=False, rows=2, help_text="比例不低于下限的不填。"
    )
    exception_basis = text("例外的依据", required=False, help_text="文件名称和文号。")
    teams = forms.IntegerField(label="检查小组数", min_value=1, max_value=200, initial=1)
    officers = forms.IntegerField(label="每个部门每组人数", min_value=1, max_value=20, initial=2)
    central_inspectors = forms.BooleanField(label="检查人员由发起部门统一抽取", required=False, initial=True)
    unannounced = forms.BooleanField(label="不宜告知", required=False)
    unannounced_reason = text("不宜告知的理由", required=False)

    PLAIN = (
        "method", "notes", "count", "whole", "teams", "officers", "central_inspectors", "unannounced",
        "unannounced_reason",
    )  # fmt: skip

    def __init__(
        self, data: QueryDict | None = None, *, line: PlanLine, today: date, task: Task | None = None
    ) -> None:
        versions = in_force(on=today).filter(item__in=line.items.all())
        initial = _from_task(task) if task else _from_line(line, list(versions), today)
        super().__init__(data, initial=initial, today=today)
        self.line, self.task = line, task
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
            self.fields[f"duties_{department.pk}"] = text(
                f"{department.name}的分工", required=False, rows=2, help_text="不填则按抽查事项的分工。"
            )
        for row in range(1, ASSISTING + 1):
            self.fields[f"body_{row}"] = text(f"协助机构 {row}", required=False, length=200)
            self.fields[f"body_{row}_scope"] = text(f"机构 {row} 的协助内容", required=False)
            self.fields[f"body_{row}_entrustment"] = text(
                f"机构 {row} 的委托书文号", required=False, length=100
            )

    @property
    def duty_fields(self) -> list[forms.BoundField]:
        """What each department does."""
        return [self[f"duties_{department.pk}"] for department in self.departments]

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
                "duties": {one.pk: given[f"duties_{one.pk}"] for one in self.departments},
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


def _from_line(line: PlanLine, versions: list[ItemVersion], today: date) -> dict[str, Any]:
    return {
        "number": next_number(line),
        "title": line.title,
        "period_from": line.period_from,
        "period_until": line.period_until,
        "unannounced": line.unannounced,
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
        **{name: getattr(task, name) for name in (*Drafting.PLAIN, "title", "period_from", "period_until")},
        "item_versions": list(task.item_versions.values_list("pk", flat=True)),
        **_rule(task.scope_rule),
        **_rates(task.rates_bp),
        **{f"duties_{part.department_id}": part.duties for part in task.parts.all()},
        **bodies,
        "exception_reason": waiver.reason if waiver else "",
        "exception_basis": waiver.basis if waiver else "",
    }


def _rule(rule: Mapping[str, list[str]]) -> dict[str, Any]:
    boxes = {name: rule.get(name, []) for name in ("kinds", "states")}
    return boxes | {name: "，".join(map(str, rule.get(name, ()))) for name in LISTS}


def _rates(rates: Mapping[str, int]) -> dict[str, Any]:
    return {f"rate_{label}": Decimal(rate) / 100 for label, rate in rates.items() if rate <= WHOLE}


class Confirming(forms.Form):
    """Which library is confirmed."""

    library = forms.ChoiceField(label="名录库", choices=Library.choices)


class Waiving(forms.Form):
    """An exception is asked for."""

    kind = forms.ChoiceField(
        label="申请什么例外",
        choices=[(kind.value, kind.label) for kind in (WaiverKind.CAP, WaiverKind.EXEMPT, WaiverKind.RATES)],
        widget=forms.RadioSelect,
    )
    codes = text(
        "检查对象代码",
        required=False,
        rows=3,
        help_text="统一社会信用代码或对象代码，用逗号或换行隔开；比例的例外不填。",
    )
    reason = text("理由", rows=3)
    basis = text("依据", rows=2, help_text="法律、文件的名称和条款、文号。")

    def clean_codes(self) -> list[str]:
        """Codes of objects that the library holds."""
        typed = self.cleaned_data["codes"].replace("\r", "").replace("\n", ",")
        codes = [code.strip().upper() for code in split(typed)]
        known = set(InspectedObject.objects.filter(code__in=codes).values_list("code", flat=True))
        if unknown := [code for code in codes if code not in known]:
            raise forms.ValidationError(f"名录库中没有：{'、'.join(unknown[:5])}")
        return codes

    def clean(self) -> dict[str, Any]:
        """Objects are named where the exception is about objects."""
        given: dict[str, Any] = super().clean() or {}
        if given.get("kind") != WaiverKind.RATES and "codes" in given and not given["codes"]:
            self.add_error("codes", "请填写涉及的检查对象代码。")
        return given


class Bringing(forms.Form):
    """A list brought from outside narrows the draw."""

    organ = text("名单由谁提出", length=200, help_text="机关或部门全称。")
    document_number = text("文号", length=100)
    issued_on = day("发文日期")
    file = forms.FileField(label="名单文件", help_text="CSV 或文本文件，每行第一列是代码；不超过 2 MB。")
    drawn_elsewhere = forms.BooleanField(
        label="这份名单是在别处抽取产生的", required=False, help_text="只提供线索、没有抽取过的不勾选。"
    )
    reason = text("为什么只在名单内抽取", rows=3)
    basis = text("依据", rows=2, help_text="法律、文件的名称和条款、文号。")

    def clean_file(self) -> "UploadedFile[bytes]":
        """A small text whose first cells are codes that the library holds."""
        file: UploadedFile[bytes] = self.cleaned_data["file"]
        if (file.size or 0) > 2_000_000:
            raise forms.ValidationError("文件超过 2 MB，请只保留代码一列。")
        self.content = file.read()
        self.codes = _codes(self.content)
        known = set(InspectedObject.objects.filter(code__in=self.codes).values_list("code", flat=True))
        if unknown := [code for code in self.codes if code not in known]:
            raise forms.ValidationError(
                f"有 {len(unknown)} 个代码不在名录库中，如 {'、'.join(unknown[:5])}。请先更新名录库。"
            )
        if not self.codes:
            raise forms.ValidationError("文件里没有找到代码。")
        return file

    def said(self) -> dict[str, Any]:
        """The list as the service takes it."""
        given = self.cleaned_data
        names = ("organ", "document_number", "issued_on", "drawn_elsewhere", "reason", "basis")
        return {
            **{name: given[name] for name in names},
            "file_name": str(given["file"].name)[:200],
            "content": self.content,
            "codes": self.codes,
        }


def _codes(content: bytes) -> list[str]:
    """The first cell of each line that looks like a code, in UTF-8 or GB18030."""
    try:
        said = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        said = content.decode("gb18030", errors="replace")
    cells = (
        re.split("[,\\t;，；]", line, maxsplit=1)[0].strip(" \"'\r").upper() for line in said.split("\n")
    )
    return sorted({cell for cell in cells if CODE.fullmatch(cell)})


class Filing(forms.Form):
    """Under which number the office has it on file."""

    filing = text("备案号", length=100, help_text="例如：安双随机备〔2026〕3号。")


class Merging(forms.Form):
    """Whether two checks go together."""

    choice = forms.ChoiceField(label="决定", choices=MergeChoice.choices, widget=forms.RadioSelect)
    reason = text("理由", rows=3, help_text="合并的，写明由哪个部门牵头；分别实施的，写明为什么不能合并。")
