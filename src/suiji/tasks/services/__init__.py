"""What may be done with a task, one module per lawful act."""

from suiji.tasks.services.basis import insist_on_basis
from suiji.tasks.services.bring import bring_list
from suiji.tasks.services.confirm import confirm_library, insist_on_confirmations, insist_on_people
from suiji.tasks.services.countersign import countersign, reopen, send, take_back, withdraw
from suiji.tasks.services.draft import draft_task, revise_task
from suiji.tasks.services.freeze import keep_scope
from suiji.tasks.services.mark import mark
from suiji.tasks.services.merge import decide_merge
from suiji.tasks.services.units import form_unit
from suiji.tasks.services.waive import apply_waiver, approve_waiver, file_waiver, reject_waiver

__all__ = [
    "apply_waiver",
    "approve_waiver",
    "bring_list",
    "confirm_library",
    "countersign",
    "decide_merge",
    "draft_task",
    "file_waiver",
    "form_unit",
    "insist_on_basis",
    "insist_on_confirmations",
    "insist_on_people",
    "keep_scope",
    "mark",
    "reject_waiver",
    "reopen",
    "revise_task",
    "send",
    "take_back",
    "withdraw",
]
