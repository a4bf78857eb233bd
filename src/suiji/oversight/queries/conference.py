"""What may be asked of the conference's ledger: who sees which issue, what may be done with it now, what is late."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Q, QuerySet
from django.shortcuts import get_object_or_404
from django.urls import reverse

from suiji.law.workdays import Deadline, workdays_between
from suiji.ledger import Actor
from suiji.ledger import queries as ledger
from suiji.ledger.models import Entry
from suiji.organs.models import Department
from suiji.organs.queries import calendar, regulators
from suiji.organs.questions import question
from suiji.organs.roles import Role
from suiji.organs.todo import Todo
from suiji.oversight.models import Issue, IssueLevel, Meeting
from suiji.oversight.queries.scope import office_of_actor, under_office
from suiji.oversight.states import IssueState

STATES = (("", "全部"), ("late", "督办超期"), *IssueState.choices)
OPEN = (
    IssueState.SUBMITTED,
    IssueState.ACCEPTED,
    IssueState.ESCALATED,
    IssueState.SUPERVISED,
    IssueState.REPORTED,
)
TONES = {
    IssueState.SUBMITTED: "soon",
    IssueState.ACCEPTED: "active",
    IssueState.ESCALATED: "active",
    IssueState.SUPERVISED: "active",
    IssueState.REPORTED: "soon",
    IssueState.CLOSED: "good",
    IssueState.DECLINED: "neutral",
    IssueState.WITHDRAWN: "neutral",
}


@dataclass(frozen=True, slots=True)
class Watched:
    """An issue beside its term."""

    issue: Issue
    due: Deadline | None
    days: int | None
    """Working days left while it is under supervision; negative when overdue."""
    tone: str


def issues_visible_to(actor: Actor) -> QuerySet[Issue]:
    """A member sees its own and those it carries out, the office all of its region, an auditor everybody's."""
    rows = _issues()
    if actor.holds(Role.AUDITOR):
        return rows
    office = office_of_actor(actor)
    if office is not None:
        return rows.filter(office=office)
    return rows.filter(Q(department_id=actor.department_id) | Q(carrier_id=actor.department_id))


def _issues() -> QuerySet[Issue]:
    return Issue.objects.select_related("department", "carrier", "office", "resolution__meeting")


def issues_listed(actor: Actor, *, state: str, today: date) -> list[Watched]:
    """The issues the actor may see, open ones first; ``state`` may be ``late``."""
    rows = issues_visible_to(actor).order_by("-raised_at", "-pk")
    if state and state != "late":
        rows = rows.filter(state=state)
    watched = [watch(row, today=today) for row in rows]
    if state == "late":
        return [row for row in watched if row.days is not None and row.days < 0]
    return sorted(watched, key=lambda row: row.issue.state not in OPEN)


def watch(issue: Issue, *, today: date) -> Watched:
    """One issue beside its term."""
    running = issue.state == IssueState.SUPERVISED and issue.due_on is not None
    due = Deadline(issue.due_on, provisional=False) if issue.due_on else None
    days = workdays_between(today, due.on, calendar()) if due is not None and running else None
    tone = "bad" if days is not None and days < 0 else TONES[IssueState(issue.state)]
    return Watched(issue, due, days, tone)


def find_issue(actor: Actor, pk: int) -> Issue:
    """One issue the actor may see; 404 otherwise."""
    return get_object_or_404(issues_visible_to(actor).select_related("raised_by"), pk=pk)


def issue_history(issue: Issue) -> QuerySet[Entry]:
    """Everything that happened to it."""
    return ledger.history(issue)


def steps_open(issue: Issue, actor: Actor) -> frozenset[str]:
    """The states this actor may move the issue to now."""
    return frozenset(
        edge.target
        for edge in issue.machine.open_to(issue.state, actor.roles)
        if is_issue_hand(issue, edge.target, actor)
        and not (issue.state == IssueState.ACCEPTED and edge.target == IssueState.CLOSED and is_major(issue))
    )


