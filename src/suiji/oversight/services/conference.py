"""联席会议 — bring up, take up, settle or escalate, decide, supervise, close. Nothing is deleted (Art. 3)."""

from datetime import date, datetime

from django.db import transaction

from suiji.law import require
from suiji.law.confidence import issue_comes_from_a_member, major_issue_has_a_decision, upper_level_only_reads
from suiji.law.general import steps_in_order
from suiji.ledger import Actor, NotYours
from suiji.ledger.services import hold, move, record
from suiji.organs.days import day_of
from suiji.organs.doors import require_role
from suiji.organs.models import Department, Kind
from suiji.organs.roles import Role
from suiji.oversight.models import Issue, IssueLevel, Meeting, Resolution
from suiji.oversight.queries import is_issue_hand, is_major, office_for, office_of_actor
from suiji.oversight.states import IssueState
from suiji.papers.numbering import next_number


@transaction.atomic
def raise_issue(
    *, kind: str, title: str, content: str, proposal: str = "", actor: Actor, at: datetime
) -> Issue:
    """A member's problem or suggestion, in the office's ledger under a number of its own."""
    require(upper_level_only_reads, is_upper=actor.holds(Role.UPPER) and not actor.holds(Role.CLERK))
    department = Department.objects.select_related("region").get(pk=actor.department_id)
    require(issue_comes_from_a_member, is_office=department.kind == Kind.OFFICE)
    require_role(actor, Role.CLERK)
    office = office_for(department)
    if office is None:
        raise NotYours("您所在部门的区划没有联席会议办公室，不能在这里提交。")
    issue = Issue.objects.create(
        state=Issue.machine.initial,
        number=next_number("ISSUE", office.sign, day_of(at).year),
        kind=kind,
        department=department,
        office=office,
        title=title.strip(),
        content=content.strip(),
        proposal=proposal.strip(),
        raised_by_id=actor.id,
        raised_at=at,
    )
    record(
        issue,
        "oversight.issue_raised",
        actor=actor,
        at=at,
        sentence=f"{actor.department_name}{actor.name}提交{issue}。",
    )
    return issue


@transaction.atomic
def accept_issue(*, issue: Issue, level: str, actor: Actor, at: datetime) -> Issue:
    """The office takes the issue up and says how grave it is."""
    _held(issue, IssueState.ACCEPTED, actor)
    issue.level = IssueLevel(level)
    issue.save(update_fields=["level"])
    move(issue, IssueState.ACCEPTED, actor=actor, at=at, facts={"level": issue.level})
    return issue


@transaction.atomic
def decline_issue(*, issue: Issue, because: str, actor: Actor, at: datetime) -> Issue:
    """Not a matter of the conference, and why."""
    _held(issue, IssueState.DECLINED, actor)
    require(steps_in_order, allowed=bool(because.strip()))
    move(issue, IssueState.DECLINED, actor=actor, at=at, because=because.strip())
    return issue


@transaction.atomic
def withdraw_issue(*, issue: Issue, because: str, actor: Actor, at: datetime) -> Issue:
    """The member takes it back before the office took it up; it stays in the ledger."""
    _held(issue, IssueState.WITHDRAWN, actor)
    require(steps_in_order, allowed=bool(because.strip()))
    move(issue, IssueState.WITHDRAWN, actor=actor, at=at, because=because.strip())
    return issue


@transaction.atomic
def settle_issue(*, issue: Issue, result: str, actor: Actor, at: datetime) -> Issue:
    """An ordinary issue that the office has settled itself. Refused for a major one (Art. 3)."""
    _held(issue, IssueState.CLOSED, actor)
    require(steps_in_order, allowed=issue.state == IssueState.ACCEPTED and bool(result.strip()))
    require(major_issue_has_a_decision, major=is_major(issue), decided=hasattr(issue, "resolution"))
    return _close(issue, result, actor, at)


@transaction.atomic
def escalate_issue(*, issue: Issue, because: str, actor: Actor, at: datetime) -> Issue:
    """Put before the conference with the office's opinion; from then on it is a major one."""
    _held(issue, IssueState.ESCALATED, actor)
    require(steps_in_order, allowed=bool(because.strip()))
    issue.level = IssueLevel.MAJOR
    issue.save(update_fields=["level"])
    move(issue, IssueState.ESCALATED, actor=actor, at=at, because=because.strip())
    return issue


