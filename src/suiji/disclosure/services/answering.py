"""答复企业 — what became of an objection, told at the object's own door (Art. 22)."""

from datetime import datetime

from suiji import law
from suiji.disclosure.models import Correction, Objection
from suiji.disclosure.states import ObjectionState
from suiji.ledger import Actor
from suiji.ledger.services import lock, move

SIGNED = "您的异议经核查属实，已由本部门主要负责人签字更正，更正后的结果已经公示。"
REFUSED = "本部门主要负责人没有同意更正，公示的结果不变。理由："


def answer(objection: Objection, words: str, at: datetime) -> None:
    """The object reads these words."""
    objection.answer, objection.answered_at = words.strip(), at
    objection.save(update_fields=["answer", "answered_at", "correction"])


def settle(correction: Correction, *, agreed: bool, because: str, actor: Actor, at: datetime) -> None:
    """The objection that a correction came from ends with the principal head's decision; a refusal says why."""
    started = Objection.objects.filter(correction=correction).first()
    if started is None:
        return
    objection = lock(started)
    if agreed:
        answer(objection, SIGNED, at)
        move(objection, ObjectionState.SETTLED, actor=actor, at=at)
        return
    law.require(law.results.objection_says_why, words=because)
    answer(objection, REFUSED + because.strip(), at)
    move(objection, ObjectionState.DECLINED, actor=actor, at=at, because=because.strip())
