"""暂缓销毁 — a lawsuit, a review or a supervisor needs a file longer than its term (Art. 27, reading R110)."""

from datetime import datetime

from django.db import transaction

from suiji.archive.models import CaseFile, Hold, HoldKind
from suiji.archive.states import HOLDERS, CaseFileState, HoldState
from suiji.inspections.queries import lead_of
from suiji.law import require
from suiji.law.confidence import file_was_not_destroyed
from suiji.ledger import Actor
from suiji.ledger.services import hold, lock, move, record
from suiji.organs.doors import require_role
from suiji.organs.roles import Role


@transaction.atomic
def place_hold(*, case_file: CaseFile, kind: HoldKind, reason: str, actor: Actor, at: datetime) -> Hold:
    """While it stands the file is in no destruction. By the leading department's deputy head, or the supervisor."""
    case_file = lock(case_file)
    _require_hand(case_file, actor)
    require(file_was_not_destroyed, destroyed=case_file.state == CaseFileState.DESTROYED)
    placed = Hold.objects.create(
        state=Hold.machine.initial,
        case_file=case_file,
        kind=kind,
        reason=reason.strip(),
        placed_by_id=actor.id,
        placed_at=at,
    )
    record(
        placed,
        "archive.hold_placed",
        actor=actor,
        at=at,
        sentence=f"{actor.department_name}{actor.name}要求{case_file}暂缓销毁（{placed.get_kind_display()}）。",
        because=placed.reason,
    )
    return placed


@transaction.atomic
def lift_hold(*, placed: Hold, because: str, actor: Actor, at: datetime) -> Hold:
    """Ended by the department that placed it."""
    placed = hold(placed)
    require_role(actor, Role.DEPUTY_HEAD, Role.AUDITOR, department_id=placed.placed_by.department_id)
    placed.lifted_at, placed.lifted_because = at, because.strip()
    placed.save(update_fields=["lifted_at", "lifted_because"])
    move(placed, HoldState.LIFTED, actor=actor, at=at, because=placed.lifted_because)
    return placed


def _require_hand(case_file: CaseFile, actor: Actor) -> None:
    require_role(actor, *(Role(role) for role in sorted(HOLDERS)))
    if not actor.holds(Role.AUDITOR):
        require_role(actor, Role.DEPUTY_HEAD, department_id=lead_of(case_file.visit).pk)
