"""抽取执法检查人员 — their own freeze, seed and draw, into teams led by the initiator (Art. 15, 17)."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction

from suiji import law
from suiji.draws.models import (
    Ceremony,
    DrawKind,
    DrawnObject,
    DrawResult,
    Freeze,
    Team,
    TeamMember,
    TeamObject,
)
from suiji.draws.queries.bundle import stored
from suiji.draws.queries.staffing import deal, hindrances, staffing_of
from suiji.draws.queries.teams import ceremony_with_result
from suiji.draws.services.committing import Source, commit, require_ready
from suiji.draws.services.drawing import conclude, prepare
from suiji.law.parameters import parameter
from suiji.ledger import Actor
from suiji.ledger.services import hold, sequence
from suiji.libraries.models import Inspector
from suiji.organs.days import day_of
from suiji.organs.models import Department
from suiji.sampling.canonical import parse_json
from suiji.sampling.commitment import Plan
from suiji.sampling.freeze import STAFFING, Frozen, freeze_staffing
from suiji.sampling.staffing import Unstaffable
from suiji.tasks.models import Task
from suiji.tasks.queries import officers_of, parts_of
from suiji.tasks.services import mark
from suiji.tasks.states import TaskState


def freeze_inspectors(
    *,
    ceremony: Ceremony,
    reveal_by: datetime,
    extra_sources: Collection[Source] = (),
    actor: Actor,
    at: datetime,
) -> Freeze:
    """Teams and eligibility are fixed, committed to, and under a signed checkpoint.

    Refused: fewer than two shares, fewer officers than the law asks for, a team nobody can fill.
    """
    with transaction.atomic():
        hold(ceremony)
        require_ready(ceremony, DrawKind.INSPECTORS, actor)
        task, today = hold(ceremony.task), day_of(at)
        least = parameter("min_officers_per_department", today)
        for part in parts_of(task):
            law.require(
                law.sampling_duties.enough_officers,
                officers=officers_of(part),
                minimum=least,
                reason=part.officers_reason,
            )
        objects = ceremony_with_result(task, DrawKind.OBJECTS)
        law.require(law.sampling_duties.objects_before_inspectors, objects_drawn=objects is not None)
        staffing = staffing_of(task, deal(task, objects) if objects else {}, today)

        freeze = commit(
            ceremony,
            lambda plan, key: _bytes(staffing, plan, key, task),
            particulars={"rates_bp": {}, "count": None},
            reveal_by=reveal_by,
            extra_sources=extra_sources,
            actor=actor,
            at=at,
        )
    sequence(at=at)
    return freeze


def _bytes(staffing: Mapping[str, Any], plan: Plan, key: bytes, task: Task) -> Frozen:
    try:
        return freeze_staffing(staffing=staffing, plan=plan, key=key)
    except Unstaffable as error:
        raise _refusal(staffing, error, task) from error


def _refusal(staffing: Mapping[str, Any], error: Unstaffable, task: Task) -> law.Refused:
    """The article, and which team lacks how many of whom; no inspector is named."""
    names = dict(Department.objects.filter(task_parts__task=task).values_list("code", "name"))
    team = error.teams[0]
    eligible = {code: len(teams[team]) for code, teams in staffing["eligible"].items()}
    objects = ceremony_with_result(task, DrawKind.OBJECTS)
    dealt = deal(task, objects) if objects else {}
    kept_out = hindrances(task, dealt.get(team, []), dealt)
    needed = {one["id"]: one["officers"] for one in staffing["departments"]}
    words = "；".join(
        f"{names[code]}每组需要 {needed[code]} 人，第 {team} 组只有 {number} 人可以参加{_counted(kept_out[code])}"
        for code, number in eligible.items()
        if number < needed[code]
    )
    refused = law.Refused(
        law.entry(law.sampling_duties.enough_officers), {"team": team, "eligible": eligible}
    )
    refused.advice = (
        f"{words}。请检查执法证件有效期、在岗状态、可检查事项、管辖区划和回避申报，或向下级借调执法人员。"
    )
    return refused


def _counted(reasons: Mapping[str, int]) -> str:
    return f"（{'，'.join(f'{why} {number} 人' for why, number in reasons.items())}）" if reasons else ""


def draw_inspectors(*, ceremony: Ceremony, actor: Actor, at: datetime) -> DrawResult:
    """Teams with their objects, members and leader, kept with the result; the task's inspectors are drawn."""
    prepare(ceremony, DrawKind.INSPECTORS, actor=actor, at=at)
    with transaction.atomic():
        hold(ceremony)
        result, assignment = conclude(ceremony, actor=actor, at=at)
        staffing = parse_json(stored(ceremony, audit=True)[STAFFING], STAFFING)
        _keep_teams(ceremony, staffing, assignment)
        mark(task=ceremony.task, to=TaskState.INSPECTORS_DRAWN, actor=actor, at=at)
    sequence(at=at)
    return result


def _keep_teams(ceremony: Ceremony, staffing: Mapping[str, Any], assignment: Mapping[str, Any]) -> None:
    task = ceremony.task
    drawn = {row.object.code: row for row in DrawnObject.objects.filter(task=task).select_related("object")}
    codes = {code for groups in assignment["teams"].values() for names in groups.values() for code in names}
    people = {one.code: one for one in Inspector.objects.filter(code__in=codes).select_related("department")}
    for dealt in staffing["teams"]:
        team = Team.objects.create(ceremony=ceremony, task=task, code=dealt["id"])
        TeamObject.objects.bulk_create(TeamObject(team=team, drawn=drawn[code]) for code in dealt["objects"])
        _keep_members(team, assignment["teams"][team.code], assignment["leaders"][team.code], people)


def _keep_members(
    team: Team, groups: Mapping[str, Sequence[str]], leader: str, people: Mapping[str, Inspector]
) -> None:
    law.require(
        law.sampling_duties.leader_from_initiator,
        leader_department=people[leader].department_id,
        initiator=team.task.initiator_id,
    )
    present = {people[code].department_id for names in groups.values() for code in names}
    wanted = set(team.task.parts.values_list("department", flat=True))
    law.require(law.sampling_duties.every_department_in_team, missing=len(wanted - present))
    TeamMember.objects.bulk_create(
        TeamMember(team=team, inspector=people[code], leads=code == leader)
        for names in groups.values()
        for code in names
    )
