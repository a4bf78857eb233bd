"""分批 — a whole list is visited in the order that chance gave it, batch after batch (Art. 13, R53)."""

from datetime import datetime

from suiji.draws.models import Batch, BatchObject, Ceremony
from suiji.draws.queries.batching import Slice, slices
from suiji.draws.queries.dealing import in_order
from suiji.ledger import Actor
from suiji.ledger.services import record


def form_batches(*, ceremony: Ceremony, actor: Actor, at: datetime) -> list[Batch]:
    """The drawn order of a whole list as batches, where the scheme cuts it. Call in the draw's transaction."""
    task = ceremony.task
    if not task.whole or task.batches < 2:
        return []
    cut = slices(in_order(task), task.batches, task.period_from, task.period_until)
    made = Batch.objects.bulk_create(
        Batch(task=task, number=one.number, period_from=one.period_from, period_until=one.period_until)
        for one in cut
    )
    BatchObject.objects.bulk_create(
        BatchObject(batch=batch, drawn=row) for batch, one in zip(made, cut, strict=True) for row in one.rows
    )
    record(
        ceremony,
        "draw.batched",
        actor=actor,
        at=at,
        sentence=f"{task}的 {sum(len(one.rows) for one in cut)} 户按抽取的先后分为 {len(cut)} 批检查。",
        body={
            "ceremony": ceremony.ceremony,
            "batches": [
                {
                    "number": one.number,
                    "objects": len(one.rows),
                    # When officers come says too much of a task that must not be announced (Art. 20(2)).
                    **({} if task.unannounced else _days(one)),
                }
                for one in cut
            ],
        },
    )
    return made


def _days(one: Slice) -> dict[str, str]:
    return {"from": f"{one.period_from:%F}", "until": f"{one.period_until:%F}"}
