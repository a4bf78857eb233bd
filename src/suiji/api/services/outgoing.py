"""报送对接平台 — a department hands out what waits of its tasks, lists, transfers or officers (Art. 5, 11, 13, 20)."""

from datetime import datetime

from django.db import transaction

from suiji.api.queries.outgoing import outgoing_board
from suiji.exchange.models import ExchangeBatch
from suiji.exchange.services import prepare_batch
from suiji.ledger import Actor
from suiji.organs.doors import require_role
from suiji.organs.roles import Role


@transaction.atomic
def send_out(*, kind: str, actor: Actor, at: datetime) -> ExchangeBatch:
    """Everything of the kind that waits, has changed or was sent back. Refused when nothing does."""
    require_role(actor, Role.CLERK)
    board = outgoing_board(kind, actor)
    return prepare_batch(kind=kind, offers=[row.offer for row in board.rows], actor=actor, at=at)
