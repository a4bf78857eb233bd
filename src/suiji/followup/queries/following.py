"""What may be asked of follow-ups: what is open, what is needed, what is late."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import BooleanField, Case, F, Q, QuerySet, When
from django.shortcuts import get_object_or_404

from suiji.followup.models import TRANSFERS, FollowUp, FollowUpKind
from suiji.followup.states import ENDED, FollowUpState
from suiji.inspections.models import Finding, Visit
from suiji.law.aftercare import follow_up_recorded
from suiji.law.field_duties import transfer_due
from suiji.law.register import Rule, entry
from suiji.law.workdays import Calendar, Deadline, workdays_between
from suiji.ledger import Actor, Edge
from suiji.ledger import queries as ledger
from suiji.ledger.models import Entry
from suiji.organs.models import Department
from suiji.organs.queries import calendar, regulators
from suiji.organs.roles import Role

SENDABLE = frozenset({*TRANSFERS, FollowUpKind.INFORM})
"""Kinds that go to somebody else; the others the department does itself."""
ALL_SEEING = (Role.AUDITOR, Role.OFFICE)


STATES = (("", "全部"), ("late", "已超期"), *FollowUpState.choices)
"""The list's filters."""


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a follow-up's course, as the timeline shows it."""

    label: str
    status: str
    who: str = ""
    when: date | None = None


@dataclass(frozen=True, slots=True)
class Clocked:
    """A follow-up beside its clock."""

    follow_up: FollowUp
    due: Deadline | None
    days: int | None
    """Working days left; negative when overdue; None where no clock runs (any more)."""
    tone: str
    clock_done: str
    """What stopped the clock, in words, or empty while it runs."""


def related(rows: QuerySet[FollowUp]) -> QuerySet[FollowUp]:
    """The rows beside whatever a line about them says."""
    return rows.select_related(
        "department",
        "receiver",
        "finding__visit__drawn__object",
        "finding__visit__task",
        "finding__item_version__item",
    )


def visible_to(actor: Actor) -> QuerySet[FollowUp]:
    """Follow-ups the actor's department made or received; auditors and the office read all."""
    rows = related(FollowUp.objects.all())
    if actor.holds(*ALL_SEEING):
        return rows
    if actor.holds(Role.UPPER):
        line = Department.objects.values_list("line", flat=True).get(pk=actor.department_id)
        return rows.filter(Q(department__line=line) | Q(receiver__line=line))
    received = Q(receiver_id=actor.department_id, sent_at__isnull=False)
    return rows.filter(Q(department_id=actor.department_id) | received)


def listed(actor: Actor, *, state: str = "", today: date) -> QuerySet[FollowUp]:
    """The follow-ups the actor may read, the most urgent first. ``state`` may be ``late``."""
    stopped = Q(kind__in=SENDABLE, sent_at__isnull=False) | Q(state__in=ENDED)
    rests = Case(When(stopped | Q(due_on=None), then=True), default=False, output_field=BooleanField())
    rows = visible_to(actor).annotate(rests=rests)
    if state == "late":
        rows = rows.filter(rests=False, due_on__lt=today)
    elif state:
        rows = rows.filter(state=state)
    return rows.order_by("rests", F("due_on").asc(nulls_last=True), "pk")


def with_clocks(rows: Iterable[FollowUp], *, today: date) -> list[Clocked]:
    """The rows beside their clocks."""
    year = calendar()
    return [_clocked(row, year, today) for row in rows]


def clocked(follow_up: FollowUp, *, today: date) -> Clocked:
    """One follow-up beside its clock."""
    return _clocked(follow_up, calendar(), today)


def _clocked(row: FollowUp, year: Calendar, today: date) -> Clocked:
    due = Deadline(row.due_on, row.due_provisional) if row.due_on else None
    stopped = _what_stopped(row)
    days = workdays_between(today, due.on, year) if due is not None and not stopped else None
    return Clocked(row, due, days, _tone(row, days), stopped)


def _what_stopped(row: FollowUp) -> str:
    if row.kind in SENDABLE and row.sent_at is not None:
        return "已移送" if row.kind in TRANSFERS else "已抄告"
    return str(row.state_label) if row.state in ENDED else ""


def _tone(row: FollowUp, days: int | None) -> str:
    if row.state in ENDED:
        return "good" if row.state == FollowUpState.CLOSED else "neutral"
    if row.state == FollowUpState.RETURNED or (days is not None and days < 0):
        return "bad"
    return "active" if row.state != FollowUpState.OPEN else "soon"


