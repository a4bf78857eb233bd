"""Whose visits they are, and who may read them."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from suiji.draws.models import Ceremony, Replacement, Team, TeamMember, TeamObject
from suiji.draws.queries import Member, is_complete, leads_of, members_now
from suiji.draws.states import ReplacementState
from suiji.inspections.models import Evidence, EvidenceKind, Finding, Review, Signature, Visit
from suiji.inspections.states import VisitState
from suiji.ledger import Actor
from suiji.ledger import queries as ledger
from suiji.libraries.models import Inspector
from suiji.organs.models import Department, Level
from suiji.organs.questions import question
from suiji.organs.roles import Role
from suiji.tasks.models import Task
from suiji.tasks.states import TaskState

READERS = (Role.CLERK, Role.INSPECTOR, Role.LIBRARIAN, Role.REVIEWER, Role.DEPUTY_HEAD, Role.PRINCIPAL_HEAD)
"""Who reads the visits in which the own department has a part."""
STAFFED = (TaskState.DISPATCHED, TaskState.INSPECTORS_DRAWN)
"""A unit whose own teams are complete need not wait for the others of its task."""
DISCARDED = "inspections.files_discarded"
"""The act by which a visit's stored files ended, after its file's term (Art. 27)."""
RECORDINGS = (EvidenceKind.VIDEO, EvidenceKind.AUDIO)


def teams_of(actor: Actor) -> QuerySet[Team]:
    """The teams this person is in today: drawn and not replaced, or put in somebody's place (Art. 16)."""
    return _teams_of(actor.id)


def _teams_of(person: int) -> QuerySet[Team]:
    approved = Replacement.objects.filter(state=ReplacementState.APPROVED)
    drawn = TeamMember.objects.filter(inspector__person_id=person).exclude(
        Exists(approved.filter(member=OuterRef("pk")))
    )
    substituted = approved.filter(substitute__person_id=person).values_list("member__team_id")
    # One set of keys: as two, joined by OR, they would be looked for in every team and every visit.
    return Team.objects.filter(pk__in=drawn.values_list("team_id").union(substituted))


@question
def open_visits_of(person: int) -> QuerySet[Visit]:
    """The visits of the teams this person is in that are not signed yet."""
    return _listed(Visit.objects.filter(team__in=_teams_of(person)).exclude(state=VisitState.SIGNED))


@question
def unscanned_visits_of(person: int, since: datetime) -> QuerySet[Visit]:
    """Those that were signed, arrived at since then, and that nobody scanned."""
    signed = Visit.objects.filter(team__in=_teams_of(person), state=VisitState.SIGNED)
    return _listed(signed.filter(arrived_at__gte=since, scans__isnull=True))


def visits_of(actor: Actor, teams: Sequence[int] | None = None) -> QuerySet[Visit]:
    """The visits of the teams this person is in; ``teams``: their keys, where they are known."""
    return _listed(Visit.objects.filter(team__in=teams_of(actor) if teams is None else teams))


def visible_to(actor: Actor) -> QuerySet[Visit]:
    """The visits this actor may read. An unannounced one is visible to its team alone until they arrive."""
    own = Q(team__in=teams_of(actor))
    told = ~Q(task__unannounced=True, state=VisitState.ASSIGNED)
    if actor.holds(Role.AUDITOR):
        return _listed(Visit.objects.filter(own | told))
    # One set of keys, as in ``teams_of``.
    mine = Visit.objects.filter(own).values_list("pk")
    return _listed(Visit.objects.filter(pk__in=mine.union(*_readable(actor))).filter(own | told))


def _readable(actor: Actor) -> Iterator[QuerySet[Any, Any]]:
    """Keys of visits, by each of the roles."""
    if actor.holds(*READERS):
        yield _with_part_of(Q(department_id=actor.department_id))
    if actor.holds(Role.OFFICE):
        yield Visit.objects.filter(task__initiator__region__departments=actor.department_id).values_list("pk")
    if actor.holds(Role.UPPER):
        yield _with_part_of(_below(actor.department_id))


def _with_part_of(departments: Q) -> QuerySet[Finding, tuple[int]]:
    return Finding.objects.filter(departments).values_list("visit_id")


