"""分组 — which drawn objects a unit has, and how they are dealt into its teams (protocol §7)."""

from collections import defaultdict

from django.db.models import OuterRef, QuerySet, Subquery

from suiji.draws.models import Ceremony, Dispatch, DrawKind, DrawnObject, ReceiptVerdict
from suiji.draws.queries.bundle import stored
from suiji.draws.queries.teams import ceremony_with_result
from suiji.sampling.draw import ticket
from suiji.sampling.frame import lot_of
from suiji.tasks.models import ExecutingUnit, Task


def in_order(task: Task) -> list[DrawnObject]:
    """The task's list in the order of its tickets; one that was drawn above in the order of codes (R52)."""
    drawn = DrawnObject.objects.filter(task=task).select_related("object")
    ceremony = ceremony_with_result(task, DrawKind.OBJECTS)
    if ceremony is None:
        return sorted(drawn, key=lambda row: row.object.code.encode())
    return _by_ticket(ceremony, list(drawn))


def _by_ticket(ceremony: Ceremony, drawn: list[DrawnObject]) -> list[DrawnObject]:
    files = stored(ceremony, audit=True)
    key = bytes.fromhex(files["audit/key.hex"].decode().strip())
    seed = bytes.fromhex(ceremony.result.seed)
    return sorted(drawn, key=lambda row: ticket(seed, lot_of(key, row.object.code)))


def standing(task: Task) -> QuerySet[Dispatch]:
    """For every drawn object the dispatch that holds: its newest, unless that came back."""
    newest = Dispatch.objects.filter(drawn=OuterRef("drawn")).order_by("-pk").values("pk")[:1]
    rows = Dispatch.objects.filter(drawn__task=task, pk=Subquery(newest))
    return rows.exclude(receipt__verdict=ReceiptVerdict.RETURNED)


def deal(unit: ExecutingUnit) -> dict[str, list[DrawnObject]]:
    """Team code → its objects: the unit's share of the list, dealt in order round-robin into its teams.

    Teams are numbered through the task, unit after unit by region, so that a code names one team.
    """
    task = unit.task
    holder = dict(standing(task).values_list("drawn", "unit"))
    shares: dict[int, list[DrawnObject]] = defaultdict(list)
    for row in in_order(task):
        if row.pk in holder:
            shares[holder[row.pk]].append(row)
    numbers = {
        one: min(task.teams, len(shares[one]))
        for one in task.units.order_by("region_id").values_list("pk", flat=True)
    }
    before = sum(number for one, number in _until(numbers, unit.pk))
    width, own = max(2, len(str(sum(numbers.values())))), numbers[unit.pk]
    return {f"{before + place + 1:0{width}d}": shares[unit.pk][place::own] for place in range(own)}


def _until(numbers: dict[int, int], last: int) -> list[tuple[int, int]]:
    found = list(numbers.items())
    return found[: [pk for pk, _ in found].index(last)]
