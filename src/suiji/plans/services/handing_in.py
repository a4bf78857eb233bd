"""报送、退回与受理 — a line comes to the office of the same level; for a temporary check this is its filing."""

from collections.abc import Sequence
from datetime import date, datetime

from django.db import transaction

from suiji import law
from suiji.ledger import Actor, NotYours
from suiji.ledger.services import hold, move
from suiji.organs.days import day_of
from suiji.organs.doors import require_role
from suiji.organs.queries import office_of
from suiji.organs.roles import Role
from suiji.plans.models import PlanKind, PlanLine, PlanPart
from suiji.plans.queries import (
    due_of_submission,
    left_out,
    missing_fields,
    source_of,
    unconfirmed,
    versions_of_line,
)
from suiji.plans.states import PlanState


@transaction.atomic
def submit(*, line: PlanLine, actor: Actor, at: datetime) -> PlanLine:
    """Hand the line in to the office of the same level; for a temporary check this is its filing (Art. 8).

    Late is accepted and stays marked late: the first submission counts, a return does not make it late,
    and neither a temporary check nor a later version of a published line has a last day.
    """
    hold(line)
    require_role(actor, Role.CLERK, department_id=line.initiator_id)
    parts = list(line.parts.select_related("department"))
    law.require(law.general.several_departments, departments=1 + len(parts))
    if line.kind == PlanKind.TEMPORARY:
        law.require(law.lists_and_plans.temporary_check_has_source, **source_of(line))
    empty = missing_fields(line, items=line.items.count())
    law.require(law.lists_and_plans.plan_line_is_complete, missing_fields=len(empty))
    _require_items(line, parts, day_of(at))
    law.require(law.lists_and_plans.participants_confirmed, missing=len(unconfirmed(parts)))
    if line.submitted_at is None:
        line.submitted_at = at
        line.submitted_late = _is_late(line, at)
        line.save(update_fields=["submitted_at", "submitted_late"])
    move(line, PlanState.SUBMITTED, actor=actor, at=at, facts={"late": line.submitted_late})
    return line


def _require_items(line: PlanLine, parts: Sequence[PlanPart], today: date) -> None:
    """Joint items in force, and every department they name among those who take part (Art. 2, 7)."""
    versions = versions_of_line(line, on=today)
    law.require(law.general.items_published, unpublished=line.items.count() - len(versions))
    law.require(
        law.lists_and_plans.departments_of_items_take_part, left_out=len(left_out(line, versions, parts))
    )


def _is_late(line: PlanLine, at: datetime) -> bool:
    has_term = line.kind == PlanKind.ANNUAL and line.version == 1
    return has_term and day_of(at) > due_of_submission(line.year).on


@transaction.atomic
def return_line(*, line: PlanLine, because: str, actor: Actor, at: datetime) -> PlanLine:
    """The office sends a line back, saying what is to be changed."""
    hold(line)
    require_office(line, actor)
    move(line, PlanState.RETURNED, actor=actor, at=at, because=because)
    return line


@transaction.atomic
def accept(*, line: PlanLine, actor: Actor, at: datetime) -> PlanLine:
    """The office of the same level takes the line into the consolidated plan."""
    hold(line)
    require_office(line, actor)
    move(line, PlanState.ACCEPTED, actor=actor, at=at)
    return line


def require_office(line: PlanLine, actor: Actor) -> None:
    """The joint conference's office of the initiator's level, and nobody else."""
    office = office_of(line.initiator)
    if office is None:
        raise NotYours("同级还没有联席会议办公室。")
    require_role(actor, Role.OFFICE, department_id=office.pk)
