"""检查结果回流 — what a visit has found out about an object flows back into the library (Art. 11, 20)."""

from collections.abc import Collection
from datetime import date, datetime

from django.db import transaction

from suiji.law.results import ResultCode
from suiji.ledger import Actor
from suiji.ledger.services import record
from suiji.libraries.models import InspectedObject, VisitMark
from suiji.organs.doors import require_role
from suiji.organs.roles import Role


@transaction.atomic
def note_visit(
    *,
    object: InspectedObject,  # noqa: A002
    codes: Collection[str],
    on: date,
    actor: Actor,
    at: datetime,
) -> InspectedObject:
    """Remember the day, whether the object cooperated and was in business; each visit replaces what the last said.

    That nobody was found there is an act of its own (``flag_unreachable``), which a correction can undo.
    """
    require_role(actor, Role.INSPECTOR, Role.CLERK, Role.SYSTEM)
    row = InspectedObject.objects.select_for_update().get(pk=object.pk)
    before, row.uncooperative = row.uncooperative, ResultCode.UNCOOPERATIVE in codes
    row.inactive = ResultCode.NO_SUCH_ACTIVITY in codes
    row.last_visited_on = on
    row.save(update_fields=["last_visited_on", "uncooperative", "inactive"])
    VisitMark.objects.get_or_create(object=row, on=on)
    if row.uncooperative and not before:
        record(
            row,
            "libraries.uncooperative",
            actor=actor,
            at=at,
            sentence=f"{actor.department_name}{actor.name}记录{row.name}：不配合检查情节严重。",
        )
    return row
