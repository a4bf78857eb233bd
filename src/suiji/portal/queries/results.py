"""检查结果 — the current version of every published result, without persons and classes (Art. 20(4), 22, 25)."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from django.db.models import BooleanField, Case, Count, Q, QuerySet, Value, When

from suiji.disclosure.models import Publication, PublicationVersion
from suiji.disclosure.queries import there_since
from suiji.disclosure.states import MADE_PUBLIC, PublicationState
from suiji.law.results import ResultCode
from suiji.libraries.names import grams_of, public_name
from suiji.organs.days import day_of
from suiji.portal.models import FirstPublished
from suiji.portal.queries.visibility import withheld

_COLUMNS = (
    "publication_id", "number", "results", "rows", "published_at", "reason", "hidden",
    "publication__due_on", "publication__due_provisional", "publication__department__name",
    "publication__visit__ended_at", "publication__visit__task__title", "publication__visit__task__number",
    "publication__visit__drawn__ceremony__ceremony", "publication__visit__drawn__object__code",
    "publication__visit__drawn__object__name", "publication__visit__drawn__object__kind",
)  # fmt: skip


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
    publicity_at: datetime | None = None
    """When the national publicity system showed this version."""

    @property
    def summary(self) -> str:
        """All results in words."""
        return "；".join(self.results)


def current() -> QuerySet[PublicationVersion, dict[str, Any]]:
    """The newest version of every published result, newest first: the window shows no other."""
    hidden = Case(
        When(withheld("publication__visit__task"), then=Value(True)),
        default=Value(False),
        output_field=BooleanField(),
    )
    rows = PublicationVersion.objects.filter(publication__state__in=MADE_PUBLIC)
    found: QuerySet[PublicationVersion, dict[str, Any]]
    found = rows.annotate(hidden=hidden).order_by("-published_at", "-pk").values(*_COLUMNS)
    return found


def find(
    *, text: str = "", department: int | None = None, code: str = ""
) -> QuerySet[PublicationVersion, dict[str, Any]]:
    """Published results by the firm's name or code, by department, by kind of result."""
    rows = current()
    if text:
        thing = "publication__visit__drawn__object__"
        exact = text.upper().replace(" ", "")
        coded = Q(**{f"{thing}code": exact}) | Q(**{f"{thing}uscc": exact})
        named = Q(**{f"{thing}name_grams__contains": grams_of(text), f"{thing}name__contains": text})
        rows = rows.filter(named | coded)
    if department:
        rows = rows.filter(publication__department_id=department)
    if code:
        rows = rows.filter(results__contains=[code])
    return rows


def as_results(rows: Iterable[dict[str, Any]]) -> list[Result]:
    """Rows as the public reads them."""
    return [as_result(row) for row in rows]


def result(pk: int) -> Result | None:
    """The current version of a published result, or None."""
    row = current().filter(publication_id=pk).first()
    if row is None:
        return None
    found = as_result(row)
    return replace(found, publicity_at=there_since([(found.id, found.version)]).get(found.id))


def of_object(code: str) -> list[Result]:
    """All published results of one object."""
    return as_results(current().filter(publication__visit__drawn__object__code=code))


def first_published(pk: int) -> datetime | None:
    """When the first version was published: what the term of Art. 20(4) is measured by."""
    return FirstPublished.objects.filter(publication=pk).values_list("published_at", flat=True).first()


def as_result(row: dict[str, Any]) -> Result:
    """One row as the public reads it."""
    visit = "publication__visit__"
    ended = row[f"{visit}ended_at"]
    kind, name = row[f"{visit}drawn__object__kind"], row[f"{visit}drawn__object__name"]
    hidden: bool = row["hidden"]
    return Result(
        id=row["publication_id"],
        version=row["number"],
        code=row[f"{visit}drawn__object__code"],
        name=public_name(kind, name),
        department=row["publication__department__name"],
        results=tuple(_words(row["results"])),
        rows=tuple(
            Row(str(line["item"]), str(line["title"]), "；".join(_words(line["results"])))
            for line in row["rows"]
        ),
        ended_on=day_of(ended) if ended else None,
        due_on=row["publication__due_on"],
        published_at=row["published_at"],
        task="" if hidden else row[f"{visit}task__title"],
        number="" if hidden else row[f"{visit}task__number"],
        ceremony="" if hidden else row[f"{visit}drawn__ceremony__ceremony"] or "",
        corrected=row["number"] > 1,
        reason=row["reason"],
    )


def _words(codes: Iterable[str]) -> list[str]:
    return [ResultCode(code).words for code in codes]


def departments() -> list[tuple[int, str]]:
    """The departments that have published results."""
    rows = Publication.objects.filter(state__in=MADE_PUBLIC).order_by("department__code")
    return list(rows.values_list("department_id", "department__name").distinct())


def counts() -> dict[str, int]:
    """How many results stand published, and how many of them were corrected."""
    rows = Publication.objects.filter(state__in=MADE_PUBLIC).order_by().values_list("state")
    states = dict(rows.annotate(n=Count("pk")))
    return {"published": sum(states.values()), "corrected": states.get(PublicationState.CORRECTED, 0)}
