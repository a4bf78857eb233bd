"""申报回避 — an inspector who must not meet an object is kept from it by the draw (Art. 15, 16)."""

from datetime import datetime

from django.db import transaction

from suiji.ledger import Actor, NotYours, Stale
from suiji.ledger.services import record
from suiji.libraries.models import InspectedObject, Inspector, Recusal
from suiji.organs.doors import require_role
from suiji.organs.roles import Role


@transaction.atomic
def declare_recusal(
    *,
    inspector: Inspector,
    object: InspectedObject,  # noqa: A002
    relation: str,
    actor: Actor,
    at: datetime,
) -> Recusal:
    """Record that an inspector must not check an object: by themself, or by the librarian or a clerk.

    Private to the department: the ledger's sentence names neither the object nor the relation.
    """
    if inspector.department_id != actor.department_id:
        raise NotYours("回避由执法检查人员所在部门办理。")
    if inspector.person_id != actor.id:
        require_role(actor, Role.LIBRARIAN, Role.CLERK, department_id=inspector.department_id)
    recusal, created = Recusal.objects.get_or_create(
        inspector=inspector, object=object, defaults={"relation": relation, "declared_at": at}
    )
    if not created:
        raise Stale(f"{inspector.name}对该对象的回避已经申报过，不需要重复办理。")
    record(
        inspector,
        "libraries.recused",
        actor=actor,
        at=at,
        sentence=f"{actor.department_name}{actor.name}为{inspector.name}申报一项回避。",
        facts={"object": object.code, "relation": relation},
    )
    return recusal