def _below(department_id: int) -> Q:
    """Parts of lower departments of the same line (Art. 28), and the own ones."""
    own = Department.objects.get(pk=department_id)
    ranks = [Level.PROVINCE, Level.CITY, Level.COUNTY]
    lower = ranks[ranks.index(Level(own.level)) + 1 :]
    return Q(department__line=own.line, department__level__in=lower) | Q(department_id=department_id)


def _listed(visits: QuerySet[Visit]) -> QuerySet[Visit]:
    return visits.select_related("task__initiator", "drawn__object", "team").order_by("-pk")


def lead_of(visit: Visit) -> Department:
    """Who leads the visit and answers for its papers: the initiator, or the department that took the dispatch (R93)."""
    return leads_of(visit.team)


def led_by(department_id: int) -> Q:
    """The visits that a department leads: found from its few ceremonies, not among all visits."""
    own = Q(unit__lead_id=department_id) | Q(unit=None, task__initiator_id=department_id)
    return Q(team__ceremony__in=Ceremony.objects.filter(own))


def crew_of(visit: Visit) -> list[Member]:
    """The visit's team as it goes out, the leader first: asked once for each reading of the visit.

    A service reads its visit under a lock; from there to its end it looks at one and the same crew.
    """
    known: dict[int, list[Member]] = visit.__dict__.setdefault("_crew", {})
    if visit.team_id not in known:
        known[visit.team_id] = members_now(visit.team)
    return known[visit.team_id]


def membership_of(visit: Visit, actor: Actor) -> Member | None:
    """This person's place in the visit's team, or None for everybody else."""
    return next((m for m in crew_of(visit) if m.inspector.person_id == actor.id), None)


def officer_of(visit: Visit, actor: Actor) -> Inspector | None:
    """The officer this person is in the visit's team, or None for everybody else."""
    found = membership_of(visit, actor)
    return found.inspector if found else None


def tasks_to_take_over(actor: Actor) -> QuerySet[Task]:
    """Tasks with complete teams that the actor's department leads and whose visits are not all set up."""
    teams = {row.team_id: row.team for row in _unvisited(actor.department_id)}
    return Task.objects.filter(
        pk__in={team.task_id for team in teams.values() if is_complete(team)}
    ).order_by("pk")


@question
def _unvisited(lead: int) -> QuerySet[TeamObject]:
    waiting = TeamObject.objects.filter(drawn__visit__isnull=True, team__task__state__in=STAFFED)
    led = waiting.filter(
        Q(team__ceremony__unit__lead_id=lead) | Q(team__ceremony__unit=None, team__task__initiator_id=lead)
    )
    return led.select_related("team__task", "team__ceremony__unit__task", "team__ceremony__unit__lead")


@question
def awaiting_review(department: int) -> QuerySet[Visit]:
    """Visits under way with proof of grave lack of cooperation that the department must look at."""
    proof = Evidence.objects.filter(
        visit=OuterRef("pk"), department_id=department, kind__in=(*RECORDINGS, EvidenceKind.WITNESS)
    )
    seen = Review.objects.filter(visit=OuterRef("pk"), department_id=department)
    return _listed(Visit.objects.filter(Exists(proof), ~Exists(seen), state=VisitState.ON_SITE))


def findings_open_to(actor: Actor) -> QuerySet[Finding]:
    """The findings that this actor's department fills in, in the actor's own visits."""
    return Finding.objects.filter(
        visit__team__in=teams_of(actor), department_id=actor.department_id
    ).select_related(
        "visit__task__initiator",
        "visit__drawn__object",
        "visit__team",
        "department",
        "item_version__item",
        "part",
    )


def evidence_open_to(actor: Actor) -> QuerySet[Evidence]:
    """The files of evidence in visits that this actor may read."""
    return Evidence.objects.filter(visit__in=visible_to(actor).values("pk")).exclude(file="")


def files_discarded(visit: Visit) -> bool:
    """True once the visit's stored files were wiped with its archived file."""
    return ledger.history(visit).filter(act=DISCARDED).exists()


def drawings_open_to(actor: Actor) -> QuerySet[Signature]:
    """The signatures drawn by hand on the records this actor may read."""
    visits = visible_to(actor).order_by().values("pk")
    return Signature.objects.filter(visit__in=visits).exclude(drawing=b"")


def visits_are_over(task: Task) -> bool:
    """Whether every visit of the task has ended: from then on an unannounced one may be named (Art. 20(2))."""
    visits = Visit.objects.filter(task=task)
    return visits.exists() and not visits.filter(ended_at__isnull=True).exists()
