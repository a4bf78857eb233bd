"""What may be done at the machines' door, one module per act."""

from suiji.api.services.answering import Misused, answered_once
from suiji.api.services.following import objects_followed
from suiji.api.services.handing_in import hand_in_objects, hand_in_reply
from suiji.api.services.issuing import close_system, issue_token, register_system, revoke_token
from suiji.api.services.outgoing import send_out
from suiji.api.services.pacing import TooFast, spend
from suiji.api.services.pushing import end_hook, push, push_again, renew_secret, set_hook

__all__ = [
    "Misused",
    "TooFast",
    "answered_once",
    "close_system",
    "end_hook",
    "hand_in_objects",
    "hand_in_reply",
    "issue_token",
    "objects_followed",
    "push",
    "push_again",
    "register_system",
    "renew_secret",
    "revoke_token",
    "send_out",
    "set_hook",
    "spend",
]
