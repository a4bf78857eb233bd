"""公示 — accepted lines become public in batches, each with a frozen snapshot and its hash (Art. 7, 8)."""

import hashlib
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Max

from suiji import law
from suiji.ledger import Actor, NotYours
from suiji.ledger.services import hold, move, record
from suiji.organs.days import day_of
from suiji.organs.doors import require_role
from suiji.organs.models import Department
from suiji.organs.queries import office_of
from suiji.organs.roles import Role
from suiji.plans.models import PlanBatch, PlanKind, PlanLine
from suiji.plans.queries import due_of_publication, public_words
from suiji.plans.services.handing_in import require_office
from suiji.plans.states import PlanState
from suiji.sampling.canonical import canonical_json


def publish(*, line: PlanLine, actor: Actor, at: datetime) -> PlanLine:
    """Make one line public, as a batch of its own."""
    publish_batch(lines=[line], actor=actor, at=at)
    return line


@transaction.atomic
def publish_batch(*, lines: Sequence[PlanLine], actor: Actor, at: datetime) -> PlanBatch:
    """Make lines public together; from then on nobody changes them. Of an unannounced check, only its quarter.

    The annual plan's lines are published by the office once accepted; a filed temporary check also by its
    initiator, since filing is notification and not approval (R5). A former version is superseded.
    """
    for line in sorted(lines, key=lambda row: row.pk):
        hold(line)
        _require_publisher(line, actor)
    batch = _batch(lines, actor, at)
    for line in lines:
        _publish(line, batch, actor, at)
    record(
        batch,
        "plans.batch_published",
        actor=actor,
        at=at,
        sentence=f"{actor.department_name}{actor.name}公示{batch}，共{len(lines)}项。",
        body={"year": batch.year, "number": batch.number, "lines": len(lines), "sha256": batch.sha256},
    )
    return batch


def _require_publisher(line: PlanLine, actor: Actor) -> None:
    if line.kind == PlanKind.TEMPORARY and actor.department_id == line.initiator_id:
        require_role(actor, Role.CLERK)
        law.require(
            law.lists_and_plans.temporary_check_filed_before_draw, filed=line.submitted_at is not None
        )
        return
    require_office(line, actor)
    law.require(
        law.general.steps_in_order,
        allowed=line.kind == PlanKind.TEMPORARY or line.state == PlanState.ACCEPTED,
    )


def _batch(lines: Sequence[PlanLine], actor: Actor, at: datetime) -> PlanBatch:
    years = {line.year for line in lines}
    offices = {office_of(line.initiator) for line in lines}
    office = offices.pop() if len(offices) == 1 else None
    if len(years) != 1 or office is None:
        raise NotYours("一批公示须是同一年度、同一联席会议办公室的计划。请分开公示。")
    year = years.pop()
    Department.objects.select_for_update().get(pk=office.pk)
    newest = PlanBatch.objects.filter(office=office, year=year).aggregate(newest=Max("number"))["newest"]
    number = (newest or 0) + 1
    snapshot = {
        "format": 1,
        "office": office.name,
        "year": year,
        "batch": number,
        "published_at": at.strftime("%Y-%m-%dT%H:%M:%SZ"),
        "lines": [public_words(line) for line in lines],
    }
    return PlanBatch.objects.create(
        office=office,
        year=year,
        number=number,
        snapshot=snapshot,
        sha256=hashlib.sha256(canonical_json(snapshot)).hexdigest(),
        published_by=actor.name,
        published_at=at,
        late=_is_late(lines, year, at),
    )


def _is_late(lines: Sequence[PlanLine], year: int, at: datetime) -> bool:
    has_term = any(line.kind == PlanKind.ANNUAL and line.version == 1 for line in lines)
    return has_term and day_of(at) > due_of_publication(year).on


def _publish(line: PlanLine, batch: PlanBatch, actor: Actor, at: datetime) -> None:
    words: dict[str, Any] = public_words(line)
    if line.replaces is not None:
        former = hold(line.replaces)
        move(
            former,
            PlanState.SUPERSEDED,
            actor=actor,
            at=at,
            because=line.change_reason,
            body={"number": words["number"], "version": former.version, "reason": words["change_reason"]},
        )
    line.published_at, line.batch = at, batch
    line.save(update_fields=["published_at", "batch"])
    move(line, PlanState.PUBLISHED, actor=actor, at=at, body=words | {"batch": batch.number})
