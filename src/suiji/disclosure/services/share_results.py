"""报送公示系统 — a department hands out its own published results for the publicity system (Art. 20(4), 22)."""

from datetime import datetime

from django.db import transaction

from suiji.disclosure.queries.sharing import KIND, MOST_ROWS, next_batch, offers
from suiji.exchange.models import ExchangeBatch
from suiji.exchange.services import cross_out, hold_lines, prepare_batch
from suiji.ledger import Actor
from suiji.organs.doors import require_role
from suiji.organs.roles import Role

SHARERS = (Role.CLERK, Role.REVIEWER)
"""谁检查、谁录入、谁公开: of the department whose result it is."""


@transaction.atomic
def share_results(*, actor: Actor, at: datetime) -> ExchangeBatch:
    """Hand out, the oldest first and at most ``MOST_ROWS``, what waits, was corrected or was sent back."""
    require_role(actor, *SHARERS)
    lines = hold_lines(KIND, actor.department_id)
    rows = offers(next_batch(actor.department_id))
    batch = prepare_batch(kind=KIND, offers=rows, actor=actor, at=at)
    cross_out(
        KIND,
        actor.department_id,
        left={row.key for row in rows},
        lines=lines,
        everything=len(rows) < MOST_ROWS,
    )
    return batch
