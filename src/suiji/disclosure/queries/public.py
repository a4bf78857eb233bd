"""What anybody may read of results: no personal data, no class."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Exists, OuterRef, Q

from suiji import law
from suiji.disclosure.models import PublicationVersion
from suiji.disclosure.queries.rows import in_words
from suiji.law.results import ResultCode
from suiji.libraries.models import ObjectKind
from suiji.organs.days import day_of


@dataclass(frozen=True, slots=True)
class PublicResult:
    """A published result as anybody may read it: no personal data, no class."""

    object_name: str
    object_code: str
    department: str
    checked_on: date
    published_on: date
    items: tuple[tuple[str, tuple[str, ...]], ...]
    """Title and results of each item."""
    results: tuple[str, ...]
    corrected: bool
    reason: str
    version: int
    due_on: date
    late: bool


def published(search: str = "", *, department: str = "", code: str = "") -> list[PublicResult]:
    """The newest version of every published result, newest first; by name, code or department."""
    newer = PublicationVersion.objects.filter(
        publication=OuterRef("publication"), number__gt=OuterRef("number")
    )
    thing = "publication__visit__drawn__object__"
    found = PublicationVersion.objects.filter(~Exists(newer)).select_related(
        "publication__visit__drawn__object", "publication__department"
    )
    if search:
        exact = search.strip().upper().replace(" ", "")
        found = found.filter(
            Q(**{f"{thing}name__contains": search.strip()})
            | Q(**{f"{thing}uscc": exact})
            | Q(**{f"{thing}code": exact})
        )
    if department:
        found = found.filter(publication__department__name=department)
    if code:
        found = found.filter(**{f"{thing}code": code})
    rows = found.order_by("-published_at", "-pk")
    first = dict(
        PublicationVersion.objects.filter(
            number=1, publication__in=rows.order_by().values("publication")
        ).values_list("publication_id", "published_at")
    )
    return [_public(version, day_of(first[version.publication_id])) for version in rows]


def of_object(code: str) -> list[PublicResult]:
    """Every published result of one object."""
    return published(code=code)


def _public(version: PublicationVersion, first_on: date) -> PublicResult:
    publication = version.publication
    thing = publication.visit.drawn.object
    ended_at = publication.visit.ended_at
    assert ended_at is not None  # only results of ended visits are published
    named = thing.kind != ObjectKind.PERSON
    return PublicResult(
        object_name=thing.name if named else f"{thing.name[:1]}某（自然人）",
        object_code=thing.code,
        department=publication.department.name,
        checked_on=day_of(ended_at),
        published_on=day_of(version.published_at),
        items=tuple((title, tuple(words)) for title, words in in_words(version.rows)),
        results=tuple(ResultCode(result).words for result in version.results),
        corrected=version.number > 1,
        reason=version.reason,
        version=version.number,
        due_on=publication.due_on,
        late=not law.results.publication_in_time(published_on=first_on, due=publication.due_on),
    )
