"""部门 — what a department has to do and what it did this year, from what anybody can look up (Art. 4, 26)."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Q, QuerySet, Sum

from suiji.catalogue.models import ItemPart
from suiji.catalogue.states import ItemState
from suiji.disclosure.models import ResultTally
from suiji.draws.models import Ceremony, DrawKind
from suiji.draws.states import CeremonyState
from suiji.law.results import ResultCode
from suiji.organs.models import Department
from suiji.plans.models import PlanLine
from suiji.plans.states import PlanState
from suiji.portal.queries.draws import Draw, as_draws, ceremonies
from suiji.portal.queries.results import Result, as_results, find

YEARLY = ("PUBLISHED", "CORRECTED", "LATE")
"""What ``Year`` says of results, in its order."""


@dataclass(frozen=True, slots=True)
class Duty:
    """An item a department checks."""

    item: int
    title: str
    basis: str
    leads: bool


@dataclass(frozen=True, slots=True)
class Year:
    """What a department did in a year."""

    year: int
    planned: int
    draws: int
    published: int
    corrected: int
    late: int
    """Published after the last day of Art. 20(4)."""

    @property
    def is_busy(self) -> bool:
        """Whether there is anything to count."""
        return bool(self.planned or self.draws or self.published)

    @property
    def in_time(self) -> int:
        """Percent of results published by their last day."""
        return (self.published - self.late) * 100 // self.published if self.published else 0


def departments() -> QuerySet[Department]:
    """The departments that inspect."""
    return Department.objects.filter(kind="REGULATOR").select_related("region").order_by("region_id", "code")


def duties(department: Department) -> list[Duty]:
    """The items in force in which the department has a part."""
    rows = ItemPart.objects.filter(
        department=department, version__state__in=(ItemState.PUBLISHED, ItemState.SUSPENDED)
    ).order_by("-leads", "version__item__code")
    return [
        Duty(*row)
        for row in rows.values_list("version_id", "version__title", "version__legal_basis", "leads")
    ]


def year_of(department: Department, year: int) -> Year:
    """The year in numbers; unannounced lines and tasks are not among them before they may be."""
    part = Q(initiator=department) | Q(parts__department=department)
    lines = PlanLine.objects.filter(part, state=PlanState.PUBLISHED, year=year, unannounced=False)
    draws = Ceremony.objects.filter(
        task__initiator=department,
        task__unannounced=False,
        kind=DrawKind.OBJECTS,
        state=CeremonyState.RESULTED,
        opened_at__year=year,
    )
    said = _counted(ResultTally.objects.filter(department=department), year).get(department.pk, {})
    return Year(year, lines.distinct().count(), draws.count(), *(said.get(what, 0) for what in YEARLY))


def _counted(rows: QuerySet[ResultTally], year: int) -> dict[int, dict[str, int]]:
    """Department → what of its results first published in the year → how many, as the database has counted them."""
    found: dict[int, dict[str, int]] = {}
    rows = rows.filter(year=year, what__in=YEARLY).order_by()
    for pk, what, number in rows.values_list("department_id", "what").annotate(n=Sum("number")):
        found.setdefault(pk, {})[what] = number
    return found


def draws_of(department: Department, *, today: date) -> list[Draw]:
    """The draws of objects it led this year, as counted in ``year_of``; the newest first."""
    rows = ceremonies(kind=DrawKind.OBJECTS, state=CeremonyState.RESULTED).filter(
        task__initiator=department, task__unannounced=False, opened_at__year=today.year
    )
    return as_draws(list(rows), today=today)


def newest_results(department: Department) -> list[Result]:
    """The ten results it published last."""
    return as_results(find(department=department.pk)[:10])


@dataclass(frozen=True, slots=True)
class Share:
    """One line of a statistic."""

    label: str
    count: int
    total: int


def by_result() -> list[Share]:
    """How often each of the ten results stands published now; a result with several counts for each."""
    rows = ResultTally.objects.filter(what__in=list(ResultCode)).order_by()
    counts = dict(rows.values_list("what").annotate(n=Sum("number")))
    total = sum(counts.values())
    return [Share(code.words, counts.get(code.value, 0), total) for code in ResultCode]


def by_department(year: int) -> list[tuple[Department, Year]]:
    """Every department's year, the busiest first; one question for each number, not for each department."""
    found = list(departments())
    results = _counted(ResultTally.objects.all(), year)
    draws = dict(
        Ceremony.objects.filter(
            kind=DrawKind.OBJECTS, state=CeremonyState.RESULTED, task__unannounced=False, opened_at__year=year
        )
        .order_by()
        .values_list("task__initiator_id")
        .annotate(n=Count("pk"))
    )
    lines = dict(
        PlanLine.objects.filter(state=PlanState.PUBLISHED, year=year, unannounced=False)
        .order_by()
        .values_list("initiator_id")
        .annotate(n=Count("pk"))
    )
    years = [
        (
            one,
            Year(
                year,
                lines.get(one.pk, 0),
                draws.get(one.pk, 0),
                *(results.get(one.pk, {}).get(what, 0) for what in YEARLY),
            ),
        )
        for one in found
    ]
    return sorted(years, key=lambda pair: (-pair[1].published, -pair[1].draws, pair[0].code))
