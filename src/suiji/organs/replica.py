"""副本 — a streaming replica that the public's pages read, as long as it is alive and near enough (decision 0091).

Each web process looks at it every two seconds at most. Nearness is measured without trust in the replica's clock: the
primary's place in its journal is noted with the moment, and the replica is as old as the newest place it has reached.
"""

import logging
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum
from threading import Lock
from time import monotonic

from django.conf import settings
from django.db import DatabaseError, InterfaceError, connections

logger = logging.getLogger(__name__)

ALIAS = "replica"
"""Django's name of the connection: the public's role on the replica, through the public's views."""
EVERY = 2.0
"""Seconds for which what was seen counts."""
REMEMBERED = 600
"""Places of the primary that are remembered: twenty minutes of looking."""


class Nearness(StrEnum):
    """How the replica stands."""

    NONE = "none"
    """No replica is set up."""
    FRESH = "fresh"
    BEHIND = "behind"
    """It answers, and is older than the installation allows."""
    GONE = "gone"
    """It does not answer, or is no replica."""


@dataclass(frozen=True, slots=True)
class Seen:
    """What a look at the replica found."""

    nearness: Nearness
    seconds: float = 0.0
    """By how much it is behind; of no meaning where it is gone."""


@dataclass(slots=True)
class Watch:
    """One process's look-out."""

    now: Callable[[], float] = monotonic
    lock: Lock = field(default_factory=Lock)
    seen: Seen = Seen(Nearness.NONE)
    looked_at: float = float("-inf")
    places: deque[tuple[float, int]] = field(default_factory=lambda: deque(maxlen=REMEMBERED))
    """(moment, place of the primary's journal), the oldest first."""

    def look(self, *, anew: bool = False) -> Seen:
        """What is known, at most ``EVERY`` seconds old. While one thread looks, the others take what was seen."""
        if ALIAS not in settings.DATABASES:
            return Seen(Nearness.NONE)
        if not anew and self.now() - self.looked_at < EVERY:
            return self.seen
        if not self.lock.acquire(blocking=anew):
            return self.seen
        try:
            before, self.seen = self.seen, self._seen()
            self.looked_at = self.now()
            if before.nearness is not self.seen.nearness:
                logger.warning("the replica is %s", self.seen.nearness.value)
            return self.seen
        finally:
            self.lock.release()

    def is_fit(self) -> bool:
        """True where the public may be answered from the replica."""
        return self.look().nearness is Nearness.FRESH

    def distrust(self) -> None:
        """It failed in the midst of an answer: not asked again before the next look."""
        self.seen, self.looked_at = Seen(Nearness.GONE), self.now()

    def _seen(self) -> Seen:
        try:
            with connections[ALIAS].cursor() as cursor:
                cursor.execute("SELECT pg_is_in_recovery(), pg_last_wal_replay_lsn() - '0/0'::pg_lsn")
                standby, reached = cursor.fetchone() or (False, None)
        except (DatabaseError, InterfaceError):
            connections[ALIAS].close()
            return Seen(Nearness.GONE)
        if not standby or reached is None:
            return Seen(Nearness.GONE)  # promoted, or never one: it may know of other things than the primary
        behind = self._behind(int(reached))
        near = behind <= settings.ENVIRONMENT.replica_lag
        return Seen(Nearness.FRESH if near else Nearness.BEHIND, behind)

    def _behind(self, reached: int) -> float:
        """Seconds since the replica had everything; a primary that does not answer adds nothing new to miss."""
        now = self.now()
        try:
            with connections["default"].cursor() as cursor:
                cursor.execute("SELECT pg_current_wal_flush_lsn() - '0/0'::pg_lsn")
                self.places.append((now, int((cursor.fetchone() or (0,))[0])))
        except (DatabaseError, InterfaceError):
            logger.warning("the primary does not answer; the public reads the replica as it is")
        missed = next((moment for moment, place in self.places if place > reached), None)
        return 0.0 if missed is None else now - missed


watch = Watch()
