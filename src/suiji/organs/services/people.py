"""People, their roles, and the installation. Granting a role is itself an act the ledger records."""

from datetime import date, datetime

from django.db import transaction

from suiji.ledger import Actor
from suiji.ledger.services import record
from suiji.organs.models import Department, Grant, Installation, Person
from suiji.organs.roles import Role


def found(*, demonstration: bool, at: datetime) -> Installation:
    """Write, once and for ever, whether this database is a demonstration."""
    return Installation.objects.create(demonstration=demonstration, founded_at=at)


@transaction.atomic
def grant_role(
    *,
    person: Person,
    role: Role,
    from_on: date,
    until_on: date | None = None,
    stands_in_for: Person | None = None,
    actor: Actor,
    at: datetime,
) -> Grant:
    """Give a person a role over a period, their own or another's for a time; recorded in the ledger."""
    grant = Grant.objects.create(
        person=person, role=role, from_on=from_on, until_on=until_on, stands_in_for=stands_in_for
    )
    record(
        person,
        "organs.role_granted",
        actor=actor,
        at=at,
        sentence=f"{actor.department_name}{actor.name}授予{person.name}“{role.label}”岗位，自{from_on:%F}起。",
        facts={
            "role": role.value,
            "from_on": f"{from_on:%F}",
            "until_on": f"{until_on:%F}" if until_on else None,
        },
    )
    return grant


@transaction.atomic
def enrol(*, username: str, name: str, department: Department, password: str | None) -> Person:
    """A new person who can log in (with no role yet). Without a password, log-in by password is impossible."""
    person = Person(username=username, name=name, department=department)
    if password is None:
        person.set_unusable_password()
    else:
        person.set_password(password)
    person.save()
    return person
