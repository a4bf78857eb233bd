"""What may be done after a finding, and with what other departments have found."""

from suiji.followup.services.following import (
    close,
    open_follow_up,
    receive,
    return_to_sender,
    send,
    withdraw,
)
from suiji.followup.services.importing import Told, bring_outcomes
from suiji.followup.services.sharing import (
    apply_recognition,
    decide_discipline,
    decide_recognition,
    lift_discipline,
    log_bulk_query,
    propose_discipline,
    spare,
)

__all__ = [
    "Told",
    "apply_recognition",
    "bring_outcomes",
    "close",
    "decide_discipline",
    "decide_recognition",
    "lift_discipline",
    "log_bulk_query",
    "open_follow_up",
    "propose_discipline",
    "receive",
    "return_to_sender",
    "send",
    "spare",
    "withdraw",
]
