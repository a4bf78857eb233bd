"""What waits in tasks: schemes to send and countersign, libraries to confirm."""

from datetime import date

from django.db.models import QuerySet
from django.urls import reverse

from suiji.law.workdays import Deadline
from suiji.ledger import Actor
from suiji.organs.questions import question
from suiji.organs.roles import Role
from suiji.organs.todo import Todo
from suiji.tasks.models import Task, WaiverKind
from suiji.tasks.queries.confirming import confirmations
from suiji.tasks.queries.waivers import waivers_waiting_for
from suiji.tasks.states import TaskState, WaiverState


def to_do(actor: Actor, *, today: date) -> list[Todo]:
    """For clerks and librarians of a task's departments, and for whoever decides or files exceptions."""
    return [*_for_clerks(actor), *_for_librarians(actor, today), *_for_deciders(actor)]


def _for_deciders(actor: Actor) -> list[Todo]:
    return [
        Todo(
            f"{waiver}等待{'审批' if waiver.state == WaiverState.APPLIED else '备案'}。",
            "审批例外" if waiver.state == WaiverState.APPLIED else "备案例外",
            reverse("tasks:waiver", args=[waiver.pk]),
            article=13 if waiver.kind == WaiverKind.RATES else 10,
        )
        for waiver in waivers_waiting_for(actor)
    ]


def _for_clerks(actor: Actor) -> list[Todo]:
    if not actor.holds(Role.CLERK):
        return []
    return [
        *_lines(_drafts(actor.department_id), "{task}的方案还没有送会签。", "送会签", 12),
        *_lines(_unsigned(actor.department_id), "{task}的方案等待本部门会签。", "会签方案", 12),
    ]


@question
def _drafts(department: int) -> QuerySet[Task]:
    return Task.objects.filter(initiator_id=department, state=TaskState.DRAFT).order_by("pk")


@question
def _unsigned(department: int) -> QuerySet[Task]:
    waiting = Task.objects.filter(
        state=TaskState.COUNTERSIGNING,
        parts__department_id=department,
        parts__countersigned_at__isnull=True,
    )
    return waiting.order_by("pk")


def _for_librarians(actor: Actor, today: date) -> list[Todo]:
    if not actor.holds(Role.LIBRARIAN):
        return []
    waiting = _to_be_confirmed(actor.department_id)
    return [todo for task in waiting for todo in _libraries(task, actor, today)]


@question
def _to_be_confirmed(department: int) -> QuerySet[Task]:
    signed = Task.objects.filter(state__in=[TaskState.COUNTERSIGNED, TaskState.CONFIRMED])
    return signed.filter(parts__department_id=department).order_by("pk")


def _libraries(task: Task, actor: Actor, today: date) -> list[Todo]:
    own = [row for row in confirmations(task, today) if row.department.pk == actor.department_id]
    bad = [row.library_label for row in own if not row.valid]
    url = reverse("tasks:detail", args=[task.pk])
    if bad:
        words = f"{task}等待本部门更新确认{'、'.join(bad)}。"
        return [Todo(words, "确认两库", url, article=11)]
    ends = min(row.confirmation.valid_until for row in own if row.confirmation)
    if ends > today:
        return []
    return [
        Todo(
            f"{task}的两库确认今天到期。", "查看任务", url, due=Deadline(ends, provisional=False), article=11
        )
    ]


def _lines(tasks: list[Task], words: str, action: str, article: int) -> list[Todo]:
    return [
        Todo(words.format(task=task), action, reverse("tasks:detail", args=[task.pk]), article=article)
        for task in tasks
    ]
