"""Whose part a check needs: the departments that its items name (Art. 2, 7)."""

from collections.abc import Iterable
from datetime import date

from suiji.catalogue.models import Item, ItemVersion, ListKind
from suiji.catalogue.queries.items import in_force
from suiji.organs.models import Department


def holding(items: Iterable[Item], *, days: Iterable[date | None]) -> list[ItemVersion]:
    """The version of each joint item that holds on the first of the days on which one does."""
    wanted, found = {item.pk for item in items}, dict[int, ItemVersion]()
    for day in days:
        if day is not None and wanted - set(found):
            rows = in_force(on=day).filter(item__kind=ListKind.JOINT, item__in=wanted - set(found))
            found |= {row.item_id: row for row in rows}
    return list(found.values())


def departments_left_out(
    versions: Iterable[ItemVersion], taking_part: Iterable[Department]
) -> list[Department]:
    """Whom the items give a part and nobody of whose line of business takes part (reading R146).

    By line of business, because a county's own department answers for the part of its city's. Give versions with
    their parts at hand.
    """
    lines = {department.line for department in taking_part}
    named = {part.department.line: part.department for version in versions for part in version.parts.all()}
    absent = (department for line, department in named.items() if line not in lines)
    return sorted(absent, key=lambda department: department.code)
