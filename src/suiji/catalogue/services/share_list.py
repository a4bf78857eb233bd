"""报送公示系统 — the department that compiles a list hands it out for the publicity system (Art. 6)."""

from datetime import datetime

from django.db import transaction

from suiji.catalogue.queries.sharing import KIND, board_of
from suiji.exchange.models import ExchangeBatch
from suiji.exchange.services import prepare_batch
from suiji.ledger import Actor
from suiji.organs.doors import require_role
from suiji.organs.models import Department
from suiji.organs.roles import Role


@transaction.atomic
def share_list(*, actor: Actor, at: datetime) -> ExchangeBatch:
    """Hand out every item of the lists the actor's department compiles that waits, has changed or was refused."""
    require_role(actor, Role.CLERK)
    board = board_of(Department.objects.get(pk=actor.department_id))
    return prepare_batch(kind=KIND, offers=[row.offer for row in board.rows], actor=actor, at=at)
