"""派发 — where every drawn object is, who has still to accept it, and what came back (Art. 13)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Exists, OuterRef, QuerySet

from suiji import law
from suiji.draws.models import Dispatch, DispatchReceipt, DrawnObject, ReceiptVerdict
from suiji.law.parameters import parameter
from suiji.law.workdays import Calendar, Deadline
from suiji.ledger import Actor
from suiji.organs.days import day_of
from suiji.organs.models import Department
from suiji.organs.queries import calendar
from suiji.organs.roles import Role
from suiji.tasks.models import ExecutingUnit, Task
from suiji.tasks.queries import executors_of, region_for, regions_below, units_of
from suiji.tasks.states import TaskState


def waiting(task: Task) -> int:
    """How many drawn objects are with nobody who has accepted them: not sent, not answered, or come back."""
    taken = DispatchReceipt.objects.filter(dispatch__drawn=OuterRef("pk")).exclude(
        verdict=ReceiptVerdict.RETURNED
    )
    return DrawnObject.objects.filter(~Exists(taken), task=task).count()


def unanswered() -> QuerySet[Dispatch]:
    """Dispatches of living tasks that nobody has accepted or returned."""
    living = Dispatch.objects.filter(receipt=None, drawn__task__state=TaskState.OBJECTS_DRAWN)
    return living.select_related("drawn__task", "drawn__object", "unit__lead").order_by("pk")


def due_of(dispatch: Dispatch, days: Calendar) -> Deadline:
    """The last day on which the unit can return the object."""
    on = day_of(dispatch.dispatched_at)
    term = parameter("dispatch_accept_within", on)
    return law.sampling_duties.acceptance_due(dispatched_on=on, calendar=days, days=term)


@dataclass(frozen=True, slots=True)
class Sent:
    """One object as it was sent to a unit, and the answer."""

    dispatch: Dispatch
    receipt: DispatchReceipt | None

    @property
    def drawn(self) -> DrawnObject:
        """The object's line of the list."""
        return self.dispatch.drawn


@dataclass(frozen=True, slots=True)
class UnitPage:
    """A unit with what it was sent, as the task's page of draws shows it."""

    unit: ExecutingUnit
    departments: list[Department]
    own: bool
    """True of the initiator itself."""
    sent: list[Sent]
    due: Deadline | None
    """The earliest day on which silence accepts something, while anything is unanswered."""
    may_answer: bool

    @property
    def open(self) -> list[Sent]:
        """What is neither accepted nor returned."""
        return [one for one in self.sent if one.receipt is None]

    @property
    def held(self) -> list[Sent]:
        """What the unit has and did not return."""
        returned = ReceiptVerdict.RETURNED
        return [one for one in self.sent if one.receipt is None or one.receipt.verdict != returned]

    @property
    def returned(self) -> list[Sent]:
        """What went back."""
        return [one for one in self.sent if one not in self.held]


def unit_pages(task: Task, actor: Actor) -> list[UnitPage]:
    """Every unit of the task with its part of the list."""
    rows = Dispatch.objects.filter(drawn__task=task).select_related("drawn__object", "receipt__by")
    sent: dict[int, list[Sent]] = {}
    for row in rows.order_by("drawn__object__code"):
        sent.setdefault(row.unit_id, []).append(Sent(row, getattr(row, "receipt", None)))
    days = calendar()
    return [_unit_page(task, unit, sent.get(unit.pk, []), actor, days) for unit in units_of(task)]


def _unit_page(task: Task, unit: ExecutingUnit, sent: list[Sent], actor: Actor, days: Calendar) -> UnitPage:
    dues = [due_of(one.dispatch, days) for one in sent if one.receipt is None]
    return UnitPage(
        unit=unit,
        departments=executors_of(unit),
        own=unit.lead_id == task.initiator_id,
        sent=sent,
        due=min(dues, key=lambda due: due.on) if dues else None,
        may_answer=bool(dues)
        and task.state == TaskState.OBJECTS_DRAWN
        and actor.holds(Role.CLERK)
        and actor.department_id == unit.lead_id,
    )


def come_back(task: Task) -> list[Sent]:
    """Objects whose newest dispatch was returned: the initiator sends them to another unit."""
    found: dict[int, Sent] = {}
    rows = Dispatch.objects.filter(drawn__task=task).select_related(
        "drawn__object", "receipt", "unit__region"
    )
    for row in rows.order_by("pk"):
        found[row.drawn_id] = Sent(row, getattr(row, "receipt", None))
    returned = [
        one
        for one in found.values()
        if one.receipt is not None and one.receipt.verdict == ReceiptVerdict.RETURNED
    ]
    return sorted(returned, key=lambda one: one.drawn.object.code)


@dataclass(frozen=True, slots=True)
class Destination:
    """Where a part of the list will go, before it goes."""

    region_id: str
    lead: Department
    drawn: list[DrawnObject]


def destinations(task: Task) -> list[Destination]:
    """The whole list by the region whose unit visits it; computed, so that nobody picks (Art. 13, 15)."""
    below, own = regions_below(task), task.initiator
    groups: dict[str, list[DrawnObject]] = {}
    rows = DrawnObject.objects.filter(task=task).select_related("object").order_by("object__code")
    for row in rows:
        groups.setdefault(region_for(row.object.region_id, below, own.region_id), []).append(row)
    return [Destination(key, below.get(key, own), drawn) for key, drawn in sorted(groups.items())]


def other_leads(task: Task, sent: Iterable[Sent]) -> list[Department]:
    """Who may carry out an object that came back: the initiator or a counterpart that has not returned it."""
    tried = set()
    for one in sent:
        tried |= set(one.drawn.dispatches.values_list("unit__region_id", flat=True))
    below = regions_below(task)
    choices = [task.initiator, *below.values()]
    return [lead for lead in choices if lead.region_id not in tried]


def silent_by(today: date) -> list[Dispatch]:
    """Dispatches whose time to return has run out."""
    days = calendar()
    return [row for row in unanswered() if today > due_of(row, days).on]
