"""瓦片 — the public log as static tiles (C2SP ``tlog-tiles``): clients, monitors and witnesses work unchanged."""

import re

from suiji.ledger.leaf import leaf_bytes
from suiji.ledger.models import Entry
from suiji.ledger.queries import last_checkpoint, stored_hashes
from suiji.portal.window import inside

HEIGHT = 8
FULL = 1 << HEIGHT
HIGHEST = 63
_PLACE = re.compile(r"((?:x(?!000)[0-9]{3}/(?:x[0-9]{3}/)*)?[0-9]{3})(?:\.p/([1-9][0-9]{0,2}))?", re.ASCII)


def _read(place: str) -> range:
    """``x001/x234/067`` or ``x001/x234/067.p/8`` → what the tile of index 1234067 covers; nothing if ill-formed."""
    found = _PLACE.fullmatch(place)
    width = int(found[2] or FULL) if found else 0
    if found is None or (found[2] and width >= FULL):
        return range(0)
    first = int(found[1].replace("x", "").replace("/", "")) * FULL
    return range(first, first + width)


def hashes(*, level: int, place: str) -> bytes | None:
    """Hashes of complete subtrees, 32 bytes each; None where the signed log does not hold all that is asked."""
    wanted = _read(place)
    if not wanted or level > HIGHEST // HEIGHT or wanted.stop > _signed() >> (HEIGHT * level):
        return None
    places = [(HEIGHT * level, index) for index in wanted]
    stored = stored_hashes(set(places))
    return b"".join(stored[place] for place in places)


def entries(*, place: str) -> bytes | None:
    """Leaves, each after its length in two bytes; None where the signed log does not hold all that is asked."""
    wanted = _read(place)
    if not wanted or wanted.stop > _signed():
        return None
    rows = Entry.objects.filter(leaf__index__gte=wanted.start, leaf__index__lt=wanted.stop)
    with inside():
        leaves = [leaf_bytes(entry) for entry in rows.order_by("leaf__index")]
    return b"".join(len(leaf).to_bytes(2, "big") + leaf for leaf in leaves)


def _signed() -> int:
    """The size under the newest signature: nothing is served that is not signed for."""
    newest = last_checkpoint()
    return 0 if newest is None else newest.size
