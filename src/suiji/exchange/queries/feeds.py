"""Libraries on their way to a platform: how far, and what waits."""

from dataclasses import dataclass

from django.db.models import Exists, OuterRef, QuerySet

from suiji.exchange.models import Due, ExchangeBatch, Feed
from suiji.exchange.queries.batches import batches

MOST_COUNTED = 10_000
SHOWN = 10


def feeds_of(kind: str) -> QuerySet[Feed]:
    """Those of a kind that are under way, for the room whose rows they hand out."""
    return Feed.objects.filter(kind=kind, ended_at=None).select_related("department").order_by("due_at", "pk")


def noted(kind: str, department: int) -> QuerySet[Due]:
    """The lines of a department's rows that may have to leave (see ``services.noting``)."""
    return Due.objects.filter(kind=kind, department=department)


def never_sent(kind: str, department: int) -> QuerySet[Due]:
    """Those of rows that wait for certain, since they have never left: one line a row."""
    return noted(kind, department).filter(fresh=True)


def perhaps_sent(kind: str, department: int) -> QuerySet[Due]:
    """The others: of each it has to be looked whether it waits."""
    fresh = never_sent(kind, department).filter(key=OuterRef("key"))
    return noted(kind, department).filter(~Exists(fresh), fresh=False)


@dataclass(frozen=True, slots=True)
class FeedSheet:
    """A department's feed as its page shows it."""

    feed: Feed
    waiting: int
    """Changes that wait; not counted beyond ``MOST_COUNTED``."""
    batches: tuple[ExchangeBatch, ...]
    """The newest."""

    @property
    def many(self) -> bool:
        """True where more wait than were counted."""
        return self.waiting > MOST_COUNTED


def feed_sheet(kind: str, department: int) -> FeedSheet | None:
    """The department's feed of a kind, or None."""
    feed = feeds_of(kind).filter(department=department).first()
    if feed is None:
        return None
    lines = Due.objects.filter(kind=kind, department=department)[: MOST_COUNTED + 1]
    newest = batches(kind=kind).filter(department=department)[:SHOWN]
    return FeedSheet(feed, lines.count(), tuple(newest))
