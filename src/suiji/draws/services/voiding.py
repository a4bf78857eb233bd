"""作废 — a ceremony that cannot go on is given up in public; never one whose outcome can be known."""

from datetime import datetime

from django.db import transaction

from suiji import law
from suiji.draws.models import Ceremony, DrawKind
from suiji.draws.queries.progress import has_failed, missing_shares
from suiji.draws.states import CeremonyState
from suiji.ledger import Actor
from suiji.ledger.services import hold, move, sequence
from suiji.organs.queries import system_actor
from suiji.organs.roles import Role
from suiji.tasks.services import mark
from suiji.tasks.states import TaskState


def void_ceremony(*, ceremony: Ceremony, because: str, actor: Actor, at: datetime) -> Ceremony:
    """The ceremony is void in the public log, with the names of those who did not reveal.

    An open ceremony may be given up; a frozen one only when a share stays unrevealed after ``reveal_by`` and
    no later number replaces it. There is no other way to a second draw (protocol §3).
    """
    with transaction.atomic():
        hold(ceremony)
        _require_lawful(ceremony, because, actor, at)
        was_frozen = ceremony.state == CeremonyState.COMMITTED
        missing = [share.party_name for share in missing_shares(ceremony)] if was_frozen else []
        ceremony.void_reason = because
        ceremony.save(update_fields=["void_reason"])
        body = {"ceremony": ceremony.ceremony, "reason": because, "defaulted": missing}
        move(ceremony, CeremonyState.VOID, actor=actor, at=at, because=because, body=body)
        if was_frozen and ceremony.kind == DrawKind.OBJECTS:
            mark(task=ceremony.task, to=TaskState.COUNTERSIGNED, actor=actor, at=at, because=because)
    sequence(at=at)
    return ceremony


def _require_lawful(ceremony: Ceremony, because: str, actor: Actor, at: datetime) -> None:
    if not actor.holds(Role.SYSTEM):
        law.require(
            law.sampling_duties.void_is_signed_and_filed,
            is_principal_head=actor.holds(Role.PRINCIPAL_HEAD),
            same_department=actor.department_id == ceremony.task.initiator_id,
            filed=True,
            reason=because,
        )
    frozen = ceremony.state != CeremonyState.OPEN
    law.require(law.sampling_duties.list_never_changes, frozen=frozen and not has_failed(ceremony, at))


def void_defaulted(*, at: datetime) -> list[Ceremony]:
    """Every ceremony that a default has made void is given up in the house's own name. A daily job."""
    waiting = Ceremony.objects.filter(state=CeremonyState.COMMITTED, reveal_by__lt=at).select_related(
        "task__initiator"
    )
    failed = [ceremony for ceremony in waiting if has_failed(ceremony, at)]
    for ceremony in failed:
        names = "、".join(share.party_name for share in missing_shares(ceremony))
        actor = system_actor(ceremony.task.initiator)
        void_ceremony(ceremony=ceremony, because=f"{names}逾期未揭示份额。", actor=actor, at=at)
    return failed
