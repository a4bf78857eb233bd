"""接收上级派发名单 — a list drawn above becomes the task's list as it came, and counts like one drawn here (R52)."""

from datetime import datetime

from django.db import transaction

from suiji import law
from suiji.draws.models import DrawnObject
from suiji.draws.queries.frame import capped
from suiji.draws.services.committing import take_cap_lock
from suiji.law.parameters import parameter
from suiji.ledger import Actor
from suiji.ledger.services import hold, record
from suiji.libraries.models import InspectedObject
from suiji.organs.days import day_of
from suiji.organs.doors import require_role
from suiji.organs.roles import Role
from suiji.tasks.models import BroughtList, ListSource, Task
from suiji.tasks.services import insist_on_basis, insist_on_confirmations, mark
from suiji.tasks.states import TaskState


def receive_list(*, task: Task, actor: Actor, at: datetime) -> int:
    """The whole list from above stands as the task's list, which nobody can change; says how many objects.

    Refused: before both libraries are confirmed, a firm at its yearly cap without a filed exception.
    """
    require_role(actor, Role.CLERK, department_id=task.initiator_id)
    insist_on_confirmations(task=task, actor=actor, at=at)
    with transaction.atomic():
        hold(task)
        brought = BroughtList.objects.filter(task=task, source=ListSource.DISPATCHED).first()
        law.require(
            law.general.steps_in_order, allowed=brought is not None and task.state == TaskState.CONFIRMED
        )
        insist_on_basis(task=task, today=day_of(at))
        codes = brought.codes if brought else []
        _keep(task, codes, at)
        mark(task=task, to=TaskState.OBJECTS_DRAWN, actor=actor, at=at)
        record(
            task,
            "draw.list_received",
            actor=actor,
            at=at,
            sentence=f"{actor.department_name}{actor.name}接收{brought}，{len(codes)} 户全部列入{task}。",
            facts={"sha256": brought.sha256 if brought else "", "objects": len(codes)},
        )
    return len(codes)


def _keep(task: Task, codes: list[str], at: datetime) -> None:
    take_cap_lock()
    today = day_of(at)
    full, cap = capped(task, codes, today), parameter("joint_cap", today)
    law.require(
        law.lists_and_plans.object_has_visits_left,
        visits_this_year=cap if full else 0,
        open_frames=0,
        cap=cap,
    )
    rows = InspectedObject.objects.filter(code__in=codes).order_by("code")
    DrawnObject.objects.bulk_create(
        DrawnObject(task=task, object_id=pk, year=today.year) for pk in rows.values_list("pk", flat=True)
    )
