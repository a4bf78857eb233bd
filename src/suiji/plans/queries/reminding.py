"""Whom to remind of which term of Article 7, at T-30, -15, -7, -1 and once it has passed."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Q, QuerySet
from django.urls import reverse

from suiji.organs.models import Department, Grant, Kind, Person
from suiji.organs.queries import regulators
from suiji.organs.roles import Role
from suiji.plans.models import PlanKind, PlanLine, PlanPart
from suiji.plans.queries.judging import OPEN
from suiji.plans.queries.terms import due_of_publication, due_of_submission
from suiji.plans.states import PlanState

STEPS = (30, 15, 7, 1)
"""Natural days before a term at which people are reminded."""
AFTERWARDS = 60
"""Days for which an overdue term is still worth a word."""


@dataclass(frozen=True, slots=True)
class Reminder:
    """One sentence to the holders of a role in a department, under a key that makes it a single one."""

    department: int
    role: Role
    key: str
    sentence: str
    url: str
    due_on: date


def step_of(due: date, *, today: date) -> str:
    """Which step of the countdown has been reached: ``30``, ``15``, ``7``, ``1``, ``late``, or none yet or any more.

    The nearest step already passed counts, so that a house that was switched off on the day itself still reminds.
    """
    left = (due - today).days
    if left < 0:
        return "late" if left >= -AFTERWARDS else ""
    reached = [step for step in STEPS if left <= step]
    return str(min(reached)) if reached else ""


def countdown_words(due: date, *, today: date) -> str:
    """The countdown in words."""
    left = (due - today).days
    if left < 0:
        return f"已经超过期限{-left}天"
    return "今天到期" if left == 0 else f"还有{left}天"


def reminders(*, today: date) -> list[Reminder]:
    """Everything worth saying today; what was said before is recognised by its key."""
    return [*_handing_in(today), *_agreeing(today), *_publishing(today)]


def _handing_in(today: date) -> Iterator[Reminder]:
    """Departments that have not handed in a line of the year that is due."""
    year = _year_of(today)
    due = due_of_submission(year).on
    if not (step := step_of(due, today=today)):
        return
    annual = PlanLine.objects.filter(year=year, kind=PlanKind.ANNUAL, version=1)
    done = set(annual.filter(submitted_at__isnull=False).values_list("initiator_id", flat=True))
    begun = set(annual.filter(state__in=OPEN).values_list("initiator_id", flat=True))
    left = countdown_words(due, today=today)
    for department in regulators():
        if department.pk in begun:
            words = f"{year}年度联合抽查计划还有没报送的，{left}。逾期的照收，但一直注明逾期。"
        elif department.pk not in done:
            words = f"本部门还没有{year}年度牵头的联合抽查计划，应在2月底前报送，{left}。"
        else:
            continue
        url = f"{reverse('plans:list')}?year={year}&department={department.pk}"
        yield Reminder(department.pk, Role.CLERK, f"plans.submit:{year}:{step}", words, url, due)


def _agreeing(today: date) -> Iterator[Reminder]:
    """Participants whose answer an initiator waits for."""
    waiting = PlanPart.objects.filter(
        confirmed_at=None, refused_at=None, line__state__in=OPEN, line__kind=PlanKind.ANNUAL, line__version=1
    )
    for part in waiting.select_related("line").order_by("pk"):
        due = due_of_submission(part.line.year).on
        if step := step_of(due, today=today):
            words = f"{part.line}等待本部门确认是否参与，{countdown_words(due, today=today)}。"
            url = reverse("plans:detail", args=[part.line_id])
            key = f"plans.confirm:{part.line_id}:{step}"
            yield Reminder(part.department_id, Role.CLERK, key, words, url, due)


def _publishing(today: date) -> Iterator[Reminder]:
    """Offices with lines that were handed in and are not public."""
    year = _year_of(today)
    due = due_of_publication(year).on
    if not (step := step_of(due, today=today)):
        return
    waiting = PlanLine.objects.filter(
        year=year, kind=PlanKind.ANNUAL, state__in=[PlanState.SUBMITTED, PlanState.ACCEPTED]
    )
    for office in Department.objects.filter(kind=Kind.OFFICE).order_by("pk"):
        count = waiting.filter(initiator__region_id=office.region_id).count()
        if count:
            words = (
                f"{year}年度计划还有{count}项没有公示，应在4月底前公示，{countdown_words(due, today=today)}。"
            )
            url = f"{reverse('plans:consolidation')}?year={year}"
            yield Reminder(office.pk, Role.OFFICE, f"plans.publish:{year}:{step}", words, url, due)


def _year_of(today: date) -> int:
    """The year whose plan is next due or was last due: from December on, the coming one."""
    return (today + timedelta(days=31)).year


def holders(role: Role, department: int, *, today: date) -> QuerySet[Person]:
    """Who holds a role in a department today."""
    lasting = Q(until_on__isnull=True) | Q(until_on__gt=today)
    in_office = Grant.objects.filter(lasting, role=role, from_on__lte=today).values("person_id")
    return Person.objects.filter(pk__in=in_office, department_id=department, is_active=True).order_by("pk")
