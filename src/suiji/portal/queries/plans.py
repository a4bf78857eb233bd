"""抽查计划 — the year's published lines (Art. 7, 8); of an unannounced one only field and quarter."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime

from django.db.models import Count, QuerySet

from suiji.organs.questions import question
from suiji.plans.models import PlanBatch, PlanKind, PlanLine
from suiji.plans.queries import PublicLine, in_public, left_public, public_lines, there_since
from suiji.plans.queries import batches as plan_batches
from suiji.plans.states import PlanState
from suiji.portal.models import PlanField
from suiji.portal.paging import Bounded
from suiji.portal.queries.visibility import UNANNOUNCED_TITLE, Announcement, announcements
from suiji.sampling.canonical import canonical_json

A_PAGE = 50
"""Lines on a page; as many of those that changed, and of the batches."""
SUBJECT = "plans.planline"
ACT = "plans.published"


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the plan as the public reads it."""

    id: int
    number: str
    title: str
    kind: str
    fields: str
    items: tuple[str, ...]
    object_scope: str
    ratio: str
    frequency: str
    initiator: str
    participants: tuple[str, ...]
    period: str
    basis: str
    unannounced: bool
    announced: Announcement | None
    selection: str = ""
    mode: str = ""
    contact: str = ""
    version: int = 1
    change_reason: str = ""
    publicity_at: datetime | None = None
    """When the national publicity system showed this version."""


def lines(year: int) -> list[Line]:
    """The published lines of a year, in the order of their periods."""
    return as_lines(of_year(year))


def of_year(year: int) -> QuerySet[PlanLine]:
    """The rows of ``lines``, of which a page is taken."""
    return in_public(year=year)


@question
def _first(year: int) -> QuerySet[PlanLine]:
    return in_public(year=year)[:A_PAGE]


def pages(year: int) -> Bounded:
    """The pages of ``of_year``."""
    rows = of_year(year)
    return Bounded(rows, A_PAGE, most=None, counted=lambda: count(year), first=lambda: _first(year))


