"""派发 — every drawn object goes to every department of the task (Art. 13, 15)."""

from datetime import datetime

from django.db import transaction

from suiji import law
from suiji.draws.models import Dispatch, DrawKind, DrawnObject
from suiji.draws.queries.confirming import standing_of
from suiji.draws.states import CeremonyState
from suiji.ledger import Actor
from suiji.ledger.services import hold
from suiji.organs.doors import require_role
from suiji.organs.roles import Role
from suiji.tasks.models import Task
from suiji.tasks.queries import members
from suiji.tasks.services import mark
from suiji.tasks.states import TaskState


@transaction.atomic
def dispatch(*, task: Task, actor: Actor, at: datetime) -> Task:
    """The whole list is with every member department of the task's own level; nobody picks from it."""
    hold(task)
    require_role(actor, Role.CLERK, department_id=task.initiator_id)
    law.require(law.general.steps_in_order, allowed=task.state == TaskState.OBJECTS_DRAWN)
    for ceremony in task.ceremonies.filter(kind=DrawKind.OBJECTS, state=CeremonyState.RESULTED):
        law.require(law.draw_proof.refused_list_is_not_dispatched, refused=standing_of(ceremony).is_refused)
    drawn = DrawnObject.objects.filter(task=task).order_by("pk")
    departments = list(members(task))
    Dispatch.objects.bulk_create(
        Dispatch(drawn=row, department=department, dispatched_at=at)
        for row in drawn
        for department in departments
    )
    mark(task=task, to=TaskState.DISPATCHED, actor=actor, at=at)
    return task
