"""走时 — whether this machine's clock has run on evenly: what the clock alone would decide for good waits until it has.

The kernel counts seconds since the start of the machine, sleep included, and nobody sets that count. A clock that was
set goes astray from it. What can be undone (a page that says "late", a refusal) goes by the clock as it is; what
cannot, a draw voided by default, a silence taken for consent, a file deleted, waits here (decision 0108).
"""

import logging
import threading
import time
from collections.abc import Callable
from datetime import datetime, timedelta

from suiji.config import clock
from suiji.organs.services import note_clock_was_set

log = logging.getLogger(__name__)

AT_FIRST, AFTER_A_JUMP = timedelta(hours=1), timedelta(hours=24)
"""How long it must have run evenly: since this process began (time servers answer sooner), and since it was set."""
JUMP = 60.0
"""Seconds: what time servers correct by and by is far below."""


def seconds_since_the_machine_began() -> float:
    """The kernel's own count."""
    return time.clock_gettime(time.CLOCK_BOOTTIME)


class Watch:
    """Looks at the clock and at the kernel's count, whenever it is asked, and remembers when they went apart."""

    def __init__(
        self, wall: Callable[[], datetime] = clock.now, count: Callable[[], float] = seconds_since_the_machine_began
    ) -> None:  # fmt: skip
        self.wall, self.count = wall, count
        self._lock = threading.Lock()
        self._begin(AT_FIRST)

    def _begin(self, wait: timedelta) -> None:
        self._began, self._wait = self.count(), wait
        self._offset = self.wall().timestamp() - self._began

    def look(self) -> float:
        """By how many seconds the clock was set since the last look; 0 where it ran on evenly."""
        with self._lock:
            astray = self.wall().timestamp() - self.count() - self._offset
            if abs(astray) < JUMP:
                return 0.0
            self._begin(AFTER_A_JUMP)
            return astray

    def is_steady(self) -> bool:
        """Whether it has run evenly for long enough; a jump is named in the log and goes on record."""
        if astray := self.look():
            log.warning("the clock was set by %.0f s: nothing is voided or deleted for a day", astray)
            note_clock_was_set(seconds=round(astray), at=self.wall())
        return self.count() - self._began >= self._wait.total_seconds()


WATCH = Watch()
"""This process's own."""


def is_steady() -> bool:
    """As ``Watch.is_steady``, of this process's watch."""
    return WATCH.is_steady()
