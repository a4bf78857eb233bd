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
from suiji.organs.questions import question
from suiji.portal.models import PublicResult
from suiji.portal.paging import Bounded
from suiji.portal.queries.finding import by_code, by_name

A_PAGE, A_LOOK = 30, 10
"""Results on a page of the list, and on a department's page."""
FEW = 200
"""Results of a department that are read by themselves and then put in order."""
_MORE = FEW + 1


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
        rows = rows.filter(object__in=[pk for pk, *_ in by_code(text) or by_name(text)])
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
    found = _some_of(department)
    return found if len(found) <= FEW else None


@question
def _some_of(department: int) -> QuerySet[Publication, int]:
    own = Publication.objects.filter(department=department, state__in=MADE_PUBLIC)
    return own.values_list("pk", flat=True)[:_MORE]


def newest_of(department: int) -> list[Result]:
    """The results that a department published last: as many as stand on its page."""
    few = _some_of(department)
    if not few:
        return []
    return as_results(_newest_of(department) if len(few) > FEW else _newest_among(few))


@question
def _newest_of(department: int) -> QuerySet[PublicResult]:
    return current().filter(department=department)[:A_LOOK]


@question
def _newest_among(publications: list[int]) -> QuerySet[PublicResult]:
    return current().filter(publication__among=publications)[:A_LOOK]


@question
def _newest() -> QuerySet[PublicResult]:
    return current()[:A_PAGE]


def pages(*, text: str = "", department: int | None = None, code: str = "") -> Bounded:
    """The pages of ``find``. Where nothing is asked the first is a question, and the database has counted already."""
    if text or department or code:
        rows = find(text=text, department=department, code=code)
        return Bounded(rows, A_PAGE, counted=_to_count(text=text, department=department, code=code))
    return Bounded(current(), A_PAGE, counted=lambda: counts()["published"], first=_newest)


def _to_count(*, text: str, department: int | None, code: str) -> QuerySet[Any]:
    """As many rows as ``find`` has: where nothing is asked of their words the publications alone, joined to nothing."""
    if text or code:
        return find(text=text, department=department, code=code)
    return Publication.objects.filter(state__in=MADE_PUBLIC, department=department)


def as_results(rows: Iterable[PublicResult]) -> list[Result]:
    """Rows as the public reads them."""
    return [as_result(row) for row in rows]


def result(pk: int) -> Result | None:
    """The current version of a published result, or None."""
    return next(iter(as_results(_one(pk))), None)


@question
def _one(pk: int) -> QuerySet[PublicResult]:
    # Unordered: with an order, PostgreSQL would look for the one row among all, newest first.
    return PublicResult.objects.filter(publication=pk)


def of_object(code: str) -> list[Result]:
    """All published results of one object, the newest first: few, and sorted here for less than asking for an order."""
    return as_results(sorted(_of_object(code), key=lambda row: (row.published_at, row.pk), reverse=True))


@question
def _of_object(code: str) -> QuerySet[PublicResult]:
    return PublicResult.objects.filter(code=code)


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


@question
def departments() -> QuerySet[Department, tuple[int, str]]:
    """The departments that have published results."""
    there = Publication.objects.filter(department=OuterRef("pk"), state__in=MADE_PUBLIC)
    return Department.objects.filter(Exists(there)).order_by("code").values_list("pk", "name")


@question
def _tallies() -> QuerySet[ResultTally, tuple[str, int]]:
    rows = ResultTally.objects.filter(what__in=("PUBLISHED", "CORRECTED")).order_by()
    return rows.values_list("what").annotate(n=Sum("number"))


def counts() -> dict[str, int]:
    """How many results stand published, and how many of them were corrected: as the database has counted them."""
    told = dict(_tallies())
    return {"published": told.get("PUBLISHED", 0), "corrected": told.get("CORRECTED", 0)}
