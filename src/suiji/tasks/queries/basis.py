"""依据 — whether plan, items and departments of a scheme still stand as they were made public (Art. 2, 6, 12)."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from suiji import law
from suiji.catalogue.models import ItemVersion
from suiji.catalogue.queries import departments_left_out, in_force, parts_in_order
from suiji.law.register import Rule
from suiji.organs.models import Department
from suiji.plans.models import PlanLine
from suiji.plans.queries import version_in_force
from suiji.plans.states import PlanState
from suiji.tasks.models import Task, TaskPart


def not_in_force(versions: Collection[ItemVersion], today: date) -> list[ItemVersion]:
    """Those that may not be checked on a day: repealed, suspended, superseded, or not begun."""
    holding = set(in_force(on=today).filter(pk__in=[row.pk for row in versions]).values_list("pk", flat=True))
    return [row for row in versions if row.pk not in holding]


def items_outside(line: PlanLine, versions: Collection[ItemVersion]) -> list[ItemVersion]:
    """Those whose item the plan line does not name."""
    planned = set(line.items.values_list("pk", flat=True))
    return [row for row in versions if row.item_id not in planned]


def departments_of(line: PlanLine) -> list[Department]:
    """The departments of a plan line: the initiator first, then the participants by code, each once."""
    others = Department.objects.filter(plan_parts__line=line).exclude(pk=line.initiator_id).order_by("code")
    return [line.initiator, *others]


@dataclass(frozen=True, slots=True)
class Footing:
    """What a scheme rests on, as it stands today: nothing in the lists is as it should be."""

    line: PlanLine
    """The version of the plan line that is public."""
    expired: list[ItemVersion]
    """Items not in force."""
    outside: list[ItemVersion]
    """Items that the plan does not name."""
    missing: list[Department]
    """Departments of the plan that the scheme does not have."""
    strange: list[Department]
    """Departments of the scheme that the plan does not have (any more)."""
    left_out: list[Department]
    """Departments with a part in an item that neither take part nor are stood in for."""

    @property
    def published(self) -> bool:
        """True while the plan line is public."""
        return self.line.state == PlanState.PUBLISHED

    @property
    def items_words(self) -> str:
        """What is wrong with which items, and what to do."""
        return (
            f"{named_items(self.expired)}今天不在有效期内（已暂停、已废止、已有新版本生效或者尚未生效）。"
            "请收回方案，换用有效的版本；确需检查的，等待公布部门恢复或者公布。"
        )

    @property
    def parts_words(self) -> str:
        """Whose part nobody would check, and what to do."""
        return left_out_words(self.left_out)

    @property
    def plan_words(self) -> str:
        """How plan and scheme differ in their departments, and what to do."""
        words = [f"计划有而方案没有：{_names(self.missing)}"] if self.missing else []
        words += [f"方案有而计划没有：{_names(self.strange)}"] if self.strange else []
        return f"{'；'.join(words)}。请收回方案，按已公示的计划重新拟定；或者先变更计划。"


def named_items(versions: Sequence[ItemVersion]) -> str:
    """Items by code and title."""
    return "、".join(f"{row.item.code}《{row.title}》" for row in versions)


def left_out_words(departments: Sequence[Department]) -> str:
    """Whose part nobody would check, and what to do."""
    return (
        f"所选事项有{_names(departments)}的检查内容，但计划没有请该部门参加，抽取以后将无人检查。"
        "请先变更计划，请该部门参加；或者换用不涉及该部门的事项。"
    )


def _names(departments: Sequence[Department]) -> str:
    return "、".join(one.name for one in departments)


def footing_of(task: Task, today: date, parts: Sequence[TaskPart] | None = None) -> Footing:
    """Plan, items and departments of a task as they stand; its parts where they are at hand."""
    line = version_in_force(task.plan_line)
    rows = task.item_versions.select_related("item").prefetch_related(parts_in_order())
    versions = list(rows.order_by("item__code"))
    known = task.parts.select_related("department") if parts is None else parts
    scheme = [part.department for part in known]
    planned = departments_of(line)
    return Footing(
        line=line,
        expired=not_in_force(versions, today),
        outside=items_outside(line, versions),
        missing=[one for one in planned if one not in scheme],
        strange=[one for one in scheme if one not in planned],
        left_out=departments_left_out(versions, scheme),
    )


def period_within(line: PlanLine, first: date, last: date) -> dict[str, Any]:
    """The facts of ``scheme_within_plan`` about time; a plan without days limits none."""
    return {
        "starts_on": first,
        "ends_on": last,
        "plan_starts_on": line.period_from or first,
        "plan_ends_on": line.period_until or last,
    }


def hindrance_of(task: Task, parts: Sequence[TaskPart], today: date) -> tuple[Rule, str] | None:
    """The first rule that plan, items and departments do not meet, with what is missing in words."""
    found, duties = footing_of(task, today, parts), law.sampling_duties
    if not found.published:
        return law.entry(law.general.plan_published_before_task), "已公示的计划（原计划已经撤回）"
    if found.expired:
        return law.entry(law.general.items_published), f"有效的抽查事项：{found.items_words}"
    times = period_within(found.line, task.period_from, task.period_until)
    if not duties.scheme_within_plan(items_outside=len(found.outside), **times):
        return law.entry(duties.scheme_within_plan), "与计划一致的时间和事项"
    if found.missing or found.strange:
        return law.entry(law.schemes.scheme_has_the_plans_departments), found.plan_words
    if not law.lists_and_plans.departments_of_items_take_part(left_out=len(found.left_out)):
        return law.entry(law.lists_and_plans.departments_of_items_take_part), found.parts_words
    return None
