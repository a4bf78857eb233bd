"""对外交换 — batches and their answers, platforms, what comes in, and libraries that leave by themselves."""

from suiji.exchange.models.batches import ExchangeBatch, ExchangeRow, FieldMapping, Reply, ReplyLine
from suiji.exchange.models.comparing import Compared
from suiji.exchange.models.feeds import Due, Feed
from suiji.exchange.models.incoming import Inflow, ReceivedRow, Settlement
from suiji.exchange.models.partners import Partner, Passage

__all__ = [
    "Compared",
    "Due",
    "ExchangeBatch",
    "ExchangeRow",
    "Feed",
    "FieldMapping",
    "Inflow",
    "Partner",
    "Passage",
    "ReceivedRow",
    "Reply",
    "ReplyLine",
    "Settlement",
]
