"""缓行 — a stranger who reads the whole portal gets all of it, at a walk: nobody at a desk shall wait for a crawl.

Counted in each web process by address; loopback is nobody's (a proxy that the site has not named, or the house itself).
"""

from collections import OrderedDict
from ipaddress import ip_address
from threading import Lock
from time import monotonic

AT_ONCE, ADDRESSES = 100, 10_000
"""Pages that anybody may have made without waiting; addresses that are remembered."""
WAIT_SECONDS = 5


class Pace:
    """So many pages a second, after a first ``AT_ONCE``; the longest silent addresses are forgotten first."""

    def __init__(self) -> None:
        self.left: OrderedDict[str, tuple[float, float]] = OrderedDict()
        self.lock = Lock()

    def allows(self, address: str, *, a_second: int, now: float | None = None) -> bool:
        """True where this address may have one more page made now. ``a_second`` 0 allows everything."""
        if a_second == 0 or _is_loopback(address):
            return True
        moment = monotonic() if now is None else now
        with self.lock:
            pages, since = self.left.pop(address, (float(AT_ONCE), moment))
            pages = min(float(AT_ONCE), pages + (moment - since) * a_second)
            allowed = pages >= 1
            self.left[address] = (pages - 1 if allowed else pages, moment)
            while len(self.left) > ADDRESSES:
                self.left.popitem(last=False)
        return allowed


def _is_loopback(address: str) -> bool:
    try:
        return ip_address(address).is_loopback
    except ValueError:
        return False


pace = Pace()
