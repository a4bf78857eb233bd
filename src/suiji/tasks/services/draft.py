"""拟定抽查方案 — a task is drafted from a published line of the plan (Art. 2, 12, 13)."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any

from django.db import transaction

from suiji import law
from suiji.catalogue.models import ItemVersion
from suiji.catalogue.states import ItemState
from suiji.ledger import Actor
from suiji.ledger.services import record
from suiji.organs.days import day_of
from suiji.organs.doors import require_role
from suiji.organs.models import Department
from suiji.organs.roles import Role
from suiji.plans.models import PlanKind, PlanLine
from suiji.plans.states import PlanState
from suiji.tasks.models import Task, TaskPart
from suiji.tasks.queries import floors
from suiji.tasks.states import TaskState

FIELDS = frozenset(
    {
        "method", "notes", "count", "min_cell", "officers", "teams", "central_inspectors", "unannounced",
        "unannounced_reason",
    }
)  # fmt: skip


@transaction.atomic
def draft_task(
    *,
    number: str,
    title: str,
    plan_line: PlanLine,
    item_versions: Iterable[ItemVersion],
    scope_rule: Mapping[str, Any],
    period_from: date,
    period_until: date,
    rates_bp: Mapping[str, int],
    fields: Mapping[str, Any],
    actor: Actor,
    at: datetime,
) -> Task:
    """A task in draft, with a part for the initiator and for every participant of its plan line.

    ``fields`` may hold the scheme's other words (see ``FIELDS``) and ``duties``: department id → text.
    Rates that are not named take the floors in force. Refused: a line not published, one department alone,
    items not in force, a period or item outside the line, a rate under its floor.
    """
    line = PlanLine.objects.select_for_update().get(pk=plan_line.pk)
    require_role(actor, Role.CLERK, department_id=line.initiator_id)
    today = day_of(at)
    versions = list(item_versions)
    departments = _departments(line)
    rates = floors(today) | {label: int(rate) for label, rate in rates_bp.items()}
    _require_line(line, departments)
    _require_items(versions, today)
    _require_within_plan(line, versions, period_from, period_until)
    require_rates(rates, today)

    task = Task.objects.create(
        state=TaskState.DRAFT,
        number=number,
        title=title,
        plan_line=line,
        initiator=line.initiator,
        scope_rule=dict(scope_rule),
        period_from=period_from,
        period_until=period_until,
        rates_bp=rates,
        **{"unannounced": line.unannounced} | {name: fields[name] for name in FIELDS & fields.keys()},
    )
    task.item_versions.set(versions)
    _write_parts(task, departments, fields.get("duties", {}))
    record(
        task,
        "tasks.drafted",
        actor=actor,
        at=at,
        sentence=f"{actor.department_name}{actor.name}拟定{task}的抽查方案。",
        facts={
            "plan_line": line.number,
            "items": [version.item.code for version in versions],
            "rates_bp": rates,
        },
    )
    return task


def _require_line(line: PlanLine, departments: list[Department]) -> None:
    """A task rests on a published line of several departments; a temporary one was filed first (Art. 2, 8)."""
    if line.kind == PlanKind.TEMPORARY:
        law.require(
            law.lists_and_plans.temporary_check_filed_before_draw, filed=line.submitted_at is not None
        )
    law.require(law.general.plan_published_before_task, published=line.state == PlanState.PUBLISHED)
    law.require(law.general.several_departments, departments=len(departments))


def _departments(line: PlanLine) -> list[Department]:
    """Initiator first, then the participants, each once."""
    others = Department.objects.filter(plan_parts__line=line).exclude(pk=line.initiator_id).order_by("code")
    return [line.initiator, *others]


def _write_parts(task: Task, departments: list[Department], duties: Mapping[int, str]) -> None:
    TaskPart.objects.bulk_create(
        TaskPart(
            task=task,
            department=department,
            leads=department.pk == task.initiator_id,
            duties=duties.get(department.pk, ""),
        )
        for department in departments
    )


def _require_items(versions: list[ItemVersion], today: date) -> None:
    """Items in force on the day, at least one."""
    unpublished = sum(
        version.state != ItemState.PUBLISHED
        or version.effective_from is None
        or version.effective_from > today
        for version in versions
    )
    law.require(law.general.items_published, unpublished=unpublished if versions else 1)


def _require_within_plan(line: PlanLine, versions: list[ItemVersion], starts_on: date, ends_on: date) -> None:
    planned = set(line.items.values_list("pk", flat=True))
    law.require(
        law.sampling_duties.scheme_within_plan,
        starts_on=starts_on,
        ends_on=ends_on,
        plan_starts_on=line.period_from or starts_on,
        plan_ends_on=line.period_until or ends_on,
        items_outside=len({version.item_id for version in versions} - planned),
    )


def require_rates(rates: Mapping[str, int], today: date) -> None:
    """Refuses a rate beyond the whole, under its floor, or lower for a class of higher risk (Art. 13)."""
    least = floors(today)
    for label, rate in rates.items():
        law.require(law.lists_and_plans.ratio_is_possible, min_bp=rate, max_bp=rate)
        law.require(law.sampling_duties.ratio_not_below_floor, rate_bp=rate, floor_bp=least[label])
    law.require(law.sampling_duties.higher_class_not_sampled_less, rates=rates)
