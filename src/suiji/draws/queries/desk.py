"""What officials see of draws: the ceremony step by step, and the task's lists and teams."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import QuerySet

from suiji import law
from suiji.draws.models import Ceremony, DrawKind, DrawnObject, Replacement, Share, TeamMember
from suiji.draws.queries.frame import frame_of
from suiji.draws.queries.log import COMMITTED, is_proven
from suiji.draws.queries.progress import has_failed, later_sources
from suiji.draws.queries.public import PublicDetail, public_draw
from suiji.draws.queries.teams import TeamNow, teams_of
from suiji.draws.states import CeremonyState, ReplacementState
from suiji.law.register import Rule
from suiji.ledger import Actor
from suiji.ledger.models import Entry
from suiji.ledger.queries import history
from suiji.organs.models import Department, Person
from suiji.organs.roles import Role
from suiji.sampling.sources import LEAST_PARTIES
from suiji.tasks.models import Task
from suiji.tasks.queries import Step, is_member, members, steps_of, visible_to
from suiji.tasks.states import TaskState

C = CeremonyState


@dataclass(frozen=True, slots=True)
class Party:
    """A department of the task, and how far its share has come."""

    department: Department
    share: Share | None
    revealed_at: datetime | None
    own: bool


@dataclass(frozen=True, slots=True)
class MayCeremony:
    """What this actor may do at the ceremony now."""

    hand_in: bool
    freeze: bool
    reveal: bool
    draw: bool
    void: bool
    audit: bool
    hindrance: Rule | None


@dataclass(frozen=True, slots=True)
class CeremonyPage:
    """Everything the ceremony's pages show."""

    ceremony: Ceremony
    steps: list[Step]
    parties: list[Party]
    own: Party | None
    public: PublicDetail
    eligible: int | None
    excluded: int | None
    may: MayCeremony
    pulse: str
    """Changes with every act, so that a page knows when to look again."""


def ceremonies_for(task: Task) -> list[Ceremony]:
    """The task's ceremonies in their order, void ones included."""
    rows = task.ceremonies.select_related("operator", "witness", "task__initiator")
    return list(rows.order_by("pk"))


def pulse_of(ceremony: Ceremony) -> str:
    """A word that changes with every act of the ceremony."""
    newest = history(ceremony).order_by("-pk").values_list("pk", flat=True).first()
    return f"{ceremony.state}-{newest}"


def ceremony_page(ceremony: Ceremony, actor: Actor, *, at: datetime, today: date) -> CeremonyPage:
    """The ceremony as this actor sees it now."""
    parties = _parties(ceremony, actor)
    public = public_draw(ceremony.ceremony, today=today)
    eligible, excluded = public.draw.framed, public.draw.excluded
    if ceremony.state == C.OPEN and ceremony.kind == DrawKind.OBJECTS:
        frame = frame_of(ceremony.task, today)
        eligible, excluded = len(frame.eligible), len(frame.excluded)
    own = next((party for party in parties if party.own), None)
    return CeremonyPage(
        ceremony=ceremony,
        steps=_steps(ceremony, parties, public),
        parties=parties,
        own=own,
        public=public,
        eligible=eligible,
        excluded=excluded,
        may=_may(ceremony, actor, parties, own, at),
        pulse=pulse_of(ceremony),
    )


def _parties(ceremony: Ceremony, actor: Actor) -> list[Party]:
    shares = {share.party_id: share for share in ceremony.shares.select_related("reveal")}
    return [
        _party(department, shares.get(department.pk), department.pk == actor.department_id)
        for department in members(ceremony.task)
    ]


def _party(department: Department, share: Share | None, own: bool) -> Party:
    reveal = getattr(share, "reveal", None)
    return Party(department, share, reveal.revealed_at if reveal else None, own)


def _may(
    ceremony: Ceremony, actor: Actor, parties: list[Party], own: Party | None, at: datetime
) -> MayCeremony:
    clerk = actor.holds(Role.CLERK)
    operates = clerk and actor.department_id == ceremony.task.initiator_id and actor.id != ceremony.witness_id
    shares = [party for party in parties if party.share]
    unrevealed = [party for party in shares if party.revealed_at is None]
    frozen = ceremony.state == C.COMMITTED
    ready = law.sampling_duties.chance_has_two_sources(parties=len(shares))
    late = frozen and ceremony.reveal_by is not None and at > ceremony.reveal_by
    return MayCeremony(
        hand_in=clerk and ceremony.state == C.OPEN and own is not None and own.share is None,
        freeze=operates and ceremony.state == C.OPEN and ready,
        reveal=clerk and frozen and not late and own in unrevealed and is_proven(ceremony, COMMITTED),
        draw=operates and frozen and (not unrevealed or (late and bool(later_sources(ceremony)))),
        void=actor.holds(Role.PRINCIPAL_HEAD)
        and actor.department_id == ceremony.task.initiator_id
        and (ceremony.state == C.OPEN or has_failed(ceremony, at)),
        audit=actor.holds(Role.AUDITOR) and frozen | (ceremony.state == C.RESULTED),
        hindrance=_hindrance(ceremony, shares, unrevealed),
    )


