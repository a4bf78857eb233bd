"""查看检查对象的完整姓名、电话 — who answers for an object, once, for a reason, on record (Art. 11, 25)."""

from datetime import datetime

from django.db import transaction

from suiji import law, vault
from suiji.ledger import Actor, NotYours
from suiji.ledger.services import record
from suiji.libraries.models import InspectedObject
from suiji.libraries.object_headings import SEALED
from suiji.libraries.queries.disputes import field_label
from suiji.organs.doors import require_role
from suiji.organs.roles import Role


@transaction.atomic
def open_sealed(
    *,
    object: InspectedObject,  # noqa: A002 — the trade's word
    field: str,
    because: str,
    actor: Actor,
    at: datetime,
    visit: str = "",
) -> str:
    """A name or telephone in full. The ledger says who, whose, which and why, never what it is.

    For the librarian of the department that keeps the object or supplied the field; or for an officer of a visit,
    which the room of visits names and vouches for. Raises ``vault.Unopenable``, and then nothing was seen.
    """
    if field not in SEALED:
        raise ValueError(f"{field} does not rest in the vault")
    if visit:
        require_role(actor, Role.INSPECTOR)
    else:
        require_role(actor, Role.LIBRARIAN)
        if not keeps(object, field, actor):
            raise NotYours("完整的姓名和电话由数据来源部门的两库管理员查看；上门检查的人员在检查页面查看。")
    law.require(law.confidence.looking_says_what_for, purpose=because)
    text = vault.take(object, field)
    record(
        object,
        "libraries.sealed_opened",
        actor=actor,
        at=at,
        sentence=(
            f"{actor.department_name}{actor.name}查看了{object.name}的完整{field_label(field)}"
            f"{f'（检查任务 {visit}）' if visit else ''}。"
        ),
        because=because.strip(),
        facts={"field": field, "visit": visit},
    )
    return text


def keeps(object: InspectedObject, field: str, actor: Actor) -> bool:  # noqa: A002 — the trade's word
    """Whether the actor's department answers for the field."""
    return actor.department_id in (object.source_id, object.holders.get(field))
