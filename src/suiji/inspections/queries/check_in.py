"""检查码 — what the firm sees when it scans the code: from the arrival on, and not a word before (Art. 20(2))."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.conf import settings

from suiji.inspections.models import Scan, Visit, VisitMode
from suiji.inspections.queries.approvals import approval_number
from suiji.inspections.queries.record import findings_of
from suiji.inspections.queries.whose import crew_of, unscanned_visits_of
from suiji.inspections.states import VisitState
from suiji.law.parameters import parameter
from suiji.ledger import Actor
from suiji.organs.days import SHANGHAI, day_of
from suiji.tasks.states import TaskState

COMPLAINT = "向检查部门或者本级联席会议办公室投诉，也可以拨打 12345 政务服务便民热线"
"""Where an object complains; shown here and printed on the notice."""


@dataclass(frozen=True, slots=True)
class ShownOfficer:
    """An officer as the law has them show themselves: name, certificate, department; no phone, no other number."""

    name: str
    certificate: str
    department: str
    leads: bool


@dataclass(frozen=True, slots=True)
class ShownItem:
    """An item of the visit: who checks it, what, and on which basis."""

    department: str
    title: str
    content: str
    basis: str


@dataclass(frozen=True, slots=True)
class CheckIn:
    """亮码 — who stands before the firm, by which leave, for which items and no more."""

    visit: Visit
    firm: str
    task_name: str
    task_number: str
    initiator: str
    approval: str
    mode: str
    arrived_at: datetime
    ended_at: datetime | None
    officers: Sequence[ShownOfficer]
    """Empty some days after the end: then the page only says that a check took place."""
    items: Sequence[ShownItem]
    scans: Sequence[Scan]
    complaint: str = COMPLAINT

    @property
    def is_going_on(self) -> bool:
        """While the officers are there the firm may confirm who they are."""
        return self.ended_at is None


def check_in_address(visit: Visit) -> str:
    """What stands in the QR code that the officers show."""
    return f"{settings.ENVIRONMENT.site}/check-in/{visit.check_code}/"


def check_in(code: str, *, at: datetime) -> CheckIn | None:
    """The page behind a code; None for a code that is nobody's, and for a visit that has not begun or is void.

    The two answers are the same on purpose: whoever holds a code learns nothing before the arrival.
    """
    visit = (
        Visit.objects.filter(check_code=code, arrived_at__isnull=False)
        .exclude(task__state=TaskState.VOID)
        .select_related("task__initiator", "drawn__object", "team")
        .first()
    )
    if visit is None or visit.arrived_at is None:
        return None
    shown = _names_are_shown(visit, at)
    return CheckIn(
        visit=visit,
        firm=visit.drawn.object.name,
        task_name=visit.task.title,
        task_number=visit.task.number,
        initiator=visit.task.initiator.name,
        approval=approval_number(visit.task),
        mode=str(VisitMode(visit.mode).label),
        arrived_at=visit.arrived_at,
        ended_at=visit.ended_at,
        officers=_officers(visit) if shown else [],
        items=_items(visit) if shown else [],
        scans=list(visit.scans.order_by("pk")) if shown else [],
    )


def _names_are_shown(visit: Visit, at: datetime) -> bool:
    if visit.state != VisitState.SIGNED or visit.ended_at is None:
        return True
    return at <= visit.ended_at + timedelta(days=parameter("scan_shown", day_of(at)))


def _officers(visit: Visit) -> list[ShownOfficer]:
    return [
        ShownOfficer(m.inspector.name, m.inspector.certificate_number, m.inspector.department.name, m.leads)
        for m in crew_of(visit)
    ]


def _items(visit: Visit) -> list[ShownItem]:
    return [
        ShownItem(f.department.name, f.item_version.title, f.part.content, f.item_version.legal_basis)
        for f in findings_of(visit)
    ]


def scans_of(visit: Visit) -> list[Scan]:
    """Every scan of a visit, the first first."""
    return list(visit.scans.select_related("officer").order_by("pk"))


def scan_is_missing(visit: Visit) -> bool:
    """Whether the visit has begun and nobody has scanned, nor said why not."""
    return visit.arrived_at is not None and not visit.scans.exists()


def make_up_until(visit: Visit) -> datetime | None:
    """Until when a missing scan may be made up."""
    if visit.arrived_at is None:
        return None
    return visit.arrived_at + timedelta(days=parameter("backfill_scan", day_of(visit.arrived_at)))


def scans_to_make_up(actor: Actor, *, today: date) -> list[tuple[Visit, datetime]]:
    """Signed visits of the actor's teams that nobody scanned, while that may still be made up, and until when."""
    term = timedelta(days=parameter("backfill_scan", today))
    begins = datetime.combine(today, time(), SHANGHAI) - term
    rows = unscanned_visits_of(actor.id, begins)
    return [(visit, visit.arrived_at + term) for visit in rows if visit.arrived_at is not None]
