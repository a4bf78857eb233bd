"""What may be asked of accounts: what a person owes before the desk opens, who is who, what was tried at the door."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from axes.models import AccessFailureLog, AccessLog
from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import AnonymousUser
from django.db.models import Count, Prefetch, Q, QuerySet
from django.urls import reverse

from suiji.accounts.models import PasswordRecord
from suiji.law.parameters import parameter
from suiji.ledger.models import Entry
from suiji.organs.models import Department, Grant, Person
from suiji.organs.queries import is_demonstration
from suiji.organs.roles import ADMINISTRATORS, APPROVERS, BUSINESS, Role

PASSWORD = "PASSWORD"  # noqa: S105 — the name of a duty
FACTOR = "FACTOR"


def in_force(today: date) -> Q:
    """True of grants that hold on that day."""
    return Q(from_on__lte=today) & (Q(until_on__isnull=True) | Q(until_on__gt=today))


def held_between(person: AbstractBaseUser, from_on: date, until_on: date | None) -> QuerySet[Grant]:
    """The person's grants that hold on any day of the half-open period."""
    found = Grant.objects.filter(Q(until_on__isnull=True) | Q(until_on__gt=from_on), person_id=person.pk)
    return found.filter(from_on__lt=until_on) if until_on else found


def running_grants(person: AbstractBaseUser, *, today: date) -> QuerySet[Grant]:
    """What the person holds today or will hold."""
    return held_between(person, today, None)


def stand_ins_of(head_id: int, *, today: date) -> QuerySet[Grant]:
    """Who stands in for the head today, or will (reading R81)."""
    running = Q(until_on__isnull=True) | Q(until_on__gt=today)
    return Grant.objects.select_related("person").filter(running, stands_in_for=head_id).order_by("from_on")


def roles_of(person: AbstractBaseUser, *, today: date) -> frozenset[str]:
    """What the person is in office as."""
    return frozenset(
        Grant.objects.filter(in_force(today), person_id=person.pk).values_list("role", flat=True)
    )


def must_prove_twice(person: AbstractBaseUser, *, today: date) -> bool:
    """True of approvers and administrators, except in a demonstration or where the site only offers it."""
    if settings.ENVIRONMENT.second_factor == "offered" or is_demonstration():
        return False
    return not roles_of(person, today=today).isdisjoint((*APPROVERS, *ADMINISTRATORS))


def has_factor(person: AbstractBaseUser) -> bool:
    """True when a TOTP or a security key is set up."""
    kinds = [Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN]
    return bool(Authenticator.objects.filter(user_id=person.pk, type__in=kinds).exists())


def password_is_due(person: Person, *, at: datetime) -> bool:
    """True when the password was given by somebody else, or is older than its term. Never in a demonstration."""
    if is_demonstration() or not person.has_usable_password():
        return False
    newest = PasswordRecord.objects.filter(person=person).order_by("-id").first()
    if newest is None:
        return False
    days = int(parameter("password_days", on=at.date()))
    return newest.one_time or newest.set_at + timedelta(days=days) <= at


def owed_by(person: Person, *, at: datetime, today: date) -> list[str]:
    """What the person does first, in this order; nothing, mostly."""
    owed = [PASSWORD] if password_is_due(person, at=at) else []
    if must_prove_twice(person, today=today) and not has_factor(person):
        owed.append(FACTOR)
    return owed


def home_of(user: AbstractBaseUser | AnonymousUser, *, today: date) -> str:
    """The address after the log-in; one's own account for somebody without any role."""
    roles = roles_of(user, today=today) if isinstance(user, Person) else frozenset()
    if not roles.isdisjoint(BUSINESS):
        return reverse("desk:home")
    if Role.NOTARY in roles:
        return reverse("draws:key_shares")
    return reverse("accounts:people") if not roles.isdisjoint(ADMINISTRATORS) else reverse("mfa_index")


@dataclass(frozen=True, slots=True)
class Account:
    """One's own account."""

    password_set_at: datetime | None
    password_days: int
    factors: tuple[Authenticator, ...]
    codes_left: int | None
    sessions: tuple[UserSession, ...]
    must_prove_twice: bool
    stand_ins: tuple[Grant, ...]
    """Who stands in for the person, now or soon."""


