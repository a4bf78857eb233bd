"""检查码 — the firm's look at who stands before it; a scan that could not be made is made up with a reason."""

from datetime import datetime, timedelta

from django.db import transaction

from suiji import law
from suiji.inspections.models import Scan, ScanKind, Visit
from suiji.inspections.services.hands import require_member, require_state
from suiji.inspections.states import VisitState
from suiji.law.parameters import parameter
from suiji.ledger import Actor
from suiji.ledger.services import lock, record
from suiji.organs.days import day_of
from suiji.organs.queries import system_actor

APART = timedelta(minutes=10)
"""Looks within this time are one scan: a page is opened again and again."""
MOST = 50
"""Scans of one visit that are kept; a code that is passed around fills no table."""


@transaction.atomic
def note_scan(*, visit: Visit, at: datetime) -> Scan | None:
    """The page behind the code was opened while the team was there; None where that is on record already."""
    visit = lock(visit)
    if visit.state != VisitState.ON_SITE:
        return None
    rows = visit.scans.filter(kind=ScanKind.SCANNED)
    if rows.filter(scanned_at__gt=at - APART).exists() or visit.scans.count() >= MOST:
        return None
    scan = Scan.objects.create(visit=visit, kind=ScanKind.SCANNED, scanned_at=at)
    _tell(scan, f"{visit.drawn.object}扫码查看检查人员和检查事项。", at)
    return scan


@transaction.atomic
def confirm_scan(*, visit: Visit, agrees: bool, place: str = "", remark: str = "", at: datetime) -> Scan:
    """The firm says whether the people before it are those on the page; it may say where, and what is wrong."""
    visit = lock(visit)
    require_state(visit, VisitState.ON_SITE)
    law.require(law.general.steps_in_order, allowed=visit.scans.count() < MOST)
    scan = Scan.objects.create(
        visit=visit,
        kind=ScanKind.CONFIRMED,
        scanned_at=at,
        agrees=agrees,
        place=place.strip(),
        remark=remark.strip(),
    )
    words = "相符" if agrees else "不符"
    _tell(scan, f"{visit.drawn.object}核对检查人员：与证件{words}。", at)
    return scan


@transaction.atomic
def make_up_scan(*, visit: Visit, reason: str, actor: Actor, at: datetime) -> Scan:
    """An officer of the team enters a scan that could not be made, within the term, with the reason."""
    visit = lock(visit)
    officer = require_member(visit, actor)
    require_state(visit, VisitState.ON_SITE, VisitState.SIGNED)
    arrived = visit.arrived_at or at
    law.require(
        law.field_duties.scan_is_made_up_in_time,
        days_since=(day_of(at) - day_of(arrived)).days,
        days=parameter("backfill_scan", day_of(at)),
        reason=reason,
    )
    scan = Scan.objects.create(
        visit=visit, kind=ScanKind.MADE_UP, scanned_at=at, reason=reason.strip(), officer=officer
    )
    record(
        visit,
        "inspections.scan_made_up",
        actor=actor,
        at=at,
        sentence=f"{actor.department_name}{actor.name}补登{visit}的扫码。",
        because=scan.reason,
        facts={"scan": scan.pk},
    )
    return scan


def _tell(scan: Scan, sentence: str, at: datetime) -> None:
    visit = scan.visit
    record(
        visit,
        "inspections.scanned",
        actor=system_actor(visit.task.initiator),
        at=at,
        sentence=sentence,
        facts={"scan": scan.pk, "kind": scan.kind, "agrees": scan.agrees},
    )
