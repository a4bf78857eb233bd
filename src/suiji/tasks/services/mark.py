"""推进 — later rooms tell the task how far the flow of Art. 14 has come."""

from datetime import datetime

from django.db import transaction

from suiji.ledger import Actor
from suiji.ledger.services import hold, move
from suiji.plans import services as plans
from suiji.tasks.models import Task
from suiji.tasks.states import TaskState


@transaction.atomic
def mark(*, task: Task, to: TaskState, actor: Actor, at: datetime, because: str = "") -> Task:
    """The task stands in the next state; called by ``draws``, which has asked the law.

    The plan is told of a list that is fixed, drawn or void: it keeps the line in place (R150) and counts (Art. 9).
    """
    hold(task)
    if task.state == TaskState.CONFIRMED and to in (TaskState.FROZEN, TaskState.OBJECTS_DRAWN):
        plans.note_freeze(line=task.plan_line, at=at)
    if to == TaskState.FROZEN:
        task.frozen_at = at
        task.save(update_fields=["frozen_at"])
    move(task, to, actor=actor, at=at, because=because)
    if to == TaskState.OBJECTS_DRAWN:
        plans.note_draw(line=task.plan_line, task=task.number, at=at)
    elif to == TaskState.VOID:
        plans.note_void(line=task.plan_line, task=task.number, at=at)
    return task
