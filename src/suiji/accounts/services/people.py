"""The three administrators' work (三员): the system's opens and closes accounts, the security's gives and takes roles.

Each act is on record under the person's name; none of them opens a page of business.
"""

import secrets
from datetime import date, datetime, timedelta

from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.db import IntegrityError, transaction

from suiji.accounts import queries
from suiji.accounts.models import PasswordRecord
from suiji.law import require
from suiji.law.confidence import administrators_apart, hands_apart, lent_office_stays_where_it_was_lent
from suiji.law.sampling_duties import head_is_stood_in_for
from suiji.ledger import Actor, NotYours, Stale
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
    try:
        with transaction.atomic():
            person = enrol(username=username, name=name, department=department, password=None)
    except IntegrityError as error:
        raise Stale(f"登录名 {username} 刚由他人开立。请换一个登录名。") from error
    password = one_time(person, at=at)
    _tell(person, "accounts.enrolled", actor, at, f"{actor.name}为{department.name}{name}开立账号。")
    return person, password


@transaction.atomic
def let_go(*, person: Person, because: str, actor: Actor, at: datetime) -> Person:
    """The account is closed: roles end today, what was lent in their place too, sessions end at once.

    Nothing of the person's past work changes.
    """
    require_role(actor, Role.SYSTEM_ADMIN)
    require(hands_apart, own=actor.id == person.pk)
    person = Person.objects.select_for_update().get(pk=person.pk)
    if not person.is_active:
        raise Stale(f"{person.name}的账号已由他人停用。")
    person.is_active = False
    person.save(update_fields=["is_active"])
    for grant in queries.running_grants(person, today=day_of(at)):
        _end(grant, day_of(at))
    _end_stand_ins(person, at)
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
    _require_apart(person, role, from_on, until_on)
    if queries.held_between(person, from_on, until_on).filter(role=role, stands_in_for=None).exists():
        raise Stale(f"{person.name}在这段时间已经有“{role.label}”岗位。请先终止原来的，或者另定起止日期。")
    grant = grant_role(person=person, role=role, from_on=from_on, until_on=until_on, actor=actor, at=at)
    end_sessions(person)
    return grant


@transaction.atomic
def end_role(*, grant: Grant, because: str, actor: Actor, at: datetime) -> Grant:
    """The role ends today; open sessions end at once, so that the next page already asks anew."""
    require_role(actor, Role.SECURITY_ADMIN)
    require(hands_apart, own=actor.id == grant.person_id)
    grant = _running(grant, at)
    _end(grant, day_of(at))
    if grant.role == Role.DEPUTY_HEAD and grant.stands_in_for_id is None:
        _end_stand_ins(grant.person, at)
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
    """A deputy head's stand-in for at most thirty days, on record with the reason (readings R81, R163)."""
    require_role(actor, Role.DEPUTY_HEAD, department_id=person.department_id)
    head = Person.objects.select_for_update().get(pk=actor.id)
    own = queries.held_between(head, day_of(at), day_of(at) + timedelta(days=1))
    require(
        lent_office_stays_where_it_was_lent,
        own_office=own.filter(role=Role.DEPUTY_HEAD, stands_in_for=None).exists(),
    )
    require(
        head_is_stood_in_for,
        days=(until_on - from_on) / timedelta(days=1),
        longest=LONGEST_DELEGATION,
        own=actor.id == person.pk,
        reason=because,
    )
    _require_apart(person, Role.DEPUTY_HEAD, from_on, until_on)
    if queries.held_between(person, from_on, until_on).filter(role=Role.DEPUTY_HEAD).exists():
        raise Stale(f"{person.name}在这段时间已经承担分管负责人职责。")
    grant = grant_role(
        person=person, role=Role.DEPUTY_HEAD, from_on=from_on, until_on=until_on, stands_in_for=head,
        actor=actor, at=at,
    )  # fmt: skip
    words = (
        f"{actor.name}委托{person.name}代行分管负责人职责，{from_on:%F}至{until_on - timedelta(days=1):%F}。"
    )
    _tell(person, "accounts.delegated", actor, at, words, because)
    end_sessions(person)
    return grant


@transaction.atomic
def take_back(*, grant: Grant, because: str, actor: Actor, at: datetime) -> Grant:
    """The head is back before the day: who stood in no longer does, from this moment."""
    require_role(actor, Role.DEPUTY_HEAD)
    if grant.stands_in_for_id != actor.id:
        raise NotYours("只有委托人本人可以收回委托。")
    grant = _running(grant, at)
    _end(grant, day_of(at))
    end_sessions(grant.person)
    words = f"{actor.name}收回{grant.person.name}代行的分管负责人职责。"
    _tell(grant.person, "accounts.delegation_taken_back", actor, at, words, because)
    return grant


def one_time(person: Person, *, at: datetime) -> str:
    """A new password that serves once; what may be shown of it is this answer, once."""
    password = "".join(secrets.choice(_LETTERS) for _ in range(ONE_TIME))
    person.set_password(password)
    person.save(update_fields=["password"])
    PasswordRecord.objects.create(person=person, encoded=person.password, one_time=True, set_at=at)
    return password


def _require_apart(person: Person, role: Role, from_on: date, until_on: date | None) -> None:
    """The three chairs stay apart on every day of the period; the person's row is locked until it is decided."""
    Person.objects.select_for_update().get(pk=person.pk)
    held = queries.held_between(person, from_on, until_on).values_list("role", flat=True)
    require(administrators_apart, roles=frozenset({*held, role.value}), chairs=frozenset(ADMINISTRATORS))


def _running(grant: Grant, at: datetime) -> Grant:
    """The grant under a lock, or ``Stale`` where somebody ended it first."""
    rows = Grant.objects.select_for_update(of=("self",)).select_related("person")
    found = rows.filter(pk=grant.pk).first()
    if found is None or (found.until_on is not None and found.until_on <= day_of(at)):
        raise Stale(f"“{Role(grant.role).label}”岗位已由他人终止，或者已经到期。")
    return found


def _end_stand_ins(head: Person, at: datetime) -> None:
    """Whoever stands in for somebody who no longer holds the office does so no longer (reading R163)."""
    for grant in queries.stand_ins_of(head.pk, today=day_of(at)).select_for_update(of=("self",)):
        _end(grant, day_of(at))
        end_sessions(grant.person)


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
