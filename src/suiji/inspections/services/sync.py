"""外勤送达 — one act out of a phone's queue, done once, by the room's own services (Art. 5, 20; readings R58, R60)."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.shortcuts import get_object_or_404

from suiji import law
from suiji.inspections.models import Notice, PhoneAct, PhoneActKind, Visit
from suiji.inspections.queries import colleagues_of, visits_of
from suiji.inspections.services.before import arrive, open_pre_check
from suiji.inspections.services.close import close_record
from suiji.inspections.services.delivered import keep_evidence
from suiji.inspections.services.hands import require_member
from suiji.inspections.services.merging import choose_wording, fill_by_phone
from suiji.inspections.services.notify import serve_notice
from suiji.inspections.services.sheets import hand_in_sheet, settle
from suiji.inspections.services.wording import Wording
from suiji.inspections.states import VisitState
from suiji.ledger import Actor
from suiji.libraries.models import Inspector
from suiji.organs.models import Person


@dataclass(frozen=True, slots=True)
class Sent:
    """One act as a phone sends it."""

    uid: UUID
    visit_id: int
    kind: PhoneActKind
    body: Mapping[str, Any]
    device: str
    app: str
    device_at: datetime
    """What the phone's clock showed when the act was done."""
    sent_at: datetime
    """What it shows now, on sending."""
    clock_ms: int | None
    """The difference to our clock that the phone had measured by then; None where it never could."""


@dataclass(frozen=True, slots=True)
class Times:
    """When an act was done, and when we heard of it."""

    captured_at: datetime
    clock_ms: int
    received_at: datetime


def times_of(sent: Sent, *, at: datetime) -> Times:
    """Both times of an act: the phone's put right by the measured difference, and ours, which decides deadlines."""
    off = sent.clock_ms
    if off is None:  # never measured by the phone: the sending itself measures it
        off = round((at - sent.sent_at) / timedelta(milliseconds=1))
    return Times(min(sent.device_at + timedelta(milliseconds=off), at), off, at)


@transaction.atomic
def deliver(*, sent: Sent, actor: Actor, at: datetime) -> PhoneAct:
    """Do one act of a phone's queue, exactly once; sent again, the first answer is given again.

    What the law refuses is refused as on the desk, and leaves no trace here: the phone keeps it and shows the words.
    """
    mine = get_object_or_404(visits_of(actor), pk=sent.visit_id)
    Visit.objects.select_for_update().get(pk=mine.pk)  # one act at a visit after the other
    known = PhoneAct.objects.filter(uid=sent.uid, person_id=actor.id).first()
    if known is not None:
        return known
    visit = Visit.objects.select_related("task__initiator", "drawn__object", "team").get(pk=mine.pk)
    require_member(visit, actor)
    times = times_of(sent, at=at)
    answer = _ACTS[sent.kind](visit, sent.body, actor, times)
    return PhoneAct.objects.create(
        uid=sent.uid,
        visit=visit,
        person=Person.objects.get(pk=actor.id),
        kind=sent.kind,
        device=sent.device,
        app=sent.app,
        device_at=sent.device_at,
        clock_ms=times.clock_ms,
        captured_at=times.captured_at,
        received_at=at,
        answer=answer,
    )


def _pre_check(visit: Visit, _body: Mapping[str, Any], actor: Actor, times: Times) -> dict[str, Any]:
    open_pre_check(visit=visit, actor=actor, at=times.received_at)
    return {}


def _notice(visit: Visit, body: Mapping[str, Any], actor: Actor, times: Times) -> dict[str, Any]:
    served = serve_notice(
        visit=visit,
        mode=body["mode"],
        receiver=body["receiver"],
        visit_on=date.fromisoformat(body["visit_on"]),
        materials=body.get("materials", ""),
        phone=body.get("phone", ""),
        second=colleague(visit, body.get("second"), actor),
        actor=actor,
        at=times.received_at,
    )
    return {"number": served.number}


def colleague(visit: Visit, inspector_id: int | None, actor: Actor) -> Inspector | None:
    """The other member of the team who served the paper with the actor."""
    return next((one for one in colleagues_of(visit, actor) if one.pk == inspector_id), None)


def _arrive(visit: Visit, _body: Mapping[str, Any], actor: Actor, times: Times) -> dict[str, Any]:
    if visit.state in (VisitState.ON_SITE, VisitState.SIGNED):
        return {"already": True}  # a colleague's phone was first; there is one arrival of the team
    law.require(
        law.field_duties.notice_precedes_visit,
        notified_at=_told_at(visit),
        arrived_at=times.captured_at,
        unannounced=visit.task.unannounced,
    )
    arrive(visit=visit, actor=actor, at=times.received_at)
    return {}


def _told_at(visit: Visit) -> datetime | None:
    """When the object was told: by the phone's own time where a phone told it, as the arrival is by a phone's."""
    notice = Notice.objects.filter(visit=visit).first()
    if notice is None:
        return None
    by_phone = PhoneAct.objects.filter(visit=visit, kind=PhoneActKind.NOTICE).first()
    return by_phone.captured_at if by_phone else notice.served_at


def _fill(visit: Visit, body: Mapping[str, Any], actor: Actor, times: Times) -> dict[str, Any]:
    divergence = fill_by_phone(
        visit=visit,
        finding_id=body["finding"],
        base=Wording.read(body["base"]),
        mine=Wording.read(body["mine"]),
        captured_at=times.captured_at,
        actor=actor,
        at=times.received_at,
    )
    settle(visit=visit, actor=actor, at=times.received_at)
    return {"divergence": divergence.pk, "fields": divergence.fields} if divergence else {}


def _choose(visit: Visit, body: Mapping[str, Any], actor: Actor, times: Times) -> dict[str, Any]:
    choose_wording(
        visit=visit,
        divergence_id=body["divergence"],
        chosen=Wording.read(body["chosen"]),
        actor=actor,
        at=times.received_at,
    )
    settle(visit=visit, actor=actor, at=times.received_at)
    return {}


def _evidence(visit: Visit, body: Mapping[str, Any], actor: Actor, times: Times) -> dict[str, Any]:
    kept = keep_evidence(
        visit=visit, said=body, captured_at=times.captured_at, actor=actor, at=times.received_at
    )
    return {"evidence": kept.pk, "sha256": kept.sha256}


def _sheet(visit: Visit, body: Mapping[str, Any], actor: Actor, times: Times) -> dict[str, Any]:
    hand_in_sheet(visit=visit, said=body, captured_at=times.captured_at, actor=actor, at=times.received_at)
    signed = settle(visit=visit, actor=actor, at=times.received_at)
    return {"signed": signed}


def _close(visit: Visit, _body: Mapping[str, Any], actor: Actor, times: Times) -> dict[str, Any]:
    if visit.state == VisitState.SIGNED:
        return {"already": True}
    close_record(visit=visit, actor=actor, at=times.received_at)
    return {}


_ACTS: dict[str, Callable[[Visit, Mapping[str, Any], Actor, Times], dict[str, Any]]] = {
    PhoneActKind.PRE_CHECK: _pre_check,
    PhoneActKind.NOTICE: _notice,
    PhoneActKind.ARRIVE: _arrive,
    PhoneActKind.FILL: _fill,
    PhoneActKind.CHOOSE: _choose,
    PhoneActKind.EVIDENCE: _evidence,
    PhoneActKind.SHEET: _sheet,
    PhoneActKind.CLOSE: _close,
}
