"""进门 — an object shows who it is by a one-time code or by its notice's link; nothing tells whether a code exists."""

import secrets
from datetime import datetime, timedelta

from django.db import IntegrityError, transaction

from suiji import vault
from suiji.inspections.models import Notice, ResultLetter
from suiji.inspections.passcodes import VALID, notice_of_link
from suiji.libraries.models import InspectedObject
from suiji.messages import sms
from suiji.voices.models import Attempt, FirmSession, LinkRevocation, Passcode, PasscodeKind
from suiji.voices.queries.access import (
    FROM_ONE_PLACE,
    GUESSES,
    attempt_key,
    candidates,
    code_print,
    digest,
    is_throttled,
    object_by_code,
)

CODE_LASTS = timedelta(minutes=10)
SESSION_LASTS = timedelta(hours=2)
FORGET_AFTER = timedelta(days=1)


class Shut(Exception):  # noqa: N818 — the word the person reads
    """The door stays shut for a while: too many guesses."""


@transaction.atomic
def send_code(*, code: str, place: str, at: datetime) -> None:
    """A one-time code to the telephone the library holds. The same for a code that nobody has."""
    _knock(code, place, at)
    found = object_by_code(code)
    digits = f"{secrets.randbelow(10**6):06d}"
    known = found.code if found else code
    Passcode.objects.create(
        object=found,
        kind=PasscodeKind.MESSAGE,
        digest=vault.fingerprint(secrets.token_hex(16), of="nobody")
        if found is None
        else code_print(known, digits),
        made_at=at,
        until=at + CODE_LASTS,
    )
    phone = vault.take(found, "phone") if found else ""
    sms.write(
        phone=phone,
        text=f"随机抽查平台验证码 {digits}，10 分钟内有效，只能用一次。不是您本人操作的请忽略。",
        at=at,
    )


def begin_session(*, code: str, digits: str, place: str, at: datetime) -> str | None:
    """The key of a new session, or None: a wrong code, a used one and an unknown object are the same."""
    with transaction.atomic():
        _knock(code, place, at)
    found = object_by_code(code)
    known = found.code if found else code
    used = candidates(found, at=at).get(code_print(known, digits.replace(" ", "")))
    if found is None or used is None:
        return None
    try:
        with transaction.atomic():
            _use_up(used, found, code_print(known, digits.replace(" ", "")), at)
    except IntegrityError:
        return None  # used before
    Attempt.objects.filter(key=attempt_key("code", _plain(code))).delete()
    return _open(found, at)


def _use_up(used: Passcode | Notice | ResultLetter, found: InspectedObject, mark: str, at: datetime) -> None:
    if not isinstance(used, Passcode):
        kind, made_at = (
            (PasscodeKind.NOTICE, used.served_at)
            if isinstance(used, Notice)
            else (PasscodeKind.LETTER, used.issued_at)
        )
        Passcode.objects.create(object=found, kind=kind, digest=mark, made_at=made_at, until=at, used_at=at)
    elif not Passcode.objects.filter(pk=used.pk, used_at=None).update(used_at=at):
        raise IntegrityError


def begin_by_link(*, token: str, place: str, at: datetime) -> str | None:
    """The key of a new session of the one object that a notice's link was printed for; None for any other link."""
    with transaction.atomic():
        keys = {attempt_key("place", place): FROM_ONE_PLACE}
        if is_throttled(keys, at=at):
            raise Shut
        notice = notice_of_link(token)
        if notice is None or at >= notice.served_at + VALID or hasattr(notice, "link_revocation"):
            Attempt.objects.bulk_create(Attempt(key=key, at=at) for key in keys)
            return None
        return _open(notice.visit.drawn.object, at)


def _plain(code: str) -> str:
    return code.upper().replace(" ", "")


def _knock(code: str, place: str, at: datetime) -> None:
    """Count the guess before it is looked at; many at once are all counted."""
    keys = {attempt_key("code", _plain(code)): GUESSES, attempt_key("place", place): FROM_ONE_PLACE}
    if is_throttled(keys, at=at):
        raise Shut
    Attempt.objects.filter(at__lt=at - FORGET_AFTER).delete()
    Attempt.objects.bulk_create(Attempt(key=key, at=at) for key in keys)


def _open(found: InspectedObject, at: datetime) -> str:
    key = secrets.token_urlsafe(32)
    FirmSession.objects.create(object=found, digest=digest(key), began_at=at, until=at + SESSION_LASTS)
    return key


def end_session(*, key: str, at: datetime) -> None:
    """The object leaves; its key opens nothing more."""
    FirmSession.objects.filter(digest=digest(key), ended_at=None).update(ended_at=at)


@transaction.atomic
def revoke_link(*, notice: Notice, firm: InspectedObject, at: datetime) -> LinkRevocation:
    """The object closes the link and the code on one of its own notices, say after the paper was lost."""
    if notice.visit.drawn.object_id != firm.pk:
        raise Notice.DoesNotExist
    return LinkRevocation.objects.get_or_create(notice=notice, defaults={"revoked_at": at})[0]
