"""派发 — the drawn list goes to those who carry it out: accepted, or back for want of jurisdiction (Art. 13, 15)."""

from collections.abc import Collection
from datetime import datetime

from django.db import transaction

from suiji import law
from suiji.draws.models import Dispatch, DispatchReceipt, DrawKind, ReceiptVerdict
from suiji.draws.queries.confirming import standing_of
from suiji.draws.queries.dispatching import destinations, silent_by, waiting
from suiji.draws.states import CeremonyState
from suiji.ledger import Actor, NotYours, Stale
from suiji.ledger.services import hold, record
from suiji.organs.days import day_of
from suiji.organs.doors import require_role
from suiji.organs.models import Department
from suiji.organs.queries import system_actor
from suiji.organs.roles import Role
from suiji.tasks.models import ExecutingUnit, Task
from suiji.tasks.queries import regions_below
from suiji.tasks.services import form_unit, mark
from suiji.tasks.states import TaskState


@transaction.atomic
def dispatch(*, task: Task, actor: Actor, at: datetime) -> Task:
    """The whole list is with the units whose regions its objects lie in; nobody picks from it.

    What the initiator's own level carries out is accepted at once; the rest waits for its units.
    """
    hold(task)
    require_role(actor, Role.CLERK, department_id=task.initiator_id)
    law.require(law.general.steps_in_order, allowed=task.state == TaskState.OBJECTS_DRAWN)
    for ceremony in task.ceremonies.filter(kind=DrawKind.OBJECTS, state=CeremonyState.RESULTED):
        law.require(law.draw_proof.refused_list_is_not_dispatched, refused=standing_of(ceremony).is_refused)
    if Dispatch.objects.filter(drawn__task=task).exists():
        raise Stale("名单已经派发，正在等待签收。")
    for place in destinations(task):
        unit = form_unit(task=task, region_id=place.region_id)
        rows = [Dispatch(drawn=row, unit=unit, dispatched_at=at) for row in place.drawn]
        _send(task, unit, Dispatch.objects.bulk_create(rows), actor, at)
    _go_on_when_accepted(task, actor, at)
    return task


def _send(task: Task, unit: ExecutingUnit, rows: Collection[Dispatch], actor: Actor, at: datetime) -> None:
    if unit.lead_id == task.initiator_id:
        _answer(rows, ReceiptVerdict.ACCEPTED, None, at)
    record(
        task,
        "draw.dispatched_to_unit",
        actor=actor,
        at=at,
        sentence=f"{actor.department_name}{actor.name}将{task}的 {len(rows)} 户派发至{unit.lead.name}实施。",
        facts={"region": unit.region_id, "objects": sorted(row.drawn.object.code for row in rows)},
    )


def _answer(
    rows: Collection[Dispatch], verdict: ReceiptVerdict, by: int | None, at: datetime, **why: str
) -> None:
    DispatchReceipt.objects.bulk_create(
        DispatchReceipt(dispatch=row, verdict=verdict, by_id=by, at=at, **why) for row in rows
    )


def _go_on_when_accepted(task: Task, actor: Actor, at: datetime) -> None:
    if task.state == TaskState.OBJECTS_DRAWN and waiting(task) == 0:
        mark(task=task, to=TaskState.DISPATCHED, actor=actor, at=at)


def _open_rows(unit: ExecutingUnit, actor: Actor) -> list[Dispatch]:
    require_role(actor, Role.CLERK, department_id=unit.lead_id)
    law.require(law.general.steps_in_order, allowed=unit.task.state == TaskState.OBJECTS_DRAWN)
    rows = Dispatch.objects.filter(unit=unit, receipt=None).select_related("drawn__object")
    return list(rows.order_by("drawn__object__code"))


@transaction.atomic
def accept(*, unit: ExecutingUnit, actor: Actor, at: datetime) -> int:
    """Everything sent to the unit and not returned is its to carry out; says how many objects."""
    hold(unit.task)
    rows = _open_rows(unit, actor)
    if not rows:
        raise Stale("派发给本单位的检查对象已经全部签收或退回。")
    _answer(rows, ReceiptVerdict.ACCEPTED, actor.id, at)
    record(
        unit.task,
        "draw.dispatch_accepted",
        actor=actor,
        at=at,
        sentence=f"{actor.department_name}{actor.name}签收{unit.task}派发的 {len(rows)} 户。",
    )
    _go_on_when_accepted(unit.task, actor, at)
    return len(rows)