def page_of(year: int, line: str) -> int:
    """The page on which a line stands, so that a link to it leads there; the first where there is no such line."""
    keys = of_year(year).prefetch_related(None).values_list("pk", flat=True)
    return next((at // A_PAGE + 1 for at, key in enumerate(keys) if str(key) == line), 1)


def as_lines(found: Iterable[PlanLine]) -> list[Line]:
    """These lines as the public reads them; what else is asked is asked for these alone."""
    whole = list(found)
    hidden = {line.pk for line in whole if line.unannounced}
    rows = public_lines(whole)
    said = announcements(SUBJECT, [row.id for row in rows], ACT)
    fields = _fields(hidden)
    shown = [
        _hidden(row, "、".join(fields.get(row.id, ()))) if row.id in hidden else _line(row, said.get(row.id))
        for row in rows
    ]
    there = there_since(whole)
    return [replace(line, publicity_at=there.get(line.id)) for line in shown]


def _fields(lines: set[int]) -> dict[int, list[str]]:
    """The fields of unannounced lines, which is all that is public of their items."""
    found: dict[int, list[str]] = {}
    for line, field in _fields_of(list(lines)) if lines else ():
        found.setdefault(line, []).append(field)
    return found


@question
def _fields_of(lines: list[int]) -> QuerySet[PlanField, tuple[int, str]]:
    return PlanField.objects.filter(line__among=lines).order_by("field").values_list("line_id", "field")


def _published() -> QuerySet[PlanLine]:
    return PlanLine.objects.filter(state=PlanState.PUBLISHED)


def _hidden(row: PublicLine, fields: str) -> Line:
    words = (UNANNOUNCED_TITLE, row.kind, fields)
    return Line(row.id, "", *words, (), "", "", "", "", (), row.period, "", True, None, version=row.version)


def _line(row: PublicLine, announced: Announcement | None) -> Line:
    fields = "、".join(row.fields)
    return Line(
        id=row.id,
        number=row.number,
        title=row.title,
        kind=row.kind,
        fields=fields,
        items=row.items,
        object_scope=row.object_scope,
        ratio=row.ratio,
        frequency=row.frequency,
        initiator=row.initiator,
        participants=row.participants,
        period=row.period,
        basis=row.basis,
        unannounced=False,
        announced=announced,
        selection=row.selection,
        mode=row.mode,
        contact=row.contact,
        version=row.version,
        change_reason=row.change_reason,
    )


@question
def years() -> QuerySet[PlanLine, int]:
    """The years with published lines, newest first."""
    return _published().order_by("-year").values_list("year", flat=True).distinct()


def newest(most: int) -> list[tuple[int, int, str, str, int, datetime]]:
    """The lines published last: key, year, kind, title, version, when; of an unannounced one no title (Art. 20(2))."""
    rows = _published().exclude(published_at=None).order_by("-published_at", "-pk")[:most]
    said = rows.values_list("pk", "year", "kind", "title", "version", "published_at", "unannounced")
    return [
        (pk, year, str(PlanKind(kind).label), UNANNOUNCED_TITLE if hidden else title, version, at)
        for pk, year, kind, title, version, at, hidden in said
        if at is not None
    ]


def count(year: int) -> int:
    """How many lines of a year are published."""
    return sum(_counted(year))


@question
def _counted(year: int) -> QuerySet[PlanLine, int]:
    rows = _published().filter(year=year).order_by()
    return rows.values("year").annotate(n=Count("pk")).values_list("n", flat=True)


@dataclass(frozen=True, slots=True)
class Gone:
    """A line that was public and is not in force any more."""

    number: str
    title: str
    version: int
    withdrawn: bool
    """False where a later version took its place."""
    reason: str
    """Empty for an unannounced check."""


def gone(year: int) -> Bounded:
    """The pages of the lines of a year that were changed or withdrawn."""
    rows = left_public(year=year)
    return Bounded(rows, A_PAGE, most=None, counted=lambda: sum(_left(year)), first=lambda: _first_gone(year))


@question
def _left(year: int) -> QuerySet[PlanLine, int]:
    rows = left_public(year=year).prefetch_related(None).order_by()
    return rows.values("year").annotate(n=Count("pk")).values_list("n", flat=True)


@question
def _first_gone(year: int) -> QuerySet[PlanLine]:
    return left_public(year=year)[:A_PAGE]


def as_gone(year: int, found: Iterable[PlanLine]) -> list[Gone]:
    """These as the public reads them, with the public reason."""
    rows = list(found)
    later = dict(_later(year, [row.pk for row in rows])) if rows else {}
    return [
        _gone(row, public, later.get(row.pk, ""))
        for row, public in zip(rows, public_lines(rows), strict=True)
    ]


@question
def _later(year: int, lines: list[int]) -> QuerySet[PlanLine, tuple[int, str]]:
    rows = PlanLine.objects.filter(year=year, published_at__isnull=False, replaces__among=lines)
    return rows.order_by("pk").values_list("replaces_id", "change_reason")


def _gone(row: PlanLine, public: PublicLine, change: str) -> Gone:
    withdrawn = row.state == PlanState.WITHDRAWN
    reason = row.withdrawn_because if withdrawn else change
    hidden = row.unannounced
    title = UNANNOUNCED_TITLE if hidden else public.title
    return Gone(public.number, title, row.version, withdrawn, "" if hidden else reason)


@question
def batches(year: int) -> QuerySet[PlanBatch]:
    """How the year's plan became public: each batch with its hash."""
    return plan_batches(year=year)


def snapshot(pk: int) -> bytes | None:
    """A batch exactly as it was hashed; None where there is none."""
    found = PlanBatch.objects.filter(pk=pk).first()
    return None if found is None else canonical_json(found.snapshot)
