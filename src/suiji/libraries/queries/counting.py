"""户数 — how many objects a search finds: counted while that is quick, estimated from a sample where it is not."""

from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.db.models import QuerySet

from suiji.libraries.models import InspectedObject

CHEAP = 20_000.0
"""What the planner says of a count that takes no longer than a blink; a library of one county never costs more."""
PERCENT = 0.5
"""Of the table's blocks, that make the sample."""
FEW_HITS = 50
"""A sample with fewer hits than this tells too little."""
COUNTED = 10_000
"""So far a search is counted that is rare and yet takes long; nobody pages further."""
_TABLE = f'FROM "{InspectedObject._meta.db_table}"'


@dataclass(frozen=True, slots=True)
class Size:
    """How many a search finds."""

    number: int
    exact: bool

    @property
    def words(self) -> str:
        """共 12 户；约 17 万户."""
        if self.exact:
            return f"共 {self.number} 户"
        if self.number <= COUNTED:
            return f"超过 {self.number} 户"
        myriads = self.number / 10_000
        return f"约 {myriads:.1f} 万户" if myriads < 10 else f"约 {myriads:.0f} 万户"


def size_of(rows: QuerySet[InspectedObject]) -> Size:
    """The number of a search. The planner says beforehand whether counting would be long; then a sample is asked.

    The sample is always the same blocks of the table, so that the number stands still while pages are turned.
    """
    plain = rows.order_by().values("pk")
    if plain.query.is_empty():
        return Size(0, exact=True)
    cost, expected = _planned(plain)
    if cost <= CHEAP and expected > COUNTED:
        return Size(plain.count(), exact=True)
    if cost <= CHEAP and (number := plain[: COUNTED + 1].count()) <= COUNTED:
        return Size(number, exact=True)
    # Long; or many where the planner, who takes two pairs of one word for independent, expected a few.
    if (hits := _sampled(plain)) >= FEW_HITS:
        return Size(round(hits * 100 / PERCENT), exact=False)
    number = plain[: COUNTED + 1].count()
    return Size(min(number, COUNTED), exact=number <= COUNTED)


def is_long(rows: QuerySet[InspectedObject, Any]) -> bool:
    """What the planner thinks: whether a question about objects takes longer than anybody waits while typing."""
    return _planned(rows)[0] > CHEAP


def _planned(rows: QuerySet[InspectedObject, Any]) -> tuple[float, float]:
    """What the planner thinks a question costs, and how many rows it expects."""
    statement, parameters = rows.query.sql_with_params()
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN (FORMAT JSON) {statement}", parameters)
        found = cursor.fetchone()
    plan = found[0][0]["Plan"]
    return float(plan["Total Cost"]), float(plan["Plan Rows"])


def sampled(rows: QuerySet[InspectedObject, Any], percent: float) -> list[tuple[Any, ...]]:
    """The answer to a question, asked of so many percent of the table's blocks only, and always of the same ones."""
    statement, parameters = rows.query.sql_with_params()
    of_some = statement.replace(_TABLE, f"{_TABLE} TABLESAMPLE SYSTEM ({percent}) REPEATABLE (1)", 1)
    with connection.cursor() as cursor:
        cursor.execute(of_some, parameters)
        return list(cursor.fetchall())


def _sampled(rows: QuerySet[InspectedObject, Any]) -> int:
    return len(sampled(rows, PERCENT))
