"""Departments, people and actors for tests. Plain functions; every argument has a sensible default."""

from datetime import UTC, date, datetime

from suiji.ledger import Actor
from suiji.organs.models import Department, Grant, Kind, Level, Person, Region
from suiji.organs.queries import actor_of
from suiji.organs.roles import Role

AT = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)
"""A Monday morning in Anyang (09:00), a working day."""
TODAY = date(2026, 3, 2)


def a_department(
    line: str = "市场监管", *, region: str = "410500", level: Level = Level.CITY, kind: Kind = Kind.REGULATOR
) -> Department:
    """The department of a line in a region; the same one when asked twice."""
    place = Region.objects.get(pk=region)
    found = Department.objects.filter(line=line, region=place, kind=kind).first()
    if found is not None:
        return found
    return Department.objects.create(
        code=f"{region}-{Department.objects.count() + 1:03d}",
        name=f"{place.name}{line}局" if kind is Kind.REGULATOR else f"{place.name}{line}",
        short_name=line,
        sign=line[:2],
        line=line,
        level=level,
        kind=kind,
        region=place,
        joined_on=date(2020, 1, 1),
    )


def an_office(region: str = "410500") -> Department:
    """The joint conference's office of a region."""
    return a_department("联席会议办公室", region=region, kind=Kind.OFFICE)


def a_person(
    name: str = "张明", *roles: Role, department: Department | None = None, username: str = ""
) -> Person:
    """Somebody who can log in with the password 'suiji-test-1', holding the roles since 2020."""
    person = Person(
        username=username or f"u{Person.objects.count() + 1}",
        name=name,
        department=department or a_department(),
    )
    person.set_password("suiji-test-1") if username else person.set_unusable_password()
    person.save()
    Grant.objects.bulk_create(Grant(person=person, role=role, from_on=date(2020, 1, 1)) for role in roles)
    return person


def an_actor(*roles: Role, department: Department | None = None, name: str = "张明") -> Actor:
    """A person in office as the edge would recognise them."""
    actor = actor_of(a_person(name, *roles, department=department), today=TODAY)
    assert actor is not None
    return actor


def the_person(actor: Actor) -> Person:
    """The row behind an actor."""
    return Person.objects.get(pk=actor.id)
