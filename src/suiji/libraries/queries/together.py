"""责任主体合并次数 — visits to a firm and to the products, projects and behaviours it answers for (Art. 2, 10).

A second counter beside that of Article 10: it warns and never keeps anything out of a draw.
"""

from dataclasses import dataclass

from django.db.models import CharField, Count, F, Q, QuerySet, Value
from django.db.models.functions import Coalesce, Concat

from suiji.libraries.models import InspectedObject, PastVisit, VisitKind

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
    counted = joint_days(year).aggregate(
        own=Count("day", filter=Q(object=subject), distinct=True),
        others=Count("day", filter=Q(object__responsible=subject), distinct=True),
    )
    return Together(subject, counted["own"], counted["others"])


def joint_days(year: int) -> "QuerySet[PastVisit]":
    """Joint checks of a year; ``day`` tells one object's day from every other, however many departments told of it."""
    visits = PastVisit.objects.filter(on__year=year, kind=VisitKind.JOINT)
    return visits.annotate(day=Concat("object", Value(" "), "on", output_field=CharField()))


def joint_visits(*, year: int) -> dict[int, int]:
    """How many joint checks of a year each object has seen; who has seen none is absent."""
    counted = joint_days(year).values_list("object").annotate(visits=Count("day", distinct=True)).order_by()
    return dict(counted)


def often_visited(*, year: int) -> "QuerySet[PastVisit, int | None]":
    """Keys of the subjects at which the counter warns; to be used within another query."""
    counted = (
        joint_days(year)
        .values(subject=Coalesce("object__responsible", F("object")))
        .annotate(visits=Count("day", distinct=True))
        .filter(visits__gte=OFTEN)
    )
    return counted.values_list("subject", flat=True)
