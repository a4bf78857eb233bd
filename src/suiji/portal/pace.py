"""缓行 — a stranger who reads the whole portal gets all of it, at a walk: nobody at a desk shall wait for a crawl.

Counted in each web process. By address: whoever is too quick waits for the next turn, and is sent away only where that
would take too long. Of all strangers together: few pages are made at the same moment, and some of the process's threads
are never theirs. Loopback has no pace (a proxy that the site has not named, or the house itself).
"""

from collections import OrderedDict
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from functools import lru_cache
from ipaddress import ip_address
from threading import BoundedSemaphore, Lock
from time import monotonic, sleep
from typing import Any

from django.conf import settings

AT_ONCE, ADDRESSES = 100, 10_000
"""Pages that anybody may have made without waiting; addresses that are remembered."""
WAIT_SECONDS = 5
"""When to come again, for whoever is sent away."""
LONGEST = 1.0
"""Seconds that a request waits for its address's turn."""
MAKING, STREAMS = 3, 2
"""Of the strangers in a process at once: those whose page is being made, and those who are sent a whole table."""
PATIENCE = 10.0
"""Seconds a stranger waits for the pages of others."""


class Pace:
    """So many pages a second, after a first ``AT_ONCE``; the longest silent addresses are forgotten first."""

    def __init__(self, seats: int) -> None:
        self.left: OrderedDict[str, tuple[float, float]] = OrderedDict()
        self.lock = Lock()
        self.seats, self.making = BoundedSemaphore(seats), BoundedSemaphore(MAKING)
        self.streams = BoundedSemaphore(STREAMS)

    def turn(self, address: str, *, a_second: int, now: float | None = None) -> float | None:
        """Seconds until this address may have one more page made, which is then counted; None: longer than ``LONGEST``.

        ``a_second`` 0 lets everything in at once.
        """
        if a_second == 0 or _is_loopback(address):
            return 0.0
        moment = monotonic() if now is None else now
        with self.lock:
            pages, since = self.left.pop(address, (float(AT_ONCE), moment))
            pages = min(float(AT_ONCE), pages + (moment - since) * a_second)
            wait = max(0.0, (1 - pages) / a_second)
            taken = wait <= LONGEST
            self.left[address] = (pages - 1 if taken else pages, moment)
            while len(self.left) > ADDRESSES:
                self.left.popitem(last=False)
        return wait if taken else None

    @contextmanager
    def admits(self, address: str, *, a_second: int) -> Iterator[bool]:
        """True, as soon as it is this stranger's turn; False for whoever has to come again later."""
        if not self.seats.acquire(blocking=False):
            yield False
            return
        try:
            wait = self.turn(address, a_second=a_second)
            if wait:
                sleep(wait)
            if wait is None or not self.making.acquire(timeout=PATIENCE):
                yield False
                return
            try:
                yield True
            finally:
                self.making.release()
        finally:
            self.seats.release()

    def stream(self, address: str, pieces: Iterable[Any]) -> "Iterable[Any] | None":
        """The pieces of a long answer, counted until the last is sent; None where enough strangers are sent one."""
        if _is_loopback(address):
            return pieces
        return Counted(pieces, self.streams) if self.streams.acquire(blocking=False) else None


class Counted:
    """Pieces that hold their place until they are all sent, or nobody takes them any more."""

    def __init__(self, pieces: Iterable[Any], place: BoundedSemaphore) -> None:
        self.pieces, self.place, self.held = iter(pieces), place, True

    def __iter__(self) -> Iterator[Any]:
        return self

    def __next__(self) -> Any:
        return next(self.pieces)

    def close(self) -> None:
        """The server calls it at the end, whatever the end was."""
        if self.held:
            self.held = False
            self.place.release()


@lru_cache(maxsize=ADDRESSES)
def _is_loopback(address: str) -> bool:
    try:
        return ip_address(address).is_loopback
    except ValueError:
        return False


pace = Pace(seats=settings.ENVIRONMENT.threads * 3 // 4)
