"""The three administrators' work (三员): the system's opens and closes accounts, the security's gives and takes roles.

Each act is on record under the person's name; none of them opens a page of business.
"""

import secrets
from datetime import date, datetime, timedelta

from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.db import transaction

from suiji.accounts import queries
from suiji.accounts.models import PasswordRecord
from suiji.law import require
from suiji.law.confidence import administrators_apart, hands_apart
from suiji.law.sampling_duties import head_is_stood_in_for
from suiji.ledger import Actor
from suiji.ledger.services import record
from suiji.organs.days import day_of
from suiji.organs.doors import require_role
from suiji.organs.models import Department, Grant, Person
from suiji.organs.roles import ADMINISTRATORS, Role
from suiji.organs.services import enrol, grant_role

ONE_TIME = 14
"""Letters of a one-time password: 70 bits."""
_LETTERS = "abcdefghjkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789"
"""No letter that is read as another."""
LONGEST_DELEGATION = 30
"""Days."""


@transaction.atomic
def enrol_person(
    *, username: str, name: str, department: Department, actor: Actor, at: datetime
) -> tuple[Person, str]:
    """A new account without any role, and the one-time password to hand over; it is shown once."""
    require_role(actor, Role.SYSTEM_ADMIN)
    person = enrol(username=username, name=name, department=department, password=None)
    password = one_time(person, at=at)
    _tell(person, "accounts.enrolled", actor, at, f"{actor.name}为{department.name}{name}开立账号。")
    return person, password


@transaction.atomic
def let_go(*, person: Person, because: str, actor: Actor, at: datetime) -> Person:
    """The account is closed: roles end today, sessions end at once, nothing of the person's past work changes."""
    require_role(actor, Role.SYSTEM_ADMIN)
    require(hands_apart, own=actor.id == person.pk)
    person = Person.objects.select_for_update().get(pk=person.pk)
    person.is_active = False
    person.save(update_fields=["is_active"])
    today = day_of(at)
    for grant in Grant.objects.filter(queries.in_force(today), person=person):
        _end(grant, today)
    end_sessions(person)
    _tell(
        person,
        "accounts.closed",
        actor,
        at,
        f"{actor.name}停用{person.name}的账号，其岗位同时终止。",
        because,
    )
    return person


@transaction.atomic
def give_role(
    *, person: Person, role: Role, from_on: date, until_on: date | None, actor: Actor, at: datetime
) -> Grant:
    """A role over a period. An administrator holds one chair and no business; nobody gives to themselves."""
    require_role(actor, Role.SECURITY_ADMIN)
    require(hands_apart, own=actor.id == person.pk)
    Person.objects.select_for_update().get(pk=person.pk)
    held = queries.roles_of(person, today=max(from_on, day_of(at)))
    require(administrators_apart, roles=frozenset({*held, role.value}), chairs=frozenset(ADMINISTRATORS))
    grant = grant_role(person=person, role=role, from_on=from_on, until_on=until_on, actor=actor, at=at)
    end_sessions(person)
    return grant


@transaction.atomic
def end_role(*, grant: Grant, because: str, actor: Actor, at: datetime) -> Grant:
    """The role ends today; open sessions end at once, so that the next page already asks anew."""
    require_role(actor, Role.SECURITY_ADMIN)
    require(hands_apart, own=actor.id == grant.person_id)
    grant = Grant.objects.select_for_update(of=("self",)).select_related("person").get(pk=grant.pk)
    _end(grant, day_of(at))
    end_sessions(grant.person)
    _tell(
        grant.person,
        "accounts.role_ended",
        actor,
        at,
        f"{actor.name}终止{grant.person.name}的“{Role(grant.role).label}”岗位。",
        because,
    )
    return grant


@transaction.atomic
def give_password(*, person: Person, because: str, actor: Actor, at: datetime) -> str:
    """A one-time password in place of a forgotten one; it is shown once and chosen anew at the log-in."""
    require_role(actor, Role.SECURITY_ADMIN)
    require(hands_apart, own=actor.id == person.pk)
    person = Person.objects.select_for_update().get(pk=person.pk)
    password = one_time(person, at=at)
    end_sessions(person)
    _tell(
        person, "accounts.password_given", actor, at, f"{actor.name}为{person.name}重置一次性密码。", because
    )
    return password


@transaction.atomic
def take_factors(*, person: Person, because: str, actor: Actor, at: datetime) -> None:
    """A lost phone or key no longer counts; who must have a factor sets up another at the next log-in."""
    require_role(actor, Role.SECURITY_ADMIN)
    require(hands_apart, own=actor.id == person.pk)
    Authenticator.objects.filter(user_id=person.pk).delete()
    end_sessions(person)
    _tell(
        person, "accounts.factors_taken", actor, at, f"{actor.name}撤销{person.name}的第二重验证。", because
    )


@transaction.atomic
def delegate(
    *, person: Person, from_on: date, until_on: date, because: str, actor: Actor, at: datetime
) -> Grant:
    """A deputy head's stand-in for at most thirty days, on record with the reason (reading R16)."""
    require_role(actor, Role.DEPUTY_HEAD, department_id=person.department_id)
    require(
        head_is_stood_in_for,
        days=(until_on - from_on) / timedelta(days=1),
        longest=LONGEST_DELEGATION,
        own=actor.id == person.pk,
        reason=because,
    )
    grant = grant_role(
        person=person, role=Role.DEPUTY_HEAD, from_on=from_on, until_on=until_on, actor=actor, at=at
    )
    words = (
        f"{actor.name}委托{person.name}代行分管负责人职责，{from_on:%F}至{until_on - timedelta(days=1):%F}。"
    )
    _tell(person, "accounts.delegated", actor, at, words, because)
    end_sessions(person)
    return grant


def one_time(person: Person, *, at: datetime) -> str:
    """A new password that serves once; what may be shown of it is this answer, once."""
    password = "".join(secrets.choice(_LETTERS) for _ in range(ONE_TIME))
    person.set_password(password)
    person.save(update_fields=["password"])
    PasswordRecord.objects.create(person=person, encoded=person.password, one_time=True, set_at=at)
    return password


def _end(grant: Grant, today: date) -> None:
    """Ends today; a grant that would begin and end on one day is taken back whole."""
    if grant.from_on >= today:
        grant.delete()
    else:
        grant.until_on = today
        grant.save(update_fields=["until_on"])


def end_sessions(person: Person) -> None:
    """Wherever the person is logged in, the next page asks anew."""
    for session in UserSession.objects.filter(user=person):
        session.end()


def _tell(person: Person, act: str, actor: Actor, at: datetime, sentence: str, because: str = "") -> None:
    record(person, act, actor=actor, at=at, sentence=sentence, because=because)
