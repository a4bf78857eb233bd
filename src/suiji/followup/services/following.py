"""What may be done after a finding: open a follow-up, send it, receive or return it, close it with its outcome."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from django.db import transaction

from suiji.followup.models import DOCUMENTED, TRANSFERS, FollowUp, FollowUpKind
from suiji.followup.queries import is_hand, is_sendable, is_withdrawer
from suiji.followup.states import FollowUpState
from suiji.inspections import queries as inspections
from suiji.inspections.models import Finding
from suiji.inspections.states import VisitState
from suiji.law import Deadline, parameter, require
from suiji.law.aftercare import outcome_has_its_document
from suiji.law.confidence import office_never_inspects, upper_level_only_reads
from suiji.law.field_duties import transfer_due, transfer_has_evidence_list, transfer_leaves_the_department
from suiji.law.general import result_belongs_to_its_department, steps_in_order
from suiji.law.results import result_is_signed
from suiji.ledger import Actor, NotYours
from suiji.ledger.services import lock, move, record
from suiji.organs.days import day_of
from suiji.organs.doors import require_role
from suiji.organs.models import Department, Kind
from suiji.organs.queries import calendar
from suiji.organs.roles import Role
from suiji.papers.numbering import next_number


@transaction.atomic
def open_follow_up(
    *,
    finding: Finding,
    kind: str,
    receiver: Department | None = None,
    receiver_outside: str = "",
    facts: str = "",
    evidence: Sequence[Mapping[str, Any]] = (),
    due_on: date | None = None,
    actor: Actor,
    at: datetime,
) -> FollowUp:
    """A follow-up on a signed finding of the actor's own department; of a transfer the seven-day clock starts.

    ``due_on`` is the day of a recheck or of another promise; a transfer's deadline is counted, never chosen.
    """
    require(upper_level_only_reads, is_upper=actor.holds(Role.UPPER) and not actor.holds(Role.CLERK))
    require_role(actor, Role.CLERK)
    visit = finding.visit
    require(
        result_belongs_to_its_department,
        actor_department=actor.department_id,
        owner_department=finding.department_id,
    )
    require(result_is_signed, signed=visit.state == VisitState.SIGNED)
    if kind in TRANSFERS:
        _require_transfer(finding, receiver, receiver_outside, evidence)
    deadline = _deadline(finding, kind, due_on)
    follow_up = FollowUp.objects.create(
        state=FollowUp.machine.initial,
        finding=finding,
        department_id=finding.department_id,
        kind=kind,
        due_on=deadline.on if deadline else None,
        due_provisional=bool(deadline and deadline.provisional),
        receiver=receiver,
        receiver_outside=receiver_outside.strip(),
        facts=facts,
        evidence=[dict(entry) for entry in evidence],
        opened_by_id=actor.id,
        opened_at=at,
    )
    record(
        follow_up,
        "followup.opened",
        actor=actor,
        at=at,
        sentence=f"{actor.department_name}{actor.name}登记后续处理：{follow_up}。",
        facts={"finding": finding.pk, "kind": kind, "due_on": f"{deadline.on:%F}" if deadline else None},
    )
    return follow_up


def _require_transfer(
    finding: Finding,
    receiver: Department | None,
    receiver_outside: str,
    evidence: Sequence[Mapping[str, Any]],
) -> None:
    # An organ outside the directory gets its document number when the letter is sent; here it must be named.
    require(
        transfer_leaves_the_department,
        sender=finding.department_id,
        receiver=receiver.pk if receiver else None,
        document=receiver_outside,
    )
    require(office_never_inspects, is_office=receiver is not None and receiver.kind == Kind.OFFICE)
    require(transfer_has_evidence_list, entries=len(evidence))


def _deadline(finding: Finding, kind: str, chosen: date | None) -> Deadline | None:
    if kind not in TRANSFERS:
        return Deadline(chosen, provisional=False) if chosen else None
    formed_on = inspections.formed_on(finding.visit, finding.department_id)
    return transfer_due(
        formed_on=formed_on, calendar=calendar(), days=parameter("transfer_within", formed_on)
    )


@transaction.atomic
def send(
    *,
    follow_up: FollowUp,
    receiver: Department | None = None,
    receiver_outside: str = "",
    actor: Actor,
    at: datetime,
) -> FollowUp:
    """The matter handed over under a document number of its own; whom to may change until then, and after a return."""
    follow_up = lock(follow_up)
    _require_hand(follow_up, FollowUpState.SENT, actor)
    require(steps_in_order, allowed=is_sendable(follow_up))
    if receiver is not None or receiver_outside.strip():
        require(office_never_inspects, is_office=receiver is not None and receiver.kind == Kind.OFFICE)
        follow_up.receiver, follow_up.receiver_outside = receiver, receiver_outside.strip()
    number = next_number("TRANSFER", follow_up.department.sign, day_of(at).year)
    require(
        transfer_leaves_the_department,
        sender=follow_up.department_id,
        receiver=follow_up.receiver_id,
        document=number if follow_up.receiver_outside else "",
    )
    follow_up.document_number = number
    follow_up.sent_at = follow_up.sent_at or at
    move(
        follow_up,
        FollowUpState.SENT,
        actor=actor,
        at=at,
        facts={"document_number": number, "receiver": follow_up.receiver_name},
        saving=["receiver", "receiver_outside", "document_number", "sent_at"],
    )
    return follow_up


@transaction.atomic
def receive(*, follow_up: FollowUp, actor: Actor, at: datetime) -> FollowUp:
    """Receipt signed by the receiver's clerk, or entered by the sender for an organ outside the directory."""
    follow_up = lock(follow_up)
    _require_hand(follow_up, FollowUpState.RECEIVED, actor)
    follow_up.received_at = at
    move(follow_up, FollowUpState.RECEIVED, actor=actor, at=at, saving=["received_at"])
    return follow_up


