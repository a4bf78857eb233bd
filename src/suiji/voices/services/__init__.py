"""What an object may do at its door, and what the supervisor answers."""

from suiji.voices.services.access import (
    Shut,
    begin_by_link,
    begin_session,
    end_session,
    revoke_link,
    send_code,
)
from suiji.voices.services.speaking import answer_complaint, complain, evaluate, prepare, withdraw

__all__ = [
    "Shut",
    "answer_complaint",
    "begin_by_link",
    "begin_session",
    "complain",
    "end_session",
    "evaluate",
    "prepare",
    "revoke_link",
    "send_code",
    "withdraw",
]
