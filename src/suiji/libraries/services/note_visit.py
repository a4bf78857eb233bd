"""检查结果回流 — what a visit has found out about an object flows back into the library (Art. 11, 20)."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime

from django.db import transaction

from suiji.catalogue.models import Item
from suiji.law.results import ResultCode
from suiji.ledger import Actor
from suiji.ledger.services import joined, record
from suiji.libraries.models import InspectedObject, KnownResult, PastVisit, VisitKind
from suiji.organs.days import day_of
from suiji.organs.doors import require_role
from suiji.organs.roles import Role


@joined()
def note_visit(
    *,
    object: InspectedObject,  # noqa: A002
    codes: Collection[str],
    on: date,
    reference: str,
    actor: Actor,
    at: datetime,
) -> InspectedObject:
    """Remember the day, whether the object cooperated and was in business; each visit replaces what the last said.

    The visit stands among the object's past visits under the task's number, once.

    That nobody was found there is an act of its own (``flag_unreachable``), which a correction can undo.
    """
    require_role(actor, Role.INSPECTOR, Role.CLERK, Role.SYSTEM)
    row = InspectedObject.objects.select_for_update().get(pk=object.pk)
    before, row.uncooperative = row.uncooperative, ResultCode.UNCOOPERATIVE in codes
    row.inactive = ResultCode.NO_SUCH_ACTIVITY in codes
    row.last_visited_on = on
    row.save(update_fields=["last_visited_on", "uncooperative", "inactive"])
    visit = PastVisit(
        object=row,
        on=on,
        kind=VisitKind.JOINT,
        department_id=actor.department_id,
        reference=reference,
        noted_by=actor.name,
        noted_at=at,
    )
    PastVisit.objects.bulk_create([visit], ignore_conflicts=True)
    if row.uncooperative and not before:
        record(
            row,
            "libraries.uncooperative",
            actor=actor,
            at=at,
            sentence=f"{actor.department_name}{actor.name}记录{row.name}：不配合检查情节严重。",
        )
    return row


@joined()
def note_results(
    *,
    object: InspectedObject,  # noqa: A002
    department: int,
    results: Mapping[str, Sequence[str]],
    on: date,
    reference: str,
    at: datetime,
) -> int:
    """Remember a department's public results, item by item (code → results); told again, the newest counts."""
    items = {item.code: item.pk for item in Item.objects.filter(code__in=results)}
    made = KnownResult.objects.bulk_create(
        KnownResult(
            object=object,
            item_id=items[code],
            department_id=department,
            checked_on=on,
            codes=list(codes),
            reference=reference,
            noted_at=at,
        )
        for code, codes in results.items()
        if code in items
    )
    return len(made)


@transaction.atomic
def register_visit(
    *,
    object: InspectedObject,  # noqa: A002
    kind: VisitKind,
    on: date,
    reference: str,
    actor: Actor,
    at: datetime,
) -> bool:
    """A department tells of an inspection that was no joint check, so that frequency can be judged over all of them.

    Told twice it is written once; then the answer is false.
    """
    require_role(actor, Role.CLERK, Role.LIBRARIAN, Role.INSPECTOR)
    if kind == VisitKind.JOINT or on > day_of(at):
        raise ValueError(
            "a joint check is told by its own record, and no visit is registered before it took place"
        )
    _, new = PastVisit.objects.get_or_create(
        object=object,
        on=on,
        kind=kind,
        department_id=actor.department_id,
        reference=reference,
        defaults={"noted_by": actor.name, "noted_at": at},
    )
    if new:
        record(
            object,
            "libraries.visit_registered",
            actor=actor,
            at=at,
            sentence=f"{actor.department_name}{actor.name}登记对{object.name}的{kind.label}（{on:%F}，{reference}）。",
        )
    return new
