"""What may be done in the exchange: one module per act."""

from suiji.exchange.services.acknowledge import acknowledge
from suiji.exchange.services.carry import carry, end_partner, set_partner
from suiji.exchange.services.comparing import ask_compare, compare, compare_asked, compare_inflow
from suiji.exchange.services.feeding import begin_feed, end_feed, feed_next, hasten_feed
from suiji.exchange.services.fetch import end_inflow, fetch, set_inflow, settle_row
from suiji.exchange.services.hand_out import hand_out
from suiji.exchange.services.noting import cross_out, hold_lines
from suiji.exchange.services.prepare_batch import prepare_batch
from suiji.exchange.services.revise_mapping import Unfit, revise_mapping
from suiji.exchange.services.take_back import take_back

__all__ = [
    "Unfit",
    "acknowledge",
    "ask_compare",
    "begin_feed",
    "carry",
    "compare",
    "compare_asked",
    "compare_inflow",
    "cross_out",
    "end_feed",
    "end_inflow",
    "end_partner",
    "feed_next",
    "fetch",
    "hand_out",
    "hasten_feed",
    "hold_lines",
    "prepare_batch",
    "revise_mapping",
    "set_inflow",
    "set_partner",
    "settle_row",
    "take_back",
]
