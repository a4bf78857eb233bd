"""例外 — which exceptions a task has, which of them may be used, and who has to decide (Art. 10, 13)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet

from suiji import law
from suiji.law.register import RecordedException
from suiji.ledger import Actor
from suiji.libraries.models import InspectedObject
from suiji.organs.queries import office_of
from suiji.organs.questions import question
from suiji.organs.roles import Role
from suiji.tasks.models import ListSource, Task, Waiver, WaiverKind
from suiji.tasks.queries.above import brought_source
from suiji.tasks.queries.reading import floors, visible_to
from suiji.tasks.states import WaiverState

READS_FRAMES = (Role.CLERK, Role.DEPUTY_HEAD, Role.PRINCIPAL_HEAD, Role.OFFICE, Role.AUDITOR)
"""Who reads who is left out, and how often who was drawn; inspectors and librarians do not."""


def needs_rate_waiver(rates: Mapping[str, int], today: date) -> bool:
    """True when the rates are under a floor in force, or lower for a class of higher risk."""
    least, duties = floors(today), law.sampling_duties
    low = any(
        not duties.ratio_not_below_floor(rate_bp=rate, floor_bp=least[label]) for label, rate in rates.items()
    )
    return low or not duties.higher_class_not_sampled_less(rates=rates)


def rate_exception(task: Task) -> RecordedException | None:
    """The filed exception for exactly the rates that the task has now."""
    same = [waiver for waiver in usable(task, WaiverKind.RATES) if waiver.rates_bp == task.rates_bp]
    return recorded(same[0]) if same else None


def usable(task: Task, kind: WaiverKind) -> list[Waiver]:
    """The exceptions of a kind that hold: filed, with reason, basis, approver and number; the newest first."""
    filed = task.waivers.filter(kind=kind, state=WaiverState.FILED).select_related("approver")
    return [waiver for waiver in filed.order_by("-pk") if recorded(waiver).is_complete]


def is_targeted(task: Task) -> bool:
    """True when the task's objects come from a list brought from outside (定向)."""
    return brought_source(task) == ListSource.TARGETED


def list_approved(task: Task) -> bool:
    """True when the exception for the targeted list is on file."""
    return bool(usable(task, WaiverKind.LIST))


def recorded(waiver: Waiver) -> RecordedException:
    """A waiver as the law takes it: without approver and filing it is none."""
    approver = waiver.approver
    return RecordedException(
        reason=waiver.reason,
        basis=waiver.basis,
        approver=approver.name if approver else "",
        filing=waiver.filing,
    )


def waivers_of(task: Task) -> list[Waiver]:
    """Every exception asked for, the newest first."""
    return list(task.waivers.select_related("applicant", "approver").order_by("-pk"))


def waivers_visible_to(actor: Actor) -> QuerySet[Waiver]:
    """The exceptions in tasks this actor may read."""
    tasks = visible_to(actor).order_by().values("pk")
    return Waiver.objects.filter(task__in=tasks).select_related("task__initiator", "applicant", "approver")


def waivers_waiting_for(actor: Actor) -> list[Waiver]:
    """What this deputy head has to decide, or this office to file."""
    waiting: list[Waiver] = []
    if actor.holds(Role.DEPUTY_HEAD):
        waiting += _applied_for(actor.department_id, actor.id)
    if actor.holds(Role.OFFICE):
        approved = waivers_visible_to(actor).filter(state=WaiverState.APPROVED)
        waiting += [row for row in approved.order_by("pk") if files(row, actor)]
    return waiting


@question
def _applied_for(department: int, head: int) -> QuerySet[Waiver]:
    """Applications in tasks that the department leads, not by the head."""
    rows = Waiver.objects.filter(state=WaiverState.APPLIED, task__initiator_id=department)
    rows = rows.exclude(applicant_id=head).select_related("task__initiator", "applicant", "approver")
    return rows.order_by("pk")


def files(waiver: Waiver, actor: Actor) -> bool:
    """True for the office of the joint conference at the initiator's level."""
    office = office_of(waiver.task.initiator)
    return actor.holds(Role.OFFICE) and office is not None and office.pk == actor.department_id


@dataclass(frozen=True, slots=True)
class WaiverPage:
    """An exception as its page shows it."""

    waiver: Waiver
    names: list[tuple[str, str]]
    """(code, name) of the objects it is about."""
    may_decide: bool
    may_file: bool
    reads_year: bool
    """Whether this actor may read how often the objects were drawn this year."""


def waiver_page(waiver: Waiver, actor: Actor) -> WaiverPage:
    """Everything the page of an exception shows, and what this actor may do with it."""
    names = dict(InspectedObject.objects.filter(code__in=waiver.codes).values_list("code", "name"))
    decides = (
        waiver.state == WaiverState.APPLIED
        and actor.holds(Role.DEPUTY_HEAD)
        and actor.department_id == waiver.task.initiator_id
        and actor.id != waiver.applicant_id
    )
    return WaiverPage(
        waiver,
        [(code, names.get(code, "名录库中已没有这个对象")) for code in waiver.codes],
        decides,
        waiver.state == WaiverState.APPROVED and files(waiver, actor),
        actor.holds(*READS_FRAMES),
    )
