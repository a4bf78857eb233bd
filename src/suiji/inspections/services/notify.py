"""告知 — the notice is numbered and printed, then served; an unannounced check has none (Art. 20(2))."""

from datetime import date, datetime

from django.db import transaction

from suiji import law
from suiji.inspections.documents import Announced, announced, notice_document
from suiji.inspections.models import (
    Notice,
    NoticeMode,
    PaperKind,
    PreparedNotice,
    ServiceWay,
    Visit,
)
from suiji.inspections.queries.papers import prepared_notice
from suiji.inspections.queries.whose import lead_of
from suiji.inspections.services.hands import require_member, require_state
from suiji.inspections.services.issuing import issue_for, number_for, serve_held
from suiji.inspections.states import VisitState
from suiji.ledger import Actor
from suiji.ledger.services import lock, move, record
from suiji.libraries.models import Inspector
from suiji.organs.doors import require_role
from suiji.organs.roles import Role
from suiji.papers.services import withdraw_paper

WAYS = {
    NoticeMode.WRITTEN: ServiceWay.DIRECT,
    NoticeMode.PHONE: ServiceWay.PHONE,
    NoticeMode.FAX: ServiceWay.ELECTRONIC,
    NoticeMode.MESSAGE: ServiceWay.ELECTRONIC,
    NoticeMode.PLATFORM: ServiceWay.ELECTRONIC,
}
"""What the 送达回证 says of each way to tell."""


@transaction.atomic
def prepare_notice(
    *, visit: Visit, visit_on: date, materials: str = "", phone: str = "", actor: Actor, at: datetime
) -> PreparedNotice:
    """Number and print a visit's notice; one prepared before is withdrawn. By the lead's clerk or the team."""
    visit = lock(visit)
    _require_hand(visit, actor)
    said = _require_announceable(visit)
    require_state(visit, VisitState.ASSIGNED)
    previous = prepared_notice(visit)
    return _prepared(visit, said, previous, visit_on, materials, phone, actor, at)


def _prepared(
    visit: Visit,
    said: Announced,
    previous: PreparedNotice | None,
    visit_on: date,
    materials: str,
    phone: str,
    actor: Actor,
    at: datetime,
) -> PreparedNotice:
    """Made anew, for a visit that is held and may be announced."""
    if previous is not None:
        withdraw_paper(paper=previous.paper, reason="告知书重新制作。", actor=actor, at=at)
    department = lead_of(visit)
    notice = PreparedNotice(
        visit=visit,
        number=number_for(PaperKind.NOTICE, department, at),
        visit_on=visit_on,
        materials=materials,
        phone=phone,
        prepared_by_id=actor.id,
        prepared_at=at,
    )
    document = notice_document(notice, said)
    notice.paper = issue_for(visit, PaperKind.NOTICE, document, department=department, actor=actor, at=at)
    notice.save()
    record(
        visit,
        "inspections.notice_prepared",
        actor=actor,
        at=at,
        sentence=f"{actor.department_name}{actor.name}制作{visit}的告知书 {notice.number}。",
        facts={"number": notice.number, "visit_on": f"{visit_on:%F}"},
    )
    return notice


@transaction.atomic
def serve_notice(
    *,
    visit: Visit,
    mode: NoticeMode | str,
    receiver: str,
    visit_on: date,
    materials: str = "",
    phone: str = "",
    place: str = "",
    second: Inspector | None = None,
    actor: Actor,
    at: datetime,
) -> Notice:
    """Serve the notice and write the 送达回证; one printed before with the same words is the one that is served.

    Handed over on paper, it is served by two officers of the team.
    """
    visit = lock(visit)
    officer = require_member(visit, actor)
    said = _require_announceable(visit)
    require_state(visit, VisitState.ASSIGNED)
    mode = NoticeMode(mode)
    ready = _ready(visit, said, visit_on, materials, phone, actor, at)
    notice = Notice.objects.create(
        visit=visit,
        number=ready.number,
        mode=mode,
        receiver=receiver,
        visit_on=visit_on,
        materials=materials,
        phone=phone,
        served_by_id=actor.id,
        served_at=at,
    )
    serve_held(
        visit=visit,
        officer=officer,
        paper=ready.paper,
        way=WAYS[mode],
        receiver=receiver,
        place=place,
        second=second,
        note="" if mode is NoticeMode.WRITTEN else f"以{mode.label}方式告知。",
        served_at=at,
        actor=actor,
        at=at,
    )
    visit.scheduled_on = visit_on
    move(
        visit,
        VisitState.NOTIFIED,
        actor=actor,
        at=at,
        facts={"number": notice.number, "mode": notice.mode, "visit_on": f"{visit_on:%F}"},
        saving=["scheduled_on"],
    )
    return notice


def _ready(
    visit: Visit, said: Announced, visit_on: date, materials: str, phone: str, actor: Actor, at: datetime
) -> PreparedNotice:
    """The notice that was printed with these words, or one made now."""
    found = prepared_notice(visit)
    if found is not None and (found.visit_on, found.materials, found.phone) == (visit_on, materials, phone):
        return found
    return _prepared(visit, said, found, visit_on, materials, phone, actor, at)


def _require_announceable(visit: Visit) -> Announced:
    """Leave is given, the check is no secret, nobody is deciding about silence, and something is left to say."""
    said = announced(visit)
    law.require(law.field_duties.unannounced_gets_no_notice, unannounced=visit.task.unannounced)
    law.require(law.field_duties.visits_are_approved, approved=said.leave.approved)
    law.require(law.general.steps_in_order, allowed=not said.leave.silence_asked_for)
    law.require(law.field_duties.something_is_left_to_announce, announced=len(said.findings))
    return said


def _require_hand(visit: Visit, actor: Actor) -> None:
    if actor.holds(Role.CLERK) and actor.department_id == lead_of(visit).pk:
        return
    require_role(actor, Role.INSPECTOR)
    require_member(visit, actor)
