"""检查结果 — the current version of every published result, without persons and classes (Art. 20(4), 22, 25)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet, Sum

from suiji import law
from suiji.disclosure.models import Publication, ResultTally
from suiji.disclosure.states import MADE_PUBLIC
from suiji.law.results import ResultCode
from suiji.organs.days import day_of
from suiji.organs.models import Department
from suiji.portal.models import PublicResult
from suiji.portal.queries.finding import MOST, by_code, by_name

FEW = 200
"""Results of a department that are read by themselves and then put in order."""


@dataclass(frozen=True, slots=True)
class Row:
    """One item of a result."""

    item: str
    title: str
    results: str


@dataclass(frozen=True, slots=True)
class Result:
    """A department's published result of one visit, as it stands now."""

    id: int
    version: int
    code: str
    name: str
    department: str
    results: tuple[str, ...]
    rows: tuple[Row, ...]
    ended_on: date | None
    due_on: date
    published_at: datetime
    task: str
    number: str
    ceremony: str
    """The draw's number; empty while the task is withheld."""
    corrected: bool
    reason: str
    first_at: datetime
    """When its first version was published: what the term of Art. 20(4) is measured by."""
    publicity_at: datetime | None
    """When the national publicity system showed this version."""

    @property
    def late(self) -> bool:
        """First published after the last day of Art. 20(4): late stays late (Art. 29)."""
        return not law.results.publication_in_time(published_on=day_of(self.first_at), due=self.due_on)

    @property
    def summary(self) -> str:
        """All results in words."""
        return "；".join(self.results)


def current() -> QuerySet[PublicResult]:
    """The newest version of every published result, newest first: the window shows no other."""
    return PublicResult.objects.order_by("-published_at", "-pk")


def find(*, text: str = "", department: int | None = None, code: str = "") -> QuerySet[PublicResult]:
    """Published results by the firm's name or code, by department, by kind of result."""
    rows = current()
    if text:
        found = [pk for pk, *_ in by_code(text)] or list(by_name(text).values_list("pk", flat=True)[:MOST])
        rows = rows.filter(object__in=found)
    if department:
        few = _few(department)
        rows = rows.filter(department=department) if few is None else rows.filter(publication__in=few)
    if code:
        rows = rows.filter(results__contains=[code])
    return rows


def _few(department: int) -> list[int] | None:
    """The publications of a department that has few; None of one that has many.

    In the order of all results three would be looked for among a million; many are met soon.
    """
    own = Publication.objects.filter(department=department, state__in=MADE_PUBLIC)
    found = list(own.values_list("pk", flat=True)[: FEW + 1])
    return found if len(found) <= FEW else None


def to_count(*, text: str = "", department: int | None = None, code: str = "") -> QuerySet[Any]:
    """As many rows as ``find`` has: where nothing is asked of their words the publications alone, joined to nothing."""
    if text or code:
        return find(text=text, department=department, code=code)
    rows = Publication.objects.filter(state__in=MADE_PUBLIC)
    return rows.filter(department=department) if department else rows


def as_results(rows: Iterable[PublicResult]) -> list[Result]:
    """Rows as the public reads them."""
    return [as_result(row) for row in rows]


def result(pk: int) -> Result | None:
    """The current version of a published result, or None."""
    # Unordered: with an order, PostgreSQL would look for the one row among all, newest first.
    row = next(iter(current().order_by().filter(publication=pk)), None)
    return None if row is None else as_result(row)


def of_object(code: str) -> list[Result]:
    """All published results of one object, the newest first: few, and sorted here for less than asking for an order."""
    rows = current().order_by().filter(code=code)
    return as_results(sorted(rows, key=lambda row: (row.published_at, row.pk), reverse=True))


def as_result(row: PublicResult) -> Result:
    """One row as the public reads it."""
    return Result(
        id=row.publication_id,
        version=row.number,
        code=row.code,
        name=row.name,
        department=row.department_name,
        results=tuple(_words(row.results)),
        rows=tuple(
            Row(str(line["item"]), str(line["title"]), "；".join(_words(line["results"])))
            for line in row.rows
        ),
        ended_on=day_of(row.ended_at) if row.ended_at else None,
        due_on=row.due_on,
        published_at=row.published_at,
        task=row.task_title,
        number=row.task_number,
        ceremony=row.ceremony,
        corrected=row.number > 1,
        reason=row.reason,
        first_at=row.first_at,
        publicity_at=row.publicity_at,
    )


def _words(codes: Iterable[str]) -> list[str]:
    return [ResultCode(code).words for code in codes]


def departments() -> list[tuple[int, str]]:
    """The departments that have published results."""
    there = Publication.objects.filter(department=OuterRef("pk"), state__in=MADE_PUBLIC)
    return list(Department.objects.filter(Exists(there)).order_by("code").values_list("pk", "name"))


def counts() -> dict[str, int]:
    """How many results stand published, and how many of them were corrected."""
    rows = ResultTally.objects.filter(what__in=("PUBLISHED", "CORRECTED")).order_by()
    told = dict(rows.values_list("what").annotate(n=Sum("number")))
    return {"published": told.get("PUBLISHED", 0), "corrected": told.get("CORRECTED", 0)}
