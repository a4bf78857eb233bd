"""信标 — the one narrow port to the outside through which a round of drand comes in (protocol §3).

Nothing that arrives here is believed: the draw verifies the signature against the chain's pinned key.
"""

from http.client import HTTPException
from urllib.parse import urlsplit
from urllib.request import Request, urlopen

from suiji.sampling.sources import Beacon

PATIENCE = 5.0
"""Seconds to wait; the job comes again in a minute."""
LARGEST = 10_000


def fetch(server: str, beacon: Beacon) -> bytes | None:
    """The round's JSON as the server gives it; None where it cannot be reached or has none."""
    if urlsplit(server).scheme not in {"http", "https"}:
        return None
    asked = Request(f"{server.rstrip('/')}/{beacon.chain}/public/{beacon.round}")  # noqa: S310 — scheme checked
    try:
        with urlopen(asked, timeout=PATIENCE) as answer:  # noqa: S310 — scheme checked
            content: bytes = answer.read(LARGEST)
            return content
    except (OSError, HTTPException):
        return None
