"""检查结果回流 — what a visit has found out about an object flows back into the library (Art. 11, 20)."""

from collections.abc import Collection
from datetime import date, datetime

from django.db import transaction

from suiji.law.results import ResultCode
from suiji.ledger import Actor
from suiji.ledger.services import record
from suiji.libraries.models import InspectedObject
from suiji.organs.doors import require_role
from suiji.organs.roles import Role

_FLAGS = {
    "unreachable": (ResultCode.UNREACHABLE, "通过登记的住所（经营场所）无法联系"),
    "uncooperative": (ResultCode.UNCOOPERATIVE, "不配合检查情节严重"),
}


@transaction.atomic
def note_visit(
    *,
    object: InspectedObject,  # noqa: A002
    codes: Collection[str],
    on: date,
    actor: Actor,
    at: datetime,
) -> InspectedObject:
    """Remember the day of the visit, and whether the object was found and cooperated; a new visit replaces the old."""
    require_role(actor, Role.INSPECTOR, Role.CLERK, Role.SYSTEM)
    row = InspectedObject.objects.select_for_update().get(pk=object.pk)
    row.last_visited_on = on
    raised = []
    for flag, (code, words) in _FLAGS.items():
        if code in codes and not getattr(row, flag):
            raised.append(words)
        setattr(row, flag, code in codes)
    row.save(update_fields=["last_visited_on", *_FLAGS])
    for words in raised:
        record(
            row,
            "libraries.unreachable" if "无法联系" in words else "libraries.uncooperative",
            actor=actor,
            at=at,
            sentence=f"{actor.department_name}{actor.name}记录{row.name}：{words}。",
        )
    return row
