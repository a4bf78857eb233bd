"""What may be done with results: entered, sent back, published by a second person, corrected by the principal head."""

from suiji.disclosure.services.correct import apply_correction, reject_correction, sign_correction
from suiji.disclosure.services.enter import enter_result, resubmit
from suiji.disclosure.services.review import publish, return_result

__all__ = [
    "apply_correction",
    "enter_result",
    "publish",
    "reject_correction",
    "resubmit",
    "return_result",
    "sign_correction",
]