def find(actor: Actor, pk: int) -> FollowUp:
    """One follow-up the actor may see; 404 otherwise."""
    return get_object_or_404(visible_to(actor).select_related("opened_by"), pk=pk)


def history(follow_up: FollowUp) -> QuerySet[Entry]:
    """Everything that happened to it."""
    return ledger.history(follow_up)


def moves_open_to(follow_up: FollowUp, actor: Actor) -> list[Edge]:
    """The moves this actor may make now: sender's and receiver's hands told apart."""
    edges = follow_up.machine.open_to(follow_up.state, actor.roles)
    return [edge for edge in edges if _is_possible(follow_up, edge) and _is_held(follow_up, edge, actor)]


def _is_held(follow_up: FollowUp, edge: Edge, actor: Actor) -> bool:
    if edge.target == FollowUpState.WITHDRAWN:
        return is_withdrawer(follow_up, actor)
    return is_hand(follow_up, edge.target, actor)


def _is_possible(follow_up: FollowUp, edge: Edge) -> bool:
    if edge.target == FollowUpState.SENT:
        return is_sendable(follow_up)
    opened = edge.source == FollowUpState.OPEN
    return not (opened and edge.target == FollowUpState.CLOSED and is_sendable(follow_up))


def is_sendable(follow_up: FollowUp) -> bool:
    """True for a kind that must reach somebody else before it can be closed."""
    return follow_up.kind in SENDABLE


def is_hand(follow_up: FollowUp, target: str, actor: Actor) -> bool:
    """Whether a move belongs to the actor's department, which is where the matter lies.

    Sending is the sender's, and so is a matter that came back; receipt and outcome are the receiver's. For an organ
    outside the directory the sender enters them.
    """
    given = follow_up.state in (FollowUpState.SENT, FollowUpState.RECEIVED) and follow_up.receiver_id
    holder = follow_up.receiver_id if given else follow_up.department_id
    return actor.department_id == (follow_up.department_id if target == FollowUpState.SENT else holder)


def is_withdrawer(follow_up: FollowUp, actor: Actor) -> bool:
    """True for the deputy head of the department that registered it, who did not do so."""
    deputy = actor.holds(Role.DEPUTY_HEAD) and actor.department_id == follow_up.department_id
    return deputy and actor.id != follow_up.opened_by_id


def steps(follow_up: FollowUp) -> list[Step]:
    """What is done, by whom, and what comes next."""
    course: list[tuple[str, str, datetime | None]] = [
        ("登记", follow_up.department.short_name, follow_up.opened_at)
    ]
    if is_sendable(follow_up):
        course.append(("移送", follow_up.department.short_name, follow_up.sent_at))
        course.append(("签收", follow_up.receiver_name, follow_up.received_at))
    withdrawn = follow_up.state == FollowUpState.WITHDRAWN
    course = course[:1] if withdrawn else course
    course.append(("撤销登记" if withdrawn else "办结", "", follow_up.closed_at))
    current = next((place for place, (_, _, when) in enumerate(course) if when is None), len(course))
    return [
        Step(label, "done" if when else "current" if place == current else "next", who, when)
        for place, (label, who, when) in enumerate(course)
    ]


def next_step(follow_up: FollowUp) -> str:
    """What its own department does next, in a sentence."""
    if not is_sendable(follow_up):
        return "处理有结果后请登记处理结果。"
    return "请核对后移送，系统会编文号并生成移送函。"


def rule_of(follow_up: FollowUp) -> Rule:
    """The article a page shows beside the follow-up."""
    return entry(transfer_due if follow_up.kind in TRANSFERS else follow_up_recorded)


def open_of(visit: Visit) -> QuerySet[FollowUp]:
    """Follow-ups of a visit that have no outcome yet."""
    return related(FollowUp.objects.filter(finding__visit=visit).exclude(state__in=ENDED)).order_by("pk")


def of_visit(visit: Visit) -> QuerySet[FollowUp]:
    """Every follow-up of a visit, in the order they were opened."""
    return related(FollowUp.objects.filter(finding__visit=visit)).order_by("pk")


def finding_of(actor: Actor, pk: int) -> Finding:
    """A finding of the actor's department, to open a follow-up on; 404 otherwise."""
    rows = Finding.objects.select_related(
        "department", "visit__drawn__object", "visit__task", "item_version__item"
    ).prefetch_related("follow_ups", "visit__evidence", "visit__publications__versions")
    return get_object_or_404(rows, pk=pk, department_id=actor.department_id)


def receivers(actor: Actor) -> QuerySet[Department]:
    """Departments a matter may go to: all that have powers, but one's own."""
    return regulators().exclude(pk=actor.department_id)
