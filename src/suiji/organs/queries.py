"""What may be asked of organs."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import date

from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import AnonymousUser
from django.db.models import Count, Q, QuerySet
from django.urls import reverse

from suiji.law.workdays import Calendar
from suiji.ledger import Actor
from suiji.organs.models import (
    CalendarDay,
    Department,
    ExportPermit,
    Grant,
    Industry,
    Installation,
    Kind,
    Person,
    Region,
    TableEdition,
    TableKind,
)
from suiji.organs.questions import question
from suiji.organs.roles import Role
from suiji.organs.todo import Todo


def actor_of(user: AbstractBaseUser | AnonymousUser, *, today: date) -> Actor | None:
    """The person in office on that day, or None for the public and for people no longer in post."""
    if not isinstance(user, Person) or not user.is_active:
        return None
    found = _roles_of(user.pk, today)
    name = found[0][1] if found else user.department.name
    return Actor(user.pk, user.name, user.department_id, name, frozenset(role for role, _ in found))


@question
def _roles_of(person: int, today: date) -> "QuerySet[Grant, tuple[str, str]]":
    """A person's roles on that day, with the department's name: every page of every official asks for both."""
    held = Grant.objects.filter(
        Q(until_on__isnull=True) | Q(until_on__gt=today), person_id=person, from_on__lte=today
    )
    return held.values_list("role", "person__department__name")


def holders_of(role: Role, *, today: date) -> QuerySet[Person]:
    """Everybody in post who holds a role on that day, by organ and name."""
    held = Grant.objects.filter(
        Q(until_on__isnull=True) | Q(until_on__gt=today), role=role, from_on__lte=today
    )
    people = Person.objects.filter(is_active=True, pk__in=held.values("person"))
    return people.select_related("department").order_by("department__code", "name")


def system_actor(department: Department) -> Actor:
    """The house acting by itself, in the name of a department (daily jobs, automatic dispatch)."""
    return Actor(0, "系统", department.pk, department.name, frozenset({Role.SYSTEM}))


def department(pk: int) -> Department:
    """An organ as it stands. Raises ``Department.DoesNotExist``."""
    found = _department(pk)
    if not found:
        raise Department.DoesNotExist(pk)
    return found[0]


@question
def _department(pk: int) -> QuerySet[Department]:
    return Department.objects.filter(pk=pk)


def regulators() -> QuerySet[Department]:
    """Departments that inspect; the office never does (Art. 3)."""
    return (
        Department.objects.filter(kind=Kind.REGULATOR).select_related("region").order_by("region_id", "code")
    )


def to_choose(rows: QuerySet[Department]) -> QuerySet[Department]:
    """Departments as a list of choices shows them: by name alone, of which there may be a thousand."""
    return rows.select_related(None).only("name")


def office_of(department: Department) -> Department | None:
    """The joint conference's office of the same level and region (Art. 7 同级)."""
    return Department.objects.filter(kind=Kind.OFFICE, region=department.region).first()


_held: ContextVar[Calendar | None] = ContextVar("the calendar of the page that is being made", default=None)


@contextmanager
def one_calendar() -> Iterator[Calendar]:
    """Inside, the calendar is read once: a page that asks every room what waits there needs no second copy."""
    held = _held.set(calendar())
    try:
        yield calendar()
    finally:
        _held.reset(held)


def calendar() -> Calendar:
    """The working-day calendar as it stands in the database, or as the page found it that is being made."""
    if (held := _held.get()) is not None:
        return held
    days = _days()
    return Calendar(
        off=frozenset(day for day, off, _ in days if off),
        work=frozenset(day for day, off, _ in days if not off),
        years=frozenset(year for _, _, year in days),
    )


@question
def _days() -> "QuerySet[CalendarDay, tuple[date, bool, int]]":
    return CalendarDay.objects.values_list("date", "is_off", "notice_year")


@dataclass(frozen=True, slots=True)
class ReferenceTable:
    """How a reference table stands."""

    label: str
    rows: int
    holds: str
    """Which editions or years are in it."""
    loaded: tuple[TableEdition, ...]
    """What was loaded by hand, newest first; a table without any is the shipped one."""


def reference_tables() -> list[ReferenceTable]:
    """Divisions, industries and calendar, with every edition that was loaded."""
    loaded: dict[str, list[TableEdition]] = {kind: [] for kind in TableKind}
    for row in TableEdition.objects.order_by("-id"):
        loaded[row.kind].append(row)
    years = sorted(CalendarDay.objects.values_list("notice_year", flat=True).distinct())
    editions = sorted(Industry.objects.values_list("edition", flat=True).distinct())
    regions = Region.objects.aggregate(all=Count("pk"), gone=Count("pk", filter=~Q(gone_since="")))
    facts = {
        TableKind.DIVISIONS: (regions["all"], f"县级以上和本省乡镇街道，其中已撤销 {regions['gone']} 个"),
        TableKind.INDUSTRIES: (Industry.objects.count(), "、".join(f"{one} 版" for one in editions)),
        TableKind.CALENDAR: (
            CalendarDay.objects.count(),
            f"{years[0]} 年至 {years[-1]} 年" if years else "还没有载入",
        ),
    }
    return [
        ReferenceTable(str(kind.label), *facts[kind], tuple(loaded[kind]))
        for kind in (TableKind.DIVISIONS, TableKind.INDUSTRIES, TableKind.CALENDAR)
    ]


def is_demonstration() -> bool:
    """True when this database was founded as a demonstration. Never changes once true or false is written."""
    if _Known.value is None:
        _Known.value = Installation.objects.values_list("demonstration", flat=True).first()
    return bool(_Known.value)


class _Known:
    """The installation's row, once seen: it cannot change, so it is asked for only until it is written."""

    value: bool | None = None


def permits_open_to(actor: Actor) -> QuerySet[ExportPermit]:
    """The exports that the actor's department has asked for; all of them for the supervisor."""
    rows = ExportPermit.objects.select_related("applicant", "decided_by").order_by("-pk")
    return rows if actor.holds(Role.AUDITOR) else rows.filter(department_id=actor.department_id)


def to_do(actor: Actor, *, today: date) -> list[Todo]:  # noqa: ARG001 — as the desk asks every room
    """Exports that wait for a head's answer, and those approved that wait to be used."""
    found: list[Todo] = []
    own = _unfinished_permits(actor.department_id)
    if actor.holds(Role.DEPUTY_HEAD):
        waiting = [row for row in own if row.state == "REQUESTED" and row.applicant_id != actor.id]
        found += [
            Todo(
                f"{row.applicant.name}申请{row}，待您审批。",
                "审批",
                reverse("organs:decide_export", args=[row.pk]),
                article=25,
            )
            for row in waiting
        ]
    ready = [row for row in own if row.state == "APPROVED" and row.applicant_id == actor.id]
    return found + [Todo(f"{row}已批准。", "导出", reverse("organs:exports"), article=25) for row in ready]


@question
def _unfinished_permits(department: int) -> QuerySet[ExportPermit]:
    rows = ExportPermit.objects.filter(department_id=department, state__in=("REQUESTED", "APPROVED"))
    return rows.select_related("applicant").order_by("-pk")
