"""What counts in a year: checks initiated by each department (Art. 9), visits brought in from before (Art. 10)."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Count, Q, QuerySet, Sum

from suiji.law.lists_and_plans import initiations_reached
from suiji.ledger import Actor
from suiji.organs.models import Department, Level
from suiji.organs.queries import regulators
from suiji.plans.models import Exemption, Initiation, OpeningBalance, OpeningVisit, PlanKind
from suiji.plans.queries.terms import floor_of_initiations

SEPTEMBER, DECEMBER = 9, 12
LABELS = {"neutral": "进行中", "good": "已达到", "soon": "还差一次", "bad": "请抓紧", "exempt": "免计"}


@dataclass(frozen=True, slots=True)
class Standing:
    """A department's year under Article 9. An indicator: it blocks nothing."""

    department: Department
    planned: int
    temporary: int
    brought_in: int
    """How many of the two were done before the platform."""
    floor: int
    light: str
    """``neutral`` before September, then ``good``, ``soon`` or ``bad``; ``exempt`` where it is not counted."""
    exemption: Exemption | None

    @property
    def initiated(self) -> int:
        """All that count."""
        return self.planned + self.temporary

    @property
    def label(self) -> str:
        """The light in words."""
        return LABELS[self.light]

    @property
    def tone(self) -> str:
        """The light's colour; an exempt department has none."""
        return "neutral" if self.light == "exempt" else self.light


def standings(year: int, *, region: str, today: date) -> list[Standing]:
    """The municipal departments of a region with what they initiated in a year, in the order of their codes."""
    rows = list(regulators().filter(region_id=region, level=Level.CITY))
    counts = _counts(year)
    brought_in = _counts(year, balance__isnull=False)
    exempt = {one.department_id: one for one in exemptions(year)}
    floor = floor_of_initiations(on=min(today, date(year, DECEMBER, 31)))
    return [
        _standing(row, counts, brought_in, exempt.get(row.pk), floor=floor, year=year, today=today)
        for row in rows
    ]


def _counts(year: int, **narrowed: object) -> dict[tuple[int, str], int]:
    rows = Initiation.objects.filter(year=year, **narrowed).values_list("department_id", "kind")
    return {(pk, kind): total for pk, kind, total in rows.annotate(total=Sum("count")).order_by()}


def _standing(
    department: Department,
    counts: dict[tuple[int, str], int],
    brought_in: dict[tuple[int, str], int],
    exemption: Exemption | None,
    *,
    floor: int,
    year: int,
    today: date,
) -> Standing:
    planned, temporary = (counts.get((department.pk, kind), 0) for kind in PlanKind.values)
    light = "exempt" if exemption else light_of(planned + temporary, floor=floor, year=year, today=today)
    before = sum(brought_in.get((department.pk, kind), 0) for kind in PlanKind.values)
    return Standing(department, planned, temporary, before, floor, light, exemption)


def light_of(initiated: int, *, floor: int, year: int, today: date) -> str:
    """No light before September; then amber for one short until December, red for more or in December."""
    if initiations_reached(initiated=initiated, floor=floor):
        return "good"
    if today < date(year, SEPTEMBER, 1):
        return "neutral"
    return "soon" if floor - initiated == 1 and today < date(year, DECEMBER, 1) else "bad"


def exemptions(year: int) -> QuerySet[Exemption]:
    """Whom Article 9 does not count in a year."""
    lasting = Q(until_year__isnull=True) | Q(until_year__gte=year)
    return Exemption.objects.filter(lasting, from_year__lte=year).select_related("department")


def lasting_exemptions(actor: Actor) -> QuerySet[Exemption]:
    """Those that have no end yet, of the actor's region."""
    return Exemption.objects.filter(
        until_year__isnull=True, department__region__departments=actor.department_id
    ).select_related("department")


def exempt_departments(year: int, *, known_at: datetime | None = None) -> set[int]:
    """The same, by the departments' ids; with an instant, only what had been decided by then."""
    rows = exemptions(year)
    if known_at is not None:
        rows = rows.filter(decided_at__lte=known_at)
    return set(rows.values_list("department_id", flat=True))


def brought_in_initiations(year: int, *, known_at: datetime) -> dict[tuple[int, str], int]:
    """(department, kind) → checks initiated in the year before the platform, as known at an instant."""
    return _counts(year, balance__isnull=False, at__lte=known_at)


def opening_visits(
    *, year: int, known_at: datetime | None = None, codes: Collection[str] | None = None
) -> dict[str, int]:
    """Object code → joint visits in the year before the platform; what corrections brought to nothing is absent."""
    rows = OpeningVisit.objects.filter(year=year)
    if codes is not None:
        rows = rows.filter(object_code__in=codes)
    if known_at is not None:
        rows = rows.filter(balance__imported_at__lte=known_at)
    totals = rows.values_list("object_code").annotate(total=Sum("count")).order_by()
    return {code: total for code, total in totals if total > 0}


def balances() -> QuerySet[OpeningBalance]:
    """Every file of opening balances with its numbers of rows, the newest first."""
    return (
        OpeningBalance.objects.select_related("office")
        .annotate(
            visit_rows=Count("visits", distinct=True), initiation_rows=Count("initiations", distinct=True)
        )
        .order_by("-imported_at")
    )
