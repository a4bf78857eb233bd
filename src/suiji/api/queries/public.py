"""What anybody's machine may read, through the portal's own window and its own words (decision 0069)."""

from datetime import date
from typing import Any

from suiji.api.paging import cursor_of, key_of
from suiji.api.queries.keeping import Listing
from suiji.api.queries.own import site
from suiji.api.queries.touching import Way, Ways
from suiji.portal.open_data import department_cells, item_cells, plan_cells, record, result_cells
from suiji.portal.queries import departments as portal_departments
from suiji.portal.queries import draws as portal_draws
from suiji.portal.queries import items as portal_items
from suiji.portal.queries import plans as portal_plans
from suiji.portal.queries import results as portal_results

Page = dict[str, Any]


def _records(name: str, cells: Any) -> list[dict[str, Any]]:
    return [record(name, row) for row in cells]


def items(*, cursor: str, limit: int) -> Page:
    """The lists in force. Who keeps the cursor is also told of a version that has left them, with its state."""
    ways = Ways((Way(portal_items.SUBJECT),))
    found = Listing(portal_items.listed(), ways, later=portal_items.made_public()).page(
        cursor=cursor, limit=limit
    )
    cells = item_cells(portal_items.as_items(found.rows))
    return {"rows": _records("items", cells), "next": found.next, "more": found.more}


def plan_lines(*, year: int, cursor: str, limit: int) -> Page:
    """The published lines of a year."""
    found = Listing(portal_plans.of_year(year), Ways((Way(portal_plans.SUBJECT),))).page(
        cursor=cursor, limit=limit
    )
    cells = plan_cells(year, portal_plans.as_lines(found.rows))
    return {"rows": _records("plans", cells), "next": found.next, "more": found.more}


def results(*, cursor: str, limit: int) -> Page:
    """Published results, one row an item; ``limit`` counts results."""
    ways = Ways(
        (Way("disclosure.publication", "publication"),),
        task="publication__visit__task",
        over=portal_draws.told_between,
    )
    found = Listing(portal_results.current(), ways).page(cursor=cursor, limit=limit)
    cells = result_cells(map(portal_results.as_result, found.rows))
    return {"rows": _records("results", cells), "next": found.next, "more": found.more}


def draws(*, cursor: str, limit: int, today: date) -> Page:
    """Every ceremony, whatever became of it."""
    ways = Ways((Way("draws.ceremony"),), task="task", over=portal_draws.told_between)
    found = Listing(portal_draws.ceremonies(), ways).page(cursor=cursor, limit=limit)
    rows = [_draw(one) for one in portal_draws.as_draws(list(found.rows), today=today)]
    return {"rows": rows, "next": found.next, "more": found.more}


_DRAW = (
    "ceremony", "kind", "title", "number", "initiator", "status", "openness", "opened_at", "frozen_at", "drawn_at",
    "frame", "excluded", "drawn", "commitment_sha256", "seed", "result_sha256",
)  # fmt: skip


def _draw(found: portal_draws.Draw) -> dict[str, Any]:
    bundle = site("portal:bundle", found.ceremony) if found.has_bundle else ""
    return {name: getattr(found, name) for name in _DRAW} | {"bundle": bundle}


def draw(ceremony: str, *, today: date) -> dict[str, Any] | None:
    """One ceremony by its number."""
    found = portal_draws.draw(ceremony, today=today)
    return None if found is None else _draw(found)


def departments(*, cursor: str, limit: int, today: date) -> Page:
    """Every department's year in numbers."""
    after = key_of(cursor)
    years = sorted(portal_departments.by_department(today.year), key=lambda pair: pair[0].pk)
    behind = [pair for pair in years if pair[0].pk > after]
    shown = behind[:limit]
    return {
        "rows": _records("departments", department_cells(shown)),
        "next": cursor_of(shown[-1][0].pk) if shown else cursor,
        "more": len(behind) > limit,
    }
