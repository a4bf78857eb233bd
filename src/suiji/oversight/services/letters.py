"""督导文书 — written, signed for, answered, sent back or closed. It changes nothing of what a department recorded."""

from datetime import date, datetime

from django.db import transaction

from suiji.law import require
from suiji.law.general import steps_in_order
from suiji.ledger import Actor, NotYours
from suiji.ledger.services import hold, move, record
from suiji.organs.days import day_of
from suiji.organs.doors import require_role
from suiji.organs.models import Department
from suiji.organs.roles import Role
from suiji.oversight.models import OversightLetter
from suiji.oversight.queries import (
    SUPERVISION,
    concerns,
    is_letter_hand,
    kinds_for,
    letter_receivers,
    own_department,
)
from suiji.oversight.states import LetterState
from suiji.papers.numbering import next_number
from suiji.tasks.models import Task


@transaction.atomic
def send_letter(
    *,
    kind: str,
    receiver: Department,
    title: str,
    content: str,
    due_on: date,
    basis: str = "",
    task: Task | None = None,
    actor: Actor,
    at: datetime,
) -> OversightLetter:
    """A letter under a number: guidance down one's own line, or a supervisor's to any department (Art. 28)."""
    require_role(actor, Role.UPPER, Role.AUDITOR)
    if kind not in dict(kinds_for(actor)) or not letter_receivers(actor).filter(pk=receiver.pk).exists():
        raise NotYours("指导意见由上级部门发给本系统的下级部门，监督文书由监督机关发出。")
    if task is not None and not concerns(task, receiver):
        raise NotYours("收文部门没有参加这个任务，不能向它说明任务的情况。")
    founded = kind not in SUPERVISION or bool(basis.strip())
    require(steps_in_order, allowed=due_on >= day_of(at) and founded and bool(content.strip()))
    issuer = own_department(actor)
    letter = OversightLetter.objects.create(
        state=OversightLetter.machine.initial,
        number=next_number("OVERSIGHT", issuer.sign, day_of(at).year),
        kind=kind,
        issuer=issuer,
        receiver=receiver,
        task=task,
        title=title.strip(),
        content=content.strip(),
        basis=basis.strip(),
        due_on=due_on,
        sent_by_id=actor.id,
        sent_at=at,
    )
    record(
        letter,
        "oversight.letter_sent",
        actor=actor,
        at=at,
        sentence=f"{actor.department_name}{actor.name}向{receiver.name}发出{letter}，{due_on:%Y年%m月%d日}前回复。",
    )
    return letter


@transaction.atomic
def receive_letter(*, letter: OversightLetter, actor: Actor, at: datetime) -> OversightLetter:
    """Signed for by a clerk of the receiver."""
    _held_letter(letter, "oversight.letter_received", actor)
    letter.received_at = at
    letter.save(update_fields=["received_at"])
    move(letter, LetterState.RECEIVED, actor=actor, at=at)
    return letter


@transaction.atomic
def answer_letter(*, letter: OversightLetter, reply: str, actor: Actor, at: datetime) -> OversightLetter:
    """The reply; the first one stops the clock."""
    _held_letter(letter, "oversight.letter_answered", actor)
    require(steps_in_order, allowed=bool(reply.strip()))
    letter.reply, letter.answered_at = reply.strip(), letter.answered_at or at
    letter.save(update_fields=["reply", "answered_at"])
    move(letter, LetterState.ANSWERED, actor=actor, at=at, because=letter.reply)
    return letter


@transaction.atomic
def send_letter_back(*, letter: OversightLetter, because: str, actor: Actor, at: datetime) -> OversightLetter:
    """The reply does not answer; the earlier one stays in the record."""
    _held_letter(letter, "oversight.letter_sent_back", actor)
    require(steps_in_order, allowed=letter.state == LetterState.ANSWERED and bool(because.strip()))
    move(letter, LetterState.RECEIVED, actor=actor, at=at, because=because.strip())
    return letter


@transaction.atomic
def close_letter(*, letter: OversightLetter, actor: Actor, at: datetime) -> OversightLetter:
    """The issuer is content with the reply."""
    _held_letter(letter, "oversight.letter_closed", actor)
    move(letter, LetterState.CLOSED, actor=actor, at=at)
    return letter


def _held_letter(letter: OversightLetter, act: str, actor: Actor) -> None:
    hold(letter)
    if not is_letter_hand(letter, act, actor):
        raise NotYours("此文书由另一部门办理，您所在部门不能代办。")
