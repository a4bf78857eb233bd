"""申报回避 — an inspector who must not meet an object or a person is kept from it by the draw (Art. 15, 16)."""

from datetime import date, datetime

from django.db import transaction

from suiji import vault
from suiji.ledger import Actor, NotYours, Stale
from suiji.ledger.services import hold, move, record
from suiji.libraries.models import InspectedObject, Inspector, Recusal
from suiji.libraries.states import RECUSAL, RecusalState
from suiji.organs.doors import require_role
from suiji.organs.roles import Role


@transaction.atomic
def declare_recusal(
    *,
    inspector: Inspector,
    object: InspectedObject | None = None,  # noqa: A002
    party: str = "",
    relation: str,
    from_on: date | None = None,
    until_on: date | None = None,
    actor: Actor,
    at: datetime,
) -> Recusal:
    """Record that an inspector must not check an object, or whatever a person stands behind, for a while or for ever.

    By themself, or by the librarian or a clerk. Private to the department: the ledger's sentence names neither whom
    nor why, and a person's name is sealed.
    """
    _require_own(inspector, actor)
    inspector = Inspector.objects.select_for_update(of=("self",)).get(pk=inspector.pk)
    if object is not None and inspector.recusals.filter(object=object, state=RecusalState.DECLARED).exists():
        raise Stale(f"{inspector.name}对该对象的回避已经申报过，不需要重复办理。")
    recusal = Recusal(
        inspector=inspector,
        object=object,
        relation=relation,
        from_on=from_on,
        until_on=until_on,
        declared_at=at,
        state=RECUSAL.initial,
    )
    vault.put(recusal, "party", party)
    recusal.save()
    record(
        inspector,
        "libraries.recused",
        actor=actor,
        at=at,
        sentence=f"{actor.department_name}{actor.name}为{inspector.name}申报一项回避。",
        facts={"object": object.code if object else "", "relation": relation, "recusal": str(recusal.uid)},
    )
    return recusal


@transaction.atomic
def withdraw_recusal(*, recusal: Recusal, because: str, actor: Actor, at: datetime) -> Recusal:
    """End a recusal that no longer holds; it stays on record with the reason, and draws already frozen keep it."""
    hold(recusal)
    _require_own(recusal.inspector, actor)
    move(recusal, RecusalState.WITHDRAWN, actor=actor, at=at, because=because)
    record(
        recusal.inspector,
        "libraries.recusal_ended",
        actor=actor,
        at=at,
        sentence=f"{actor.department_name}{actor.name}为{recusal.inspector.name}撤回一项回避。",
        facts={"recusal": str(recusal.uid)},
    )
    return recusal


def _require_own(inspector: Inspector, actor: Actor) -> None:
    if inspector.department_id != actor.department_id:
        raise NotYours("回避由执法检查人员所在部门办理。")
    if inspector.person_id != actor.id:
        require_role(actor, Role.LIBRARIAN, Role.CLERK, department_id=inspector.department_id)