@transaction.atomic
def return_to_sender(*, follow_up: FollowUp, because: str, actor: Actor, at: datetime) -> FollowUp:
    """The receiver sends the matter back with a reason; the sender finds who is competent.

    The refusal of an organ outside the directory is entered by the sender.
    """
    follow_up = lock(follow_up)
    _require_hand(follow_up, FollowUpState.RETURNED, actor)
    require(steps_in_order, allowed=bool(because.strip()))
    move(follow_up, FollowUpState.RETURNED, actor=actor, at=at, because=because.strip())
    return follow_up


@transaction.atomic
def close(
    *,
    follow_up: FollowUp,
    outcome: str,
    case_number: str = "",
    decided_on: date | None = None,
    recheck_failed: bool = False,
    actor: Actor,
    at: datetime,
) -> FollowUp:
    """Closed with its outcome; a listing, a case or a penalty with number and day of its document (Art. 23).

    A recheck that failed is closed as such: the finding then lacks what has to follow it.
    """
    follow_up = lock(follow_up)
    _require_hand(follow_up, FollowUpState.CLOSED, actor)
    unsent = is_sendable(follow_up) and follow_up.state == FollowUpState.OPEN
    require(steps_in_order, allowed=bool(outcome.strip()) and not unsent)
    require(steps_in_order, allowed=decided_on is None or decided_on <= day_of(at))
    require(steps_in_order, allowed=not recheck_failed or follow_up.kind == FollowUpKind.RECHECK)
    require(
        outcome_has_its_document,
        needed=follow_up.kind in DOCUMENTED,
        number=case_number.strip(),
        decided_on=decided_on,
    )
    follow_up.outcome, follow_up.closed_at = outcome.strip(), at
    follow_up.case_number, follow_up.decided_on = case_number.strip(), decided_on
    follow_up.recheck_failed = recheck_failed
    move(
        follow_up,
        FollowUpState.CLOSED,
        actor=actor,
        at=at,
        because=follow_up.outcome,
        saving=["outcome", "closed_at", "case_number", "decided_on", "recheck_failed"],
    )
    return follow_up


@transaction.atomic
def withdraw(*, follow_up: FollowUp, because: str, actor: Actor, at: datetime) -> FollowUp:
    """Registered by mistake, and nothing has left the house: the deputy head strikes it out, with the reason.

    The finding then owes its follow-up anew; a transfer that was overdue by then stays so in the report.
    """
    follow_up = lock(follow_up)
    if not is_withdrawer(follow_up, actor):
        raise NotYours("登记有误的，由经办部门的分管负责人撤销，登记人不能自己撤销。")
    require(steps_in_order, allowed=bool(because.strip()))
    follow_up.outcome, follow_up.closed_at = because.strip(), at
    move(
        follow_up,
        FollowUpState.WITHDRAWN,
        actor=actor,
        at=at,
        because=follow_up.outcome,
        saving=["outcome", "closed_at"],
    )
    return follow_up


def _require_hand(follow_up: FollowUp, target: str, actor: Actor) -> None:
    require_role(actor, Role.CLERK)
    if not is_hand(follow_up, target, actor):
        raise NotYours("此项移送由另一部门经办，您所在部门不能代办。")
