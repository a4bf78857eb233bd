"""抽取执法检查人员 — their own freeze, seed and draw, into teams led by the initiator (Art. 15, 17)."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
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
from suiji.draws.queries.dealing import deal
from suiji.draws.queries.leading import RANKS_FILE, ranks_file, ranks_of, ranks_stand, senior
from suiji.draws.queries.parties import drawn_from, is_staffed
from suiji.draws.queries.staffing import Dealt, outlook, staffing_of
from suiji.draws.services.committing import Source, commit, require_ready
from suiji.draws.services.drawing import conclude, prepare
from suiji.law.parameters import parameter
from suiji.ledger import Actor
from suiji.ledger.services import hold, sequence
from suiji.libraries.models import Inspector
from suiji.organs.days import day_of
from suiji.sampling.canonical import parse_json
from suiji.sampling.commitment import Plan
from suiji.sampling.freeze import STAFFING, Frozen, freeze_staffing
from suiji.sampling.staffing import Unstaffable
from suiji.tasks.models import ExecutingUnit, LeaderRule, Task
from suiji.tasks.queries import members_of, officers_of, units_of
from suiji.tasks.services import insist_on_people, mark
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

    Refused: fewer than two shares, a confirmation that no longer holds, fewer officers than the law
    asks for, a team nobody can fill.
    """
    with transaction.atomic():
        hold(ceremony)
        require_ready(ceremony, DrawKind.INSPECTORS, actor)
        task, unit, today = hold(ceremony.task), _unit_of(ceremony), day_of(at)
        insist_on_people(task=task, departments=drawn_from(unit, ceremony.host), at=at)
        _require_officers(unit, parameter("min_officers_per_department", today))
        drawn = DrawnObject.objects.filter(task=task).exists()
        law.require(law.sampling_duties.objects_before_inspectors, objects_drawn=drawn)
        dealt = deal(unit)
        staffing = staffing_of(ceremony, dealt, today)

        freeze = commit(
            ceremony,
            lambda plan, key: _bytes(staffing, plan, key, ceremony, dealt),
            particulars={"rates_bp": {}, "count": None},
            reveal_by=reveal_by,
            extra_sources=extra_sources,
            actor=actor,
            at=at,
        )
    sequence(at=at)
    return freeze


def _unit_of(ceremony: Ceremony) -> ExecutingUnit:
    if ceremony.unit is None:
        raise ValueError("inspectors are drawn for a unit")
    return ceremony.unit


def _require_officers(unit: ExecutingUnit, least: int) -> None:
    for row in members_of(unit):
        law.require(
            law.sampling_duties.enough_officers,
            officers=officers_of(row.part),
            minimum=least,
            reason=row.part.officers_reason,
        )


def _bytes(staffing: Mapping[str, Any], plan: Plan, key: bytes, ceremony: Ceremony, dealt: Dealt) -> Frozen:
    try:
        frozen = freeze_staffing(staffing=staffing, plan=plan, key=key)
    except Unstaffable as error:
        raise _refusal(ceremony, dealt) from error
    if ceremony.task.leader_rule != LeaderRule.SENIOR:
        return frozen
    # Fixed with the list, beside it: whoever knows the seed can change no post any more (R143).
    return replace(frozen, files={**frozen.files, RANKS_FILE: ranks_file(ceremony, staffing)})


def _refusal(ceremony: Ceremony, dealt: Dealt) -> law.Refused:
    """The article, and which teams lack how many of whom, by which constraint; no inspector is named."""
    short = [one for one in outlook(_unit_of(ceremony), ceremony.host, dealt) if one.is_short]
    refused = law.Refused(
        law.entry(law.sampling_duties.enough_officers),
        {"short": [[one.team, one.department, one.able] for one in short]},
    )
    words = "；".join(one.words for one in short)
    refused.advice = (
        f"{words}。请检查执法证件有效期、在岗状态、可检查事项、管辖区划和回避申报，或向下级借调执法人员。"
    )
    return refused


