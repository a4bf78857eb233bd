"""开启仪式 — a ceremony is opened by an operator beside a witness, and logged (Art. 14, 15)."""

import secrets
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from suiji import law
from suiji.draws.models import Ceremony, DrawKind, DrawnObject
from suiji.draws.queries.desk import notaries
from suiji.draws.queries.dispatching import waiting
from suiji.draws.queries.log import OPENED, public_label
from suiji.draws.queries.parties import drawn_from, hosts_of
from suiji.draws.services.committing import require_not_sole_confirmer
from suiji.draws.states import CeremonyState
from suiji.ledger import Actor, NotYours, Stale
from suiji.ledger.services import hold, record, sequence
from suiji.organs.days import day_of
from suiji.organs.doors import require_role
from suiji.organs.models import Department, Person
from suiji.organs.roles import Role
from suiji.tasks.models import ExecutingUnit, Task
from suiji.tasks.queries import is_from_above, units_of
from suiji.tasks.services import insist_on_basis, insist_on_people
from suiji.tasks.states import TaskState

CEREMONY_BYTES = 16


def open_ceremony(
    *,
    task: Task,
    kind: DrawKind,
    unit: ExecutingUnit | None = None,
    witness: Person,
    notary: Person | None = None,
    actor: Actor,
    at: datetime,
) -> Ceremony:
    """An open ceremony whose number stands in the log under a signed checkpoint.

    Inspectors are drawn for a unit (the task's only one unless named): by its lead for all, or by each of its
    departments for itself, as the scheme says (Art. 15). Refused: a second draw, a step out of order, an
    operator who is their own witness, inspectors whom their department has not confirmed (Art. 11).
    """
    with transaction.atomic():
        hold(task)
        if kind == DrawKind.INSPECTORS:
            unit = unit or _only_unit(task)
            host_id = _host_of(unit, actor)
        else:
            unit, host_id = None, task.initiator_id
        ceremony = _open(Slot(task, DrawKind(kind), unit, host_id, notary), witness, actor, at)
    sequence(at=at)
    return ceremony


@dataclass(frozen=True, slots=True)
class Slot:
    """Which draw of a task a ceremony is for: there is one living ceremony for each."""

    task: Task
    kind: DrawKind
    unit: ExecutingUnit | None
    host_id: int
    notary: Person | None = None
    """Who attends it, where somebody was asked to (R94)."""


def _only_unit(task: Task) -> ExecutingUnit:
    law.require(law.sampling_duties.objects_before_inspectors, objects_drawn=_objects_drawn(task))
    units = list(units_of(task))
    law.require(law.general.steps_in_order, allowed=len(units) == 1)
    return units[0]


def _host_of(unit: ExecutingUnit, actor: Actor) -> int:
    """The actor's own department where it draws for itself, else the unit's lead."""
    own = [one.pk for one in hosts_of(unit) if one.pk == actor.department_id]
    return own[0] if own else unit.lead_id


def _open(slot: Slot, witness: Person, actor: Actor, at: datetime) -> Ceremony:
    task, kind = slot.task, slot.kind
    require_role(actor, Role.CLERK, department_id=slot.host_id)
    law.require(law.sampling_duties.two_persons, operator=actor.id, witness=witness.pk)
    require_not_sole_confirmer(task, slot.host_id, actor)
    same = task.ceremonies.filter(kind=kind, unit=slot.unit, host_id=slot.host_id)
    living = same.exclude(state=CeremonyState.VOID)
    law.require(
        law.sampling_duties.drawn_once, previous_draws=living.exclude(state=CeremonyState.OPEN).count()
    )
    if living.exists():
        raise Stale("本任务的抽取仪式已经开启，请进入仪式页面办理。")
    _require_order(task, kind, day_of(at))
    if slot.notary is not None and not notaries(day_of(at)).filter(pk=slot.notary.pk).exists():
        raise NotYours(f"{slot.notary.name}不是在任的公证员，不能作为公证员到场。")
    if slot.unit is not None:
        host = Department.objects.get(pk=slot.host_id)
        insist_on_people(task=task, departments=drawn_from(slot.unit, host), at=at)

    ceremony = Ceremony.objects.create(
        state=CeremonyState.OPEN,
        task=task,
        kind=kind,
        unit=slot.unit,
        host_id=slot.host_id,
        ceremony=secrets.token_hex(CEREMONY_BYTES),
        operator_id=actor.id,
        witness=witness,
        notary=slot.notary,
        opened_at=at,
    )
    _record(ceremony, slot, actor, at)
    return ceremony


def _record(ceremony: Ceremony, slot: Slot, actor: Actor, at: datetime) -> None:
    record(
        ceremony,
        OPENED,
        actor=actor,
        at=at,
        sentence=f"{actor.department_name}{actor.name}开启{slot.task}的{ceremony}，见证人{ceremony.witness.name}{_attended(slot)}。",
        body={
            "task": public_label(ceremony),
            "ceremony": ceremony.ceremony,
            "kind": slot.kind.value,
            "host": ceremony.host.name,
            **({"notary": slot.notary.department.name} if slot.notary else {}),
        },
    )


def _attended(slot: Slot) -> str:
    return f"，{slot.notary.department.name}公证员{slot.notary.name}到场" if slot.notary else ""


def _require_order(task: Task, kind: DrawKind, today: date) -> None:
    if kind == DrawKind.INSPECTORS:
        law.require(law.sampling_duties.objects_before_inspectors, objects_drawn=_objects_drawn(task))
        if task.state == TaskState.OBJECTS_DRAWN:
            law.require(law.sampling_duties.dispatch_is_accepted, waiting=waiting(task))
        law.require(law.general.steps_in_order, allowed=task.state == TaskState.DISPATCHED)
        return
    # A list that was drawn above is not drawn again here (R52).
    law.require(law.sampling_duties.drawn_once, previous_draws=int(is_from_above(task)))
    insist_on_basis(task=task, today=today)
    missing = task.parts.filter(countersigned_at__isnull=True).count()
    law.require(law.sampling_duties.scheme_countersigned, missing=missing)
    law.require(law.libraries.libraries_confirmed, missing=int(task.state != TaskState.CONFIRMED))


def _objects_drawn(task: Task) -> bool:
    return DrawnObject.objects.filter(task=task).exists()
