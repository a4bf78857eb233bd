"""What officials see of a task's draws: ceremonies, drawn list, teams, replacements, giving up."""

from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet

from suiji.draws.models import Batch, Ceremony, DrawKind, DrawnObject, Replacement, TeamMember, Voiding
from suiji.draws.queries.batching import batches_of
from suiji.draws.queries.dispatching import Sent, UnitPage, come_back, unit_pages
from suiji.draws.queries.parties import hosts_without_result, units_to_open, without_word
from suiji.draws.queries.teams import TeamNow, teams_of
from suiji.draws.states import CeremonyState, ReplacementState, VoidingState
from suiji.ledger import Actor
from suiji.ledger.models import Entry
from suiji.ledger.queries import history
from suiji.organs.models import Department, Person
from suiji.organs.queries import holders_of
from suiji.organs.questions import question
from suiji.organs.roles import Role
from suiji.tasks.models import BroughtList, ExecutingUnit, ListSource, Task
from suiji.tasks.queries import Step, executes, steps_of, units_of, visible_to
from suiji.tasks.states import VOIDABLE, TaskState

C = CeremonyState


def ceremonies_for(task: Task) -> list[Ceremony]:
    """The task's ceremonies in their order, void ones included."""
    rows = task.ceremonies.select_related("operator", "witness", "task__initiator", "host", "unit__region")
    return list(rows.order_by("pk"))


@dataclass(frozen=True, slots=True)
class MayDraw:
    """What this actor may do on the task's page of draws."""

    open_objects: bool
    receive_list: bool
    confirm_people: bool
    open_units: list[ExecutingUnit]
    """The units for which this actor may open a ceremony of inspectors now."""
    dispatch: bool
    redirect: bool
    replace: bool
    give_up: bool
    file: bool


@dataclass(frozen=True, slots=True)
class TaskDraws:
    """The task's page of draws."""

    task: Task
    steps: list[Step]
    ceremonies: list[Ceremony]
    drawn: list[DrawnObject]
    batches: list[tuple[Batch, list[DrawnObject]]]
    brought: BroughtList | None
    """The list that was drawn above and dispatched to us, where the task has one."""
    units: list[UnitPage]
    returned: list[Sent]
    """Objects that came back and wait for another unit."""
    unstaffed: list[tuple[ExecutingUnit, list[Department]]]
    """While inspectors are being drawn: whose ceremony each unit still waits for."""
    unconfirmed: list[Department]
    """Whose librarian has still to confirm the inspectors who are drawn from next."""
    teams: list[TeamNow]
    replacements: list[Replacement]
    voiding: Voiding | None
    history: list[Entry]
    may: MayDraw
    department_id: int

    @property
    def starts_again(self) -> bool:
        """True where a draw of objects is void and none has taken its place yet."""
        objects = [row.state for row in self.ceremonies if row.kind == DrawKind.OBJECTS]
        return bool(objects) and set(objects) == {C.VOID} and not self.drawn


def task_draws(task: Task, actor: Actor, *, today: date) -> TaskDraws:
    """Ceremonies, drawn list, teams and replacements of a task."""
    entries = list(history(task))
    ceremonies = ceremonies_for(task)
    brought = BroughtList.objects.filter(task=task, source=ListSource.DISPATCHED).defer("content").first()
    units, returned = unit_pages(task, actor), come_back(task)
    unconfirmed = without_word(task, today)
    voiding = Voiding.objects.filter(task=task).select_related("signed_by").first()
    return TaskDraws(
        task=task,
        steps=steps_of(task, entries),
        ceremonies=ceremonies,
        drawn=list(DrawnObject.objects.filter(task=task).select_related("object").order_by("object__code")),
        units=units,
        returned=returned,
        unstaffed=_unstaffed(task),
        unconfirmed=unconfirmed,
        batches=batches_of(task) if task.whole else [],
        brought=brought,
        teams=teams_of(task),
        replacements=list(replacements_of(task)),
        voiding=voiding,
        history=entries,
        may=MayDraw(
            **_may_of_lists(task, actor, ceremonies, units, returned, brought=brought is not None),
            confirm_people=actor.holds(Role.LIBRARIAN)
            and any(one.pk == actor.department_id for one in unconfirmed),
            open_units=units_to_open(task, actor.department_id, today) if actor.holds(Role.CLERK) else [],
            replace=executes(task, actor.department_id) and actor.holds(Role.CLERK, Role.INSPECTOR),
            file=voiding is not None and voiding.state == VoidingState.SIGNED and actor.holds(Role.OFFICE),
            give_up=voiding is None and _may_give_up(task, actor, ceremonies),
        ),
        department_id=actor.department_id,
    )


