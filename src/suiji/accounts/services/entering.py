"""Coming in, staying in, and the password one chooses. The session carries what is still owed (`DEBTS`)."""

from datetime import datetime, timedelta

from allauth.account.authentication import get_authentication_records
from allauth.usersessions.models import UserSession
from axes.models import AccessAttempt
from django.conf import settings
from django.contrib.auth import logout
from django.contrib.sessions.models import Session
from django.db import connection, transaction
from django.http import HttpRequest

from suiji.accounts import queries
from suiji.accounts.models import PasswordRecord
from suiji.ledger import Actor
from suiji.ledger.services import record
from suiji.organs.days import day_of
from suiji.organs.doors import DEBTS
from suiji.organs.models import Person

SEEN = "seen_at"
"""The session's key for the last sign of life."""
_STEP = 60
"""Seconds between two writes of it: not every request costs a row."""


def enter(*, request: HttpRequest, person: Person, at: datetime) -> None:
    """The new session knows what its owner owes; where the site asks for one session a person, the others end."""
    settle_debts(request=request, person=person, at=at)
    request.session[SEEN] = int(at.timestamp())
    if settings.ENVIRONMENT.single_session:
        for session in UserSession.objects.filter(user=person).exclude(
            session_key=request.session.session_key
        ):
            session.end()


def settle_debts(*, request: HttpRequest, person: Person, at: datetime) -> list[str]:
    """What is still owed, counted anew and kept in the session."""
    owed = queries.owed_by(person, at=at, today=day_of(at))
    if _came_by_issuer(request, person):
        owed = [one for one in owed if one != queries.PASSWORD]
    request.session[DEBTS] = owed
    return owed


def _came_by_issuer(request: HttpRequest, person: Person) -> bool:
    """True where this session began at the city's identity provider: its password is no affair of ours."""
    return any(one.get("method") == "socialaccount" for one in get_authentication_records(request, person))


@transaction.atomic
def bind(*, person: Person, issuer: str, at: datetime) -> None:
    """From now on the issuer's subject stands for this person; on record, once."""
    actor = Actor(person.pk, person.name, person.department_id, person.department.name)
    words = f"{person.department.name}{person.name}首次用{issuer}登录，与登录名{person.username}绑定。"
    record(person, "accounts.bound", actor=actor, at=at, sentence=words)


def keep_alive(*, request: HttpRequest, at: datetime) -> bool:
    """False when the session was idle for too long; it has ended then. Nothing is asked of strangers."""
    if not request.user.is_authenticated or not settings.ENVIRONMENT.idle_minutes:
        return True
    now, seen = int(at.timestamp()), request.session.get(SEEN)
    if seen is not None and now - seen >= settings.ENVIRONMENT.idle_minutes * 60:
        logout(request)
        return False
    if seen is None or now - seen >= _STEP:
        request.session[SEEN] = now
    return True


@transaction.atomic
def choose_password(*, person: Person, password: str, at: datetime) -> PasswordRecord:
    """The person's own choice; the validators were asked before. Counted from now."""
    person.set_password(password)
    person.save(update_fields=["password"])
    return PasswordRecord.objects.create(person=person, encoded=person.password, one_time=False, set_at=at)


KEPT = timedelta(days=1096)
"""Thirty-six months: how long it is known who came to the door, from where, and who was turned away (R121)."""


@transaction.atomic
def forget_old_entries(*, at: datetime) -> int:
    """Log-ins and failures older than thirty-six months are gone, and sessions that have run out; how many rows.

    The log itself goes by the database's own clock and hand: a clock of ours that runs ahead loses nothing of it.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT accounts_forget_log_ins()")
        gone = int(cursor.fetchone()[0])
    gone += int(AccessAttempt.objects.filter(attempt_time__lt=at - KEPT).delete()[0])
    return gone + int(Session.objects.filter(expire_date__lt=at).delete()[0])
