"""收回批次 — a batch that was never carried to the publicity system; its rows wait again."""

from datetime import datetime

from django.db import transaction

from suiji import law
from suiji.exchange.models import ExchangeBatch
from suiji.exchange.services.feeding import wait_again
from suiji.exchange.states import SENDERS, BatchState
from suiji.ledger import Actor
from suiji.ledger.services import hold, move
from suiji.organs.doors import require_role


@transaction.atomic
def take_back(*, batch: ExchangeBatch, because: str, actor: Actor, at: datetime) -> ExchangeBatch:
    """Take a batch back that nobody has answered, saying why. It stays on record; its number is not given again."""
    hold(batch)
    require_role(actor, *SENDERS, department_id=batch.department_id)
    law.require(law.lists_and_plans.sharing_ends_with_reason, reason=because)
    move(batch, BatchState.TAKEN_BACK, actor=actor, at=at, because=because)
    wait_again(batch, batch.rows.values_list("key", flat=True))
    return batch
