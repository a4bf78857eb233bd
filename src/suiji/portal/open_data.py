"""开放数据 — tables as CSV that a spreadsheet opens without harm, and as JSON for programs."""

import csv
import json
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from suiji.organs.models import Department
from suiji.portal.dictionary import SHEETS
from suiji.portal.queries import departments, draws, items, plans, results

SHANGHAI = ZoneInfo("Asia/Shanghai")
DANGEROUS = ("=", "+", "-", "@", "\t", "\r")
"""A cell that begins so would be run as a formula; an apostrophe before it keeps it text."""
BYTE_ORDER_MARK = "\ufeff"


class _Line:
    """A file that hands each written line back."""

    def write(self, line: str) -> str:
        return line


def safe(value: Any) -> str:
    """A cell's text, harmless in a spreadsheet."""
    text = _text(value)
    return f"'{text}" if text.startswith(DANGEROUS) else text


def _text(value: Any) -> str:
    if isinstance(value, datetime):
        return value.astimezone(SHANGHAI).strftime("%Y-%m-%d %H:%M")
    if isinstance(value, date):
        return value.isoformat()
    return "" if value is None else str(value)


def csv_lines(name: str, *, today: date, since: datetime | None = None) -> Iterator[str]:
    """The table as lines of CSV, the heading first; read from the database as it is sent."""
    writer = csv.writer(_Line())
    yield BYTE_ORDER_MARK
    yield _row(writer, [column.title for column in SHEETS[name].columns])
    for row in _ROWS[name](since, today):
        yield _row(writer, row)


def json_lines(name: str, *, today: date, since: datetime | None = None) -> Iterator[str]:
    """The table as a JSON array of objects, one a line; instants are ISO 8601 in Beijing time, nothing is null."""
    between = "[\n"
    for row in _ROWS[name](since, today):
        yield between + json.dumps(record(name, row), ensure_ascii=False)
        between = ",\n"
    yield "\n]\n" if between == ",\n" else "[]\n"


def record(name: str, cells: Sequence[Any]) -> dict[str, Any]:
    """A table's row under the keys of its dictionary."""
    keys = [column.key for column in SHEETS[name].columns]
    return dict(zip(keys, map(_value, cells), strict=True))


def _value(cell: Any) -> Any:
    if isinstance(cell, datetime):
        return cell.astimezone(SHANGHAI).isoformat(timespec="seconds")
    return cell if isinstance(cell, int | bool) else _text(cell)


def _row(writer: Any, cells: Sequence[Any]) -> str:
    return str(writer.writerow([safe(cell) for cell in cells]))


def _items(_since: datetime | None, _today: date) -> Iterable[Sequence[Any]]:
    return item_cells(items.as_items(items.listed()))


def item_cells(rows: Iterable[items.Item]) -> Iterator[Sequence[Any]]:
    """Items as rows of their table."""
    for row in rows:
        others = "、".join(part.department for part in row.parts if not part.leads)
        yield (
            row.kind_label, row.code, row.number, row.field, row.title, row.content, row.legal_basis,
            row.object_scope, row.modes, row.item_class, row.ratio, row.frequency, row.owner, others,
            row.effective_from, row.state_label,
        )  # fmt: skip


def _plans(_since: datetime | None, _today: date) -> Iterable[Sequence[Any]]:
    for year in plans.years():
        yield from plan_cells(year, plans.lines(year))


def plan_cells(year: int, rows: Iterable[plans.Line]) -> Iterator[Sequence[Any]]:
    """A year's lines as rows of their table."""
    for row in rows:
        yield (
            year, row.number, row.title, row.kind, row.fields, "、".join(row.items), row.object_scope,
            row.ratio, row.frequency, row.initiator, "、".join(row.participants), row.period,
            row.announced.at if row.announced else None,
        )  # fmt: skip


def _results(since: datetime | None, _today: date) -> Iterable[Sequence[Any]]:
    rows = results.current() if since is None else results.current().filter(published_at__gt=since)
    return result_cells(map(results.as_result, rows.iterator(chunk_size=1000)))


def result_cells(found: Iterable[results.Result]) -> Iterator[Sequence[Any]]:
    """Results as rows of their table, one an item."""
    for result in found:
        for row in result.rows:
            yield (
                result.name, result.code, result.department, row.item, row.title, row.results,
                result.ended_on, result.published_at, result.version, result.reason, result.number,
                result.task, result.ceremony, result.first_at, result.publicity_at, result.due_on,
            )  # fmt: skip


def _draws(_since: datetime | None, today: date) -> Iterable[Sequence[Any]]:
    for row in draws.as_draws(list(draws.ceremonies()), today=today):
        yield (
            row.ceremony, row.kind_label, row.number, row.title, row.initiator, row.status, row.openness,
            row.opened_at, row.frozen_at, row.drawn_at, row.frame, row.excluded, row.drawn, row.void_reason,
            row.commitment_sha256, row.seed, row.result_sha256,
        )  # fmt: skip


def _departments(_since: datetime | None, today: date) -> Iterable[Sequence[Any]]:
    return department_cells(departments.by_department(today.year))


def department_cells(rows: Iterable[tuple[Department, departments.Year]]) -> Iterator[Sequence[Any]]:
    """The departments' years as rows of their table."""
    for one, year in rows:
        yield one.name, year.year, year.planned, year.draws, year.published, year.late, year.corrected


_ROWS = {
    "items": _items, "plans": _plans, "results": _results, "draws": _draws, "departments": _departments,
}  # fmt: skip
