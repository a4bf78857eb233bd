"""限速 — each token goes at its own pace, counted in the database for all web processes together (GCRA)."""

import math
from dataclasses import dataclass
from datetime import datetime

from django.db import connection

from suiji.api.models import AccessToken, TokenUse

BURST = 20
"""Requests that may come at once after a rest."""
_SPEND = """
INSERT INTO api_tokenuse AS u (token_id, free_at, last_at, times)
VALUES (%(token)s, %(at)s::timestamptz + make_interval(secs => %(step)s), %(at)s, 1)
ON CONFLICT (token_id) DO UPDATE SET
    free_at = GREATEST(u.free_at, %(at)s) + make_interval(secs => %(step)s),
    last_at = GREATEST(u.last_at, %(at)s), times = u.times + 1
WHERE GREATEST(u.free_at, %(at)s) - %(at)s <= make_interval(secs => %(ahead)s)
RETURNING free_at"""


class TooFast(Exception):  # noqa: N818 — the word the machine's keeper reads
    """429: the token has used its allowance; ``wait`` seconds."""

    def __init__(self, wait: int) -> None:
        super().__init__(f"{wait}")
        self.wait = wait


@dataclass(frozen=True, slots=True)
class Allowance:
    """What a token may still do, as it is told with every answer."""

    a_minute: int
    left: int
    """Requests that may come at once, now."""
    whole_in: int
    """Seconds until it would have all of them again."""


def spend(*, token: AccessToken, at: datetime) -> Allowance:
    """One request more of this token, in one statement, and what is left; raises ``TooFast`` where it has to wait."""
    step = 60 / token.a_minute
    ahead = step * (min(BURST, token.a_minute) - 1)
    with connection.cursor() as cursor:
        cursor.execute(_SPEND, {"token": token.pk, "at": at, "step": step, "ahead": ahead})
        row = cursor.fetchone()
    if row is not None:
        owed = (row[0] - at).total_seconds()
        return Allowance(token.a_minute, max(0, math.floor((ahead - owed) / step) + 1), math.ceil(owed))
    free = TokenUse.objects.values_list("free_at", flat=True).get(token=token)
    raise TooFast(max(1, math.ceil((free - at).total_seconds() - ahead)))
