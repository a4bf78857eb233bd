"""预查、告知、到达 — everything up to the door (Art. 20(1), (2))."""

from datetime import date, datetime

from django.db import transaction

from suiji import law
from suiji.inspections.models import Notice, NoticeMode, PreCheck, Visit
from suiji.inspections.services.hands import require_member, require_state
from suiji.inspections.states import VisitState
from suiji.ledger import Actor
from suiji.ledger.services import lock, move, record
from suiji.organs.days import day_of
from suiji.papers.numbering import next_number


@transaction.atomic
def open_pre_check(*, visit: Visit, actor: Actor, at: datetime) -> PreCheck:
    """Write down that an officer of the team reads the object's file; once for each officer."""
    visit = lock(visit)
    officer = require_member(visit, actor)
    seen = visit.pre_checks.filter(inspector=officer).first()
    if seen is not None:
        return seen
    opened = PreCheck.objects.create(visit=visit, inspector=officer, opened_at=at)
    record(
        visit,
        "inspections.pre_checked",
        actor=actor,
        at=at,
        sentence=f"{actor.department_name}{actor.name}查阅{visit}的预查资料。",
    )
    return opened


@transaction.atomic
def serve_notice(
    *,
    visit: Visit,
    mode: NoticeMode | str,
    receiver: str,
    visit_on: date,
    materials: str = "",
    phone: str = "",
    actor: Actor,
    at: datetime,
) -> Notice:
    """Number a notice and write down its service; an unannounced check gets none."""
    visit = lock(visit)
    require_member(visit, actor)
    law.require(law.field_duties.unannounced_gets_no_notice, unannounced=visit.task.unannounced)
    require_state(visit, VisitState.ASSIGNED)
    notice = Notice.objects.create(
        visit=visit,
        number=next_number("NOTICE", visit.task.initiator.sign, day_of(at).year),
        mode=NoticeMode(mode),
        receiver=receiver,
        visit_on=visit_on,
        materials=materials,
        phone=phone,
        served_by_id=actor.id,
        served_at=at,
    )
    visit.scheduled_on = visit_on
    visit.save(update_fields=["scheduled_on"])
    move(
        visit,
        VisitState.NOTIFIED,
        actor=actor,
        at=at,
        facts={"number": notice.number, "mode": notice.mode, "visit_on": f"{visit_on:%F}"},
    )
    return notice


@transaction.atomic
def arrive(*, visit: Visit, actor: Actor, at: datetime) -> Visit:
    """The team is at the door; the object was told before, unless the check is unannounced."""
    visit = lock(visit)
    require_member(visit, actor)
    require_state(visit, VisitState.ASSIGNED, VisitState.NOTIFIED)
    notice = Notice.objects.filter(visit=visit).first()
    law.require(
        law.field_duties.notice_precedes_visit,
        notified_at=notice.served_at if notice else None,
        arrived_at=at,
        unannounced=visit.task.unannounced,
    )
    visit.arrived_at = at
    visit.save(update_fields=["arrived_at"])
    move(visit, VisitState.ON_SITE, actor=actor, at=at)
    return visit
