"""游标 — pages follow one another by the last key shown, never by counting: as quick at the end as at the beginning."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated, Any, Generic, TypeVar

from django.db.models import QuerySet
from ninja import Query

MOST = 200
Row = TypeVar("Row")
Cursor = Annotated[
    str, Query("c0", pattern=r"^c[0-9]{1,18}$", description="上一页给出的 next，原样传回；不填从头开始")
]
KeptCursor = Annotated[
    str,
    Query(
        "c0",
        pattern=r"^(c[0-9]{1,18}(s[0-9]{1,18})?|s[0-9]{1,18}(-[0-9]{1,18})?)$",
        description="上一页给出的 next，原样传回；不填从头开始。读完以后留着最后一个 next，多久都可以："
        "以后从它接着读，给出其后新增的、改动过的和后来才可以读的，每条整行再给一次，按 id 替换",
    ),
]
Limit = Annotated[int, Query(100, ge=1, le=MOST, description="一页几条")]


def cursor_of(key: int) -> str:
    """The cursor behind a key."""
    return f"c{key}"


def key_of(cursor: str) -> int:
    """The key that a cursor stands behind; 0 for the beginning."""
    return int(cursor[1:])


@dataclass(frozen=True, slots=True)
class Mark:
    """What a kept cursor says: first a walk by key, which remembers the place of the log at which it began, then on
    from that place (decision 0116)."""

    key: int | None
    """The key behind which the walk goes on; None once it is over."""
    place: int | None
    """The place of the log from which on has not been looked at; None in a cursor given before there were places."""
    row: int = 0
    """Of the rows that belong to that very place, the last that was shown."""

    def __str__(self) -> str:
        if self.key is not None:
            return f"c{self.key}" if self.place is None else f"c{self.key}s{self.place}"
        return f"s{self.place}-{self.row}" if self.row else f"s{self.place}"


def mark_of(cursor: str) -> Mark:
    """What the cursor says."""
    if cursor.startswith("s"):
        place, _, row = cursor[1:].partition("-")
        return Mark(None, int(place), int(row or 0))
    key, _, place = cursor[1:].partition("s")
    return Mark(int(key), int(place) if place else None)


@dataclass(frozen=True, slots=True)
class Slice(Generic[Row]):
    """Some rows and the way on."""

    rows: Sequence[Row]
    next: str
    more: bool


def pk_of(row: Any) -> int:
    """The key of a row, be it a model's or a dictionary of values."""
    return int(row["pk"] if isinstance(row, dict) else row.pk)


def slice_of(rows: QuerySet[Any, Row], *, cursor: str, limit: int) -> Slice[Row]:
    """The rows behind a cursor, by rising key; what is added later comes behind it."""
    after = key_of(cursor)
    behind = rows.filter(pk__gt=after) if after else rows
    found = list(behind.order_by("pk")[: limit + 1])
    shown = found[:limit]
    last = cursor_of(pk_of(shown[-1])) if shown else cursor
    return Slice(shown, last, more=len(found) > limit)
