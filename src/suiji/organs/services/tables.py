"""载入参考表 — regions, industries and the calendar: what is shipped, and every later edition (requirements §2.6)."""

import hashlib
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from django.db import connection, transaction

from suiji.law.workdays import shipped_days
from suiji.ledger import Actor
from suiji.ledger.services import record
from suiji.organs import reference
from suiji.organs.doors import require_role
from suiji.organs.industries import EDITION
from suiji.organs.models import CalendarDay, Industry, Region, TableEdition, TableKind
from suiji.organs.roles import Role

TABLE_LOCK = 0x7AB1
"""The advisory lock under which reference tables change: one edition after the other."""


@transaction.atomic
def load_reference() -> None:
    """Load the shipped regions, industries and calendar where they are missing; never changes a row that is there."""
    for name in reference.SHIPPED:
        Region.objects.bulk_create(map(_region, reference.shipped(name)), ignore_conflicts=True)
    Industry.objects.bulk_create(
        (_industry(line, EDITION) for line in reference.shipped(reference.SHIPPED_INDUSTRIES)),
        ignore_conflicts=True,
    )
    CalendarDay.objects.bulk_create(
        (
            CalendarDay(date=day.on, name=day.name, is_off=day.is_off, notice_year=day.notice_year)
            for day in shipped_days()
        ),
        ignore_conflicts=True,
    )


def _region(line: reference.Line) -> Region:
    return Region(code=line.code, name=line.name, level=line.level, parent_id=line.parent or None)


def _industry(line: reference.Line, edition: str) -> Industry:
    parent = f"{edition}-{line.parent}" if line.parent else None
    key = f"{edition}-{line.code}"
    return Industry(
        key=key, edition=edition, code=line.code, name=line.name, level=line.level, parent_id=parent
    )


@dataclass(slots=True)
class Difference:
    """What an edition changes in a table."""

    added: int = 0
    changed: int = 0
    gone: int = 0


@transaction.atomic
def load_table(
    *, kind: TableKind, edition: str, source: str, content: bytes, actor: Actor, at: datetime
) -> TableEdition:
    """A new edition of a reference table: rows are added and renamed, and what it lacks is marked, never deleted.

    Raises ``reference.Unreadable`` when the file is no such table; then nothing is kept.
    """
    require_role(actor, Role.OFFICE, Role.SYSTEM_ADMIN)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [TABLE_LOCK])
    difference = _LOADERS[kind](content, edition)
    row = TableEdition.objects.create(
        kind=kind,
        edition=edition,
        source=source,
        sha256=hashlib.sha256(content).hexdigest(),
        added=difference.added,
        changed=difference.changed,
        gone=difference.gone,
        by=actor.name,
        at=at,
    )
    record(
        row,
        "organs.table_loaded",
        actor=actor,
        at=at,
        sentence=(
            f"{actor.department_name}{actor.name}载入{kind.label} {edition} 版（{source}）："
            f"新增 {row.added} 条，变更 {row.changed} 条，撤销 {row.gone} 条。"
        ),
        body={"kind": kind.value, "edition": edition, "source": source, "sha256": row.sha256},
    )
    return row


def _load_divisions(content: bytes, edition: str) -> Difference:
    """Only regions of the levels the file holds can be gone: a table of counties says nothing about townships."""
    lines = reference.read_divisions(content)
    known = Region.objects.in_bulk()
    _parents_known({line.code for line in lines} | known.keys(), lines)
    rows = {line.code: _region(line) for line in lines}
    result = Difference(added=len(rows.keys() - known.keys()))
    result.changed = sum(
        _told(row) != _told(known[code]) or known[code].gone_since != ""
        for code, row in rows.items()
        if code in known
    )
    Region.objects.bulk_create(
        rows.values(),
        update_conflicts=True,
        unique_fields=["code"],
        update_fields=["name", "level", "parent", "gone_since"],
    )
    covered = {line.code[:2] for line in lines}
    gone = [
        row
        for code, row in known.items()
        if code not in rows and row.level in {line.level for line in lines}
        if code[:2] in covered and not row.gone_since
    ]
    for row in gone:
        row.gone_since = edition
    Region.objects.bulk_update(gone, ["gone_since"])
    result.gone = len(gone)
    return result


def _told(row: Region) -> tuple[str, int, str | None]:
    return row.name, row.level, row.parent_id


def _parents_known(known: set[str], lines: list[reference.Line]) -> None:
    for line in lines:
        if line.parent and line.parent not in known:
            raise reference.Unreadable(f"{line.code} {line.name} 的上级 {line.parent} 不在表中")


def _load_industries(content: bytes, edition: str) -> Difference:
    if not re.fullmatch(r"(19|20)\d\d", edition):
        raise reference.Unreadable("行业分类的版本写发布年份，如 2017。")
    lines = reference.read_industries(content)
    _parents_known({line.code for line in lines}, lines)
    known = dict(Industry.objects.filter(edition=edition).values_list("code", "name"))
    codes = {line.code for line in lines}
    Industry.objects.bulk_create(
        (_industry(line, edition) for line in lines),
        update_conflicts=True,
        unique_fields=["key"],
        update_fields=["name", "level", "parent"],
    )
    changed = sum(known.get(line.code, line.name) != line.name for line in lines)
    return Difference(len(codes - known.keys()), changed, len(known.keys() - codes))


def _load_calendar(content: bytes, edition: str) -> Difference:
    """A notice replaces what was loaded of its own year; other years' days stay as they are."""
    days = reference.read_holidays(content)
    if {day.notice_year for day in days} != ({int(edition)} if edition.isdigit() else set()):
        raise reference.Unreadable(
            "一次载入一个年度的通知：版本写通知年度，文件里每一行的通知年度都与它相同。"
        )
    known = CalendarDay.objects.in_bulk([day.on for day in days])
    before = CalendarDay.objects.filter(notice_year=int(edition)).exclude(pk__in=[day.on for day in days])
    result = Difference(gone=before.count(), added=len(days) - len(known))
    result.changed = sum(day.on in known and known[day.on].is_off != day.is_off for day in days)
    before.delete()
    CalendarDay.objects.bulk_create(
        (CalendarDay(date=d.on, name=d.name, is_off=d.is_off, notice_year=d.notice_year) for d in days),
        update_conflicts=True,
        unique_fields=["date"],
        update_fields=["name", "is_off", "notice_year"],
    )
    return result


_LOADERS: dict[str, Callable[[bytes, str], Difference]] = {
    TableKind.DIVISIONS: _load_divisions,
    TableKind.INDUSTRIES: _load_industries,
    TableKind.CALENDAR: _load_calendar,
}
