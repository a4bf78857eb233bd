"""Results for tests: entered, published and corrected through the real services."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from suiji.disclosure import services
from suiji.disclosure.models import Correction, Publication
from suiji.disclosure.queries import current_rows
from suiji.ledger import Actor
from suiji.organs.models import Department
from suiji.organs.roles import Role
from tests.factories.inspections import Crew, ended
from tests.factories.organs import an_actor

ENTERED_AT = datetime(2026, 5, 8, 1, 0, tzinfo=UTC)
RETURNED_AT = datetime(2026, 5, 8, 2, 0, tzinfo=UTC)
RESUBMITTED_AT = datetime(2026, 5, 8, 3, 0, tzinfo=UTC)
PUBLISHED_AT = datetime(2026, 5, 8, 7, 0, tzinfo=UTC)
APPLIED_AT = datetime(2026, 5, 20, 1, 0, tzinfo=UTC)
SIGNED_AT = datetime(2026, 5, 20, 7, 0, tzinfo=UTC)


@dataclass(frozen=True)
class Desk:
    """An ended visit and the people who answer for the initiator's result."""

    crew: Crew
    department: Department
    clerk: Actor
    reviewer: Actor
    principal: Actor

    def publication(self) -> Publication:
        """The initiator's result, as it stands."""
        return Publication.objects.get(visit=self.crew.visit, department=self.department)


def a_desk(results: Sequence[str] = ("NOT_DISCLOSED",)) -> Desk:
    """An ended visit whose results nobody has entered yet."""
    problem = "" if results[0] in {"NO_PROBLEM", "NO_SUCH_ACTIVITY"} else "未公示年报"
    return desk_of(ended(results, problem=problem))


def desk_of(crew: Crew, department_id: int | None = None) -> Desk:
    """The people who answer for a department's result of this ended visit; the initiator's unless told."""
    department = Department.objects.get(pk=department_id or crew.visit.task.initiator_id)
    clerk, reviewer, principal = (
        an_actor(role, department=department, name=name)
        for role, name in ((Role.CLERK, "李华"), (Role.REVIEWER, "周审"), (Role.PRINCIPAL_HEAD, "吴局"))
    )
    return Desk(crew, department, clerk, reviewer, principal)


def entered(desk: Desk | None = None, *, at: datetime = ENTERED_AT) -> Desk:
    """The clerk has entered the initiator's result."""
    desk = desk or a_desk()
    services.enter_result(visit=desk.crew.again(), actor=desk.clerk, at=at)
    return desk


def sent_back(desk: Desk | None = None, *, because: str = "年报已于期限内公示，请核对") -> Desk:
    """The reviewer has sent the initiator's result back."""
    desk = desk or entered()
    services.return_result(
        publication=desk.publication(), because=because, actor=desk.reviewer, at=RETURNED_AT
    )
    return desk


def resubmitted(
    desk: Desk | None = None,
    *,
    results: Sequence[str] = ("NO_PROBLEM",),
    answer: str = "已按查询结果改正",
    evidence: str = "登记机关查询结果",
    actor: Actor | None = None,
) -> Desk:
    """The clerk has put right what was sent back."""
    desk = desk or sent_back()
    rows = [{**row, "results": list(results)} for row in current_rows(desk.publication())]
    services.resubmit(
        publication=desk.publication(),
        rows=rows,
        answer=answer,
        evidence=evidence,
        actor=actor or desk.clerk,
        at=RESUBMITTED_AT,
    )
    return desk


def published(desk: Desk | None = None, *, at: datetime = PUBLISHED_AT) -> Desk:
    """The reviewer has released it."""
    desk = entered(desk)
    services.publish(publication=desk.publication(), actor=desk.reviewer, at=at)
    return desk


def applied(desk: Desk | None = None, *, results: Sequence[str] = ("NO_PROBLEM",)) -> Correction:
    """The clerk has applied for a correction of the published result."""
    desk = desk or published()
    rows = [{**row, "results": list(results)} for row in desk.publication().versions.get().rows]
    return services.apply_correction(
        publication=desk.publication(),
        rows=rows,
        reason="年报已按期公示，同步延迟",
        evidence="登记机关查询结果",
        actor=desk.clerk,
        at=APPLIED_AT,
    )
