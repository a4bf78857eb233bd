"""What may be asked of requests for vehicles and allowances (Art. 30)."""

from datetime import date

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from django.urls import reverse

from suiji.law.workdays import Deadline
from suiji.ledger import Actor
from suiji.organs.questions import question
from suiji.organs.roles import Role
from suiji.organs.todo import Todo
from suiji.oversight.models import ResourceRequest
from suiji.oversight.queries.scope import office_of_actor, under_office
from suiji.oversight.states import ResourceState
from suiji.tasks.models import Task
from suiji.tasks.states import TaskState

OVER = (TaskState.VOID, TaskState.WITHDRAWN)
TONES = {
    ResourceState.ASKED: "soon",
    ResourceState.ARRANGED: "good",
    ResourceState.DECLINED: "bad",
    ResourceState.WITHDRAWN: "neutral",
}


def requests_visible_to(actor: Actor) -> QuerySet[ResourceRequest]:
    """The own department's; the office sees its members', an auditor everybody's."""
    rows = _requests()
    office = office_of_actor(actor)
    if actor.holds(Role.AUDITOR):
        return rows
    if office is not None:
        return rows.filter(department__in=under_office(office))
    return rows.filter(department_id=actor.department_id)


def _requests() -> QuerySet[ResourceRequest]:
    rows = ResourceRequest.objects.select_related("task", "department", "asked_by")
    return rows.order_by("-asked_at", "-pk")


def find_request(actor: Actor, pk: int) -> ResourceRequest:
    """One request the actor may see; 404 otherwise."""
    return get_object_or_404(requests_visible_to(actor), pk=pk)


def tasks_to_ask_for(actor: Actor) -> QuerySet[Task]:
    """Tasks the actor's department takes part in and that still stand."""
    rows = Task.objects.filter(parts__department_id=actor.department_id).exclude(state__in=OVER)
    return rows.distinct().order_by("-pk")


def may_answer(request: ResourceRequest, actor: Actor) -> bool:
    """True for a deputy head of the same department while it waits."""
    waits = request.state == ResourceState.ASKED
    return waits and actor.holds(Role.DEPUTY_HEAD) and actor.department_id == request.department_id


def resource_to_dos(actor: Actor, *, today: date) -> list[Todo]:  # noqa: ARG001 — every question answers alike
    """Requests that wait for the deputy head."""
    if not actor.holds(Role.DEPUTY_HEAD):
        return []
    return [
        Todo(
            f"{row}等待安排：{row.content}。",
            "安排",
            reverse("oversight:resource", args=[row.pk]),
            due=Deadline(row.needed_on, provisional=False),
            article=30,
        )
        for row in _asked(actor.department_id)
    ]


@question
def _asked(department: int) -> QuerySet[ResourceRequest]:
    return _requests().filter(department_id=department, state=ResourceState.ASKED)
