"""标记无法联系 — a result ④ of a visit flows back into the library (Art. 20)."""

from datetime import datetime

from django.db import transaction

from suiji.ledger import Actor
from suiji.ledger.services import record
from suiji.libraries.models import InspectedObject
from suiji.organs.doors import require_role
from suiji.organs.roles import Role


@transaction.atomic
def flag_unreachable(*, object: InspectedObject, actor: Actor, at: datetime) -> InspectedObject:  # noqa: A002
    """Remember that nobody could be found at the registered address. Said twice, it is recorded once."""
    require_role(actor, Role.INSPECTOR, Role.CLERK, Role.SYSTEM)
    row = InspectedObject.objects.select_for_update().get(pk=object.pk)
    if not row.unreachable:
        row.unreachable = True
        row.save(update_fields=["unreachable"])
        record(
            row,
            "libraries.unreachable",
            actor=actor,
            at=at,
            sentence=f"{actor.department_name}{actor.name}记录：通过登记的住所（经营场所）无法联系{row.name}。",
        )
    return row