@transaction.atomic
def send_back(
    *,
    unit: ExecutingUnit,
    drawn: Collection[int],
    reason: str,
    explanation: str,
    actor: Actor,
    at: datetime,
) -> int:
    """These objects go back to the initiator for want of jurisdiction; they stay in the list (Art. 15).

    Refused: any other ground, what is accepted already.
    """
    hold(unit.task)
    open_rows = {row.drawn_id: row for row in _open_rows(unit, actor)}
    law.require(law.sampling_duties.returned_for_want_of_jurisdiction, reason=reason, explanation=explanation)
    if not drawn or not set(drawn) <= open_rows.keys():
        raise Stale("所选的检查对象已经签收或退回，不能再退回。")
    rows = [open_rows[pk] for pk in sorted(drawn)]
    _answer(rows, ReceiptVerdict.RETURNED, actor.id, at, reason=reason, explanation=explanation)
    record(
        unit.task,
        "draw.dispatch_returned",
        actor=actor,
        at=at,
        sentence=f"{actor.department_name}{actor.name}以不属本单位管辖为由退回{unit.task}的 {len(rows)} 户；名单不变。",
        because=explanation,
        facts={"reason": reason, "objects": [row.drawn.object.code for row in rows]},
    )
    return len(rows)


@transaction.atomic
def redirect(
    *, task: Task, drawn: Collection[int], to: Department, actor: Actor, at: datetime
) -> ExecutingUnit:
    """Objects that came back go to another unit; only the executor changes."""
    hold(task)
    require_role(actor, Role.CLERK, department_id=task.initiator_id)
    law.require(law.general.steps_in_order, allowed=task.state == TaskState.OBJECTS_DRAWN)
    if to not in [task.initiator, *regions_below(task).values()]:
        raise NotYours("只能改派给发起部门自己或者下级对口部门。")
    held = Dispatch.objects.filter(drawn__task=task, drawn__in=drawn).exclude(
        receipt__verdict=ReceiptVerdict.RETURNED
    )
    tried = Dispatch.objects.filter(drawn__in=drawn, unit__region=to.region_id)
    if not drawn or held.exists() or tried.exists():
        raise Stale("所选的检查对象没有退回，或者正是这个单位退回的。")
    unit = form_unit(task=task, region_id=to.region_id)
    rows = Dispatch.objects.bulk_create(
        Dispatch(drawn=row, unit=unit, dispatched_at=at)
        for row in task.drawn.filter(pk__in=drawn).select_related("object").order_by("object__code")
    )
    _send(task, unit, rows, actor, at)
    _go_on_when_accepted(task, actor, at)
    return unit


def accept_silent(*, at: datetime) -> int:
    """What nobody returned in time counts as accepted (R51); a job of every hour. Says how many objects."""
    rows = silent_by(day_of(at))
    by_unit: dict[int, list[Dispatch]] = {}
    for row in rows:
        by_unit.setdefault(row.unit_id, []).append(row)
    return sum(_accept_silent(group, at) for group in by_unit.values())


@transaction.atomic
def _accept_silent(rows: list[Dispatch], at: datetime) -> int:
    unit = rows[0].unit
    task = hold(unit.task)
    still = list(Dispatch.objects.filter(pk__in=[row.pk for row in rows], receipt=None))
    if not still or task.state != TaskState.OBJECTS_DRAWN:
        return 0
    house = system_actor(unit.lead)
    _answer(still, ReceiptVerdict.SILENT, None, at)
    record(
        task,
        "draw.dispatch_silent",
        actor=house,
        at=at,
        sentence=f"{unit.lead.name}逾期没有退回{task}派发的 {len(still)} 户，视为签收。",
    )
    _go_on_when_accepted(task, house, at)
    return len(still)