@transaction.atomic
def record_meeting(
    *, title: str, held_on: date, chair: str, attendance: str, minutes: str, actor: Actor, at: datetime
) -> Meeting:
    """Minutes of a meeting of the conference; they do not change afterwards."""
    require_role(actor, Role.OFFICE)
    office = office_of_actor(actor)
    if office is None:
        raise NotYours("会议纪要由联席会议办公室登记。")
    require(steps_in_order, allowed=held_on <= day_of(at))
    meeting = Meeting.objects.create(
        office=office,
        title=title.strip(),
        held_on=held_on,
        chair=chair.strip(),
        attendance=attendance.strip(),
        minutes=minutes.strip(),
        recorded_by_id=actor.id,
        recorded_at=at,
    )
    record(
        meeting,
        "oversight.meeting_recorded",
        actor=actor,
        at=at,
        sentence=f"{actor.department_name}{actor.name}登记{held_on:%Y年%m月%d日}《{meeting.title}》的会议纪要。",
    )
    return meeting


@transaction.atomic
def decide_issue(
    *,
    issue: Issue,
    meeting: Meeting,
    text: str,
    carrier: Department,
    due_on: date,
    actor: Actor,
    at: datetime,
) -> Resolution:
    """The conference's decision on record: who carries it out, until when; from now on the office supervises."""
    _held(issue, IssueState.SUPERVISED, actor)
    require(
        steps_in_order,
        allowed=issue.state == IssueState.ESCALATED
        and meeting.office_id == issue.office_id
        and due_on >= day_of(at)
        and bool(text.strip()),
    )
    require(issue_comes_from_a_member, is_office=carrier.kind == Kind.OFFICE)
    resolution = Resolution.objects.create(
        issue=issue, meeting=meeting, text=text.strip(), carrier=carrier, due_on=due_on, decided_at=at
    )
    issue.carrier, issue.due_on = carrier, due_on
    issue.save(update_fields=["carrier", "due_on"])
    move(
        issue,
        IssueState.SUPERVISED,
        actor=actor,
        at=at,
        because=f"由{carrier.name}在{due_on:%Y年%m月%d日}前办理",
        facts={"resolution": resolution.pk, "meeting": meeting.pk},
    )
    return resolution


@transaction.atomic
def report_issue(*, issue: Issue, result: str, actor: Actor, at: datetime) -> Issue:
    """The carrier says what it has done."""
    _held(issue, IssueState.REPORTED, actor)
    require(steps_in_order, allowed=bool(result.strip()))
    issue.result = result.strip()
    issue.save(update_fields=["result"])
    move(issue, IssueState.REPORTED, actor=actor, at=at, because=issue.result)
    return issue


@transaction.atomic
def send_issue_back(*, issue: Issue, because: str, actor: Actor, at: datetime) -> Issue:
    """Not done yet: back under supervision, the term as it was."""
    _held(issue, IssueState.SUPERVISED, actor)
    require(steps_in_order, allowed=issue.state == IssueState.REPORTED and bool(because.strip()))
    move(issue, IssueState.SUPERVISED, actor=actor, at=at, because=because.strip())
    return issue


@transaction.atomic
def close_issue(*, issue: Issue, actor: Actor, at: datetime) -> Issue:
    """Done as the conference decided; refused for a major issue without a decision on record (Art. 3)."""
    _held(issue, IssueState.CLOSED, actor)
    require(major_issue_has_a_decision, major=is_major(issue), decided=hasattr(issue, "resolution"))
    require(steps_in_order, allowed=issue.state == IssueState.REPORTED)
    return _close(issue, issue.result, actor, at)


def _close(issue: Issue, result: str, actor: Actor, at: datetime) -> Issue:
    issue.result, issue.closed_at = result.strip(), at
    issue.save(update_fields=["result", "closed_at"])
    move(issue, IssueState.CLOSED, actor=actor, at=at, because=issue.result)
    return issue


def _held(issue: Issue, target: str, actor: Actor) -> None:
    hold(issue)
    if not is_issue_hand(issue, target, actor):
        raise NotYours("此问题由联席会议办公室或者承办部门办理，您所在部门不能代办。")
