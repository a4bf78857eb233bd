"""What may be asked of organs."""

from datetime import date

from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import AnonymousUser
from django.db.models import Q, QuerySet

from suiji.law.workdays import Calendar
from suiji.ledger import Actor
from suiji.organs.models import CalendarDay, Department, Grant, Installation, Kind, Person
from suiji.organs.roles import Role


def actor_of(user: AbstractBaseUser | AnonymousUser, *, today: date) -> Actor | None:
    """The person in office on that day, or None for the public and for people no longer in post."""
    if not isinstance(user, Person) or not user.is_active:
        return None
    roles = Grant.objects.filter(
        Q(until_on__isnull=True) | Q(until_on__gt=today), person=user, from_on__lte=today
    ).values_list("role", flat=True)
    department = user.department
    return Actor(user.pk, user.name, department.pk, department.name, frozenset(roles))


def system_actor(department: Department) -> Actor:
    """The house acting by itself, in the name of a department (daily jobs, automatic dispatch)."""
    return Actor(0, "系统", department.pk, department.name, frozenset({Role.SYSTEM}))


def regulators() -> QuerySet[Department]:
    """Departments that inspect; the office never does (Art. 3)."""
    return (
        Department.objects.filter(kind=Kind.REGULATOR).select_related("region").order_by("region_id", "code")
    )


def office_of(department: Department) -> Department | None:
    """The joint conference's office of the same level and region (Art. 7 同级)."""
    return Department.objects.filter(kind=Kind.OFFICE, region=department.region).first()


def calendar() -> Calendar:
    """The working-day calendar as it stands in the database."""
    days = list(CalendarDay.objects.values_list("date", "is_off", "notice_year"))
    return Calendar(
        off=frozenset(day for day, off, _ in days if off),
        work=frozenset(day for day, off, _ in days if not off),
        years=frozenset(year for _, _, year in days),
    )


def is_demonstration() -> bool:
    """True when this database was founded as a demonstration. Never changes once true or false is written."""
    if _Known.value is None:
        _Known.value = Installation.objects.values_list("demonstration", flat=True).first()
    return bool(_Known.value)


class _Known:
    """The installation's row, once seen: it cannot change, so it is asked for only until it is written."""

    value: bool | None = None
