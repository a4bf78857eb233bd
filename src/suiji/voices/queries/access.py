"""Who stands at the firm's door."""

import hashlib
from datetime import datetime, timedelta

from django.db.models import Q

from suiji import vault
from suiji.inspections.models import Notice, ResultLetter
from suiji.inspections.passcodes import VALID, digits_of, digits_of_letter
from suiji.libraries.models import InspectedObject
from suiji.voices.models import Attempt, FirmSession, Passcode

COOKIE = "suiji_firm"
GUESSES, FROM_ONE_PLACE = 5, 30
"""Wrong guesses for one code, and from one address, before the door stays shut."""
SHUT_FOR = timedelta(minutes=15)


def digest(text: str) -> str:
    """The fingerprint under which a session's key is kept."""
    return hashlib.sha256(text.encode()).hexdigest()


def code_print(code: str, digits: str) -> str:
    """The fingerprint of a one-time code of one object."""
    return vault.fingerprint(f"{code}\x00{digits}", of="voices.passcode")


def attempt_key(kind: str, text: str) -> str:
    """Whom or whence a guess concerns, not readable from the database."""
    return vault.fingerprint(text, of=f"voices.attempt.{kind}")


def firm_of(key: str, *, at: datetime) -> InspectedObject | None:
    """The object whose session this key opens, or None."""
    if not key:
        return None
    rows = FirmSession.objects.filter(digest=digest(key), until__gt=at, ended_at=None)
    found = rows.select_related("object").first()
    return found.object if found else None


def object_by_code(code: str) -> InspectedObject | None:
    """An object by its credit code or its own code."""
    wanted = code.upper().replace(" ", "")
    return InspectedObject.objects.filter(Q(uscc=wanted) | Q(code=wanted)).exclude(code="").first()


def is_throttled(keys: dict[str, int], *, at: datetime) -> bool:
    """Whether any of these keys has had its guesses lately."""
    recent = Attempt.objects.filter(key__in=keys, at__gt=at - SHUT_FOR).values_list("key", flat=True)
    counts = list(recent[: sum(keys.values()) + len(keys)])
    return any(counts.count(key) >= most for key, most in keys.items())


def candidates(found: InspectedObject | None, *, at: datetime) -> dict[str, Passcode | Notice | ResultLetter]:
    """Fingerprint → what it would use up: the codes that open this object's door now. As many questions for nobody."""
    pk = found.pk if found else 0
    sent = Passcode.objects.filter(object=pk, until__gt=at, used_at=None).order_by("-pk")[:5]
    keys: dict[str, Passcode | Notice | ResultLetter] = {row.digest: row for row in sent}
    notices = Notice.objects.filter(
        visit__drawn__object=pk, served_at__gt=at - VALID, served_at__lte=at, link_revocation=None
    ).select_related("visit__drawn__object")
    for notice in notices.order_by("-pk")[:20]:
        keys[code_print(notice.visit.drawn.object.code, digits_of(notice))] = notice
    letters = ResultLetter.objects.filter(
        visit__drawn__object=pk, issued_at__gt=at - VALID, issued_at__lte=at
    ).select_related("visit__drawn__object")
    for letter in letters.order_by("-pk")[:20]:
        digits = digits_of_letter(letter.visit, letter.number)
        keys[code_print(letter.visit.drawn.object.code, digits)] = letter
    return keys