def is_issue_hand(issue: Issue, target: str, actor: Actor) -> bool:
    """The office moves its own issues; the carrier reports what it has done; who raised one may take it back."""
    holders = {IssueState.REPORTED.value: issue.carrier_id, IssueState.WITHDRAWN.value: issue.department_id}
    return holders.get(str(target), issue.office_id) == actor.department_id


def is_major(issue: Issue) -> bool:
    """True of an issue that only the conference can settle."""
    return issue.level == IssueLevel.MAJOR


def meetings(actor: Actor) -> QuerySet[Meeting]:
    """Minutes of the actor's office; members and auditors read those that decided what they may see."""
    rows = Meeting.objects.select_related("office").order_by("-held_on", "-pk")
    office = office_of_actor(actor)
    if office is not None:
        return rows.filter(office=office)
    return rows.filter(resolutions__issue__in=issues_visible_to(actor)).distinct()


def find_meeting(actor: Actor, pk: int) -> Meeting:
    """One meeting's minutes; 404 otherwise."""
    return get_object_or_404(meetings(actor), pk=pk)


def decided_at_meeting(meeting: Meeting, actor: Actor) -> QuerySet[Issue]:
    """The issues it decided, of those the actor may see."""
    return issues_visible_to(actor).filter(resolution__meeting=meeting).order_by("number")


def carriers(office: Department) -> QuerySet[Department]:
    """Departments that may be told to carry a resolution out."""
    return under_office(office)


def office_for(department: Department) -> Department | None:
    """The office a member reports to: of its own region, or of the region above where it has none."""
    regions = [department.region_id, department.region.parent_id or ""]
    offices = {row.region_id: row for row in Department.objects.filter(kind="OFFICE", region__in=regions)}
    return offices.get(regions[0]) or offices.get(regions[1])


def is_member(actor: Actor) -> bool:
    """True of a clerk whose department is a member of the conference."""
    return actor.holds(Role.CLERK) and regulators().filter(pk=actor.department_id).exists()


def issue_to_dos(actor: Actor, *, today: date) -> list[Todo]:
    """What the office has to take up, escalate or close, and what a carrier has to report."""
    rows = _in_hand(actor.department_id)
    return [todo for row in rows if (todo := _issue_todo(row, actor, today)) is not None]


@question
def _in_hand(department: int) -> QuerySet[Issue]:
    """Open ones that a department raised, carries out or keeps: nobody else moves them or answers for them."""
    mine = Q(department_id=department) | Q(carrier_id=department) | Q(office_id=department)
    return _issues().filter(mine, state__in=OPEN).order_by("raised_at", "pk")


_WORDS = {
    IssueState.SUBMITTED: ("等待受理", "受理"),
    IssueState.ACCEPTED: ("等待协调办结或提请联席会议", "办理"),
    IssueState.ESCALATED: ("等待登记联席会议决议", "登记决议"),
    IssueState.SUPERVISED: ("由本部门承办，请报送结果", "报送结果"),
    IssueState.REPORTED: ("承办部门已报结果，等待办结", "核对办结"),
}


def _issue_todo(row: Issue, actor: Actor, today: date) -> Todo | None:
    watched = watch(row, today=today)
    url = reverse("oversight:issue_detail", args=[row.pk])
    if steps_open(row, actor) - {IssueState.WITHDRAWN}:
        words, action = _WORDS[IssueState(row.state)]
        return Todo(
            f"{row}{words}。", action, url, due=watched.due if watched.days is not None else None, article=3
        )
    overdue = watched.days is not None and watched.days < 0
    mine = actor.department_id in (row.office_id, row.carrier_id)
    if overdue and mine and actor.holds(Role.OFFICE, Role.DEPUTY_HEAD) and row.carrier is not None:
        return Todo(
            f"{row}由{row.carrier.short_name}承办，已超过期限，请督办。",
            "督办",
            url,
            due=watched.due,
            article=3,
        )
    return None
