"""保障申请 — asked by a clerk, answered by the department's deputy head (Art. 30). No money passes here."""

from datetime import date, datetime

from django.db import transaction

from suiji.law import require
from suiji.law.general import steps_in_order
from suiji.ledger import Actor, NotYours
from suiji.ledger.services import hold, move, record
from suiji.organs.days import day_of
from suiji.organs.doors import require_role
from suiji.organs.roles import Role
from suiji.oversight.models import ResourceRequest
from suiji.oversight.queries import tasks_to_ask_for
from suiji.oversight.states import ResourceState
from suiji.tasks.models import Task


@transaction.atomic
def ask_for_resource(
    *, task: Task, kind: str, content: str, needed_on: date, actor: Actor, at: datetime
) -> ResourceRequest:
    """A request on a task the department takes part in."""
    require_role(actor, Role.CLERK)
    if not tasks_to_ask_for(actor).filter(pk=task.pk).exists():
        raise NotYours("只能为本部门参加的、没有作废的任务申请保障。")
    require(steps_in_order, allowed=needed_on >= day_of(at) and bool(content.strip()))
    asked = ResourceRequest.objects.create(
        state=ResourceRequest.machine.initial,
        task=task,
        department_id=actor.department_id,
        kind=kind,
        content=content.strip(),
        needed_on=needed_on,
        asked_by_id=actor.id,
        asked_at=at,
    )
    record(
        asked,
        "oversight.resource_asked",
        actor=actor,
        at=at,
        sentence=f"{actor.department_name}{actor.name}申请{asked}：{asked.content}。",
    )
    return asked


@transaction.atomic
def answer_resource(
    *, request: ResourceRequest, arranged: bool, answer: str, actor: Actor, at: datetime
) -> ResourceRequest:
    """Arranged, or not and why, by a head who did not ask."""
    hold(request)
    require_role(actor, Role.DEPUTY_HEAD, department_id=request.department_id)
    require(steps_in_order, allowed=bool(answer.strip()) and request.asked_by_id != actor.id)
    request.answer = answer.strip()
    request.save(update_fields=["answer"])
    target = ResourceState.ARRANGED if arranged else ResourceState.DECLINED
    move(request, target, actor=actor, at=at, because=request.answer)
    return request


@transaction.atomic
def withdraw_resource(
    *, request: ResourceRequest, because: str, actor: Actor, at: datetime
) -> ResourceRequest:
    """No longer needed, or asked for wrongly: taken back before it was answered."""
    hold(request)
    require_role(actor, Role.CLERK, department_id=request.department_id)
    require(steps_in_order, allowed=bool(because.strip()))
    request.answer = because.strip()
    request.save(update_fields=["answer"])
    move(request, ResourceState.WITHDRAWN, actor=actor, at=at, because=request.answer)
    return request
