"""工作情况 — the year so far: counted at once while it is small, read from the job's last counting once it is large.

The same cut-off always gives the same figures, so that nothing is lost but minutes: the page says its cut-off, and what
lies behind a figure is asked for at that same instant (decision 0106).
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any

from suiji.law import parameter
from suiji.ledger import Actor
from suiji.organs.days import day_of
from suiji.organs.models import Department, Kind
from suiji.organs.queries import department, regulators
from suiji.oversight.figures import KEYS
from suiji.oversight.models import WorkSummary
from suiji.oversight.queries.reporting import Shown, rows_of, shown, whole_second
from suiji.oversight.queries.scope import scope_of

LARGE = 5_000
"""Results of a year from which on a page no longer counts them itself."""
STALE = timedelta(hours=2)
"""A counting older than that says that the job does not run; then the page counts, however long it takes."""
NAMED = 200
"""Late things that the page names; their number is among the figures, and each figure opens up to all of them."""


def counted_work(year: int, at: datetime) -> dict[str, Any]:
    """Every department's figures at an instant, for the job to keep."""
    found = rows_of(list(regulators().order_by("region_id", "code")), year, whole_second(at))
    return {"rows": found["rows"], "late": _first(found["late"])}


def _first(late: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The first late things of each department."""
    times: dict[str, int] = {}
    kept = []
    for row in late:
        times[row["department"]] = times.get(row["department"], 0) + 1
        if times[row["department"]] <= NAMED:
            kept.append(row)
    return kept


Rows = dict[str, dict[str, Any]]
"""Department's code → its figures."""


@dataclass(frozen=True, slots=True)
class _Kept:
    """The job's last counting of a year."""

    pk: int
    cut_off_at: datetime
    rows: Rows

    def late(self, names: set[str]) -> list[dict[str, Any]]:
        """What these departments did too late; their first things, where there were many."""
        found = WorkSummary.objects.values_list("content__late", flat=True).get(pk=self.pk)
        return [row for row in found if row["department"] in names]


def _kept(year: int, at: datetime) -> _Kept | None:
    """None while the year is small, or the job does not run."""
    fresh = WorkSummary.objects.filter(year=year, cut_off_at__gt=at - STALE, cut_off_at__lte=at)
    row = fresh.values_list("pk", "cut_off_at").first()
    kept = _Kept(*row, rows=_rows_at(*row)) if row else None
    return kept if kept and sum(one["inspected"] for one in kept.rows.values()) >= LARGE else None


@lru_cache(maxsize=2)
def _rows_at(pk: int, cut_off: datetime) -> Rows:
    """Read once a process: every official's first page asks, and a province's are those of a thousand departments."""
    found = WorkSummary.objects.filter(pk=pk, cut_off_at=cut_off).values_list("content__rows", flat=True)
    return {row["code"]: row for row in found.first() or ()}


def figures_for(actor: Actor, *, year: int, at: datetime) -> dict[str, Any]:
    """The figures of the departments the actor reads, as they stand or as the job last counted them."""
    departments, kept = list(scope_of(actor).order_by("region_id", "code")), _kept(year, at)
    cut_off = kept.cut_off_at if kept else whole_second(at)
    found = _of(kept, departments) if kept else rows_of(departments, year, cut_off)
    return {
        "year": year,
        "cut_off_at": cut_off.strftime("%Y-%m-%dT%H:%M:%SZ"),
        "kept": kept is not None,
        "floor": parameter("min_initiated", day_of(at)),
        **found,
        "late": found["late"][:NAMED],
        "more": len(found["late"]) > NAMED,
    }


def _of(kept: _Kept, departments: list[Department]) -> dict[str, Any]:
    rows = [kept.rows[one.code] for one in departments if one.code in kept.rows]
    return {
        "rows": rows,
        "totals": {key: sum(row[key] for row in rows) for key in KEYS},
        "late": kept.late({row["department"] for row in rows}),
    }


def own_row(actor: Actor, *, year: int, at: datetime) -> dict[str, Any] | None:
    """The actor's own department's figures; None where it is no department that inspects."""
    own = department(actor.department_id)
    if own.kind != Kind.REGULATOR:
        return None
    kept = _kept(year, at)
    row = kept.rows.get(own.code) if kept else rows_of([own], year, whole_second(at))["rows"][0]
    return row | {"floor": parameter("min_initiated", day_of(at))} if row else None


def overview(actor: Actor, *, year: int, at: datetime) -> Shown:
    """The figures ready for the page."""
    return shown(figures_for(actor, year=year, at=at))
