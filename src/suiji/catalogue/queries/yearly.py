"""每年一月的清单确认 — who has said that its list still holds, and who has not (Art. 6 动态管理)."""

from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet

from suiji import law
from suiji.catalogue.models import ItemVersion, ListConfirmation, ListKind
from suiji.catalogue.queries.items import in_force
from suiji.ledger import Actor
from suiji.organs.questions import question


@dataclass(frozen=True, slots=True)
class YearlySheet:
    """A department's confirmation of a year, given or due."""

    year: int
    due: date
    given: ListConfirmation | None
    versions: tuple[ItemVersion, ...]
    overdue: bool


def own_versions(department: int, *, on: date) -> QuerySet[ItemVersion]:
    """What a department answers for: the items it owns, in both lists, as they hold on a day."""
    return in_force(on=on).filter(item__owner_id=department, item__kind__in=ListKind.values)


def yearly(actor: Actor, *, today: date) -> YearlySheet:
    """The confirmation of this year for the actor's department."""
    due = law.lists_and_plans.list_confirmation_due(year=today.year)
    given = next(iter(_given(actor.department_id, today.year)), None)
    rows = tuple(_own(actor.department_id, today))
    return YearlySheet(today.year, due, given, rows, given is None and today > due)


@question
def _given(department: int, year: int) -> QuerySet[ListConfirmation]:
    return ListConfirmation.objects.filter(department_id=department, year=year).order_by("pk")[:1]


@question
def _own(department: int, on: date) -> QuerySet[ItemVersion]:
    return own_versions(department, on=on)