def draw_inspectors(*, ceremony: Ceremony, actor: Actor, at: datetime) -> DrawResult:
    """The drawn officers stand in their teams; with the last ceremony of the task its inspectors are drawn."""
    prepare(ceremony, DrawKind.INSPECTORS, actor=actor, at=at)
    with transaction.atomic():
        task = hold(hold(ceremony).task)
        result, assignment = conclude(ceremony, actor=actor, at=at)
        files = stored(ceremony, audit=True)
        law.require(law.sampling_duties.result_is_verified, verified=ranks_stand(ceremony, files))
        _keep_teams(ceremony, files, assignment, bytes.fromhex(result.seed))
        if is_staffed(_unit_of(ceremony)):
            _require_whole(_unit_of(ceremony))
        if all(is_staffed(unit) for unit in units_of(task)):
            mark(task=task, to=TaskState.INSPECTORS_DRAWN, actor=actor, at=at)
    sequence(at=at)
    return result


def _keep_teams(
    ceremony: Ceremony, files: Mapping[str, bytes], assignment: Mapping[str, Any], seed: bytes
) -> None:
    """The unit's teams come into being with its first ceremony; each ceremony adds those it drew."""
    staffing, ranks = parse_json(files[STAFFING], STAFFING), ranks_of(files)
    task, unit = ceremony.task, _unit_of(ceremony)
    codes = {code for groups in assignment["teams"].values() for names in groups.values() for code in names}
    people = {one.code: one for one in Inspector.objects.filter(code__in=codes).select_related("department")}
    teams = {team.code: team for team in Team.objects.filter(ceremony__unit=unit)}
    if not teams:
        teams = _form_teams(ceremony, task, staffing)
    lead = next(one["id"] for one in staffing["departments"] if one["lead"])
    for code, team in teams.items():
        groups = assignment["teams"][code]
        leader = assignment["leaders"][code]
        if task.leader_rule == LeaderRule.SENIOR:
            leader = senior(groups[lead], ranks, seed=seed, side=lead, team=code)
        # Drawn separately, only the initiator's own ceremony names the leader (Art. 17).
        _keep_members(team, groups, leader if ceremony.host_id == unit.lead_id else "", people)


def _form_teams(ceremony: Ceremony, task: Task, staffing: Mapping[str, Any]) -> dict[str, Team]:
    drawn = {row.object.code: row for row in DrawnObject.objects.filter(task=task).select_related("object")}
    teams: dict[str, Team] = {}
    for dealt in staffing["teams"]:
        team = teams[dealt["id"]] = Team.objects.create(ceremony=ceremony, task=task, code=dealt["id"])
        TeamObject.objects.bulk_create(TeamObject(team=team, drawn=drawn[code]) for code in dealt["objects"])
    return teams


def _keep_members(
    team: Team, groups: Mapping[str, Sequence[str]], leader: str, people: Mapping[str, Inspector]
) -> None:
    if leader:
        law.require(
            law.sampling_duties.leader_from_initiator,
            leader_department=people[leader].department_id,
            initiator=_unit_of(team.ceremony).lead_id,
        )
    TeamMember.objects.bulk_create(
        TeamMember(team=team, inspector=people[code], leads=code == leader)
        for names in groups.values()
        for code in names
    )


def _require_whole(unit: ExecutingUnit) -> None:
    """Every team has somebody of every department of the unit, and a leader."""
    wanted = {row.department_id for row in members_of(unit)}
    for team in Team.objects.filter(ceremony__unit=unit).prefetch_related("members__inspector"):
        rows = team.members.all()
        missing = wanted - {row.inspector.department_id for row in rows}
        law.require(law.sampling_duties.every_department_in_team, missing=len(missing))
        law.require(
            law.sampling_duties.every_department_in_team, missing=int(not any(row.leads for row in rows))
        )
