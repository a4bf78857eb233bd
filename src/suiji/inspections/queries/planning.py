"""日程与安排 — who goes where on which day, and how the visits of a task are getting on."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from itertools import groupby

from django.db.models import Count, Q, QuerySet

from suiji.inspections.models import (
    ApprovalKind,
    Finding,
    Mandate,
    PreparedNotice,
    PrintJob,
    Visit,
    VisitApproval,
    VisitSlot,
)
from suiji.inspections.queries.approvals import approval_of, items_barred
from suiji.inspections.queries.papers import print_jobs_of
from suiji.inspections.queries.whose import led_by, teams_of, visible_to, visits_of
from suiji.inspections.states import VisitState
from suiji.ledger import Actor
from suiji.organs.days import SHANGHAI
from suiji.organs.roles import Role
from suiji.tasks.models import Task, TaskPart
from suiji.tasks.states import TaskState

AHEAD = timedelta(days=60)
"""How far a calendar file looks."""
HOURS = {
    VisitSlot.MORNING.value: (time(9), time(12)),
    VisitSlot.AFTERNOON.value: (time(14, 30), time(17, 30)),
}


@dataclass(frozen=True, slots=True)
class District:
    """The visits of one district on one day."""

    name: str
    visits: Sequence[Visit]


@dataclass(frozen=True, slots=True)
class DayList:
    """日程 — the visits of a day by district, and those that have no day yet."""

    on: date
    districts: Sequence[District]
    waiting: Sequence[Visit]
    """Own visits to come without a day, which the leader may fix."""
    leads: frozenset[int]
    """Visits whose team the actor leads."""

    @property
    def total(self) -> int:
        """Visits of the day."""
        return sum(len(district.visits) for district in self.districts)

    @property
    def earlier(self) -> date:
        """The day before."""
        return self.on - timedelta(days=1)

    @property
    def later(self) -> date:
        """The day after."""
        return self.on + timedelta(days=1)


def day_list(actor: Actor, *, on: date) -> DayList:
    """The visits of the actor's own teams on a day, and what is still without one."""
    own = visits_of(actor).exclude(task__state=TaskState.VOID).select_related("drawn__object__region")
    rows = own.filter(scheduled_on=on).order_by("drawn__object__region_id", "slot", "drawn__object__address")
    waiting = own.filter(scheduled_on=None, state=VisitState.ASSIGNED).order_by(
        "drawn__object__region_id", "pk"
    )
    led = teams_of(actor).filter(members__leads=True, members__inspector__person_id=actor.id)
    return DayList(
        on=on,
        districts=[
            District(name, list(visits))
            for name, visits in groupby(rows, key=lambda visit: visit.drawn.object.region.name)
        ],
        waiting=list(waiting[:500]),
        leads=frozenset(own.filter(team__in=led).values_list("pk", flat=True)),
    )


def calendar_file(actor: Actor, *, today: date, at: datetime, site: str) -> str:
    """The days ahead as an ICS file: how many visits in which district, never to whom (Art. 20(2), 25)."""
    rows = (
        visits_of(actor)
        .filter(scheduled_on__gte=today, scheduled_on__lte=today + AHEAD)
        .exclude(state=VisitState.SIGNED)
        .exclude(task__state=TaskState.VOID)
        .order_by()
        .values("scheduled_on", "slot", "drawn__object__region__name")
        .annotate(count=Count("pk"))
        .order_by("scheduled_on", "slot", "drawn__object__region__name")
    )
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//suiji//visits//ZH", "METHOD:PUBLISH"]
    for row in rows:
        region = row["drawn__object__region__name"]
        day = row["scheduled_on"] or today
        lines += [
            "BEGIN:VEVENT",
            f"UID:{day:%Y%m%d}-{row['slot'] or 'ALL'}-{hash_of(region)}-{actor.id}@suiji",
            f"DTSTAMP:{at.astimezone(UTC):%Y%m%dT%H%M%SZ}",
            *_when(day, row["slot"]),
            f"SUMMARY:联合抽查：{region} {row['count']} 户",
            f"URL:{site}/desk/visits/days/?on={day:%Y-%m-%d}",
            "END:VEVENT",
        ]
    return "\r\n".join(piece for line in [*lines, "END:VCALENDAR"] for piece in folded(line)) + "\r\n"


