"""What may be done with results: entered, sent back, published by a second person, corrected by the principal head."""

from suiji.disclosure.services.correct import apply_correction, reject_correction, sign_correction
from suiji.disclosure.services.enter import enter_result, resubmit
from suiji.disclosure.services.object_to import decline, hear, raise_objection, take_up
from suiji.disclosure.services.publish_many import Batch, publish_many
from suiji.disclosure.services.quality import check_quality, close_quality
from suiji.disclosure.services.remind import remind
from suiji.disclosure.services.review import publish, return_result
from suiji.disclosure.services.share_results import share_results
from suiji.disclosure.services.withhold import apply_withholding, decide_withholding, end_withholding

__all__ = [
    "Batch",
    "apply_correction",
    "apply_withholding",
    "check_quality",
    "close_quality",
    "decide_withholding",
    "decline",
    "end_withholding",
    "enter_result",
    "hear",
    "publish",
    "publish_many",
    "raise_objection",
    "reject_correction",
    "remind",
    "resubmit",
    "return_result",
    "share_results",
    "sign_correction",
    "take_up",
]