def account(person: Person, *, today: date) -> Account:
    """Password, factors and open sessions of the person who asks."""
    newest = PasswordRecord.objects.filter(person=person).order_by("-id").first()
    factors = list(Authenticator.objects.filter(user_id=person.pk).order_by("id"))
    codes = [f for f in factors if f.type == Authenticator.Type.RECOVERY_CODES]
    return Account(
        password_set_at=newest.set_at if newest else None,
        password_days=int(parameter("password_days", on=today)),
        factors=tuple(f for f in factors if f.type != Authenticator.Type.RECOVERY_CODES),
        codes_left=len(codes[0].wrap().get_unused_codes()) if codes else None,
        sessions=tuple(UserSession.objects.purge_and_list(person)),
        must_prove_twice=must_prove_twice(person, today=today),
        stand_ins=tuple(stand_ins_of(person.pk, today=today)),
    )


def accounts() -> QuerySet[Person]:
    """Every account."""
    return Person.objects.select_related("department")


def grants() -> QuerySet[Grant]:
    """Every role ever given."""
    return Grant.objects.select_related("person", "stands_in_for")


def administrators(*, today: date) -> QuerySet[Grant]:
    """The three chairs as they are held on that day."""
    return grants().filter(in_force(today), role__in=ADMINISTRATORS, person__is_active=True)


def departments() -> QuerySet[Department]:
    """Every department with how many people have an account in it."""
    people = Count("people", filter=Q(people__is_active=True))
    return Department.objects.select_related("region").annotate(people_in=people).order_by("code")


def sessions_of(person: Person) -> QuerySet[UserSession]:
    """Where the person is logged in."""
    return UserSession.objects.filter(user=person)  # type: ignore[no-any-return]


def people(*, text: str, today: date) -> QuerySet[Person]:
    """Everybody, by department; what they hold today comes along."""
    found = Person.objects.select_related("department").order_by("department__code", "username")
    if text:
        found = found.filter(
            Q(name__contains=text) | Q(username__contains=text) | Q(department__name__contains=text)
        )
    held = Grant.objects.filter(in_force(today)).order_by("role")
    return found.prefetch_related(Prefetch("grants", queryset=held, to_attr="held"))


def acts_on(person: Person) -> list[Entry]:
    """What was done to a person's account, newest first."""
    return list(
        Entry.objects.filter(subject_type=person._meta.label_lower, subject_id=str(person.pk)).order_by(
            "-id"
        )[:100]
    )


def colleagues(actor_id: int, department_id: int, *, today: date) -> QuerySet[Person]:
    """Who may stand in for a head: active people of the same department with a role, the head left out."""
    holders = Grant.objects.filter(in_force(today), role__in=[Role.CLERK, Role.REVIEWER, Role.DEPUTY_HEAD])
    return (
        Person.objects.filter(department_id=department_id, is_active=True, pk__in=holders.values("person_id"))
        .exclude(pk=actor_id)
        .order_by("name")
    )


@dataclass(frozen=True, slots=True)
class Attempt:
    """Somebody at the door."""

    at: datetime
    username: str
    address: str
    outcome: str
    tone: str


def attempts(*, text: str, limit: int = 500) -> list[Attempt]:
    """Entries and failures, newest first, of the log-in or address named."""
    named = Q(username__contains=text) | Q(ip_address__startswith=text) if text else Q()
    came = AccessLog.objects.filter(named).order_by("-attempt_time")[:limit]
    failed = AccessFailureLog.objects.filter(named).order_by("-attempt_time")[:limit]
    both = [Attempt(r.attempt_time, r.username or "", str(r.ip_address or ""), "登录", "good") for r in came]
    both += [
        Attempt(
            r.attempt_time,
            r.username or "",
            str(r.ip_address or ""),
            "已锁定" if r.locked_out else "密码不对",
            "bad" if r.locked_out else "soon",
        )
        for r in failed
    ]
    return sorted(both, key=lambda one: one.at, reverse=True)[:limit]


WATCHED = (
    "organs.", "accounts.", "api.", "draws.sealed", "libraries.exported", "libraries.inspectors_exported",
    "libraries.quality_exported", "libraries.number_viewed",
)  # fmt: skip
"""How the acts begin that an audit administrator reads: accounts and roles, opened seals, exports; no business."""


def watched_acts(*, limit: int = 300) -> list[Entry]:
    """The newest acts on accounts, keys and exports."""
    wanted = Q()
    for beginning in WATCHED:
        wanted |= Q(act__startswith=beginning)
    return list(Entry.objects.filter(wanted).order_by("-id")[:limit])
