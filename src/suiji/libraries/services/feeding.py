"""检查对象持续报送 — the department's objects leave for a provincial platform by themselves (Art. 11, 0115)."""

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime

import psycopg
from django.db import OperationalError, connection
from django.db.models import Max

from suiji.exchange import Offer
from suiji.exchange import queries as exchange
from suiji.exchange import services as handing
from suiji.exchange.models import Feed
from suiji.ledger import Actor
from suiji.libraries.models import InspectedObject
from suiji.organs.doors import require_role
from suiji.organs.roles import Role

KIND = "OBJECT"
PIECES_A_TURN = 20
"""So many pieces of one department, then the next one's."""
_SAID = (
    "name", "uscc", "code", "kind", "reg_state", "address", "industry", "business_scope", "established_on", "reg_organ",
)  # fmt: skip
_PATIENCE = "3s"


class Objects:
    """The object library as a shelf (``exchange.services.feeding.Shelf``)."""

    def last(self, department: int) -> int:
        """Waits until nobody is writing objects: who writes from then on sees that the department reports."""
        with connection.cursor() as cursor:
            cursor.execute(f"SET LOCAL lock_timeout = '{_PATIENCE}'")
            cursor.execute("LOCK TABLE libraries_inspectedobject IN SHARE MODE")
        newest = InspectedObject.objects.filter(source=department).aggregate(newest=Max("pk"))["newest"]
        return newest or 0

    def beyond(self, department: int, after: int, until: int, most: int) -> Sequence[tuple[int, Offer]]:
        """The next objects of the department."""
        rows = InspectedObject.objects.filter(source=department, pk__gt=after, pk__lte=until).order_by("pk")
        return [(row.pk, _offer(row)) for row in rows.only(*_ASKED)[:most]]

    def named(self, department: int, keys: Collection[str]) -> Iterable[Offer]:
        """Those that the department keeps."""
        rows = InspectedObject.objects.filter(source=department, code__in=keys).order_by("code")
        return [_offer(row) for row in rows.only(*_ASKED)]

    def gone(self, keys: Collection[str]) -> Collection[str]:
        """Objects of an import that was undone."""
        return set(keys) - set(InspectedObject.objects.filter(code__in=keys).values_list("code", flat=True))


_ASKED = (*_SAID, "region_id", "state", "source_id", "updated_at")


def _offer(row: InspectedObject) -> Offer:
    said = {name: getattr(row, name) for name in _SAID}
    return Offer(
        row.code, row.source_id, row.updated_at, said | {"region": row.region_id, "standing": row.state}
    )


def begin_feed(*, basis: str, actor: Actor, at: datetime) -> Feed:
    """From now on every object of the department, and every change of one, leaves in batches."""
    require_role(actor, Role.LIBRARIAN, Role.CLERK)
    return handing.begin_feed(kind=KIND, basis=basis, actor=actor, at=at)


def feed_out(*, at: datetime) -> int:
    """What is due of every department that reports; how many pieces were looked at. May be stopped anywhere."""
    shelf, done = Objects(), 0
    for feed in exchange.feeds_of(KIND).filter(due_at__lte=at):
        for _ in range(PIECES_A_TURN):
            if not _looked_at(feed, shelf, at):
                break
            done += 1
    return done


def _looked_at(feed: Feed, shelf: Objects, at: datetime) -> bool:
    try:
        return handing.feed_next(feed=feed, shelf=shelf, at=at)
    except OperationalError as error:
        if isinstance(error.__cause__, psycopg.errors.LockNotAvailable):
            return False  # a large import is being written: in a minute it is asked again
        raise
