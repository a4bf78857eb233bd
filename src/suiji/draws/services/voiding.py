"""作废 — a ceremony that cannot go on is given up in public; never one whose outcome can be known."""

import secrets
from datetime import datetime

from django.db import transaction

from suiji import law
from suiji.draws.models import Ceremony, DrawKind, VoidCause
from suiji.draws.queries.log import words_sha256
from suiji.draws.queries.progress import has_failed, lapsed, missing_shares
from suiji.draws.states import CeremonyState
from suiji.ledger import Actor
from suiji.ledger.services import hold, move, sequence
from suiji.organs.queries import system_actor
from suiji.organs.roles import Role
from suiji.tasks.services import mark
from suiji.tasks.states import TaskState

SALT_BYTES = 16


def void_ceremony(
    *, ceremony: Ceremony, because: str, cause: str = VoidCause.OTHER, actor: Actor, at: datetime
) -> Ceremony:
    """The ceremony is void in the public log, with the names of those who did not reveal.

    ``cause`` is what a head says of an open ceremony; of a frozen one the facts say it. Of an unannounced task the
    log holds the cause and a blinded hash of the words, which become public with the task (R153).

    An open ceremony may be given up; a frozen one only when a share stays unrevealed after ``reveal_by`` and no
    later source replaces it, or an announced number never came. There is no other way to a second draw
    (protocol §3).
    """
    with transaction.atomic():
        hold(ceremony)
        _require_lawful(ceremony, because, actor, at)
        _void(ceremony, _failed_by(ceremony, at) or VoidCause(cause), because, actor, at)
    sequence(at=at)
    return ceremony


def _failed_by(ceremony: Ceremony, at: datetime) -> VoidCause | None:
    """What made a frozen ceremony fail; None of an open one."""
    if ceremony.state != CeremonyState.COMMITTED:
        return None
    return VoidCause.NUMBER if lapsed(ceremony, at) else VoidCause.DEFAULT


def _void(ceremony: Ceremony, cause: VoidCause, because: str, actor: Actor, at: datetime) -> None:
    was_frozen = ceremony.state == CeremonyState.COMMITTED
    missing = [share.party_name for share in missing_shares(ceremony)] if was_frozen else []
    ceremony.void_cause, ceremony.void_reason = cause, because
    ceremony.void_salt = secrets.token_hex(SALT_BYTES) if ceremony.task.unannounced else ""
    ceremony.save(update_fields=["void_cause", "void_reason", "void_salt"])
    body = {"ceremony": ceremony.ceremony, "cause": str(cause), "defaulted": missing, **_words(ceremony)}
    move(ceremony, CeremonyState.VOID, actor=actor, at=at, because=because, body=body)
    if was_frozen and ceremony.kind == DrawKind.OBJECTS:
        mark(task=ceremony.task, to=TaskState.COUNTERSIGNED, actor=actor, at=at, because=because)


def _words(ceremony: Ceremony) -> dict[str, str]:
    """The reason for the public log; of an unannounced task, whose words may name it, only their blinded hash."""
    if not ceremony.task.unannounced:
        return {"reason": ceremony.void_reason}
    return {"reason_sha256": words_sha256(ceremony.void_reason, ceremony.void_salt)}


def void_with_task(*, ceremony: Ceremony, cause: VoidCause, because: str, at: datetime) -> None:
    """An open ceremony of a task that was given up or taken back ends with it. Call in a transaction."""
    hold(ceremony)
    _void(ceremony, cause, because, system_actor(ceremony.host), at)


def _require_lawful(ceremony: Ceremony, because: str, actor: Actor, at: datetime) -> None:
    if not actor.holds(Role.SYSTEM):
        law.require(
            law.sampling_duties.void_is_signed_and_filed,
            is_principal_head=actor.holds(Role.PRINCIPAL_HEAD),
            same_department=actor.department_id == ceremony.host_id,
            filed=True,
            reason=because,
        )
    frozen = ceremony.state != CeremonyState.OPEN
    law.require(law.sampling_duties.list_never_changes, frozen=frozen and not has_failed(ceremony, at))


def void_defaulted(*, at: datetime) -> list[Ceremony]:
    """Every ceremony that a default has made void is given up in the house's own name; a job of every hour.

    Done twice, or beside somebody who voids by hand, it voids once.
    """
    waiting = Ceremony.objects.filter(state=CeremonyState.COMMITTED, reveal_by__lt=at)
    failed = [
        ceremony
        for ceremony in waiting.select_related("host").order_by("pk")
        if has_failed(ceremony, at) and _void_if_failed(ceremony, at)
    ]
    if failed:
        sequence(at=at)
    return failed


@transaction.atomic
def _void_if_failed(ceremony: Ceremony, at: datetime) -> bool:
    living = Ceremony.objects.select_for_update(of=("self",)).filter(state=CeremonyState.COMMITTED)
    found = living.filter(pk=ceremony.pk).first()
    if found is None or not has_failed(found, at):
        return False
    cause = _failed_by(found, at) or VoidCause.OTHER
    _void(found, cause, _reason(found, at), system_actor(found.host), at)
    ceremony.refresh_from_db()
    return True


def _reason(ceremony: Ceremony, at: datetime) -> str:
    numbers = "、".join(later.what for later in lapsed(ceremony, at))
    if numbers:
        return f"约定的{numbers}到期一日后仍没有公布。"
    names = "、".join(share.party_name for share in missing_shares(ceremony))
    return f"{names}逾期未揭示份额。"
