"""留存范围 — what a frame was computed from is kept, and computed once more before the freeze stands (Art. 11)."""

from collections.abc import Sequence
from datetime import datetime

from suiji import law
from suiji.ledger import Actor
from suiji.ledger.services import record
from suiji.libraries.models import Library
from suiji.tasks.models import Confirmation, FrozenScope, Task
from suiji.tasks.queries.recomputing import FactLine, pack_facts, recompute
from suiji.tasks.queries.rows import columns_of
from suiji.tasks.queries.scope import scope_rule_of
from suiji.tasks.services.alerting import raise_alerts


def keep_scope(
    *,
    task: Task,
    ceremony: str,
    facts: Sequence[FactLine],
    frame_sha256: str,
    excluded_sha256: str,
    actor: Actor,
    at: datetime,
) -> FrozenScope:
    """Rule, confirmations and facts of a frame, from which a second computation has come to the same frame.

    Called by ``draws`` inside the freeze. Refused: a row that changed after the confirmations were looked at.
    """
    scope = scope_rule_of(task)
    columns = list(columns_of(Library.OBJECTS, scope))
    frozen = FrozenScope.objects.create(
        task=task,
        ceremony=ceremony,
        rule={**scope.document(), "columns": columns},
        confirmations=_in_force(task),
        facts=pack_facts(facts),
        frame_sha256=frame_sha256,
        excluded_sha256=excluded_sha256,
        computed_at=at,
    )
    again = recompute(frozen)
    law.require(
        law.libraries.snapshot_unchanged,
        confirmed_sha256=again.frame_sha256 if again.agrees else "",
        current_sha256=frame_sha256,
    )
    record(
        task,
        "tasks.scope_kept",
        actor=actor,
        at=at,
        sentence=f"{task}的冻结名单由已确认的名录库按对象范围条件算出，留存备查。",
        facts={"ceremony": ceremony, "frame_sha256": frame_sha256, "excluded_sha256": excluded_sha256},
    )
    raise_alerts(task=task, actor=actor, at=at)
    return frozen


def _in_force(task: Task) -> list[int]:
    """The newest confirmation of the object library by each department."""
    newest: dict[int, int] = {}
    given = Confirmation.objects.filter(task=task, library=Library.OBJECTS).order_by("pk")
    for department, pk in given.values_list("department", "pk"):
        newest[department] = pk
    return sorted(newest.values())
