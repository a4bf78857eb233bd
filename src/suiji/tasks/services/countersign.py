"""会签 — the scheme goes to every participant; the last countersignature completes it (Art. 12)."""

from datetime import datetime

from django.db import transaction

from suiji import law
from suiji.ledger import Actor, NotYours, Stale
from suiji.ledger.services import hold, move, record
from suiji.organs.days import day_of
from suiji.organs.doors import require_role
from suiji.organs.roles import Role
from suiji.tasks.models import Task
from suiji.tasks.queries.reading import missing_fields
from suiji.tasks.queries.totals import bounds_of
from suiji.tasks.queries.waivers import is_targeted, list_approved, rate_exception
from suiji.tasks.services.basis import insist_on_basis
from suiji.tasks.services.draft import require_rates
from suiji.tasks.states import BEFORE_FREEZE, TaskState


@transaction.atomic
def send(*, task: Task, actor: Actor, at: datetime) -> Task:
    """The scheme is with the participants, signed by the initiator.

    Refused: an incomplete one, or one whose scope holds nobody; rates or a targeted list that need an exception
    while it is not on file; a total under the rates; a plan, an item or a department that does not hold any more.
    """
    hold(task)
    require_role(actor, Role.CLERK, department_id=task.initiator_id)
    require_rates(task.rates_bp, day_of(at), exception=rate_exception(task))
    law.require(
        law.sampling_duties.targeted_list_is_approved,
        targeted=is_targeted(task),
        approved=list_approved(task),
    )
    law.require(law.sampling_duties.scheme_is_complete, missing_fields=len(missing_fields(task)))
    least, most = bounds_of(task, day_of(at))
    law.require(law.schemes.total_covers_the_rates, count=task.count, least=least, most=most)
    insist_on_basis(task=task, today=day_of(at))
    move(task, TaskState.COUNTERSIGNING, actor=actor, at=at)
    task.parts.filter(leads=True).update(countersigned_at=at, countersigned_by=actor.name)
    return task


@transaction.atomic
def countersign(*, task: Task, actor: Actor, at: datetime) -> Task:
    """The actor's department has signed the scheme; with the last signature it is countersigned."""
    hold(task)
    require_role(actor, Role.CLERK)
    part = task.parts.filter(department_id=actor.department_id).first()
    if part is None:
        raise NotYours("您所在部门不是本任务的参与部门，不能会签。")
    law.require(law.general.steps_in_order, allowed=task.state == TaskState.COUNTERSIGNING)
    if part.countersigned_at is not None:
        raise Stale("本部门已经会签，无需重复办理。")
    part.countersigned_at, part.countersigned_by = at, actor.name
    part.save(update_fields=["countersigned_at", "countersigned_by"])
    record(
        task,
        "tasks.part_countersigned",
        actor=actor,
        at=at,
        sentence=f"{actor.department_name}{actor.name}会签{task}的抽查方案。",
    )
    if not task.parts.filter(countersigned_at__isnull=True).exists():
        move(task, TaskState.COUNTERSIGNED, actor=actor, at=at)
    return task


@transaction.atomic
def reopen(*, task: Task, because: str, actor: Actor, at: datetime) -> Task:
    """The scheme is a draft again and every countersignature has lapsed.

    Once it is countersigned, ``draws`` takes it back: a ceremony may be open by then.
    """
    hold(task)
    law.require(law.general.steps_in_order, allowed=task.state == TaskState.COUNTERSIGNING)
    return take_back(task=task, to=TaskState.DRAFT, because=because, actor=actor, at=at)


@transaction.atomic
def withdraw(*, task: Task, because: str, actor: Actor, at: datetime) -> Task:
    """The task is given up before its scheme is countersigned; afterwards ``draws`` takes it back."""
    hold(task)
    law.require(law.general.steps_in_order, allowed=task.state in (TaskState.DRAFT, TaskState.COUNTERSIGNING))
    return take_back(task=task, to=TaskState.WITHDRAWN, because=because, actor=actor, at=at)


@transaction.atomic
def take_back(*, task: Task, to: TaskState, because: str, actor: Actor, at: datetime) -> Task:
    """The task is a draft again, unsigned, or withdrawn for good. Refused: without a reason, after the freeze."""
    hold(task)
    require_role(actor, Role.CLERK, department_id=task.initiator_id)
    frozen = TaskState(task.state) not in BEFORE_FREEZE
    law.require(law.schemes.scheme_is_taken_back_before_the_freeze, frozen=frozen, reason=because)
    move(task, to, actor=actor, at=at, because=because)
    if to == TaskState.DRAFT:
        task.parts.update(countersigned_at=None, countersigned_by="")
    return task
