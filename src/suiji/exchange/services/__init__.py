"""What may be done in the exchange: one module per act."""

from suiji.exchange.services.acknowledge import acknowledge
from suiji.exchange.services.carry import carry, compare, end_partner, set_partner
from suiji.exchange.services.fetch import compare_inflow, end_inflow, fetch, set_inflow, settle_row
from suiji.exchange.services.hand_out import hand_out
from suiji.exchange.services.prepare_batch import prepare_batch
from suiji.exchange.services.revise_mapping import Unfit, revise_mapping
from suiji.exchange.services.take_back import take_back

__all__ = [
    "Unfit",
    "acknowledge",
    "carry",
    "compare",
    "compare_inflow",
    "end_inflow",
    "end_partner",
    "fetch",
    "hand_out",
    "prepare_batch",
    "revise_mapping",
    "set_inflow",
    "set_partner",
    "settle_row",
    "take_back",
]
