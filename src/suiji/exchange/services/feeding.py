"""持续报送 — a library leaves by itself: once from end to end, then what changes, in batches (decision 0115).

Every batch is made in a transaction of its own together with the place behind it, so that the work may be stopped
anywhere and nothing leaves twice. The room whose rows they are passes a ``Shelf``.
"""

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime, time, timedelta
from typing import Protocol

from django.db import transaction

from suiji import law
from suiji.exchange.kinds import KINDS
from suiji.exchange.models import Due, ExchangeBatch, Feed
from suiji.exchange.offers import Offer, digest_of
from suiji.exchange.queries.standings import last_forms
from suiji.exchange.services.prepare_batch import batch_of
from suiji.exchange.states import SENDERS
from suiji.ledger import Actor
from suiji.ledger.services import record
from suiji.organs.days import SHANGHAI, day_of
from suiji.organs.doors import require_role
from suiji.organs.models import Department
from suiji.organs.roles import Role

PIECE = 10_000
"""Rows that are looked at together; what differs of them is one batch."""


class Shelf(Protocol):
    """Where the rows of a kind stand."""

    def last(self, department: int) -> int:
        """The key of the newest thing of the department; from this moment on every change writes a line (``Due``).

        Raises ``OperationalError`` where others are writing just now; then it is asked again later.
        """

    def beyond(self, department: int, after: int, until: int, most: int) -> Sequence[tuple[int, Offer]]:
        """The next things in the order of their keys, behind ``after`` and up to ``until``."""

    def named(self, department: int, keys: Collection[str]) -> Iterable[Offer]:
        """Those of these names that there still are."""

    def gone(self, keys: Collection[str]) -> Collection[str]:
        """Those of these names that stand nowhere any more."""


@transaction.atomic
def begin_feed(*, kind: str, basis: str, actor: Actor, at: datetime) -> Feed:
    """From now on the department's rows of this kind leave by themselves; a second call changes nothing."""
    require_role(actor, *SENDERS, Role.LIBRARIAN)
    department = Department.objects.get(pk=actor.department_id)
    feed, made = Feed.objects.get_or_create(
        kind=KINDS[kind].name,
        department=department,
        ended_at=None,
        defaults={"basis": basis, "set_by": actor.name, "set_at": at, "due_at": at},
    )
    if made:
        sentence = f"{actor.department_name}{actor.name}开始{feed}（{basis}）。"
        record(feed, "exchange.feed_begun", actor=actor, at=at, sentence=sentence)
    return feed


@transaction.atomic
def end_feed(*, feed: Feed, actor: Actor, at: datetime) -> Feed:
    """No further batch is made; what left stays on record."""
    feed = _held(feed)
    require_role(actor, *SENDERS, Role.LIBRARIAN, department_id=feed.department_id)
    law.require(law.general.steps_in_order, allowed=feed.ended_at is None)
    feed.ended_at = at
    feed.save(update_fields=["ended_at"])
    Due.objects.filter(kind=feed.kind, department=feed.department_id).delete()
    record(
        feed,
        "exchange.feed_ended",
        actor=actor,
        at=at,
        sentence=f"{actor.department_name}{actor.name}停止{feed}。",
    )
    return feed


@transaction.atomic
def hasten_feed(*, feed: Feed, actor: Actor, at: datetime) -> Feed:
    """What waits leaves within the minute instead of tomorrow."""
    feed = _held(feed)
    require_role(actor, *SENDERS, Role.LIBRARIAN, department_id=feed.department_id)
    law.require(law.general.steps_in_order, allowed=feed.ended_at is None)
    feed.due_at = min(feed.due_at, at)
    feed.save(update_fields=["due_at"])
    return feed


def _held(feed: Feed) -> Feed:
    return Feed.objects.select_for_update(of=("self",)).select_related("department").get(pk=feed.pk)


@transaction.atomic
def feed_next(*, feed: Feed, shelf: Shelf, at: datetime) -> bool:
    """Look at the next piece and hand out what differs of it; False where nothing is left until tomorrow."""
    feed = _held(feed)
    if feed.ended_at is not None or feed.due_at > at:
        return False
    if feed.until is None:
        feed.until = shelf.last(feed.department_id)
        feed.save(update_fields=["until"])
        return True
    offers = _first_passage(feed, shelf) if not feed.first_passage_done else _changes(feed, shelf, at)
    if offers is None:
        tomorrow = day_of(at) + timedelta(days=1)
        feed.due_at = datetime.combine(tomorrow, time(), SHANGHAI)
        feed.save(update_fields=["due_at"])
        return False
    if waiting := _otherwise(feed.kind, offers):
        _hand_out(feed, waiting, at)
    feed.save(update_fields=["reached", "handed_at"])
    return True


def _first_passage(feed: Feed, shelf: Shelf) -> list[Offer]:
    assert feed.until is not None  # opened before
    piece = shelf.beyond(feed.department_id, feed.reached, feed.until, PIECE)
    feed.reached = piece[-1][0] if len(piece) == PIECE else feed.until
    return [offer for _, offer in piece]


def _changes(feed: Feed, shelf: Shelf, at: datetime) -> list[Offer] | None:
    """What the oldest lines name, as it reads now; the lines go with it. None where there is no line."""
    lines = Due.objects.filter(kind=feed.kind, department=feed.department_id).order_by("id")
    found = dict(lines.values_list("pk", "key")[:PIECE])
    if not found:
        return None
    keys = set(found.values())
    Due.objects.filter(pk__in=list(found)).delete()
    return [*shelf.named(feed.department_id, keys), *_withdrawn(feed, shelf.gone(keys), at)]


def _withdrawn(feed: Feed, keys: Collection[str], at: datetime) -> list[Offer]:
    """What was handed out and stands here no more is handed out once more, as taken out of the library."""
    forms = last_forms(feed.kind, keys)
    return [
        Offer(key, feed.department_id, at, {**values, "standing": "REMOVED"})
        for key, (_, _, values) in sorted(forms.items())
    ]


def _otherwise(kind: str, offers: Sequence[Offer]) -> list[Offer]:
    """Those that read otherwise than they were handed out, or were sent back."""
    forms = last_forms(kind, [offer.key for offer in offers])
    found = []
    for offer in offers:
        digest, refused, _ = forms.get(offer.key, ("", False, {}))
        if refused or digest != digest_of(offer.written(KINDS[kind])):
            found.append(offer)
    return found


def _hand_out(feed: Feed, offers: Sequence[Offer], at: datetime) -> ExchangeBatch:
    actor = Actor(0, "系统（持续报送）", feed.department_id, feed.department.name, frozenset({Role.CLERK}))
    feed.handed_at = at
    return batch_of(
        feed.about, offers, feed.department, facts={"feed": feed.pk, "rows": len(offers)}, actor=actor, at=at
    )


@transaction.atomic
def wait_again(batch: ExchangeBatch, keys: Collection[str]) -> None:
    """Rows of a batch that are fed or noted wait again, because it was taken back, or they were sent back."""
    fed = Feed.objects.filter(kind=batch.kind, department=batch.department_id, ended_at=None)
    if batch.about.noted or fed.exists():
        Due.objects.bulk_create(
            Due(kind=batch.kind, department_id=batch.department_id, key=key) for key in keys
        )
