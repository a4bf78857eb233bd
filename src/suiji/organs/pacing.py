"""限速 — how often somebody may send something within a minute, counted in PostgreSQL for all processes at once.

Every door counts what is sent to it (``doors.opens_to``); a door that is guessed at counts its misses here as well.
Who is counted stands in the table as a fingerprint: nobody reads addresses from it.
"""

from datetime import datetime, timedelta
from ipaddress import ip_address

from django.conf import settings
from django.db import connection

from suiji.organs.models import SendingCount
from suiji.organs.requests import Request
from suiji.vault import fingerprint

MINUTE = timedelta(minutes=1)
A_FILE = 10
"""What a form with files counts as: somebody has to read and check them."""
AN_OFFICE = 4
"""How much more an address may send than a person: in the morning a whole office logs in from one."""
_COUNT = """
INSERT INTO organs_sendingcount AS tally (key, began_at, amount) VALUES (%(key)s, %(at)s, %(amount)s)
ON CONFLICT (key) DO UPDATE SET
    amount = CASE WHEN tally.began_at BETWEEN %(first)s AND %(last)s
             THEN tally.amount + %(amount)s ELSE %(amount)s END,
    began_at = CASE WHEN tally.began_at BETWEEN %(first)s AND %(last)s
             THEN tally.began_at ELSE %(at)s END
RETURNING amount
"""


def within(
    most: int, *, what: str, who: str, at: datetime, amount: int = 1, span: timedelta = MINUTE
) -> bool:
    """Count ``amount`` more of this by this one; False once it is more than ``most`` within the span.

    One statement: two processes at the same moment are both counted. A clock that was set back begins a new span.
    """
    said: dict[str, str | datetime | int] = {
        "key": fingerprint(who, of=f"organs.sending.{what}"),
        "at": at,
        "amount": amount,
        "first": at - span,
        "last": at + span,
    }
    with connection.cursor() as cursor:
        cursor.execute(_COUNT, said)
        return int(cursor.fetchone()[0]) <= most


def place_of(request: Request) -> str:
    """Whence a request comes: the one word for it, which ``config.proxies`` has put right behind named proxies."""
    return str(request.META.get("REMOTE_ADDR") or "")[:64]


def sends_too_much(request: Request) -> bool:
    """True where this hand (a person, a firm, or a stranger's address) has sent too much within a minute.

    Loopback is nobody's: a proxy that the site has not named, or the house itself.
    """
    most, place = settings.ENVIRONMENT.sending_pace, place_of(request)
    if most == 0:
        return False
    if request.actor is not None:
        who = f"person {request.actor.id}"
    elif request.firm is not None:
        who = f"firm {request.firm.pk}"
    elif _is_loopback(place):
        return False
    else:
        who, most = f"place {place}", most * AN_OFFICE
    amount = A_FILE if str(request.content_type).startswith("multipart/") and request.FILES else 1
    return not within(most, what="sending", who=who, at=request.at, amount=amount)


def forget(*, at: datetime) -> int:
    """Counts of yesterday are gone; how many."""
    return SendingCount.objects.filter(began_at__lt=at - timedelta(days=1)).delete()[0]


def _is_loopback(place: str) -> bool:
    try:
        return ip_address(place).is_loopback
    except ValueError:
        return False
