"""What may be done to plans: drafted, agreed, handed in, accepted, published, or filed (Art. 7, 8)."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from suiji import law
from suiji.catalogue.models import Item
from suiji.ledger import Actor, NotYours
from suiji.ledger.services import lock, move, record
from suiji.organs.days import day_of
from suiji.organs.doors import require_role
from suiji.organs.models import Department, Kind
from suiji.organs.queries import office_of
from suiji.organs.roles import Role
from suiji.plans.models import PlanKind, PlanLine, PlanPart
from suiji.plans.queries import OPEN, due_of_submission, missing_fields, public_line, unconfirmed
from suiji.plans.states import PLAN, PlanState

FIELDS = frozenset({
    "object_scope", "ratio_text", "frequency", "period_from", "period_until", "unannounced", "contact",
    "basis", "source_organ", "source_document", "source_on", "remark",
})  # fmt: skip
"""What a draft may say of a line beyond its number, title, items and participants."""


@transaction.atomic
def draft_line(
    *,
    year: int,
    number: str,
    title: str,
    kind: str,
    initiator: Department,
    items: Iterable[Item],
    participants: Iterable[Department],
    fields: Mapping[str, Any],
    actor: Actor,
    at: datetime,
) -> PlanLine:
    """Begin a line of the annual plan, or a temporary check, led by the clerk's own department."""
    require_role(actor, Role.CLERK, department_id=initiator.pk)
    law.require(law.confidence.office_never_inspects, is_office=initiator.kind == Kind.OFFICE)
    line = PlanLine(
        year=year, number=number, title=title, kind=PlanKind(kind), initiator=initiator, state=PLAN.initial
    )
    _fill(line, fields)
    line.save()
    line.items.set(items)
    _invite(line, participants)
    record(
        line,
        "plans.drafted",
        actor=actor,
        at=at,
        sentence=f"{actor.department_name}{actor.name}起草{line}。",
    )
    return line


@transaction.atomic
def rewrite(
    *,
    line: PlanLine,
    title: str,
    items: Iterable[Item],
    participants: Iterable[Department],
    fields: Mapping[str, Any],
    actor: Actor,
    at: datetime,
) -> PlanLine:
    """Change a line that was not handed in, or was returned. Participants confirm again what has changed."""
    _hold(line)
    require_role(actor, Role.CLERK, department_id=line.initiator_id)
    law.require(law.general.steps_in_order, allowed=line.state in OPEN)
    line.title = title
    _fill(line, fields)
    line.save()
    line.items.set(items)
    line.parts.all().delete()
    _invite(line, participants)
    record(
        line,
        "plans.rewritten",
        actor=actor,
        at=at,
        sentence=f"{actor.department_name}{actor.name}修改{line}，参与部门须重新确认。",
    )
    return line


def _fill(line: PlanLine, fields: Mapping[str, Any]) -> None:
    if unknown := set(fields) - FIELDS:
        raise ValueError(f"a plan line has no field {sorted(unknown)}")
    for name, value in fields.items():
        setattr(line, name, value)


def _invite(line: PlanLine, participants: Iterable[Department]) -> None:
    for department in participants:
        law.require(law.confidence.office_never_inspects, is_office=department.kind == Kind.OFFICE)
        if department.pk != line.initiator_id:
            PlanPart.objects.create(line=line, department=department)


def _hold(line: PlanLine) -> None:
    """Lock the row and make the caller's copy the locked one, so that a chain of acts can go on with it."""
    lock(line)
    line.refresh_from_db()


