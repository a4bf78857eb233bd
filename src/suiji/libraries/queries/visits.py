"""检查频次和已知结果 — how often an object was inspected of late, and what is known there already (Art. 10, 24)."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from suiji import law
from suiji.law.aftercare import NEED_FOLLOW_UP
from suiji.libraries.models import InspectedObject, KnownResult, PastVisit

SPANS = (("day", "一日", 1), ("week", "七日", 7), ("month", "三十日", 30))


@dataclass(frozen=True, slots=True)
class Span:
    """How many inspections a span holds, and from how many on that is much."""

    label: str
    visits: int
    limit: int

    @property
    def is_few(self) -> bool:
        """True while there is nothing to warn of."""
        return law.lists_and_plans.visits_stay_few(visits=self.visits, limit=self.limit)

    @property
    def is_full(self) -> bool:
        """True when one visit more would be one too many."""
        return not law.lists_and_plans.visits_stay_few(visits=self.visits + 1, limit=self.limit)


@dataclass(frozen=True, slots=True)
class Frequency:
    """An object's inspections of late, all kinds together."""

    spans: tuple[Span, ...]
    year: int
    visits: tuple[PastVisit, ...]

    @property
    def warnings(self) -> list[Span]:
        """The spans that hold more than the warning says."""
        return [span for span in self.spans if not span.is_few]

    @property
    def full(self) -> list[Span]:
        """The spans that one visit more would overfill."""
        return [span for span in self.spans if span.is_full]


def _limits(today: date) -> list[tuple[str, int, int]]:
    return [(label, days, law.parameter(f"visit_warn_{name}", on=today)) for name, label, days in SPANS]


def _since(today: date, days: int) -> date:
    return today - timedelta(days=days - 1)


def frequency(row: InspectedObject, *, today: date) -> Frequency:
    """How often the object was inspected in the last day, week and month, and this year."""
    visits = tuple(row.past_visits.select_related("department").order_by("-on", "-pk")[:100])
    past = [visit for visit in visits if visit.on <= today]
    spans = tuple(
        Span(label, sum(visit.on >= _since(today, days) for visit in past), limit)
        for label, days, limit in _limits(today)
    )
    return Frequency(spans, sum(visit.on.year == today.year for visit in past), visits)


def _named(counts: Sequence[Count]) -> dict[str, Count]:
    return {f"span_{place}": count for place, count in enumerate(counts)}


@dataclass(frozen=True, slots=True)
class Pressed:
    """An object of a scope that one visit more would burden beyond the warning."""

    object: InspectedObject
    spans: tuple[Span, ...]


def pressed(scope: QuerySet[InspectedObject], *, today: date) -> list[Pressed]:
    """The objects of a scope that were inspected so often of late that one visit more would be one too many."""
    limits = _limits(today)
    counts = [Count("pk", filter=Q(on__gte=_since(today, days), on__lte=today)) for _, days, _ in limits]
    longest = max(days for _, days, _ in limits)
    inside = PastVisit.objects.filter(
        on__gte=_since(today, longest), on__lte=today, object__in=scope.order_by().values("pk")
    )
    found = {
        pk: tuple(
            span
            for (label, _, limit), visits in zip(limits, numbers, strict=True)
            if (span := Span(label, visits, limit)).is_full
        )
        for pk, *numbers in inside.values("object")
        .annotate(**_named(counts))
        .values_list("object", *_named(counts))
    }
    objects = InspectedObject.objects.in_bulk([pk for pk, spans in found.items() if spans])
    return [Pressed(objects[pk], found[pk]) for pk in sorted(objects, key=lambda pk: objects[pk].code)]


def known_results(
    scope: QuerySet[InspectedObject], *, items: Collection[int], since: date
) -> list[KnownResult]:
    """The newest public result of each of these items at each object of a scope, no older than a day."""
    newer = KnownResult.objects.filter(
        object=OuterRef("object"),
        item=OuterRef("item"),
        department=OuterRef("department"),
        pk__gt=OuterRef("pk"),
    )
    rows = KnownResult.objects.filter(
        ~Exists(newer), item__in=items, checked_on__gte=since, object__in=scope.order_by().values("pk")
    )
    return list(
        rows.select_related("object", "item", "department").order_by("object__code", "item__code", "pk")
    )


def is_clean(result: KnownResult) -> bool:
    """Whether nothing was found that has to be followed up: only such a result can stand for another check."""
    return NEED_FOLLOW_UP.isdisjoint(result.codes)


def months_before(day: date, months: int) -> date:
    """The same day so many months earlier; the month's last day where there is none."""
    count = day.year * 12 + day.month - 1 - months
    year, month = divmod(count, 12)
    for last in range(day.day, 27, -1):
        try:
            return date(year, month + 1, last)
        except ValueError:
            continue
    return date(year, month + 1, day.day)
