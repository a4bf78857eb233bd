"""报送公示系统 — the office hands out what it has published (Art. 7, 8)."""

from datetime import datetime

from django.db import transaction

from suiji.exchange.models import ExchangeBatch
from suiji.exchange.services import prepare_batch
from suiji.ledger import Actor
from suiji.organs.doors import require_role
from suiji.organs.roles import Role
from suiji.plans.queries.sharing import KIND, sharing_board


@transaction.atomic
def share_plans(*, actor: Actor, at: datetime) -> ExchangeBatch:
    """Hand out every published plan and temporary check of the region that waits, has changed or was refused."""
    require_role(actor, Role.OFFICE)
    board = sharing_board(actor)
    return prepare_batch(kind=KIND, offers=[row.offer for row in board.rows], actor=actor, at=at)