def _hindrance(ceremony: Ceremony, shares: list[Party], unrevealed: list[Party]) -> Rule | None:
    if ceremony.state == C.OPEN and len(shares) < LEAST_PARTIES:
        return law.entry(law.sampling_duties.chance_has_two_sources)
    if ceremony.state == C.COMMITTED and unrevealed:
        return law.entry(law.sampling_duties.every_source_revealed)
    return None


def _steps(ceremony: Ceremony, parties: list[Party], public: PublicDetail) -> list[Step]:
    shares = [party for party in parties if party.share]
    done = [
        True,
        ceremony.state != C.OPEN,
        ceremony.state != C.OPEN,
        bool(shares) and all(party.revealed_at for party in shares),
        ceremony.state == C.RESULTED,
    ]
    labels = ["开启仪式", "提交份额", "冻结并承诺", "揭示份额", "抽取"]
    if ceremony.state == C.OPEN and len(shares) >= LEAST_PARTIES:
        done[1] = True
    when = [ceremony.opened_at, None, public.draw.frozen_at, None, public.draw.drawn_at]
    now = done.index(False) if False in done else len(done)
    return [
        Step(label, _status(place, now, ceremony), when=when[place]) for place, label in enumerate(labels)
    ]


def _status(place: int, now: int, ceremony: Ceremony) -> str:
    if place < now:
        return "locked"
    return "current" if place == now and ceremony.state != C.VOID else "next"


@dataclass(frozen=True, slots=True)
class MayDraw:
    """What this actor may do on the task's page of draws."""

    open_kind: str
    """``objects`` or ``inspectors`` when a ceremony of that kind may be opened now, else empty."""
    dispatch: bool
    replace: bool


@dataclass(frozen=True, slots=True)
class TaskDraws:
    """The task's page of draws."""

    task: Task
    steps: list[Step]
    ceremonies: list[Ceremony]
    drawn: list[DrawnObject]
    teams: list[TeamNow]
    replacements: list[Replacement]
    history: list[Entry]
    may: MayDraw
    department_id: int


def task_draws(task: Task, actor: Actor) -> TaskDraws:
    """Ceremonies, drawn list, teams and replacements of a task."""
    entries = list(history(task))
    ceremonies = ceremonies_for(task)
    living = {row.kind for row in ceremonies if row.state != C.VOID}
    leads = actor.holds(Role.CLERK) and actor.department_id == task.initiator_id
    kind = {TaskState.CONFIRMED: DrawKind.OBJECTS, TaskState.DISPATCHED: DrawKind.INSPECTORS}.get(
        TaskState(task.state)
    )
    member = is_member(task, actor.department_id)
    return TaskDraws(
        task=task,
        steps=steps_of(task, entries),
        ceremonies=ceremonies,
        drawn=list(DrawnObject.objects.filter(task=task).select_related("object").order_by("object__code")),
        teams=teams_of(task),
        replacements=list(replacements_of(task)),
        history=entries,
        may=MayDraw(
            open_kind=kind.value if leads and kind is not None and kind not in living else "",
            dispatch=leads and task.state == TaskState.OBJECTS_DRAWN,
            replace=member and actor.holds(Role.CLERK, Role.INSPECTOR),
        ),
        department_id=actor.department_id,
    )


def replacements_of(task: Task) -> list[Replacement]:
    """Every application of a task, the newest first."""
    rows = Replacement.objects.filter(member__team__task=task)
    return list(
        rows.select_related(
            "member__team", "member__inspector__department", "substitute__department", "applicant"
        ).order_by("-pk")
    )


def replacements_for(actor: Actor) -> list[Replacement]:
    """Applications that wait for this deputy head."""
    if not actor.holds(Role.DEPUTY_HEAD):
        return []
    waiting = Replacement.objects.filter(
        state=ReplacementState.APPLIED, member__inspector__department_id=actor.department_id
    )
    rows = waiting.exclude(applicant_id=actor.id).select_related(
        "member__team__task", "member__inspector__department", "substitute__department"
    )
    return list(rows.order_by("pk"))


def witnesses_for(actor: Actor) -> list[Person]:
    """Who may stand beside the operator: anybody else of the department, in post."""
    people = Person.objects.filter(department_id=actor.department_id, is_active=True).exclude(pk=actor.id)
    return list(people.order_by("name"))


def _keys(actor: Actor) -> "QuerySet[Task, int]":
    return visible_to(actor).order_by().values_list("pk", flat=True)


def ceremonies_visible_to(actor: Actor) -> QuerySet[Ceremony]:
    """The ceremonies of the tasks this actor may read, with their people."""
    return Ceremony.objects.filter(task__in=_keys(actor)).select_related(
        "task__initiator", "operator__department", "witness__department"
    )


def members_visible_to(actor: Actor) -> QuerySet[TeamMember]:
    """Drawn members of teams in the tasks this actor may read."""
    rows = TeamMember.objects.filter(team__task__in=_keys(actor))
    return rows.select_related("team__task", "inspector__department")


def replacements_visible_to(actor: Actor) -> QuerySet[Replacement]:
    """Applications in the tasks this actor may read."""
    rows = Replacement.objects.filter(member__team__task__in=_keys(actor))
    return rows.select_related(
        "member__team__task", "member__inspector__department", "substitute__department", "applicant"
    )
