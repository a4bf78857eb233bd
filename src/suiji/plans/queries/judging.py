"""What an actor may do on a line now, and what still stands in the way."""

from collections.abc import Sequence
from dataclasses import dataclass

from suiji import law
from suiji.ledger import Actor
from suiji.organs import queries as organs
from suiji.organs.roles import Role
from suiji.plans.models import PlanKind, PlanLine, PlanPart
from suiji.plans.states import PlanState

OPEN = (PlanState.DRAFT, PlanState.RETURNED)


def missing_fields(row: PlanLine, *, items: int) -> list[str]:
    """Names of what a line must still say (Art. 7)."""
    needed = {
        "任务名称": row.title,
        "联合抽查事项": items,
        "对象范围": row.object_scope,
        "抽查比例或户数": row.ratio_text,
        "起始日期": row.period_from,
        "截止日期": row.period_until,
    }
    return [name for name, value in needed.items() if not value]


def unconfirmed(parts: Sequence[PlanPart]) -> list[PlanPart]:
    """Participants who have not agreed yet."""
    return [part for part in parts if part.confirmed_at is None]


def hindrance(row: PlanLine) -> tuple[law.Rule | None, tuple[str, ...]]:
    """The first rule that still stops the line from being handed in, with what is missing."""
    rules, parts = law.lists_and_plans, list(row.parts.all())
    if not law.general.several_departments(departments=1 + len(parts)):
        return law.entry(law.general.several_departments), ("参与部门",)
    if row.kind == PlanKind.TEMPORARY and not rules.temporary_check_has_source(
        document=row.source_document, organ=row.source_organ
    ):
        return law.entry(rules.temporary_check_has_source), ("交办机关和文号",)
    fields = missing_fields(row, items=len(row.items.all()))
    if not rules.plan_line_is_complete(missing_fields=len(fields)):
        return law.entry(rules.plan_line_is_complete), tuple(fields)
    waiting = unconfirmed(parts)
    if not rules.participants_confirmed(missing=len(waiting)):
        return law.entry(rules.participants_confirmed), tuple(part.department.name for part in waiting)
    return None, ()


@dataclass(frozen=True, slots=True)
class Doable:
    """Which acts this actor may do on a line now, and what stands in the way of handing it in."""

    edit: bool
    confirm: bool
    submit: bool
    withdraw: bool
    send_back: bool
    accept: bool
    publish: bool
    hindrance: law.Rule | None
    missing: tuple[str, ...]


def doable(row: PlanLine, actor: Actor) -> Doable:
    """What the actor may do on the line, as the services would judge it."""
    rule, missing = hindrance(row)
    office = organs.office_of(row.initiator)
    own = row.initiator_id == actor.department_id and actor.holds(Role.CLERK) and row.state in OPEN
    offices = office is not None and office.pk == actor.department_id and actor.holds(Role.OFFICE)
    waits = any(part.department_id == actor.department_id for part in unconfirmed(list(row.parts.all())))
    return Doable(
        edit=own,
        confirm=waits and actor.holds(Role.CLERK) and row.state in OPEN,
        submit=own and rule is None,
        withdraw=own,
        send_back=offices and row.state == PlanState.SUBMITTED,
        accept=offices and row.state == PlanState.SUBMITTED,
        publish=offices and row.state == PlanState.ACCEPTED,
        hindrance=rule if row.state in OPEN else None,
        missing=missing,
    )