def hash_of(words: str) -> int:
    """A number for a word that is the same on every day."""
    return int.from_bytes(words.encode()[:8], "big")


def _when(day: date, slot: str) -> list[str]:
    if slot not in HOURS:
        return [f"DTSTART;VALUE=DATE:{day:%Y%m%d}", f"DTEND;VALUE=DATE:{day + timedelta(days=1):%Y%m%d}"]
    begins, ends = (datetime.combine(day, hour, SHANGHAI).astimezone(UTC) for hour in HOURS[slot])
    return [f"DTSTART:{begins:%Y%m%dT%H%M%SZ}", f"DTEND:{ends:%Y%m%dT%H%M%SZ}"]


def folded(line: str) -> Iterator[str]:
    """A line in pieces of at most 75 octets, as RFC 5545 wants; no character is cut in two."""
    piece, size = "", 0
    for character in line:
        octets = len(character.encode())
        if size + octets > 74:
            yield piece
            piece, size = " ", 1
        piece, size = piece + character, size + octets
    yield piece


@dataclass(frozen=True, slots=True)
class Arrangement:
    """任务的检查安排 — leave, silence, printing, helpers and the state of the visits of one task."""

    task: Task
    approval: VisitApproval | None
    others: Sequence[VisitApproval]
    mandates: Sequence[Mandate]
    jobs: Sequence[PrintJob]
    counts: Sequence[tuple[str, int]]
    prepared: int
    """Notices printed and not yet served."""
    to_notify: int
    desk_fit: Sequence[Visit]
    """Visits that may be made from the desk, if the deputy head allows."""
    leads: bool
    """The actor's department leads the task."""
    prints: int
    """How many visits the actor's department leads, so that it prints their papers."""

    @property
    def is_approved(self) -> bool:
        """Whether the visits may begin."""
        return self.approval is not None and self.approval.state == "APPROVED"

    @property
    def is_asked(self) -> bool:
        """Whether leave was asked for and not refused."""
        return self.approval is not None and self.approval.state != "REJECTED"


def tasks_open_to(actor: Actor) -> QuerySet[Task]:
    """Tasks past the draw of inspectors in which the actor's department has a part; auditors read all."""
    rows = Task.objects.filter(state=TaskState.INSPECTORS_DRAWN).select_related("initiator", "plan_line")
    if not actor.holds(Role.AUDITOR):
        parts = TaskPart.objects.filter(department_id=actor.department_id).values("task_id")
        filled = Finding.objects.filter(department_id=actor.department_id).values("visit__task_id")
        rows = rows.filter(Q(pk__in=parts) | Q(pk__in=filled))
    return rows.order_by("-pk")


def arrangement(task: Task, actor: Actor) -> Arrangement:
    """The page of a task's visits for this actor."""
    seen = visible_to(actor).filter(task=task)
    by_state = dict(task.visits.values_list("state").annotate(Count("pk")))
    leads = task.initiator_id == actor.department_id
    assigned = list(
        seen.filter(state=VisitState.ASSIGNED, on_site=True).prefetch_related("findings__item_version")[:200]
    )
    return Arrangement(
        task=task,
        approval=approval_of(task),
        others=list(
            task.visit_approvals.exclude(kind=ApprovalKind.VISITS)
            .select_related("department", "approver")
            .order_by("-pk")
        ),
        mandates=list(task.mandates.select_related("department").order_by("pk")),
        jobs=list(print_jobs_of(task)[:10]),
        counts=[(str(VisitState(state).label), by_state.get(state, 0)) for state in VisitState.values],
        prepared=PreparedNotice.objects.filter(
            visit__task=task, visit__state=VisitState.ASSIGNED, paper__withdrawal__isnull=True
        ).count(),
        prints=task.visits.filter(led_by(actor.department_id)).count(),
        to_notify=0 if task.unannounced else by_state.get(VisitState.ASSIGNED, 0),
        desk_fit=[visit for visit in assigned if items_barred(visit) == 0] if leads else [],
        leads=leads,
    )
