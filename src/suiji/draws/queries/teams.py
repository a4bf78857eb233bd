"""Teams as they are today: drawn members, and those who replaced them (Art. 16, 17)."""

from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import OuterRef, Prefetch, QuerySet, Subquery

from suiji import law
from suiji.draws.models import (
    Ceremony,
    DrawKind,
    DrawnObject,
    Replacement,
    SignedMember,
    Team,
    TeamMember,
    TeamObject,
)  # fmt: skip
from suiji.draws.states import CeremonyState, ReplacementState
from suiji.libraries.models import Inspector, InspectorStatus
from suiji.libraries.queries import days_away, recused_pairs
from suiji.organs.models import Department
from suiji.tasks.models import Task
from suiji.tasks.queries import part_for
from suiji.tasks.states import TaskState


@dataclass(frozen=True, slots=True)
class Member:
    """Who serves in a team today."""

    inspector: Inspector
    leads: bool
    replaced: Inspector | None
    """Whom the lot had named, where somebody else serves."""
    drawn: TeamMember


def _with_replacements() -> "Prefetch[str]":
    approved = Replacement.objects.filter(state=ReplacementState.APPROVED).select_related(
        "substitute__department"
    )
    return Prefetch("replacements", approved, to_attr="approved")


def drawn_members(teams: Iterable[Team]) -> QuerySet[TeamMember]:
    """The drawn members of teams, leaders first, with their approved replacements."""
    return (
        TeamMember.objects.filter(team__in=teams)
        .select_related("team", "inspector__department")
        .prefetch_related(_with_replacements())
        .order_by("team__code", "-leads", "inspector__department__code", "inspector__code")
    )


def member_of(row: TeamMember) -> Member:
    """Who serves in the place of a drawn member, that member included."""
    approved: list[Replacement] | None = getattr(row, "approved", None)
    if approved is None:
        approved = list(row.replacements.filter(state=ReplacementState.APPROVED))
    if approved:
        return Member(approved[0].substitute, row.leads, row.inspector, row)
    return Member(row.inspector, row.leads, None, row)


def members_now(team: Team) -> list[Member]:
    """The team as it goes out today, the leader first; one question, and a second where somebody was replaced."""
    came = Replacement.objects.filter(member=OuterRef("pk"), state=ReplacementState.APPROVED)
    drawn = list(
        TeamMember.objects.filter(team=team)
        .select_related("inspector__department")
        .annotate(came=Subquery(came.order_by("pk").values("pk")[:1]))
        .order_by("-leads", "inspector__department__code", "inspector__code")
    )
    replaced = [row.came for row in drawn if row.came]
    those = Replacement.objects.select_related("substitute__department")
    substitutes = those.in_bulk(replaced) if replaced else {}
    now: list[Member] = []
    for row in drawn:
        row.team = team
        if row.came:
            now.append(Member(substitutes[row.came].substitute, row.leads, row.inspector, row))
        else:
            now.append(Member(row.inspector, row.leads, None, row))
    return now


@dataclass(frozen=True, slots=True)
class TeamNow:
    """A team with its people and objects."""

    team: Team
    members: list[Member]
    objects: list[DrawnObject]


def teams_of(task: Task) -> list[TeamNow]:
    """The task's teams in the order of their codes."""
    found = task.drawn_teams.exclude(ceremony__state=CeremonyState.VOID)
    teams = list(found.select_related("ceremony__unit__region").order_by("code"))
    people: dict[int, list[Member]] = {team.pk: [] for team in teams}
    objects: dict[int, list[DrawnObject]] = {team.pk: [] for team in teams}
    for row in drawn_members(teams):
        people[row.team_id].append(member_of(row))
    dealt = (
        TeamObject.objects.filter(team__in=teams)
        .select_related("drawn__object")
        .order_by("drawn__object__code")
    )
    for line in dealt:
        objects[line.team_id].append(line.drawn)
    return [TeamNow(team, people[team.pk], objects[team.pk]) for team in teams]


def leads_of(team: Team) -> Department:
    """Whose officer leads the team: the initiator, or its counterpart where that executes (Art. 17)."""
    if not Team.ceremony.is_cached(team):
        sat = Ceremony.objects.select_related("unit__lead", "task__initiator")
        team.ceremony = sat.get(pk=team.ceremony_id)
    unit = team.ceremony.unit
    return unit.lead if unit else team.ceremony.task.initiator


