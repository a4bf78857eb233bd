"""The first three administrators of an empty city, and the way back in when one of them has lost every proof (R120).

Both are done at the machine, by whoever may run commands on it, and stand in the ledger for the audit administrator.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from allauth.mfa.models import Authenticator
from django.db import transaction

from suiji.accounts import queries
from suiji.accounts.services.people import end_sessions, one_time
from suiji.law import require
from suiji.law.confidence import administrators_apart
from suiji.ledger import Actor, NotYours
from suiji.ledger.services import record
from suiji.organs.days import day_of
from suiji.organs.models import Department, Installation, Kind, Level, Person, Region
from suiji.organs.roles import ADMINISTRATORS, Role
from suiji.organs.services import enrol, grant_role


@dataclass(frozen=True, slots=True)
class Chair:
    """Who is to sit in one administrator's chair."""

    role: Role
    username: str
    name: str


@transaction.atomic
def begin(*, unit: str, region_code: str, chairs: Sequence[Chair], at: datetime) -> list[tuple[Person, str]]:
    """The house is founded as a real one, with its operating unit and three administrators.

    Each comes with a one-time password, shown once and chosen anew at the first log-in. Refused in a demonstration and
    in a house that already has an administrator.
    """
    place, made = Installation.objects.get_or_create(defaults={"demonstration": False, "founded_at": at})
    if place.demonstration:
        raise NotYours("这是演示系统，管理员已经设好。正式系统请用空的数据库：SUIJI_DEMONSTRATION=0。")
    today = day_of(at)
    if queries.administrators(today=today).exists():
        raise NotYours("系统已经有管理员。其他人员的账号由系统管理员开立，岗位由安全管理员授予。")
    for username in {chair.username for chair in chairs}:
        held = frozenset(chair.role.value for chair in chairs if chair.username == username)
        require(administrators_apart, roles=held, chairs=frozenset(ADMINISTRATORS))
    department = _operating_unit(unit, region_code, today)
    actor = Actor(0, "系统", department.pk, department.name)
    if made:
        record(place, "organs.founded", actor=actor, at=at, sentence=f"{unit}启用本系统（正式）。")
    return [_seated(chair, department, actor, today, at) for chair in chairs]


def _operating_unit(name: str, region_code: str, today: date) -> Department:
    """The unit that runs the platform; the same one when an earlier beginning was interrupted."""
    place = Region.objects.get(pk=region_code)
    known = Department.objects.filter(kind=Kind.PLATFORM, region=place).first()
    return known or Department.objects.create(
        code=f"{place.pk}-PLATFORM",
        name=name,
        short_name="平台",
        sign="平台",
        line="平台运行",
        level=Level.COUNTY if place.level > 2 else Level.CITY,
        kind=Kind.PLATFORM,
        region=place,
        joined_on=today,
    )


def _seated(
    chair: Chair, department: Department, actor: Actor, today: date, at: datetime
) -> tuple[Person, str]:
    person = enrol(username=chair.username, name=chair.name, department=department, password=None)
    password = one_time(person, at=at)
    grant_role(person=person, role=chair.role, from_on=today, actor=actor, at=at)
    return person, password


@transaction.atomic
def rescue(*, person: Person, because: str, at: datetime) -> str:
    """A one-time password for an administrator nobody else can help; factors and open sessions end with the old one.

    Only for the three: everybody else has a security administrator.
    """
    person = Person.objects.select_for_update(of=("self",)).select_related("department").get(pk=person.pk)
    held = queries.roles_of(person, today=day_of(at))
    if held.isdisjoint(ADMINISTRATORS) or not person.is_active:
        raise NotYours("这个账号不是在任的管理员。其他人员请由安全管理员重置密码。")
    password = one_time(person, at=at)
    Authenticator.objects.filter(user_id=person.pk).delete()
    end_sessions(person)
    record(
        person,
        "accounts.rescued",
        actor=Actor(0, "系统", person.department_id, person.department.name),
        at=at,
        sentence=f"在服务器上为管理员{person.name}重置一次性密码，撤销其第二重验证。",
        because=because,
    )
    return password
