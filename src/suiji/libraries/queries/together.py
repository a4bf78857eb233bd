"""责任主体合并次数 — visits to a firm and to the products, projects and behaviours it answers for (Art. 2, 10).

A second counter beside that of Article 10: it warns and never keeps anything out of a draw.
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from django.db.models import Count, F, QuerySet
from django.db.models.functions import Coalesce

from suiji.libraries.models import InspectedObject, VisitMark

OFTEN = 2
"""What Article 10 calls normal in a year; from here on the counter warns."""


@dataclass(frozen=True, slots=True)
class Together:
    """Visits of a year to a responsible subject, and to what it answers for."""

    subject: InspectedObject
    own: int
    belongings: int

    @property
    def all(self) -> int:
        """Both together."""
        return self.own + self.belongings

    @property
    def often(self) -> bool:
        """True when the counter warns."""
        return self.all >= OFTEN


def together(row: InspectedObject, *, year: int) -> Together:
    """The yearly counter of an object's responsible subject: of the object itself where it has none."""
    subject = row.responsible or row
    marks = VisitMark.objects.filter(on__year=year)
    own = marks.filter(object=subject).count()
    return Together(subject, own, marks.filter(object__responsible=subject).count())


def often_visited(*, year: int) -> "QuerySet[VisitMark, int | None]":
    """Keys of the subjects at which the counter warns; to be used within another query."""
    counted = (
        VisitMark.objects.filter(on__year=year)
        .values(subject=Coalesce("object__responsible", F("object")))
        .annotate(visits=Count("pk"))
        .filter(visits__gte=OFTEN)
    )
    return counted.values_list("subject", flat=True)


def rolled_up(visits: Mapping[int, int]) -> dict[int, int]:
    """Visits by object, summed for each responsible subject: for a frame that warns before it is frozen.

    ``visits`` may count what it likes (drawn, carried out); objects that answer for nothing stand for themselves.
    """
    tied = InspectedObject.objects.filter(responsible__isnull=False).values_list("pk", "responsible")
    subjects = {pk: subject for pk, subject in tied if pk in visits and subject is not None}
    found: Counter[int] = Counter()
    for pk, number in visits.items():
        found[subjects.get(pk, pk)] += number
    return dict(found)
