"""部门 — what a department has to do and what it did this year, from what anybody can look up (Art. 4, 26)."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Count, Q, QuerySet, Sum

from suiji.catalogue.models import ItemPart
from suiji.catalogue.states import ItemState
from suiji.disclosure.models import ResultTally
from suiji.draws.models import Ceremony, DrawKind
from suiji.draws.states import CeremonyState
from suiji.law.results import ResultCode
from suiji.organs.days import bounds_of
from suiji.organs.models import Department
from suiji.organs.questions import question
from suiji.plans.models import PlanLine
from suiji.plans.states import PlanState
from suiji.portal.queries.draws import Draw, as_draws, ceremonies

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


@question
def _named(code: str) -> QuerySet[Department]:
    return departments().filter(code=code)


def department(code: str) -> Department | None:
    """The department of that code, if it inspects."""
    return next(iter(_named(code)), None)


@question
def _duties(department: int) -> QuerySet[ItemPart, tuple[int, str, str, bool]]:
    rows = ItemPart.objects.filter(
        department=department, version__state__in=(ItemState.PUBLISHED, ItemState.SUSPENDED)
    ).order_by("-leads", "version__item__code")
    return rows.values_list("version_id", "version__title", "version__legal_basis", "leads")


def duties(department: Department) -> list[Duty]:
    """The items in force in which the department has a part."""
    return [Duty(*row) for row in _duties(department.pk)]


@question
def _planned(department: int, year: int) -> QuerySet[PlanLine, int]:
    part = Q(initiator=department) | Q(parts__department=department)
    lines = PlanLine.objects.filter(part, state=PlanState.PUBLISHED, year=year, unannounced=False)
    return lines.order_by().values_list("pk", flat=True).distinct()


@question
def _told(department: int, year: int) -> QuerySet[ResultTally, tuple[str, int]]:
    rows = ResultTally.objects.filter(department=department, year=year, what__in=YEARLY).order_by()
    return rows.values_list("what").annotate(n=Sum("number"))


def year_of(department: Department, year: int, *, draws: int) -> Year:
    """The year in numbers, so many draws among them; unannounced lines and tasks are not before they may be."""
    said = dict(_told(department.pk, year))
    return Year(year, len(_planned(department.pk, year)), draws, *(said.get(what, 0) for what in YEARLY))


@question
def _all() -> QuerySet[Department]:
    return departments()


@question
def _tallies(year: int) -> QuerySet[ResultTally, tuple[int, str, int]]:
    rows = ResultTally.objects.filter(year=year, what__in=YEARLY).order_by()
    return rows.values_list("department_id", "what").annotate(n=Sum("number"))


def _counted(year: int) -> dict[int, dict[str, int]]:
    """Department → what of its results first published in the year → how many, as the database has counted them."""
    found: dict[int, dict[str, int]] = {}
    for pk, what, number in _tallies(year):
        found.setdefault(pk, {})[what] = number
    return found


@question
def _drawn(since: datetime, until: datetime) -> QuerySet[Ceremony, tuple[int, int]]:
    rows = Ceremony.objects.filter(
        kind=DrawKind.OBJECTS, state=CeremonyState.RESULTED, task__unannounced=False,
        opened_at__gte=since, opened_at__lt=until,
    ).order_by()  # fmt: skip
    return rows.values_list("task__initiator_id").annotate(n=Count("pk"))


@question
def _lines(year: int) -> QuerySet[PlanLine, tuple[int, int]]:
    rows = PlanLine.objects.filter(state=PlanState.PUBLISHED, year=year, unannounced=False).order_by()
    return rows.values_list("initiator_id").annotate(n=Count("pk"))


@question
def _led(department: int, since: datetime, until: datetime) -> QuerySet[Ceremony, dict[str, Any]]:
    return ceremonies(kind=DrawKind.OBJECTS, state=CeremonyState.RESULTED).filter(
        task__initiator=department, task__unannounced=False, opened_at__gte=since, opened_at__lt=until
    )


def draws_of(department: Department, *, today: date) -> list[Draw]:
    """The draws of objects it led this year, the newest first."""
    return as_draws(_led(department.pk, *bounds_of(today.year)), today=today)


@dataclass(frozen=True, slots=True)
class Share:
    """One line of a statistic."""

    label: str
    count: int
    total: int


@question
def _results() -> QuerySet[ResultTally, tuple[str, int]]:
    rows = ResultTally.objects.filter(what__in=list(ResultCode)).order_by()
    return rows.values_list("what").annotate(n=Sum("number"))


def by_result() -> list[Share]:
    """How often each of the ten results stands published now; a result with several counts for each."""
    counts = dict(_results())
    total = sum(counts.values())
    return [Share(code.words, counts.get(code.value, 0), total) for code in ResultCode]


def by_department(year: int) -> list[tuple[Department, Year]]:
    """Every department's year, the busiest first; one question for each number, not for each department."""
    found, results = _all(), _counted(year)
    draws, lines = dict(_drawn(*bounds_of(year))), dict(_lines(year))
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
