"""The office's matters for tests: issues, meetings, letters, through the real services."""

from datetime import date, datetime

from suiji.ledger import Actor
from suiji.organs.models import Department, Level
from suiji.organs.roles import Role
from suiji.oversight import services
from suiji.oversight.models import Issue, LetterKind, Meeting, OversightLetter
from suiji.tasks.models import Task
from tests.factories.organs import AT, a_department, an_actor, an_office

DUE = date(2026, 3, 31)


def the_office() -> Actor:
    """Somebody of the joint conference's office."""
    return an_actor(Role.OFFICE, department=an_office(), name="办公室")


def a_member(line: str = "商务") -> Actor:
    """A clerk of a member department."""
    return an_actor(Role.CLERK, department=a_department(line), name="李华")


def an_issue(member: Actor | None = None, *, at: datetime = AT) -> Issue:
    """A problem just brought up; the office exists."""
    an_office()
    return services.raise_issue(
        kind="PROBLEM",
        title="消防与住建的事项重复",
        content="同一户一个月内查了两次。",
        proposal="合并事项。",
        actor=member or a_member(),
        at=at,
    )


def a_meeting(office: Actor | None = None, *, held_on: date = date(2026, 3, 1)) -> Meeting:
    """Minutes of a meeting."""
    return services.record_meeting(
        title="第一次联席会议",
        held_on=held_on,
        chair="刘副市长",
        attendance="各成员单位",
        minutes="会议研究了事项重复问题。",
        actor=office or the_office(),
        at=AT,
    )


def an_escalated_issue(office: Actor, member: Actor | None = None) -> Issue:
    """An issue before the conference."""
    issue = services.accept_issue(issue=an_issue(member), level="MAJOR", actor=office, at=AT)
    return services.escalate_issue(issue=issue, because="涉及多个部门", actor=office, at=AT)


def a_supervised_issue(office: Actor, carrier: Department, member: Actor | None = None) -> Issue:
    """An issue decided by the conference and given to a department."""
    issue = an_escalated_issue(office, member)
    services.decide_issue(
        issue=issue,
        meeting=a_meeting(office),
        text="由消防救援牵头合并事项。",
        carrier=carrier,
        due_on=DUE,
        actor=office,
        at=AT,
    )
    issue.refresh_from_db()
    return issue


def the_province() -> Actor:
    """Somebody of the upper department of 市场监管."""
    province = a_department("市场监管", region="410000", level=Level.PROVINCE)
    return an_actor(Role.UPPER, department=province, name="省局")


def a_letter(
    writer: Actor | None = None,
    *,
    kind: str = LetterKind.GUIDANCE,
    to: Department | None = None,
    basis: str = "",
    task: Task | None = None,
) -> OversightLetter:
    """A letter to the city's 市场监管, guidance unless told otherwise."""
    return services.send_letter(
        kind=kind,
        receiver=to or a_department(),
        title="关于抽查比例",
        content="请说明 D 类比例的确定依据。",
        due_on=DUE,
        basis=basis,
        task=task,
        actor=writer or the_province(),
        at=AT,
    )
