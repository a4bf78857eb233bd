"""What deputy heads have allowed, and what waits for them."""

from dataclasses import dataclass

from django.db.models import QuerySet

from suiji.inspections.models import ApprovalKind, Visit, VisitApproval
from suiji.inspections.states import ApprovalState
from suiji.ledger import Actor
from suiji.organs.questions import question
from suiji.organs.roles import Role
from suiji.tasks.models import Task
from suiji.tasks.states import TaskState

BEFORE = (TaskState.DRAFT, TaskState.COUNTERSIGNING, TaskState.WITHDRAWN, TaskState.VOID)
"""States of a task that nothing is approved for: the scheme is not signed, or the task was given up."""


def approval_of(task: Task) -> VisitApproval | None:
    """The approval of the task's visits that holds or is asked for; of several refused ones the last."""
    rows = VisitApproval.objects.filter(task=task, kind=ApprovalKind.VISITS).select_related("approver")
    found = list(rows.order_by("pk"))
    living = [row for row in found if row.state != ApprovalState.REJECTED]
    return (living or found)[-1] if found else None


def is_approved(task: Task) -> bool:
    """Whether the deputy head has approved the task's visits."""
    return VisitApproval.objects.filter(
        task=task, kind=ApprovalKind.VISITS, state=ApprovalState.APPROVED
    ).exists()


def approval_number(task: Task) -> str:
    """The number of the leave on which the visits rest; empty before it is given."""
    found = approval_of(task)
    return found.number if found is not None and found.state == ApprovalState.APPROVED else ""


@dataclass(frozen=True, slots=True)
class Leave:
    """What deputy heads have said about a task's visits and its silences."""

    approved: bool
    number: str
    """Of the leave on which the visits rest; empty before it is given."""
    silence_asked_for: bool
    quiet: frozenset[int]
    """Item versions that are named to nobody outside before a visit begins."""


def leave_of(task: Task) -> Leave:
    """All of it in one question."""
    kinds = (ApprovalKind.VISITS, ApprovalKind.QUIET)
    rows = VisitApproval.objects.filter(task=task, kind__in=kinds).exclude(state=ApprovalState.REJECTED)
    found = list(rows.order_by("pk").values_list("kind", "state", "number", "items"))
    visits = [(state, number) for kind, state, number, _ in found if kind == ApprovalKind.VISITS]
    quiet = [(state, item) for kind, state, _, item in found if kind == ApprovalKind.QUIET]
    return Leave(
        approved=any(state == ApprovalState.APPROVED for state, _ in visits),
        number=visits[-1][1] if visits and visits[-1][0] == ApprovalState.APPROVED else "",
        silence_asked_for=any(state == ApprovalState.APPLIED for state, _ in quiet),
        quiet=frozenset(
            item for state, item in quiet if state == ApprovalState.APPROVED and item is not None
        ),
    )


def quiet_items(task: Task) -> frozenset[int]:
    """Item versions that are named to nobody outside before a visit begins (Art. 20(2))."""
    rows = VisitApproval.objects.filter(task=task, kind=ApprovalKind.QUIET, state=ApprovalState.APPROVED)
    return frozenset(pk for pk in rows.values_list("items", flat=True) if pk is not None)


def hidden_items(visit: Visit) -> frozenset[int]:
    """Items of a visit that its object may not learn of yet: none once the team has arrived."""
    return frozenset() if visit.arrived_at is not None else quiet_items(visit.task)


def silence_is_asked_for(task: Task) -> bool:
    """Whether an application for silence about items waits for the deputy head."""
    return VisitApproval.objects.filter(
        task=task, kind=ApprovalKind.QUIET, state=ApprovalState.APPLIED
    ).exists()


def approvals_visible_to(actor: Actor) -> QuerySet[VisitApproval]:
    """Applications of the actor's own department and for tasks it leads; auditors read all."""
    rows = _with_people()
    return rows if actor.holds(Role.AUDITOR) else rows.filter(department_id=actor.department_id)


def _with_people() -> QuerySet[VisitApproval]:
    rows = VisitApproval.objects.select_related("task__initiator", "department", "applicant", "approver")
    return rows.order_by("-pk")


def awaiting_decision(actor: Actor) -> QuerySet[VisitApproval]:
    """What waits for this deputy head; nobody decides what they asked for."""
    if not actor.holds(Role.DEPUTY_HEAD):
        return VisitApproval.objects.none()
    return _applied_for(actor.department_id, actor.id)


@question
def applications_for(department: int, head: int) -> QuerySet[VisitApproval]:
    """As ``awaiting_decision``, all of them at once."""
    return _applied_for(department, head)


def _applied_for(department: int, head: int) -> QuerySet[VisitApproval]:
    waiting = _with_people().filter(state=ApprovalState.APPLIED, department_id=department)
    return waiting.exclude(applicant_id=head)


@question
def tasks_to_approve(department: int) -> QuerySet[Task]:
    """Tasks that the department leads, that are about to be carried out and nobody has asked leave for."""
    asked = VisitApproval.objects.filter(kind=ApprovalKind.VISITS).exclude(state=ApprovalState.REJECTED)
    led = Task.objects.filter(initiator_id=department, state=TaskState.INSPECTORS_DRAWN)
    return led.exclude(pk__in=asked.values("task")).order_by("pk")


def items_barred(visit: Visit) -> int:
    """How many items of the visit may not be checked from the desk by the item list."""
    return sum(
        1 for finding in visit.findings.all() if not {"WRITTEN", "ONLINE"} & set(finding.item_version.modes)
    )
