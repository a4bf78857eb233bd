"""What may be done at a draw, one module per lawful act."""

from suiji.draws.services.confirming import (
    confirm_result,
    note_late_confirmations,
    register_auditor_key,
    withdraw_auditor_key,
)
from suiji.draws.services.dispatching import accept, accept_silent, dispatch, redirect, send_back
from suiji.draws.services.drawing import draw_objects
from suiji.draws.services.freezing import freeze_objects
from suiji.draws.services.giving_up import file_voiding, sign_voiding
from suiji.draws.services.keeping import appoint_keepers, forget_old_shares, return_share, take_share
from suiji.draws.services.opening import open_ceremony
from suiji.draws.services.reading import open_audit, replay
from suiji.draws.services.receiving import receive_list
from suiji.draws.services.replacing import (
    apply_replacement,
    approve_replacement,
    note_signed,
    reject_replacement,
)
from suiji.draws.services.revealing import reveal_share
from suiji.draws.services.sharing import hand_in_share
from suiji.draws.services.sighting import bring_beacon, sight_number
from suiji.draws.services.staffing import draw_inspectors, freeze_inspectors
from suiji.draws.services.taking_back import take_back
from suiji.draws.services.voiding import void_ceremony, void_defaulted
from suiji.draws.services.working import carry_out, order_draw, order_freeze

__all__ = [
    "accept",
    "accept_silent",
    "apply_replacement",
    "appoint_keepers",
    "approve_replacement",
    "bring_beacon",
    "carry_out",
    "confirm_result",
    "dispatch",
    "draw_inspectors",
    "draw_objects",
    "file_voiding",
    "forget_old_shares",
    "freeze_inspectors",
    "freeze_objects",
    "hand_in_share",
    "note_late_confirmations",
    "note_signed",
    "open_audit",
    "open_ceremony",
    "order_draw",
    "order_freeze",
    "receive_list",
    "redirect",
    "register_auditor_key",
    "reject_replacement",
    "replay",
    "return_share",
    "reveal_share",
    "send_back",
    "sight_number",
    "sign_voiding",
    "take_back",
    "take_share",
    "void_ceremony",
    "void_defaulted",
    "withdraw_auditor_key",
]
