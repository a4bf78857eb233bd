"""查看联系人和电话 — an officer of the visit reads whom to call, for a reason, on record (Art. 20(2), 25)."""

from datetime import datetime

from django.db import transaction

from suiji import law
from suiji.inspections.models import Visit
from suiji.inspections.services.hands import require_member, require_state
from suiji.inspections.states import VisitState
from suiji.ledger import Actor
from suiji.ledger.services import lock
from suiji.libraries.services import open_sealed


@transaction.atomic
def read_contact(*, visit: Visit, field: str, because: str, actor: Actor, at: datetime) -> str:
    """A name or telephone of the visited object in full, for its team and while the visit lasts.

    Of an unannounced check nobody is called before the team is there. The ledger says who, which and why.
    """
    visit = lock(visit)
    require_member(visit, actor)
    require_state(visit, VisitState.ASSIGNED, VisitState.NOTIFIED, VisitState.ON_SITE)
    law.require(
        law.field_duties.unannounced_gets_no_notice,
        unannounced=visit.task.unannounced and visit.arrived_at is None,
    )
    return open_sealed(
        object=visit.drawn.object, field=field, because=because, actor=actor, at=at, visit=visit.task.number
    )
