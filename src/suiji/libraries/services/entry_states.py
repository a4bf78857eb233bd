"""条目状态 — 有效、停用、待核、注销移出: who takes an entry out of the draws, and why (Art. 11, reading R40)."""

from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet

from suiji import law
from suiji.ledger import Actor, Stale
from suiji.ledger.services import hold, move
from suiji.libraries.models import InspectedObject
from suiji.libraries.services.runs import one_at_a_time
from suiji.libraries.standard import REGISTERED
from suiji.libraries.states import ENTRY, EntryState
from suiji.organs.doors import require_role
from suiji.organs.roles import Role

AT_ONCE = 500
"""Entries that one act may move: each has its own sentence in the ledger."""


@transaction.atomic
def move_entry(
    *,
    object: InspectedObject,  # noqa: A002
    to: EntryState,
    because: str,
    actor: Actor,
    at: datetime,
) -> InspectedObject:
    """An entry's state is changed by the department that keeps it, for a reason; frames already frozen stand."""
    hold(object)
    require_role(actor, Role.LIBRARIAN, department_id=object.source_id)
    _move(object, to, because, actor=actor, at=at)
    return object


@transaction.atomic
def move_entries(
    *, rows: QuerySet[InspectedObject], to: EntryState, because: str, actor: Actor, at: datetime
) -> int:
    """The department's own entries of a search, all or none; how many. Raises ``Stale`` when they are too many."""
    require_role(actor, Role.LIBRARIAN)
    one_at_a_time()
    from_states = [state for state in EntryState if ENTRY.edge(state, to) is not None]
    found = rows.filter(source_id=actor.department_id, state__in=from_states).order_by("code")
    some = list(found[: AT_ONCE + 1])
    if len(some) > AT_ONCE:
        raise Stale(f"一次最多办理 {AT_ONCE} 户。请用区域、标签等条件缩小范围后分次办理，名录库没有改动。")
    for row in some:
        _move(row, to, because, actor=actor, at=at)
    return len(some)


def _move(row: InspectedObject, to: EntryState, because: str, *, actor: Actor, at: datetime) -> None:
    if to == EntryState.REMOVED:
        law.require(law.libraries.entry_has_ended, reg_state=row.reg_state, registered=row.kind in REGISTERED)
    move(row, to, actor=actor, at=at, because=because)
    row.updated_at = at
    row.save(update_fields=["updated_at"])
