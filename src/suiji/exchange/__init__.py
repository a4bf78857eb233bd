"""对外交换 (Art. 6, 7, 8, 20): Batches of rows for the national enterprise credit publicity system, and its answers.

Enters: what a room has published here and must share there, as offers of one kind. Leaves: numbered batches as
Excel, CSV or JSON in the receiver's own headings; for each row two times kept apart, when it became public here and
when there. Refuses: a row that is under way already, an answer to a row nobody sent, an acceptance without a time.

What a room does::

    offers = [Offer(key="AY-LH-01", owner=department.pk, platform_at=at, values={"code": "AY-LH-01", ...})]
    queries.board("ITEM", offers)             # each offer: waiting, changed, exported, accepted or refused
    services.prepare_batch(kind="ITEM", offers=offers, actor=actor, at=at)
    queries.status_of("ITEM", ["AY-LH-01"])   # key -> Standing, with both times

Kinds and the names of their fields stand in ``kinds.toml``; a further kind is a table there. A key names the same
thing for ever (an item's number, not its version): when the values under a key change, the row waits anew. Offers
hold only what is public anyway. Who may prepare a batch of a kind is asked by the room that knows; answers are
brought on the pages of this room, or by ``services.acknowledge``.

A library is too long for a board of offers: its room begins a feed (``services.begin_feed``) and gives a ``Shelf`` to
read from; the worker makes the batches (``services.feed_next``, decision 0115).
"""

from suiji.exchange.kinds import KINDS, Field, Kind
from suiji.exchange.offers import Offer

__all__ = ["KINDS", "Field", "Kind", "Offer"]
