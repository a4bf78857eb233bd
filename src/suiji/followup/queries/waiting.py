"""我的待办 of the room: what a department owes, sends, signs for and closes next."""

from datetime import date
from typing import Any

from django.db.models import Case, Count, F, Q, QuerySet, When
from django.urls import reverse

from suiji.followup.models import TRANSFERS, FollowUp
from suiji.followup.queries.following import SENDABLE, moves_open_to, related
from suiji.followup.queries.needing import owed_first
from suiji.followup.queries.receipts import handed_on, on_their_way, pressing, receipt_of, receipts_by_term
from suiji.followup.queries.sharing import sharing_to_dos
from suiji.followup.states import ENDED, FollowUpState
from suiji.law.workdays import Deadline
from suiji.ledger import Actor
from suiji.organs.questions import question
from suiji.organs.roles import Role
from suiji.organs.shortened import MOST, Others, shortened, terms
from suiji.organs.todo import Todo


def to_do(actor: Actor, *, today: date) -> list[Todo]:
    """Findings, transfers and rechecks; recognitions and joint punishments that wait for the deputy head."""
    return [*_follow_ups(actor, today), *sharing_to_dos(actor)]


def _follow_ups(actor: Actor, today: date) -> list[Todo]:
    """What the actor's department owes to a finding, a receiver or a sender; of long lists the first."""
    if not actor.holds(Role.CLERK):
        return _escalated(actor, today)
    return [
        *_owed(actor, today),
        *_running(actor, today),
        *_arriving(actor, today),
        *pressing(actor.department_id, today=today, receiving=False),
    ]


def _unfinished(department: int) -> QuerySet[FollowUp]:
    """What the department sends or closes next; without what is on its way to somebody."""
    own, got = Q(department_id=department), Q(receiver_id=department)
    todo = Q(state__in=(FollowUpState.OPEN, FollowUpState.RETURNED)) & own
    todo &= Q(kind__in=sorted(SENDABLE)) | Q(receiver=None)
    taken = Q(state=FollowUpState.RECEIVED) & (got | Q(receiver=None) & own)
    running = Case(When(sent_at=None, then="due_on"))
    return FollowUp.objects.filter(todo | taken).annotate(runs_until=running)


def _to_be_signed_for(department: int) -> QuerySet[FollowUp]:
    """What the department receives, or enters the receipt of, since it went to an organ outside the directory."""
    mine = Q(receiver_id=department) | Q(receiver=None, department_id=department)
    return on_their_way(FollowUp.objects.filter(mine))


def _overdue(department: int, today: date) -> QuerySet[FollowUp]:
    """Whose day is over while its clock runs."""
    rows = FollowUp.objects.filter(department_id=department, due_on__lt=today).exclude(state__in=ENDED)
    return rows.exclude(kind__in=sorted(SENDABLE), sent_at__isnull=False)


@question
def _unfinished_first(department: int) -> QuerySet[FollowUp]:
    rows = related(_unfinished(department))
    return rows.order_by(F("runs_until").asc(nulls_last=True), "pk")[: MOST + 1]


@question
def _unfinished_by_term(department: int) -> QuerySet[FollowUp, Any]:
    rows = _unfinished(department).order_by()
    return rows.values_list(F("runs_until"), "due_provisional").annotate(Count("pk"))


@question
def _arriving_first(department: int) -> QuerySet[FollowUp]:
    return related(_to_be_signed_for(department))[: MOST + 1]


@question
def _arriving_by_day(department: int) -> QuerySet[FollowUp, Any]:
    return _to_be_signed_for(department).order_by().values_list(handed_on()).annotate(Count("pk"))


@question
def _overdue_first(department: int, today: date) -> QuerySet[FollowUp]:
    return related(_overdue(department, today)).order_by("due_on", "pk")[: MOST + 1]


@question
def _overdue_by_term(department: int, today: date) -> QuerySet[FollowUp, Any]:
    return (
        _overdue(department, today).order_by().values_list("due_on", "due_provisional").annotate(Count("pk"))
    )


def _others(words: str, state: str = "", article: int = 23) -> Others:
    return Others(words, reverse("followup:list") + (f"?state={state}" if state else ""), article)


def _owed(actor: Actor, today: date) -> list[Todo]:
    rows, many = owed_first(actor.department_id)
    return shortened(
        rows,
        lambda row: Todo(
            sentence=f"{row.object}：“{row.words}”还没有登记后续处理。",
            action="登记后续处理",
            url=reverse("followup:open", args=[row.finding]),
            article=23,
        ),
        counted=lambda: [(None, many())],
        others=_others("项检查结果还没有登记后续处理"),
        today=today,
    )


def _running(actor: Actor, today: date) -> list[Todo]:
    own = actor.department_id
    return shortened(
        _unfinished_first(own),
        lambda row: _todo(row, actor),
        counted=lambda: terms(_unfinished_by_term(own)),
        others=_others("件后续处理等待办理"),
        today=today,
    )


def _arriving(actor: Actor, today: date) -> list[Todo]:
    own = actor.department_id
    return shortened(
        _arriving_first(own),
        lambda row: _todo(row, actor),
        counted=lambda: receipts_by_term(_arriving_by_day(own)),
        others=_others("件移送等待签收", FollowUpState.SENT, 20),
        today=today,
    )


def _escalated(actor: Actor, today: date) -> list[Todo]:
    """What the clerks let pass reaches the deputy head: transfers and promises whose day is over."""
    if not actor.holds(Role.DEPUTY_HEAD):
        return []
    own = actor.department_id
    late = shortened(
        _overdue_first(own, today),
        _late,
        counted=lambda: terms(_overdue_by_term(own, today)),
        others=_others("件后续处理等待督促办理", "late"),
        today=today,
    )
    return pressing(own, today=today, receiving=True) + late


def _late(row: FollowUp) -> Todo:
    assert row.due_on is not None  # asked for by its day
    return Todo(
        f"{row.finding.visit.drawn.object}的{row.get_kind_display()}已经超过期限，请督促办理。",
        "查看",
        reverse("followup:detail", args=[row.pk]),
        due=Deadline(row.due_on, row.due_provisional),
        article=20 if row.kind in TRANSFERS else 23,
    )


def _todo(row: FollowUp, actor: Actor) -> Todo:
    moves = moves_open_to(row, actor)
    due = Deadline(row.due_on, row.due_provisional) if row.due_on and row.sent_at is None else None
    due = due or receipt_of(row)
    name, target = str(row.finding.visit.drawn.object), moves[0].target
    kind = row.get_kind_display()
    if target == FollowUpState.SENT:
        lead = "被退回，" if row.state == FollowUpState.RETURNED else ""
        sentence, action = f"{name}的{kind}{lead}等待移送{row.receiver_name}。", "移送"
    elif target == FollowUpState.RECEIVED:
        sentence, action = f"{row.department.short_name}移送的{name}等待签收。", "签收或退回"
        if row.receiver_id is None:
            sentence, action = f"移送{row.receiver_outside}的{name}等待对方回执。", "登记签收或退回"
    else:
        sentence, action = f"{name}的{kind}等待登记处理结果。", "登记结果"
    article = 20 if row.kind in TRANSFERS else 23
    return Todo(sentence, action, reverse("followup:detail", args=[row.pk]), due=due, article=article)
