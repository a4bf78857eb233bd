"""游标 — pages follow one another by the last key shown, never by counting: as quick at the end as at the beginning."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Annotated, Generic, TypeVar

from django.db.models import Model, QuerySet
from ninja import Query

MOST = 200
Row = TypeVar("Row", bound=Model)
Cursor = Annotated[
    str, Query("c0", pattern=r"^c[0-9]{1,18}$", description="上一页给出的 next，原样传回；不填从头开始")
]
Limit = Annotated[int, Query(100, ge=1, le=MOST, description="一页几条")]


def cursor_of(key: int) -> str:
    """The cursor behind a key."""
    return f"c{key}"


def key_of(cursor: str) -> int:
    """The key that a cursor stands behind; 0 for the beginning."""
    return int(cursor[1:])


@dataclass(frozen=True, slots=True)
class Slice(Generic[Row]):
    """Some rows and the way on."""

    rows: Sequence[Row]
    next: str
    more: bool


def slice_of(
    rows: QuerySet[Row],
    *,
    cursor: str,
    limit: int,
    key: str = "pk",
    place: Callable[[Row], int] | None = None,
) -> Slice[Row]:
    """The rows behind a cursor, by rising key; what is added later comes behind it."""
    after = key_of(cursor)
    behind: QuerySet[Row] = rows.filter(**{f"{key}__gt": after}) if after else rows
    found = list(behind.order_by(key)[: limit + 1])
    shown = found[:limit]
    if not shown:
        return Slice(shown, cursor, more=False)
    last = shown[-1]
    return Slice(shown, cursor_of(place(last) if place else int(last.pk)), more=len(found) > limit)
