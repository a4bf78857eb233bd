"""回避 — whom an inspector must not meet. Private to the inspector's department; the draw asks for pairs only."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from django.db.models import Q, QuerySet

from suiji import vault
from suiji.ledger import Actor
from suiji.libraries.models import InspectedObject, Inspector, Recusal
from suiji.libraries.states import RecusalState
from suiji.organs.roles import Role


@dataclass(frozen=True, slots=True)
class RecusalRow:
    """A recusal as the own department sees it."""

    recusal: Recusal
    whom: str
    """An object's name, or a person's."""
    in_force: bool


def recusals(actor: Actor) -> QuerySet[Recusal]:
    """The recusals of the actor's own department. Another department's are nobody else's business."""
    return (
        Recusal.objects.filter(inspector__department_id=actor.department_id)
        .select_related("inspector", "object")
        .order_by("-declared_at", "-pk")
    )


def recusals_in_hand(actor: Actor) -> QuerySet[Recusal]:
    """The recusals the actor may withdraw: the whole department's for its keepers, one's own for an inspector."""
    rows = recusals(actor)
    if actor.holds(Role.LIBRARIAN, Role.CLERK):
        return rows
    return rows.filter(inspector__person_id=actor.id)


def own_recusals(inspector: Inspector) -> QuerySet[Recusal]:
    """What one inspector has declared, newest first."""
    return (
        Recusal.objects.filter(inspector=inspector)
        .select_related("inspector", "object")
        .order_by("-declared_at", "-pk")
    )


def shown(rows: Collection[Recusal], today: date) -> list[RecusalRow]:
    """The rows with the words for whom they concern."""
    return [
        RecusalRow(row, row.object.name if row.object else party_of(row), _holds(row, today, today))
        for row in rows
    ]


def party_of(row: Recusal) -> str:
    """The person a recusal names, or why the name cannot be read."""
    try:
        return vault.take(row, "party")
    except vault.Unopenable as error:
        return str(error)


def _holds(row: Recusal, first: date, last: date) -> bool:
    return (
        row.state == RecusalState.DECLARED
        and (row.from_on is None or row.from_on <= last)
        and (row.until_on is None or row.until_on > first)
    )


def recused_pairs(
    inspector_ids: Collection[int],
    object_ids: Collection[int],
    *,
    first: date | None = None,
    last: date | None = None,
) -> set[tuple[int, int]]:
    """(inspector, object) pairs that must not meet on any day from first to last: for the draw.

    Who declared a person meets no object that bears the person's name or is answered for by them.
    """
    rows = Recusal.objects.filter(inspector__in=inspector_ids, state=RecusalState.DECLARED)
    if last is not None:
        rows = rows.filter(Q(from_on__isnull=True) | Q(from_on__lte=last))
    if first is not None:
        rows = rows.filter(Q(until_on__isnull=True) | Q(until_on__gt=first))
    named = rows.filter(object__in=object_ids).values_list("inspector_id", "object_id")
    found = {(inspector, int(pk)) for inspector, pk in named if pk is not None}
    persons = [(row.inspector_id, party_of(row)) for row in rows.filter(object__isnull=True)]
    if persons:
        behind = _people_behind(object_ids)
        found |= {(pk, key) for pk, name in persons for key, people in behind.items() if name in people}
    return found


def _people_behind(object_ids: Collection[int]) -> dict[int, set[str]]:
    """Object → who answers for it, and its own name (a person may be the object)."""
    found: dict[int, set[str]] = {}
    for row in InspectedObject.objects.filter(pk__in=object_ids):
        people = {row.name}
        for field in ("legal_rep", "liaison"):
            try:
                people |= {vault.take(row, field)} - {""}
            except vault.Unopenable:
                continue  # what cannot be read cannot be compared; the object's own page says so
        found[row.pk] = people
    return found
