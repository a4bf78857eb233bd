"""What may be asked of letters of guidance and supervision: who reads them, who answers, what is late."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Q, QuerySet
from django.shortcuts import get_object_or_404
from django.urls import reverse

from suiji.law.workdays import Deadline, workdays_between
from suiji.ledger import Actor
from suiji.ledger import queries as ledger
from suiji.ledger.models import Entry
from suiji.organs.models import Department
from suiji.organs.queries import calendar, regulators
from suiji.organs.questions import question
from suiji.organs.roles import Role
from suiji.organs.todo import Todo
from suiji.oversight.models import LetterKind, OversightLetter
from suiji.oversight.queries.scope import below, own_department
from suiji.oversight.states import LetterState
from suiji.tasks.models import Task

JUSTICE = "司法"
"""In the line of the department that supervises enforcement by law (行政执法监督条例)."""
SUPERVISION: tuple[LetterKind, ...] = (LetterKind.NOTICE, LetterKind.OPINION, LetterKind.DECISION)
TONES = {
    LetterState.SENT: "soon",
    LetterState.RECEIVED: "active",
    LetterState.ANSWERED: "active",
    LetterState.CLOSED: "good",
}


@dataclass(frozen=True, slots=True)
class Awaited:
    """A letter beside its clock, which stops at the first reply."""

    letter: OversightLetter
    due: Deadline
    days: int | None
    tone: str

    @property
    def done(self) -> str:
        """What stands beside the day once the clock has stopped."""
        return "已回复" if self.letter.answered_at else ""


def letters_visible_to(actor: Actor) -> QuerySet[OversightLetter]:
    """Those the actor's department wrote or got; an auditor and the office read all."""
    rows = _letters()
    if actor.holds(Role.AUDITOR, Role.OFFICE):
        return rows
    return rows.filter(issuer_id=actor.department_id) | rows.filter(receiver_id=actor.department_id)


def _letters() -> QuerySet[OversightLetter]:
    return OversightLetter.objects.select_related("issuer", "receiver", "task", "sent_by")


def letters_listed(actor: Actor, *, today: date) -> list[Awaited]:
    """The letters, the newest first."""
    return [await_reply(row, today=today) for row in letters_visible_to(actor).order_by("-sent_at", "-pk")]


def await_reply(letter: OversightLetter, *, today: date) -> Awaited:
    """One letter beside its clock."""
    due = Deadline(letter.due_on, provisional=False)
    days = None if letter.answered_at else workdays_between(today, due.on, calendar())
    tone = "bad" if days is not None and days < 0 else TONES[LetterState(letter.state)]
    return Awaited(letter, due, days, tone)


def find_letter(actor: Actor, pk: int) -> OversightLetter:
    """One letter the actor may read; 404 otherwise."""
    return get_object_or_404(letters_visible_to(actor), pk=pk)


def letter_history(letter: OversightLetter) -> QuerySet[Entry]:
    """Everything that happened to it."""
    return ledger.history(letter)


def kinds_for(actor: Actor) -> list[tuple[str, str]]:
    """Which kinds the actor may write: an upper department guidance, each supervisor its own (R162)."""
    kinds: tuple[LetterKind, ...] = (LetterKind.GUIDANCE,)
    if actor.holds(Role.AUDITOR):
        kinds = SUPERVISION if JUSTICE in own_department(actor).line else (LetterKind.ADVICE,)
    return [(kind.value, str(kind.label)) for kind in kinds]


def concerns(task: Task, receiver: Department) -> bool:
    """Whether the receiver has a part in the task: a letter about another's would tell of it (Art. 20(2))."""
    part = Q(parts__department=receiver) | Q(units__members__department=receiver)
    return Task.objects.filter(part, pk=task.pk).exists()


def letter_receivers(actor: Actor) -> QuerySet[Department]:
    """Whom the actor may write to: a supervisor everybody, an upper department its own line below (Art. 28)."""
    return regulators() if actor.holds(Role.AUDITOR) else below(own_department(actor))


def tasks_of(actor: Actor) -> QuerySet[Task]:
    """Tasks a letter may be about."""
    return Task.objects.filter(parts__department__in=letter_receivers(actor)).distinct().order_by("-pk")


def letter_steps(letter: OversightLetter, actor: Actor) -> frozenset[str]:
    """The states this actor may move the letter to."""
    return frozenset(
        edge.target
        for edge in letter.machine.open_to(letter.state, actor.roles)
        if is_letter_hand(letter, edge.act, actor)
    )


def is_letter_hand(letter: OversightLetter, act: str, actor: Actor) -> bool:
    """The receiver signs and answers; the issuer sends back and closes."""
    answering = act in ("oversight.letter_received", "oversight.letter_answered")
    return actor.department_id == (letter.receiver_id if answering else letter.issuer_id)


_WORDS = {
    LetterState.SENT: ("等待签收", "签收"),
    LetterState.RECEIVED: ("等待回复", "回复"),
    LetterState.ANSWERED: ("已回复，等待了结", "核对了结"),
}


def letter_to_dos(actor: Actor, *, today: date) -> list[Todo]:
    """Letters to sign for, to answer, or to close; what nobody answered reaches the writer and the deputy head."""
    if not actor.holds(Role.CLERK, Role.UPPER, Role.AUDITOR):
        return _unanswered(actor, today) if actor.holds(Role.DEPUTY_HEAD) else []
    rows = [
        await_reply(row, today=today) for row in _in_hand(actor.department_id) if letter_steps(row, actor)
    ]
    return [
        Todo(
            f"{row.letter}《{row.letter.title}》{_WORDS[LetterState(row.letter.state)][0]}。",
            _WORDS[LetterState(row.letter.state)][1],
            reverse("oversight:letter", args=[row.letter.pk]),
            due=row.due if row.days is not None else None,
            article=28,
        )
        for row in rows
    ] + (_unanswered(actor, today) if actor.holds(Role.UPPER, Role.AUDITOR) else [])


def _unanswered(actor: Actor, today: date) -> list[Todo]:
    """Letters past their day without an answer: the receiver's deputy head presses, the writer asks."""
    late = _late_got if actor.holds(Role.DEPUTY_HEAD) else _late_written
    return [
        Todo(
            f"{row}《{row.title}》{row.receiver.short_name}逾期没有回复，请督促。",
            "查看",
            reverse("oversight:letter", args=[row.pk]),
            due=Deadline(row.due_on, provisional=False),
            article=28,
        )
        for row in late(actor.department_id, today)
    ]


@question
def _in_hand(department: int) -> QuerySet[OversightLetter]:
    """Written or got by a department, and not closed: nobody else moves them."""
    mine = Q(issuer_id=department) | Q(receiver_id=department)
    return _letters().filter(mine).exclude(state=LetterState.CLOSED).order_by("-sent_at", "-pk")


@question
def _late_got(department: int, today: date) -> QuerySet[OversightLetter]:
    rows = _letters().filter(receiver_id=department, answered_at=None, due_on__lt=today)
    return rows.order_by("due_on", "pk")


@question
def _late_written(department: int, today: date) -> QuerySet[OversightLetter]:
    rows = _letters().filter(issuer_id=department, answered_at=None, due_on__lt=today)
    return rows.order_by("due_on", "pk")
