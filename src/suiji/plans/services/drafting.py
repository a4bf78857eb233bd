"""起草与变更 — a line is drafted, rewritten before it is handed in, and changed afterwards by a new version."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from suiji import law
from suiji.catalogue.models import Item
from suiji.ledger import Actor
from suiji.ledger.services import hold, record
from suiji.organs.doors import require_role
from suiji.organs.models import Department, Kind
from suiji.organs.roles import Role
from suiji.plans.models import PlanKind, PlanLine, PlanPart
from suiji.plans.queries import OPEN
from suiji.plans.states import PLAN, PlanState

FIELDS = (
    "selection", "mode", "object_scope", "object_count", "ratio_text", "planned_count", "frequency", "risk_note",
    "period_from", "period_until", "unannounced", "contact", "basis", "source_organ", "source_document",
    "source_on", "source_reason", "remark",
)  # fmt: skip
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
def draft_lines(*, drafts: Iterable[Mapping[str, Any]], actor: Actor, at: datetime) -> list[PlanLine]:
    """Begin many lines at once, all or none; each draft as ``draft_line`` takes it."""
    return [draft_line(**draft, actor=actor, at=at) for draft in drafts]


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
    hold(line)
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


@transaction.atomic
def change_line(*, line: PlanLine, because: str, actor: Actor, at: datetime) -> PlanLine:
    """Begin the next version of a published line; the published one stays as it is until the next is published.

    The draft says what the published version says; participants agree anew, the office publishes anew.
    """
    hold(line)
    require_role(actor, Role.CLERK, department_id=line.initiator_id)
    begun = line.changes.exclude(state=PlanState.WITHDRAWN).exists()
    law.require(law.general.steps_in_order, allowed=line.state == PlanState.PUBLISHED and not begun)
    law.require(law.lists_and_plans.published_line_changes_with_reason, reason=because)
    given_up = line.changes.count()
    later = PlanLine(
        year=line.year,
        number=line.number,
        version=line.version + 1 + given_up,
        replaces=line,
        change_reason=because.strip(),
        kind=line.kind,
        title=line.title,
        initiator=line.initiator,
        state=PLAN.initial,
    )
    _fill(later, {name: getattr(line, name) for name in FIELDS})
    later.save()
    later.items.set(line.items.all())
    _invite(later, [part.department for part in line.parts.select_related("department")])
    _carry_along(line, later)
    record(
        later,
        "plans.change_begun",
        actor=actor,
        at=at,
        sentence=f"{actor.department_name}{actor.name}着手变更{line}：{because.strip()}",
        because=because.strip(),
    )
    return later


def _carry_along(line: PlanLine, later: PlanLine) -> None:
    """A check handed down stays handed down by the same documents; who added them, and when, stays theirs (Art. 8)."""
    for one in line.attachments.order_by("pk"):
        one.pk, one.line, one._state.adding = None, later, True
        one.save()


def _fill(line: PlanLine, fields: Mapping[str, Any]) -> None:
    if unknown := set(fields) - set(FIELDS):
        raise ValueError(f"a plan line has no field {sorted(unknown)}")
    for name, value in fields.items():
        setattr(line, name, value)


def _invite(line: PlanLine, participants: Iterable[Department]) -> None:
    for department in participants:
        law.require(law.confidence.office_never_inspects, is_office=department.kind == Kind.OFFICE)
        if department.pk != line.initiator_id:
            PlanPart.objects.create(line=line, department=department)
