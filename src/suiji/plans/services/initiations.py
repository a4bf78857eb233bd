"""发起次数与免计 — what later rooms tell of draws, and whom Article 9 does not count."""

from datetime import datetime

from django.db import transaction

from suiji import law
from suiji.ledger import Actor
from suiji.ledger.services import record
from suiji.organs.days import day_of
from suiji.organs.doors import require_office
from suiji.organs.models import Department
from suiji.plans.models import Exemption, Initiation, PlanLine
from suiji.plans.states import PlanState


@transaction.atomic
def note_freeze(*, line: PlanLine, at: datetime) -> PlanLine:
    """A task of this line has frozen its list: a draw is to come, and the line stays. Refuses one that was given up.

    Called by the room of tasks, which records the freeze itself, or the list that came from above.
    """
    _hold_versions(line)
    public = PlanLine.objects.filter(number=line.number, state=PlanState.PUBLISHED)
    law.require(law.general.plan_published_before_task, published=public.exists())
    if line.frozen_at is None:
        line.frozen_at = at
        line.save(update_fields=["frozen_at"])
    return line


@transaction.atomic
def note_draw(*, line: PlanLine, task: str, at: datetime) -> Initiation:
    """Objects were drawn for a task of this line: it counts for its initiator, and the line stays for good.

    Called by the room of tasks, which has recorded the draw itself.
    """
    _hold_versions(line)
    if line.drawn_at is None:
        line.drawn_at = at
        line.save(update_fields=["drawn_at"])
    return _count(line, task, at, 1)


@transaction.atomic
def note_void(*, line: PlanLine, task: str, at: datetime) -> Initiation | None:
    """A task was given up as a whole: what it counted is taken back in its own year. None if it never counted."""
    _hold_versions(line)
    drawn = line.initiations.filter(title=task).order_by("pk").last()
    if drawn is None or drawn.count < 0:
        return None
    return _count(line, task, at, -1, year=drawn.year)


def _hold_versions(line: PlanLine) -> None:
    """All versions, in the order in which a withdrawal takes them: neither passes the other, neither waits for ever."""
    list(PlanLine.objects.select_for_update().filter(number=line.number).order_by("pk"))
    line.refresh_from_db()


def _count(line: PlanLine, task: str, at: datetime, count: int, *, year: int | None = None) -> Initiation:
    return Initiation.objects.create(
        department=line.initiator,
        year=year or day_of(at).year,
        kind=line.kind,
        count=count,
        title=task,
        line=line,
        at=at,
    )


@transaction.atomic
def exempt(
    *, department: Department, from_year: int, reason: str, document: str, actor: Actor, at: datetime
) -> Exemption:
    """The office of its level no longer counts a department under Article 9, for a reason that stays on record."""
    require_office(actor, department)
    made = Exemption.objects.create(
        department=department,
        from_year=from_year,
        reason=reason,
        document=document,
        decided_by=actor.name,
        decided_at=at,
    )
    record(
        made,
        "plans.exempted",
        actor=actor,
        at=at,
        sentence=f"{actor.department_name}{actor.name}登记{department.name}自{from_year}年起免计发起次数：{reason}",
        because=reason,
    )
    return made


@transaction.atomic
def end_exemption(*, exemption: Exemption, until_year: int, actor: Actor, at: datetime) -> Exemption:
    """The department is counted again from the year after."""
    require_office(actor, exemption.department)
    made = Exemption.objects.select_for_update().get(pk=exemption.pk)
    made.until_year = until_year
    made.save(update_fields=["until_year"])
    record(
        made,
        "plans.exemption_ended",
        actor=actor,
        at=at,
        sentence=f"{actor.department_name}{actor.name}登记{made.department.name}免计到{until_year}年为止。",
    )
    return made
