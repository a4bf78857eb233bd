"""标记无法联系 — a result ④ of a visit flows back into the library, and so do a later visit and a correction."""

from datetime import datetime

from suiji.ledger import Actor
from suiji.ledger.services import joined, record
from suiji.libraries.models import InspectedObject
from suiji.organs.doors import require_role
from suiji.organs.roles import Role

HANDS = (Role.INSPECTOR, Role.CLERK, Role.REVIEWER, Role.PRINCIPAL_HEAD, Role.SYSTEM)
"""Who ends a visit, or answers for its result; a librarian does neither."""


@joined()
def flag_unreachable(*, object: InspectedObject, actor: Actor, at: datetime) -> InspectedObject:  # noqa: A002
    """Remember that nobody could be found at the registered address. Said twice, it is recorded once."""
    require_role(actor, *HANDS)
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


@joined()
def clear_unreachable(
    *,
    object: InspectedObject,  # noqa: A002
    because: str,
    actor: Actor,
    at: datetime,
) -> InspectedObject:
    """Take the mark away: it was found at a later visit, or the result was corrected (Art. 22)."""
    require_role(actor, *HANDS)
    row = InspectedObject.objects.select_for_update().get(pk=object.pk)
    if row.unreachable:
        row.unreachable = False
        row.save(update_fields=["unreachable"])
        record(
            row,
            "libraries.reachable",
            actor=actor,
            at=at,
            sentence=f"{actor.department_name}{actor.name}取消{row.name}的“无法联系”标记：{because}",
            because=because,
        )
    return row
