"""接收检查任务 — a task's drawn objects become visits, with a finding for each department and item."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from suiji import law
from suiji.catalogue.models import ItemPart, ItemVersion
from suiji.catalogue.queries import parts_in_order
from suiji.draws.models import Team, TeamObject
from suiji.draws.queries import is_complete, leads_of, members_now
from suiji.inspections.models import Finding, Visit
from suiji.inspections.queries.whose import STAFFED
from suiji.inspections.states import VISIT
from suiji.ledger import Actor
from suiji.ledger.services import lock, record
from suiji.organs.doors import require_role
from suiji.organs.models import Department
from suiji.organs.roles import Role
from suiji.tasks.models import Task

Part = tuple[ItemVersion, ItemPart, Department]


@transaction.atomic
def take_over(*, task: Task, actor: Actor, at: datetime) -> list[Visit]:
    """Set up the visits of teams that are complete; asked again, it adds only what is missing.

    Returns all visits of the task. By the clerk or inspectors of the department that leads the teams (the
    initiator, or its counterpart where that executes), or the house itself.
    """
    task = lock(task)
    teams = [team for team in Team.objects.filter(task=task).order_by("pk") if _is_led_by(team, actor)]
    lead = actor.department_id if teams else task.initiator_id
    require_role(actor, Role.CLERK, Role.INSPECTOR, Role.SYSTEM, department_id=lead)
    staffed = [team for team in teams if is_complete(team)]
    law.require(law.general.steps_in_order, allowed=task.state in STAFFED and bool(staffed))
    versions = list(task.item_versions.prefetch_related(parts_in_order()).order_by("pk"))
    added = [visit for team in staffed for visit in _set_up(task, team, _parts_for(team, versions))]
    if added:
        record(
            task,
            "inspections.taken_over",
            actor=actor,
            at=at,
            sentence=f"{actor.department_name}{actor.name}接收{task}，{len(added)} 户待上门检查。",
            facts={"visits": [visit.pk for visit in added]},
        )
    return list(task.visits.select_related("drawn__object", "team").order_by("pk"))


def _is_led_by(team: Team, actor: Actor) -> bool:
    return leads_of(team).pk == actor.department_id


def _parts_for(team: Team, versions: Sequence[ItemVersion]) -> list[Part]:
    """Which of the team's departments checks which part: the part's own, or its lower one after dispatch."""
    present = {m.inspector.department_id: m.inspector.department for m in members_now(team)}
    by_line = {department.line: department for department in present.values()}
    parts: list[Part] = []
    missing = 0
    for version in versions:
        for part in version.parts.all():
            department = present.get(part.department_id) or by_line.get(part.department.line)
            if department is None:
                missing += 1
            else:
                parts.append((version, part, department))
    law.require(law.sampling_duties.every_department_in_team, missing=missing)
    return parts


def _set_up(task: Task, team: Team, parts: Sequence[Part]) -> list[Visit]:
    waiting = TeamObject.objects.filter(team=team, drawn__visit__isnull=True).order_by("pk")
    visits = Visit.objects.bulk_create(
        Visit(task=task, drawn_id=row.drawn_id, team=team, state=VISIT.initial) for row in waiting
    )
    Finding.objects.bulk_create(
        Finding(visit=visit, department=department, item_version=version, part=part)
        for visit in visits
        for version, part, department in parts
    )
    return visits
