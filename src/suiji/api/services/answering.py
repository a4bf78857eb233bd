"""幂等 — a request that handed something in is done once; asked again under its key, it gets the answer it got."""

import hashlib
from collections.abc import Callable
from datetime import datetime, timedelta

from django.db import connection, transaction

from suiji.api.models import KeptAnswer, OutsideSystem

KEPT_FOR = timedelta(days=7)
"""How long an answer is given once more."""
ANSWER_LOCK = 0xA915


class Misused(Exception):  # noqa: N818 — the word the machine's keeper reads
    """422: the key was used for another request."""


@transaction.atomic
def answered_once(
    *, system: OutsideSystem, key: str, request: bytes, act: Callable[[], bytes], at: datetime
) -> tuple[bytes, bool]:
    """The answer, and whether it is one that was given before. The act and its answer are kept together or not at all.

    Two requests under one key at the same time: the second waits for the first. A refused act keeps nothing.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s, hashtext(%s))", [ANSWER_LOCK, f"{system.pk} {key}"])
    KeptAnswer.objects.filter(at__lt=at - KEPT_FOR).delete()
    digest = hashlib.sha256(request).hexdigest()
    found = KeptAnswer.objects.filter(system=system, key=key).first()
    if found is None:
        content = act()
        KeptAnswer.objects.create(system=system, key=key, digest=digest, content=content, at=at)
        return content, False
    if found.digest != digest:
        raise Misused(key)
    return bytes(found.content), True
