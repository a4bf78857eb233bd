"""A long list on the officials' first page: its most pressing lines, and how many more there are (decision 0118)."""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TypeVar

from suiji.law.workdays import Deadline, workdays_between
from suiji.organs.queries import calendar
from suiji.organs.todo import Todo

MOST = 30
"""Lines of one list. A room asks for one row more, and so knows whether there are others."""
SOON = 3
"""Working days from which a deadline counts as near."""

R = TypeVar("R")
Counted = Iterable[tuple[Deadline | None, int]]
"""How many of a whole list have which deadline."""


@dataclass(frozen=True, slots=True)
class Others:
    """How those of a list are spoken of that are not shown."""

    words: str
    """Behind their number: ``户检查等待录入结果``."""
    url: str
    """The page that lists them all."""
    article: int


def terms(rows: Iterable[tuple[date | None, bool, int]]) -> Counted:
    """Rows of last day, whether it is provisional, and how many, as counted."""
    return [(Deadline(on, provisional) if on else None, many) for on, provisional, many in rows]


def urgency(days: int | None) -> str:
    """``late``, ``soon`` or ``dated``, by the working days left; ``open`` without a deadline."""
    if days is None:
        return "open"
    return "late" if days < 0 else "soon" if days <= SOON else "dated"


def shortened(
    rows: Sequence[R],
    line: Callable[[R], Todo],
    *,
    counted: Callable[[], Counted],
    others: Others,
    today: date,
) -> list[Todo]:
    """A line for each of the first ``MOST`` rows, the nearest deadline first; then, of each urgency, how many more.

    ``counted`` is asked only where there are more: it counts the whole list, with what is shown. One row more is shown
    as it is, rather than spoken of.
    """
    found = [line(row) for row in rows]
    if len(found) <= MOST:
        return found
    left = Counter({due: -number for due, number in Counter(todo.due for todo in found[:MOST]).items()})
    for due, number in counted():
        left[due] += number
    left = +left
    return found if left.total() <= 1 else found[:MOST] + _spoken_of(left, others, today)


def _spoken_of(left: Counter[Deadline | None], others: Others, today: date) -> list[Todo]:
    year = calendar()
    parts: dict[str, list[tuple[Deadline | None, int]]] = {}
    for due, number in sorted(left.items(), key=lambda one: one[0].on if one[0] else date.max):
        key = urgency(workdays_between(today, due.on, year) if due else None)
        parts.setdefault(key, []).append((due, number))
    return [_others(key, rows, others) for key, rows in parts.items()]


def _others(key: str, rows: list[tuple[Deadline | None, int]], others: Others) -> Todo:
    many = sum(number for _, number in rows)
    late = "，已经超期" if key == "late" else ""
    return Todo(
        f"另有 {many} {others.words}{late}。",
        "全部查看",
        others.url,
        rows[0][0],
        others.article,
        stands_for=many,
    )
