"""开启仪式 — a ceremony is opened by an operator beside a witness, and logged (Art. 14, 15)."""

import secrets
from datetime import datetime

from django.db import transaction

from suiji import law
from suiji.draws.models import Ceremony, DrawKind
from suiji.draws.queries.log import OPENED, public_label
from suiji.draws.services.committing import require_not_sole_confirmer
from suiji.draws.states import CeremonyState
from suiji.ledger import Actor, Stale
from suiji.ledger.services import hold, record, sequence
from suiji.organs.doors import require_role
from suiji.organs.models import Person
from suiji.organs.roles import Role
from suiji.tasks.models import Task
from suiji.tasks.states import TaskState

CEREMONY_BYTES = 16


def open_ceremony(*, task: Task, kind: DrawKind, witness: Person, actor: Actor, at: datetime) -> Ceremony:
    """An open ceremony whose number stands in the log under a signed checkpoint.

    Refused: a second draw, a step out of order, an operator who is their own witness.
    """
    with transaction.atomic():
        ceremony = _open(hold(task), DrawKind(kind), witness, actor, at)
    sequence(at=at)
    return ceremony


def _open(task: Task, kind: DrawKind, witness: Person, actor: Actor, at: datetime) -> Ceremony:
    require_role(actor, Role.CLERK, department_id=task.initiator_id)
    law.require(law.sampling_duties.two_persons, operator=actor.id, witness=witness.pk)
    require_not_sole_confirmer(task, actor)
    living = task.ceremonies.filter(kind=kind).exclude(state=CeremonyState.VOID)
    law.require(
        law.sampling_duties.drawn_once, previous_draws=living.exclude(state=CeremonyState.OPEN).count()
    )
    if living.exists():
        raise Stale("本任务的抽取仪式已经开启，请进入仪式页面办理。")
    _require_order(task, kind)

    ceremony = Ceremony.objects.create(
        state=CeremonyState.OPEN,
        task=task,
        kind=kind,
        ceremony=secrets.token_hex(CEREMONY_BYTES),
        operator_id=actor.id,
        witness=witness,
        opened_at=at,
    )
    record(
        ceremony,
        OPENED,
        actor=actor,
        at=at,
        sentence=f"{actor.department_name}{actor.name}开启{task}的{ceremony}，见证人{witness.name}。",
        body={"task": public_label(ceremony), "ceremony": ceremony.ceremony, "kind": kind.value},
    )
    return ceremony


def _require_order(task: Task, kind: DrawKind) -> None:
    if kind == DrawKind.INSPECTORS:
        law.require(law.sampling_duties.objects_before_inspectors, objects_drawn=_objects_drawn(task))
        law.require(law.general.steps_in_order, allowed=task.state == TaskState.DISPATCHED)
        return
    missing = task.parts.filter(countersigned_at__isnull=True).count()
    law.require(law.sampling_duties.scheme_countersigned, missing=missing)
    law.require(law.libraries.libraries_confirmed, missing=int(task.state != TaskState.CONFIRMED))


def _objects_drawn(task: Task) -> bool:
    return task.ceremonies.filter(kind=DrawKind.OBJECTS, state=CeremonyState.RESULTED).exists()
