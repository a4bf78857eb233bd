"""What may be done with a task, one module per lawful act."""

from suiji.tasks.services.confirm import confirm_library, insist_on_confirmations
from suiji.tasks.services.countersign import countersign, reopen, send, withdraw
from suiji.tasks.services.draft import draft_task
from suiji.tasks.services.mark import mark

__all__ = [
    "confirm_library",
    "countersign",
    "draft_task",
    "insist_on_confirmations",
    "mark",
    "reopen",
    "send",
    "withdraw",
]
