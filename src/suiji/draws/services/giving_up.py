"""任务作废 — a drawn list that cannot be carried out is given up as a whole, in public (Art. 15, reading R14)."""

from datetime import datetime

from django.db import transaction

from suiji import law
from suiji.draws.models import Ceremony, DrawKind, VoidCause, Voiding
from suiji.draws.services.voiding import void_with_task
from suiji.draws.states import CeremonyState, VoidingState
from suiji.ledger import Actor, Stale
from suiji.ledger.services import hold, move, record, sequence
from suiji.organs.doors import require_office
from suiji.organs.roles import Role
from suiji.tasks.models import Task
from suiji.tasks.queries import UNPROVEN
from suiji.tasks.services import mark
from suiji.tasks.states import VOIDABLE, TaskState


@transaction.atomic
def sign_voiding(*, task: Task, because: str, actor: Actor, at: datetime) -> Voiding:
    """The principal head's signature under the reason; nothing is void before the office has filed it.

    Refused: to anybody else, before there is a list, while a frozen list waits for its draw.
    """
    hold(task)
    _require_signature(task, actor.holds(Role.PRINCIPAL_HEAD), actor.department_id, because, filed=True)
    _require_drawn(task)
    if Voiding.objects.filter(task=task).exists():
        raise Stale("本任务的作废已经签字，正在等待联席会议办公室备案。")
    voiding = Voiding.objects.create(
        state=VoidingState.SIGNED, task=task, reason=because, signed_by_id=actor.id, signed_at=at
    )
    record(
        voiding,
        "draw.voiding_signed",
        actor=actor,
        at=at,
        sentence=f"{actor.department_name}主要负责人{actor.name}签字作废{task}，待联席会议办公室备案。",
        because=because,
    )
    return voiding


def file_voiding(*, voiding: Voiding, filing: str, actor: Actor, at: datetime) -> Voiding:
    """The office has filed it: the task is void for ever, publicly, and counted; its objects' visits are free."""
    with transaction.atomic():
        task = hold(hold(voiding).task)
        require_office(actor, task.initiator)
        signer = voiding.signed_by
        _require_signature(task, True, signer.department_id, voiding.reason, filed=bool(filing.strip()))
        _require_drawn(task)
        move(voiding, VoidingState.FILED, actor=actor, at=at, because=filing, body=_body(voiding))
        voiding.filing, voiding.filed_at = filing, at
        voiding.save(update_fields=["filing", "filed_at"])
        for ceremony in Ceremony.objects.filter(task=task, state=CeremonyState.OPEN):
            void_with_task(ceremony=ceremony, cause=VoidCause.TASK, because="任务整体作废。", at=at)
        mark(task=task, to=TaskState.VOID, actor=actor, at=at, because=voiding.reason)
    sequence(at=at)
    return voiding


def _body(voiding: Voiding) -> dict[str, str]:
    """For the public log; of a task that must not be announced only its draw's number (Art. 20(2))."""
    task = voiding.task
    if not task.unannounced:
        return {"task": task.number, "reason": voiding.reason}
    drawn = task.ceremonies.filter(kind=DrawKind.OBJECTS, state=CeremonyState.RESULTED).first()
    return {"ceremony": drawn.ceremony} if drawn else {"list": UNPROVEN}


def _require_signature(task: Task, is_head: bool, department_id: int, because: str, *, filed: bool) -> None:
    law.require(
        law.sampling_duties.void_is_signed_and_filed,
        is_principal_head=is_head,
        same_department=department_id == task.initiator_id,
        filed=filed,
        reason=because,
    )


def _require_drawn(task: Task) -> None:
    """A commitment ends in a result or its own void first: giving up is no way around either (protocol §2)."""
    pending = task.ceremonies.filter(state=CeremonyState.COMMITTED).exists()
    law.require(law.general.steps_in_order, allowed=task.state in VOIDABLE and not pending)
