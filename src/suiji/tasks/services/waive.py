"""例外审批 — asked for by the clerk, approved by the deputy head, filed with the office (Art. 10, 13, 24)."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from suiji import law
from suiji.ledger import Actor, NotYours
from suiji.ledger.services import hold, move, record
from suiji.organs.doors import require_office, require_role
from suiji.organs.roles import Role
from suiji.tasks.models import Task, Waiver, WaiverKind
from suiji.tasks.states import BEFORE_FREEZE, TaskState, WaiverState


@transaction.atomic
def apply_waiver(
    *,
    task: Task,
    kind: WaiverKind,
    reason: str,
    basis: str,
    codes: Sequence[str] = (),
    actor: Actor,
    at: datetime,
) -> Waiver:
    """An exception is asked for. Refused: without a reason or a basis, and once the list is frozen."""
    hold(task)
    require_role(actor, Role.CLERK, department_id=task.initiator_id)
    law.require(law.sampling_duties.list_never_changes, frozen=TaskState(task.state) not in BEFORE_FREEZE)
    law.require(law.general.exception_says_why, reason=reason, basis=basis)
    waiver = Waiver.objects.create(
        state=WaiverState.APPLIED,
        task=task,
        kind=kind,
        reason=reason,
        basis=basis,
        codes=sorted(set(codes)),
        rates_bp=task.rates_bp if kind == WaiverKind.RATES else {},
        applicant_id=actor.id,
        applied_at=at,
    )
    record(
        waiver,
        "tasks.waiver_applied",
        actor=actor,
        at=at,
        sentence=f"{actor.department_name}{actor.name}申请{waiver}。",
        because=reason,
        facts={"basis": basis, "codes": waiver.codes, "rates_bp": waiver.rates_bp},
    )
    return waiver


@transaction.atomic
def approve_waiver(*, waiver: Waiver, actor: Actor, at: datetime) -> Waiver:
    """The initiator's deputy head, who did not apply, approves; it can be used once it is filed."""
    hold(waiver)
    _require_deputy(waiver, actor)
    waiver.approver_id, waiver.decided_at = actor.id, at
    waiver.save(update_fields=["approver", "decided_at"])
    move(waiver, WaiverState.APPROVED, actor=actor, at=at)
    return waiver


@transaction.atomic
def reject_waiver(*, waiver: Waiver, because: str, actor: Actor, at: datetime) -> Waiver:
    """The initiator's deputy head does not approve; another may be asked for."""
    hold(waiver)
    _require_deputy(waiver, actor)
    waiver.approver_id, waiver.decided_at = actor.id, at
    waiver.save(update_fields=["approver", "decided_at"])
    move(waiver, WaiverState.REJECTED, actor=actor, at=at, because=because)
    return waiver


@transaction.atomic
def file_waiver(*, waiver: Waiver, filing: str, actor: Actor, at: datetime) -> Waiver:
    """The office has it on file under a number; from here on the task may use it, until its list is frozen."""
    hold(waiver)
    require_office(actor, waiver.task.initiator)
    law.require(law.general.exception_is_filed_under_a_number, filing=filing)
    waiver.filing, waiver.filed_at = filing.strip(), at
    waiver.save(update_fields=["filing", "filed_at"])
    move(waiver, WaiverState.FILED, actor=actor, at=at, because=filing)
    return waiver


def _require_deputy(waiver: Waiver, actor: Actor) -> None:
    require_role(actor, Role.DEPUTY_HEAD, department_id=waiver.task.initiator_id)
    if actor.id == waiver.applicant_id:
        raise NotYours("申请人不能审批自己的申请。")
