"""What may be done to plans, one module per lawful act (Art. 7, 8, 9, 10)."""

from suiji.plans.services.agreeing import confirm_part, refuse_part
from suiji.plans.services.attaching import attach
from suiji.plans.services.balances import OpeningRow, bring_in_balance
from suiji.plans.services.drafting import change_line, draft_line, draft_lines, rewrite
from suiji.plans.services.handing_in import accept, return_line, submit
from suiji.plans.services.initiations import end_exemption, exempt, note_draw, note_freeze, note_void
from suiji.plans.services.publishing import publish, publish_batch
from suiji.plans.services.rectifying import carry_out_apart, carry_out_jointly, register_rectification
from suiji.plans.services.reminding import remind
from suiji.plans.services.sharing import share_plans
from suiji.plans.services.withdrawing import withdraw

__all__ = [
    "OpeningRow",
    "accept",
    "attach",
    "bring_in_balance",
    "carry_out_apart",
    "carry_out_jointly",
    "change_line",
    "confirm_part",
    "draft_line",
    "draft_lines",
    "end_exemption",
    "exempt",
    "note_draw",
    "note_freeze",
    "note_void",
    "publish",
    "publish_batch",
    "refuse_part",
    "register_rectification",
    "remind",
    "return_line",
    "rewrite",
    "share_plans",
    "submit",
    "withdraw",
]
