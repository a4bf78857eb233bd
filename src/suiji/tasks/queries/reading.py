"""What may be asked of tasks: whose they are, what they cover, what is confirmed, what waits for whom."""

from datetime import date

from django.db.models import Q, QuerySet

from suiji.law.parameters import parameter
from suiji.ledger import Actor
from suiji.libraries.models import InspectedObject
from suiji.organs.models import Department, Level
from suiji.organs.roles import Role
from suiji.plans.models import PlanLine, PlanMode
from suiji.tasks.models import Execution, Task, TaskPart
from suiji.tasks.queries.scope import eligible, scope_rule_of
from suiji.tasks.states import TaskState

CLASSES = "ABCD"
READERS = (Role.CLERK, Role.LIBRARIAN, Role.REVIEWER, Role.DEPUTY_HEAD, Role.PRINCIPAL_HEAD)
"""Who reads every task of the own department; inspectors see theirs once teams are drawn."""


def members(task: Task) -> QuerySet[Department]:
    """The task's departments, the initiator first, the others by code."""
    return Department.objects.filter(task_parts__task=task).order_by("-task_parts__leads", "code")


def parts_of(task: Task) -> QuerySet[TaskPart]:
    """Each department's part, the initiator's first."""
    return task.parts.select_related("task", "department").order_by("-leads", "department__code")


def officers_of(part: TaskPart) -> int:
    """How many officers of the part every team needs."""
    return part.officers or part.task.officers


def is_member(task: Task, department_id: int) -> bool:
    """True when the department takes part in the task."""
    return task.parts.filter(department_id=department_id).exists()


def scope_of(task: Task) -> QuerySet[InspectedObject]:
    """Every object that the task's scope names today and that can be drawn; computed, never picked."""
    return eligible(scope_rule_of(task))


def mode_of(task: Task) -> PlanMode:
    """Which level draws and which visits: 市抽市查, 市抽县查 or 县抽县查."""
    if task.execution == Execution.LOWER:
        return PlanMode.CITY_COUNTY
    return PlanMode.COUNTY_COUNTY if task.initiator.level == Level.COUNTY else PlanMode.CITY_CITY


def floors(today: date) -> dict[str, int]:
    """The floor of each class in force on a day, in basis points (Art. 13)."""
    return {label: parameter(f"ratio_{label.lower()}", today) for label in CLASSES}


def visible_to(actor: Actor) -> QuerySet[Task]:
    """The tasks this actor may read, the newest first."""
    return (
        Task.objects.filter(_readable(actor))
        .select_related("initiator", "plan_line")
        .distinct()
        .order_by("-pk")
    )


def _readable(actor: Actor) -> Q:
    if actor.holds(Role.AUDITOR):
        return Q()
    readable = Q(pk__in=[])
    own = Q(parts__department_id=actor.department_id) | Q(units__members__department_id=actor.department_id)
    if actor.holds(*READERS):
        readable |= own
    if actor.holds(Role.INSPECTOR):
        readable |= own & Q(state=TaskState.INSPECTORS_DRAWN)
    if actor.holds(Role.OFFICE):
        readable |= Q(initiator__region__departments=actor.department_id)
    if actor.holds(Role.UPPER):
        readable |= _below(actor.department_id)
    return readable


def _below(department_id: int) -> Q:
    """Tasks in which a lower department of the same line takes part (Art. 28)."""
    own = Department.objects.get(pk=department_id)
    ranks = [Level.PROVINCE, Level.CITY, Level.COUNTY]
    lower = ranks[ranks.index(Level(own.level)) + 1 :]
    return Q(parts__department__line=own.line, parts__department__level__in=lower) | Q(
        parts__department_id=department_id
    )


def drafts_of(actor: Actor) -> QuerySet[Task]:
    """The schemes that this actor's department is still writing."""
    return visible_to(actor).filter(initiator_id=actor.department_id, state=TaskState.DRAFT)


def next_number(line: PlanLine) -> str:
    """A free task number, by convention the plan line's with a running part."""
    return f"{line.number}-{Task.objects.filter(plan_line__number=line.number).count() + 1}"


def missing_fields(task: Task) -> list[str]:
    """What a complete scheme still lacks, in Chinese."""
    parts = task.parts.select_related("task")
    wanted = {
        "检查事项": task.item_versions.exists(),
        "检查方式": bool(task.method.strip()),
        "对象范围条件": bool(task.scope_rule),
        "范围内可以抽取的检查对象（现为 0 户）": not task.scope_rule or scope_of(task).exists(),
        "每部门每组人数": all(officers_of(part) > 0 for part in parts),
        "检查小组数": task.teams > 0,
        "不宜告知理由": bool(task.unannounced_reason.strip()) or not task.unannounced,
    }
    return [name for name, there in wanted.items() if not there]
