"""汇总 — the plan of a year as the office puts it together: who handed in what, month by month, and what meets."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date

from django.db.models import Q

from suiji.ledger import Actor
from suiji.organs.models import Department
from suiji.organs.queries import regulators
from suiji.plans.models import PlanKind, PlanLine
from suiji.plans.queries.reading import lines, of_year
from suiji.plans.states import PlanState

MONTHS = 12
GONE = (PlanState.WITHDRAWN, PlanState.SUPERSEDED)


@dataclass(frozen=True, slots=True)
class Report:
    """What one department has handed in for a year."""

    department: Department
    lines: int
    waiting: int
    """Drafts and returned lines."""
    handed_in: int
    published: int
    late: int

    @property
    def state(self) -> tuple[str, str]:
        """Tone and words."""
        if not self.lines:
            return "bad", "没有计划"
        if self.waiting:
            return "soon", f"{self.waiting} 项没有报送"
        if self.handed_in:
            return "active", f"{self.handed_in} 项等待公示"
        return "good", "全部公示"


@dataclass(frozen=True, slots=True)
class Strip:
    """One line of the year's calendar: in which months it runs."""

    line: PlanLine
    months: tuple[bool, ...]


@dataclass(frozen=True, slots=True)
class Meeting:
    """Lines of different departments that would meet the same kind of firms in the same months."""

    item: str
    lines: tuple[PlanLine, ...]
    months: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Consolidation:
    """The plan of a year, put together."""

    reports: list[Report]
    strips: list[Strip]
    meetings: list[Meeting]
    waiting: int
    """Accepted lines that the public does not know yet."""


def region_of(actor: Actor) -> str:
    """The region whose plan the actor works with."""
    return Department.objects.get(pk=actor.department_id).region_id


def to_publish(year: int, *, region: str) -> list[PlanLine]:
    """What the region's office can publish now: accepted lines, and filed temporary checks."""
    rows = lines().filter(year=year, initiator__region_id=region)
    filed = Q(kind=PlanKind.TEMPORARY, state=PlanState.SUBMITTED)
    return list(rows.filter(filed | Q(state=PlanState.ACCEPTED)).order_by("number"))


def consolidation(year: int, *, region: str) -> Consolidation:
    """The year's lines of a region as its office sees them together."""
    rows = [row for row in of_year(year) if row.initiator.region_id == region and row.state not in GONE]
    return Consolidation(
        reports=_reports(rows, region),
        strips=[Strip(row, months_of(row)) for row in rows if row.period_from],
        meetings=_meetings(rows),
        waiting=len(to_publish(year, region=region)),
    )


def _reports(rows: list[PlanLine], region: str) -> list[Report]:
    mine: dict[int, list[PlanLine]] = defaultdict(list)
    for row in rows:
        if row.kind == PlanKind.ANNUAL:
            mine[row.initiator_id].append(row)
    return [_report(department, mine[department.pk]) for department in regulators().filter(region_id=region)]


def _report(department: Department, rows: list[PlanLine]) -> Report:
    states = [row.state for row in rows]
    return Report(
        department=department,
        lines=len(rows),
        waiting=sum(state in (PlanState.DRAFT, PlanState.RETURNED) for state in states),
        handed_in=sum(state in (PlanState.SUBMITTED, PlanState.ACCEPTED) for state in states),
        published=states.count(PlanState.PUBLISHED),
        late=sum(row.submitted_late for row in rows),
    )


def months_of(row: PlanLine) -> tuple[bool, ...]:
    """January to December of the line's year: whether its period touches the month."""
    first, last = row.period_from, row.period_until or row.period_from
    if first is None or last is None:
        return (False,) * MONTHS
    begins, ends = _month(first, row.year), _month(last, row.year)
    return tuple(begins <= month <= ends for month in range(1, MONTHS + 1))


def _month(day: date, year: int) -> int:
    """Counted from the line's own January, so that a period over New Year still runs forward."""
    return (day.year - year) * MONTHS + day.month


def _meetings(rows: list[PlanLine]) -> list[Meeting]:
    by_item: dict[int, list[PlanLine]] = defaultdict(list)
    titles: dict[int, str] = {}
    for row in rows:
        for item in row.items.all():
            by_item[item.pk].append(row)
            titles[item.pk] = item.code
    found = [_meeting(titles[pk], group) for pk, group in by_item.items()]
    return [meeting for meeting in found if meeting is not None]


def _meeting(item: str, rows: list[PlanLine]) -> Meeting | None:
    if len({row.initiator_id for row in rows}) < 2:
        return None
    grids = [months_of(row) for row in rows]
    shared = tuple(month for month in range(1, MONTHS + 1) if sum(grid[month - 1] for grid in grids) > 1)
    return Meeting(item, tuple(rows), shared) if shared else None
