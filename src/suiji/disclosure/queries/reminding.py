"""Whom to remind of which publication clock: at 10, 5, 2 and 0 working days, and once it is over."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from django.db.models import Q
from django.urls import reverse

from suiji.disclosure.queries.clocks import Clock, clocks, every_row, is_public
from suiji.disclosure.states import PublicationState
from suiji.organs.models import Grant, Person
from suiji.organs.roles import Role

STEPS = (10, 5, 2, 0)
"""Working days left at which people are told."""
ENTER, PUT_RIGHT, RELEASE = "录入并送审", "改正并重新送审", "审核公示"


@dataclass(frozen=True, slots=True)
class Reminder:
    """One sentence to some people, under a key that makes it a single one."""

    people: list[Person]
    key: str
    sentence: str
    url: str
    due_on: date


def step_of(days: int) -> str:
    """The nearest step already reached, ``late`` after the last day, or none yet."""
    if days < 0:
        return "late"
    reached = [step for step in STEPS if days <= step]
    return str(min(reached)) if reached else ""


def reminders(*, today: date) -> Iterator[Reminder]:
    """Everything worth saying today; what was said before is recognised by its key."""
    people: dict[tuple[int, Role], list[Person]] = {}
    for clock in clocks(every_row().exclude(is_public()), today=today):
        step = step_of(clock.days)
        if not step or clock.withheld_on:
            continue
        role = Role.REVIEWER if _waits(clock) == RELEASE else Role.CLERK
        who = (clock.department.pk, role)
        if who not in people:
            people[who] = _holders(*who, today=today)
        yield _reminder(clock, step, people[who])


def _holders(department: int, role: Role, *, today: date) -> list[Person]:
    grants = Grant.objects.filter(
        Q(until_on=None) | Q(until_on__gt=today), role=role, from_on__lte=today, person__department=department
    )
    return list(Person.objects.filter(pk__in=grants.values("person"), is_active=True))


def _waits(clock: Clock) -> str:
    """What the department has to do next."""
    if clock.publication is None:
        return ENTER
    return PUT_RIGHT if clock.publication.state == PublicationState.RETURNED else RELEASE


def _reminder(clock: Clock, step: str, people: list[Person]) -> Reminder:
    waits = _waits(clock)
    left = {"late": "已经逾期（视为未完成），逾期也要公示", "0": "今天到期"}.get(
        step, f"还有 {clock.days} 个工作日"
    )
    entered = clock.publication
    door = "resubmit" if waits == PUT_RIGHT else "detail"
    url = (
        reverse(f"disclosure:{door}", args=[entered.pk])
        if entered
        else reverse("disclosure:enter", args=[clock.visit.pk])
    )
    return Reminder(
        people=people,
        key=f"disclosure.clock:{clock.visit.pk}:{clock.department.pk}:{step}",
        sentence=f"{clock.visit}的结果等待本部门{waits}，{left}。",
        url=url,
        due_on=clock.due.on,
    )