def _unstaffed(task: Task) -> list[tuple[ExecutingUnit, list[Department]]]:
    if task.state != TaskState.DISPATCHED:
        return []
    waits = [(unit, hosts_without_result(unit)) for unit in units_of(task)]
    return [(unit, hosts) for unit, hosts in waits if hosts]


def _may_of_lists(
    task: Task,
    actor: Actor,
    ceremonies: list[Ceremony],
    units: list[UnitPage],
    returned: list[Sent],
    *,
    brought: bool,
) -> dict[str, bool]:
    """What the initiator's clerk may do about the list of objects."""
    leads = actor.holds(Role.CLERK) and actor.department_id == task.initiator_id
    ready, drawn = task.state == TaskState.CONFIRMED, task.state == TaskState.OBJECTS_DRAWN
    living = {row.kind for row in ceremonies if row.state != C.VOID}
    return {
        "open_objects": leads and ready and not brought and DrawKind.OBJECTS not in living,
        "receive_list": leads and ready and brought,
        "dispatch": leads and drawn and not units,
        "redirect": leads and drawn and bool(returned),
    }


def _may_give_up(task: Task, actor: Actor, ceremonies: list[Ceremony]) -> bool:
    return (
        task.state in VOIDABLE
        and actor.holds(Role.PRINCIPAL_HEAD)
        and actor.department_id == task.initiator_id
        and not any(row.state == C.COMMITTED for row in ceremonies)
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
    return _applied_for(actor.department_id, actor.id)


@question
def _applied_for(department: int, head: int) -> QuerySet[Replacement]:
    waiting = Replacement.objects.filter(
        state=ReplacementState.APPLIED, member__inspector__department_id=department
    )
    rows = waiting.exclude(applicant_id=head).select_related(
        "member__team__task", "member__inspector__department", "substitute__department"
    )
    return rows.order_by("pk")


def witnesses_for(actor: Actor) -> list[Person]:
    """Who may stand beside the operator: anybody else of the department, in post."""
    people = Person.objects.filter(department_id=actor.department_id, is_active=True).exclude(pk=actor.id)
    return list(people.order_by("name"))


def notaries(today: date) -> QuerySet[Person]:
    """Who may attend a draw as notary on that day."""
    return holders_of(Role.NOTARY, today=today)


def _keys(actor: Actor) -> "QuerySet[Task, int]":
    return visible_to(actor).order_by().values_list("pk", flat=True)


def units_led_by(actor: Actor) -> QuerySet[ExecutingUnit]:
    """The units that this actor's department leads."""
    return ExecutingUnit.objects.filter(lead_id=actor.department_id).select_related(
        "task__initiator", "lead", "region"
    )


def ceremonies_visible_to(actor: Actor) -> QuerySet[Ceremony]:
    """The ceremonies of the tasks this actor may read, with their people."""
    return Ceremony.objects.filter(task__in=_keys(actor)).select_related(
        "task__initiator",
        "host",
        "unit__lead",
        "unit__region",
        "operator__department",
        "witness__department",
        "notary__department",
    )


def frozen_visible_to(actor: Actor) -> QuerySet[Ceremony]:
    """Those of them that have committed to a list, with the commitment."""
    return ceremonies_visible_to(actor).filter(freeze__isnull=False).select_related("freeze")


def ceremonies_in_public() -> QuerySet[Ceremony]:
    """Every ceremony: that it takes place is public, whatever its task."""
    return Ceremony.objects.select_related(
        "task__initiator", "host", "unit__lead", "unit__region", "notary__department", "freeze", "result"
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


def voidings_visible_to(actor: Actor) -> QuerySet[Voiding]:
    """Tasks that somebody gives up, among those this actor may read."""
    return Voiding.objects.filter(task__in=_keys(actor)).select_related("task__initiator", "signed_by")
