"""留用的游标 — a list read from end to end, and from then on whatever has changed in it, nothing passed over (0116)."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from django.db.models import QuerySet

from suiji.api.paging import Mark, Slice, cursor_of, key_of, mark_of, pk_of, slice_of
from suiji.api.queries.touching import Turns, Ways

Row = TypeVar("Row")


@dataclass(frozen=True, slots=True)
class Listing(Generic[Row]):
    """A list, and how it is kept up with."""

    rows: QuerySet[Any, Row]
    ways: Ways | Turns
    later: QuerySet[Any, Row] | None = None
    """What a keeper is told of, where that is more than stands in the list: also what has left it."""
    keys: QuerySet[Any, Any] | None = None
    """The same rows asked for their keys alone, where ``rows`` asks for more than is needed for that."""

    def page(self, *, cursor: str, limit: int) -> Slice[Row]:
        """The rows behind a cursor. Asked on while there is more, and again whenever one likes with the last ``next``:
        every row that may be read is given, and given again after every act that touched it, whoever committed when.
        """
        mark = mark_of(cursor)
        return self._walk(mark, limit) if mark.key is not None else self._changes(mark, cursor, limit)

    def _walk(self, mark: Mark, limit: int) -> Slice[Row]:
        """The place is asked for before the rows, with every page: what is committed in between is told once more and
        never missed, and a page that a replica gives promises no more than the replica has."""
        newest = self.ways.new_place()
        place = newest if mark.place is None else min(mark.place, newest)
        found = slice_of(self.rows, cursor=cursor_of(mark.key or 0), limit=limit)
        after = Mark(key_of(found.next), place) if found.more else Mark(None, place)
        return Slice(found.rows, str(after), more=found.more)

    def _changes(self, mark: Mark, cursor: str, limit: int) -> Slice[Row]:
        since, newest = mark.place or 0, self.ways.new_place()
        until = min(since + self.ways.span, newest)
        told = self.rows if self.later is None else self.later
        last = self.ways.touched(told if self.keys is None else self.keys, since=since, until=until)
        behind = sorted((place, key) for key, place in last.items() if (place, key) > (since, mark.row))
        shown = behind[:limit]
        rows = _in_order(told, [key for _, key in shown])
        if len(behind) > limit:
            place, key = shown[-1]
            return Slice(rows, str(Mark(None, place, key)), more=True)
        if not shown and until == newest:
            return Slice(rows, cursor, more=False)  # as it was: who asks every minute is answered 304
        return Slice(rows, str(Mark(None, until)), more=until < newest)


def _in_order(rows: QuerySet[Any, Row], keys: Sequence[int]) -> list[Row]:
    known = {pk_of(row): row for row in rows.filter(pk__in=keys).order_by()}
    return [known[key] for key in keys if key in known]