def loads_of_year(year: int) -> Counter[int]:
    """How many teams each inspector served or serves in a year, replacements counted for the substitute."""
    rows = (
        TeamMember.objects.filter(team__ceremony__result__drawn_at__year=year)
        .exclude(team__task__state=TaskState.VOID)
        .prefetch_related(_with_replacements())
    )
    return Counter(member_of(row).inspector.pk for row in rows)


def last_inspectors(object_ids: Iterable[int]) -> dict[int, set[int]]:
    """Object → the inspectors of its previous joint check (reading R15)."""
    dealt = (
        TeamObject.objects.filter(drawn__object__in=object_ids)
        .exclude(team__task__state=TaskState.VOID)
        .order_by("pk")
        .values_list("drawn__object", "team")
    )
    latest = dict(dealt)
    by_team: dict[int, set[int]] = {team: set() for team in latest.values()}
    rows = TeamMember.objects.filter(team__in=by_team).prefetch_related(_with_replacements())
    for row in rows:
        by_team[row.team_id].add(member_of(row).inspector.pk)
    return {pk: by_team[team] for pk, team in latest.items()}


def is_certified(inspector: Inspector, until: date) -> bool:
    """In post, with one certificate at least that holds to the last day (Art. 11)."""
    return inspector.status == InspectorStatus.IN_POST and law.libraries.inspector_is_certified(
        valid_to=inspector.certified_until, until=until
    )


def is_present(days: int, task: Task) -> bool:
    """True when days away leave enough of the task's period (Art. 11)."""
    return law.libraries.inspector_is_present(days_away=days, days=_days_of(task))


def time_away(inspector: Inspector, task: Task) -> tuple[int, int]:
    """How many days of the task's period the inspector is away, and how many it has."""
    away = days_away([inspector.pk], task.period_from, task.period_until)
    return away.get(inspector.pk, 0), _days_of(task)


def _days_of(task: Task) -> int:
    return (task.period_until - task.period_from).days + 1


def is_recused(inspector: Inspector, team: Team) -> bool:
    """True when the inspector declared a conflict with an object of the team, or with who stands behind it."""
    return bool(_recused([inspector.pk], team))


def _recused(inspector_ids: Collection[int], team: Team) -> set[int]:
    objects = team.dealt.values_list("drawn__object", flat=True)
    task = team.task
    pairs = recused_pairs(inspector_ids, list(objects), first=task.period_from, last=task.period_until)
    return {inspector for inspector, _ in pairs}


def serves_in(inspector: Inspector, team: Team) -> bool:
    """True when the inspector serves in the team today."""
    return any(member.inspector.pk == inspector.pk for member in members_now(team))


def has_signed(member: TeamMember) -> bool:
    """True once the person in this place has signed a record (reading R16)."""
    return SignedMember.objects.filter(member=member).exists()


def fits_the_place(member: TeamMember, substitute: Inspector) -> bool:
    """False of somebody who is no expert where the drawn member stands in a place for experts (R50)."""
    part = part_for(member.team.task, member.inspector.department_id)
    for_experts = part is not None and part.experts > 0 and member.inspector.is_expert
    return substitute.is_expert or not for_experts


def substitutes_for(member: TeamMember) -> list[Inspector]:
    """Who could take the place: certified, of the same department, outside the team, without conflict."""
    team = member.team
    serving = {now.inspector.pk for now in members_now(team)} | {member.inspector_id}
    rows = Inspector.objects.filter(department=member.inspector.department_id).order_by("code")
    colleagues = list(rows.select_related("department"))
    keys = [one.pk for one in colleagues]
    recused = _recused(keys, team)
    away = days_away(keys, team.task.period_from, team.task.period_until)
    return [
        one
        for one in colleagues
        if one.pk not in serving | recused
        and fits_the_place(member, one)
        and is_certified(one, team.task.period_until)
        and is_present(away.get(one.pk, 0), team.task)
    ]


def ceremony_with_result(task: Task, kind: DrawKind) -> Ceremony | None:
    """The task's ceremony of a kind that has a result."""
    return task.ceremonies.filter(kind=kind, state=CeremonyState.RESULTED).first()
