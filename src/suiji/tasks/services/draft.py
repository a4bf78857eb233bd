"""拟定抽查方案 — a task is drafted from a published line of the plan, and rewritten while a draft (Art. 2, 12, 13)."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction

from suiji import law
from suiji.catalogue.models import ItemClass, ItemVersion
from suiji.law.lists_and_plans import WHOLE
from suiji.law.parameters import parameter
from suiji.law.register import RecordedException
from suiji.ledger import Actor
from suiji.ledger.services import hold, record
from suiji.organs.days import day_of
from suiji.organs.doors import require_role
from suiji.organs.models import Department, Level
from suiji.organs.roles import Role
from suiji.plans.models import PlanKind, PlanLine
from suiji.plans.queries import version_in_force
from suiji.plans.states import PlanState
from suiji.tasks.models import AssistingBody, Execution, Task, TaskPart, WaiverKind
from suiji.tasks.queries.above import brought_source, marked
from suiji.tasks.queries.basis import departments_of
from suiji.tasks.queries.reading import floors
from suiji.tasks.services.basis import require_items, require_whole_items, require_within_plan
from suiji.tasks.services.waive import apply_waiver
from suiji.tasks.states import TaskState, WaiverState

FIELDS = frozenset(
    {
        "method", "notes", "count", "min_cell", "officers", "teams", "execution", "central_inspectors",
        "leader_rule", "avoid_last", "unannounced", "unannounced_reason", "whole", "batches",
    }
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Scheme:
    """What a scheme says besides its line: all of it may change while the task is a draft."""

    title: str
    item_versions: Sequence[ItemVersion]
    scope_rule: Mapping[str, Any]
    period_from: date
    period_until: date
    rates_bp: Mapping[str, int]
    """Of every class."""
    fields: Mapping[str, Any]
    """The other words (see ``FIELDS``); ``duties``: department id → text; ``staff``: department id → officers
    (None: as many as everybody), officers_reason and experts; ``assisting``: mappings with name, scope and
    entrustment of each third party."""
    exception: Mapping[str, str] | None = None
    """Reason and basis of rates under the floors or out of order: the exception is asked for with the draft."""


@transaction.atomic
def draft_task(
    *,
    number: str,
    title: str,
    plan_line: PlanLine,
    item_versions: Iterable[ItemVersion],
    scope_rule: Mapping[str, Any],
    period_from: date,
    period_until: date,
    rates_bp: Mapping[str, int],
    fields: Mapping[str, Any],
    exception: Mapping[str, str] | None = None,
    actor: Actor,
    at: datetime,
) -> Task:
    """A task in draft, with a part for the initiator and for every participant of its plan line.

    Rates that are not named take the floors in force. Refused: a line not published, one department alone,
    items not in force, a period or item outside the line, a rate under its floor for which no exception is
    to be asked, the whole list for an item that is not a key one.
    """
    line = PlanLine.objects.select_for_update().get(pk=plan_line.pk)
    require_role(actor, Role.CLERK, department_id=line.initiator_id)
    departments = departments_of(line)
    _require_line(line, departments)
    scheme = Scheme(
        title=title,
        item_versions=tuple(item_versions),
        scope_rule=scope_rule,
        period_from=period_from,
        period_until=period_until,
        rates_bp=_rates(rates_bp, fields, day_of(at)),
        fields=fields,
        exception=exception,
    )
    _require_scheme(line, departments, scheme, day_of(at))

    task = Task(
        state=TaskState.DRAFT,
        number=number,
        plan_line=line,
        initiator=line.initiator,
        unannounced=line.unannounced,
    )
    _fill(task, scheme, departments)
    record(
        task,
        "tasks.drafted",
        actor=actor,
        at=at,
        sentence=f"{actor.department_name}{actor.name}拟定{task}的抽查方案。",
        facts=_facts(task, scheme),
    )
    _ask_exception(task, scheme, actor, at)
    return task


@transaction.atomic
def revise_task(
    *,
    task: Task,
    title: str,
    item_versions: Iterable[ItemVersion],
    scope_rule: Mapping[str, Any],
    period_from: date,
    period_until: date,
    rates_bp: Mapping[str, int],
    fields: Mapping[str, Any],
    exception: Mapping[str, str] | None = None,
    actor: Actor,
    at: datetime,
) -> Task:
    """The scheme of a draft says something else; what its scope was before stays on record.

    It rests on the version of the plan line that is public now, whichever it was drafted from. Refused: as for a
    new draft, and once the scheme is with the participants.
    """
    hold(task)
    require_role(actor, Role.CLERK, department_id=task.initiator_id)
    law.require(law.general.steps_in_order, allowed=task.state == TaskState.DRAFT)
    scheme = Scheme(
        title=title,
        item_versions=tuple(item_versions),
        scope_rule=scope_rule,
        period_from=period_from,
        period_until=period_until,
        rates_bp=_rates(rates_bp, fields, day_of(at)),
        fields=fields,
        exception=exception,
    )
    line = version_in_force(task.plan_line)
    departments = departments_of(line)
    _require_line(line, departments)
    _require_scheme(line, departments, scheme, day_of(at))

    before, task.plan_line = dict(task.scope_rule), line
    _fill(task, scheme, departments)
    record(
        task,
        "tasks.revised",
        actor=actor,
        at=at,
        sentence=f"{actor.department_name}{actor.name}修改{task}的抽查方案。",
        facts={**_facts(task, scheme), "scope_before": before, "scope_changed": before != task.scope_rule},
    )
    _ask_exception(task, scheme, actor, at)
    return task


def _ask_exception(task: Task, scheme: Scheme, actor: Actor, at: datetime) -> None:
    """The exception for exactly these rates, unless it is already under way."""
    if scheme.exception is None:
        return
    living = task.waivers.filter(kind=WaiverKind.RATES).exclude(state=WaiverState.REJECTED)
    if all(waiver.rates_bp != task.rates_bp for waiver in living):
        apply_waiver(task=task, kind=WaiverKind.RATES, **scheme.exception, actor=actor, at=at)


def _rates(given: Mapping[str, int], fields: Mapping[str, Any], today: date) -> dict[str, int]:
    """A rate for every class: as given, else the floor in force; the whole where the whole list is checked."""
    least = floors(today)
    if fields.get("whole"):
        return dict.fromkeys(least, WHOLE)
    return least | {label: int(rate) for label, rate in given.items()}


def _fill(task: Task, scheme: Scheme, departments: Sequence[Department]) -> None:
    task.title = marked(scheme.title, brought_source(task) if task.pk else None)
    task.scope_rule = dict(scheme.scope_rule)
    task.period_from, task.period_until = scheme.period_from, scheme.period_until
    task.rates_bp = scheme.rates_bp
    for name in FIELDS & scheme.fields.keys():
        setattr(task, name, scheme.fields[name])
    task.save()
    task.item_versions.set(scheme.item_versions)
    _write_parts(task, departments, scheme.fields)
    task.assisting_bodies.all().delete()
    AssistingBody.objects.bulk_create(
        AssistingBody(task=task, **one) for one in scheme.fields.get("assisting", ())
    )


def _facts(task: Task, scheme: Scheme) -> dict[str, Any]:
    return {
        "plan_line": task.plan_line.number,
        "items": [version.item.code for version in scheme.item_versions],
        "scope_rule": task.scope_rule,
        "rates_bp": task.rates_bp,
    }


def _require_line(line: PlanLine, departments: list[Department]) -> None:
    """A task rests on a published line of several departments; a temporary one was filed first (Art. 2, 8)."""
    if line.kind == PlanKind.TEMPORARY:
        law.require(
            law.lists_and_plans.temporary_check_filed_before_draw, filed=line.submitted_at is not None
        )
    law.require(law.general.plan_published_before_task, published=line.state == PlanState.PUBLISHED)
    law.require(law.general.several_departments, departments=len(departments))


def _write_parts(task: Task, departments: Sequence[Department], fields: Mapping[str, Any]) -> None:
    duties, staff = fields.get("duties", {}), fields.get("staff", {})
    task.parts.all().delete()
    TaskPart.objects.bulk_create(
        TaskPart(
            task=task,
            department=department,
            leads=department.pk == task.initiator_id,
            duties=duties.get(department.pk, ""),
            **staff.get(department.pk, {}),
        )
        for department in departments
    )


def _require_scheme(line: PlanLine, departments: Sequence[Department], scheme: Scheme, today: date) -> None:
    require_items(scheme.item_versions, today)
    require_within_plan(line, scheme.item_versions, scheme.period_from, scheme.period_until)
    require_whole_items(scheme.item_versions, departments)
    general = sum(version.item_class != ItemClass.KEY for version in scheme.item_versions)
    law.require(
        law.sampling_duties.whole_list_is_for_key_items,
        whole=bool(scheme.fields.get("whole")),
        general=general,
    )
    _require_people(line, scheme.fields, today)
    require_possible(scheme.rates_bp)
    if scheme.exception is None:
        require_rates(scheme.rates_bp, today)


def _require_people(line: PlanLine, fields: Mapping[str, Any], today: date) -> None:
    """Officers enough of every department, or why not; dispatched only where there is a level below."""
    least = parameter("min_officers_per_department", today)
    for one in fields.get("staff", {}).values() or [{}]:
        law.require(
            law.sampling_duties.enough_officers,
            officers=one.get("officers") or fields.get("officers", least),
            minimum=least,
            reason=one.get("officers_reason", ""),
        )
    law.require(
        law.sampling_duties.dispatched_to_the_level_below,
        dispatched=fields.get("execution") == Execution.LOWER,
        has_level_below=line.initiator.level != Level.COUNTY,
    )


def require_possible(rates: Mapping[str, int]) -> None:
    """Refuses a rate beyond the whole."""
    for rate in rates.values():
        law.require(law.lists_and_plans.ratio_is_possible, min_bp=rate, max_bp=rate)


def require_rates(
    rates: Mapping[str, int], today: date, *, exception: RecordedException | None = None
) -> bool:
    """Refuses a rate under its floor, or lower for a class of higher risk, without an exception (Art. 13).

    True when the exception was needed.
    """
    require_possible(rates)
    least = floors(today)
    rule = law.sampling_duties.ratio_not_below_floor
    used = [
        law.require(rule, exception=exception, rate_bp=rate, floor_bp=least[label])
        for label, rate in rates.items()
    ]
    used.append(
        law.require(law.sampling_duties.higher_class_not_sampled_less, exception=exception, rates=rates)
    )
    return any(used)