@transaction.atomic
def confirm_part(*, line: PlanLine, actor: Actor, at: datetime) -> PlanPart:
    """A participant agrees to take part, before the line is handed in (Art. 7)."""
    _hold(line)
    part = line.parts.filter(department_id=actor.department_id).first()
    if part is None:
        raise NotYours("您所在部门不参与此计划，不需要确认。")
    require_role(actor, Role.CLERK, department_id=part.department_id)
    law.require(law.general.steps_in_order, allowed=line.state in OPEN and part.confirmed_at is None)
    part.confirmed_at, part.confirmed_by = at, actor.name
    part.save(update_fields=["confirmed_at", "confirmed_by"])
    record(
        line,
        "plans.confirmed",
        actor=actor,
        at=at,
        sentence=f"{actor.department_name}{actor.name}确认参与{line}。",
    )
    return part


@transaction.atomic
def submit(*, line: PlanLine, actor: Actor, at: datetime) -> PlanLine:
    """Hand the line in to the office of the same level; for a temporary check this is its filing (Art. 8).

    Late is accepted and stays marked late: the first submission counts, a return does not make it late.
    """
    _hold(line)
    require_role(actor, Role.CLERK, department_id=line.initiator_id)
    parts = list(line.parts.all())
    law.require(law.general.several_departments, departments=1 + len(parts))
    if line.kind == PlanKind.TEMPORARY:
        law.require(
            law.lists_and_plans.temporary_check_has_source,
            document=line.source_document,
            organ=line.source_organ,
        )
    empty = missing_fields(line, items=line.items.count())
    law.require(law.lists_and_plans.plan_line_is_complete, missing_fields=len(empty))
    law.require(law.lists_and_plans.participants_confirmed, missing=len(unconfirmed(parts)))
    if line.submitted_at is None:
        line.submitted_at = at
        line.submitted_late = _is_late(line, at)
        line.save(update_fields=["submitted_at", "submitted_late"])
    move(line, PlanState.SUBMITTED, actor=actor, at=at, facts={"late": line.submitted_late})
    return line


def _is_late(line: PlanLine, at: datetime) -> bool:
    return line.kind == PlanKind.ANNUAL and day_of(at) > due_of_submission(line.year).on


@transaction.atomic
def return_line(*, line: PlanLine, because: str, actor: Actor, at: datetime) -> PlanLine:
    """The office sends a line back, saying what is to be changed."""
    _hold(line)
    _require_office(line, actor)
    move(line, PlanState.RETURNED, actor=actor, at=at, because=because)
    return line


@transaction.atomic
def accept(*, line: PlanLine, actor: Actor, at: datetime) -> PlanLine:
    """The office of the same level takes the line into the consolidated plan."""
    _hold(line)
    _require_office(line, actor)
    move(line, PlanState.ACCEPTED, actor=actor, at=at)
    return line


@transaction.atomic
def publish(*, line: PlanLine, actor: Actor, at: datetime) -> PlanLine:
    """Make the line public; from then on nobody changes it. Of an unannounced check, only its quarter."""
    _hold(line)
    _require_office(line, actor)
    line.published_at = at
    line.save(update_fields=["published_at"])
    move(line, PlanState.PUBLISHED, actor=actor, at=at, body=_public_words(line))
    return line


@transaction.atomic
def withdraw(*, line: PlanLine, because: str, actor: Actor, at: datetime) -> PlanLine:
    """The initiator gives up a line before it is handed in."""
    _hold(line)
    require_role(actor, Role.CLERK, department_id=line.initiator_id)
    move(line, PlanState.WITHDRAWN, actor=actor, at=at, because=because)
    return line


def _require_office(line: PlanLine, actor: Actor) -> None:
    office = office_of(line.initiator)
    if office is None:
        raise NotYours("同级还没有联席会议办公室。")
    require_role(actor, Role.OFFICE, department_id=office.pk)


def _public_words(line: PlanLine) -> dict[str, Any]:
    public = public_line(line)
    return {
        "number": public.number,
        "year": public.year,
        "kind": public.kind,
        "title": public.title,
        "items": list(public.items),
        "object_scope": public.object_scope,
        "ratio": public.ratio,
        "initiator": public.initiator,
        "participants": list(public.participants),
        "period": public.period,
    }
