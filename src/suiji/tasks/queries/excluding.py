"""排除 — the one place that says why an object of the scope is not drawn, for the freeze and for its auditor."""

from collections.abc import Collection
from dataclasses import dataclass

from suiji import law
from suiji.law.libraries import INELIGIBLE_REASONS
from suiji.libraries.states import EntryState
from suiji.tasks.models import Task, WaiverKind
from suiji.tasks.queries.waivers import usable

CAP = "CAP"
"""The object has been drawn as often as the year allows."""
CAP_OPEN = "CAP_OPEN"
"""Together with the draws that are frozen and not yet drawn, the object reaches the cap."""
EXEMPT = "EXEMPT"
"""A filed decision excuses the object from this check."""
SUSPENDED, PENDING = "ENTRY_SUSPENDED", "ENTRY_PENDING"
"""Its department has taken the entry out of use, or is still checking it; it stays in the base (R40)."""
REASONS = {
    CAP: "本年度联合抽查已达上限",
    CAP_OPEN: "连同正在进行的抽取已达本年度上限",
    EXEMPT: "经批准备案，免予本次检查",
    SUSPENDED: "名录条目已停用",
    PENDING: "名录条目待核",
    "REVOKED": "吊销未注销",
    "CANCELLED": "已注销",
    "ANNULLED": "已撤销",
    "MOVED": "已迁出",
    "UNCLEAR": "登记状态不明",
}
"""Every reason code in words."""
ARTICLES = {CAP: 10, CAP_OPEN: 10, EXEMPT: 24}
"""On which article a reason rests; the registration states on Article 11."""
GONE = frozenset(INELIGIBLE_REASONS.values())
"""Reasons that take an object out of the base of the quotas as well: it cannot be drawn at all (R11)."""


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known of one object at the freeze."""

    reg_state: str
    visits: int
    open_frames: int
    waived: bool = False
    """True when a filed waiver lets it be drawn beyond the cap."""
    exempt: bool = False
    entry_state: str = EntryState.ACTIVE


def reason_of(facts: Facts, cap: int) -> str:
    """The code of the reason why an object is left out; empty when it stands in the frame."""
    if not law.libraries.object_is_eligible(reg_state=facts.reg_state):
        return INELIGIBLE_REASONS[facts.reg_state]
    if not law.libraries.entry_is_valid(entry_state=facts.entry_state):
        return f"ENTRY_{facts.entry_state}"
    if facts.exempt:
        return EXEMPT
    left = law.lists_and_plans.object_has_visits_left
    if facts.waived or left(visits_this_year=facts.visits, open_frames=facts.open_frames, cap=cap):
        return ""
    return CAP_OPEN if left(visits_this_year=facts.visits, open_frames=0, cap=cap) else CAP


def waived_codes(task: Task, kind: WaiverKind) -> Collection[str]:
    """Codes that the task's exceptions of a kind name, as far as these hold."""
    return {code for waiver in usable(task, kind) for code in waiver.codes}
