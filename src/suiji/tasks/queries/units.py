"""实施单位 — which departments visit the objects of which region (Art. 13, 15, 17)."""

from collections.abc import Collection, Iterable
from datetime import date

from django.db.models import QuerySet

from suiji.law.parameters import parameter
from suiji.organs.models import Department, Kind, Level
from suiji.tasks.models import ExecutingUnit, Execution, Task, TaskPart, UnitMember
from suiji.tasks.queries.reading import is_member, officers_of, parts_of

COUNTY_DIGITS = 6


def counterpart(department: Department, region_id: str) -> Department | None:
    """The department of the same line in another region."""
    lower = Department.objects.filter(kind=Kind.REGULATOR, line=department.line, region_id=region_id)
    return lower.first()


def regions_below(task: Task) -> dict[str, Department]:
    """County → the initiator's counterpart there; empty unless the scheme dispatches to the level below."""
    if task.execution != Execution.LOWER:
        return {}
    own = task.initiator
    lower = Department.objects.filter(
        kind=Kind.REGULATOR,
        line=own.line,
        level=Level.COUNTY,
        region__code__startswith=own.region_id[:4],
    )
    return {one.region_id: one for one in lower.exclude(pk=own.pk).select_related("region")}


def region_for(object_region_id: str, below: Iterable[str], own: str) -> str:
    """The region whose unit visits an object: its county where that has a unit, else the task's own."""
    county = object_region_id[:COUNTY_DIGITS]
    return county if county in below else own


def units_of(task: Task) -> QuerySet[ExecutingUnit]:
    """The task's units, by region."""
    rows = task.units.select_related("task__initiator", "region", "lead")
    return rows.prefetch_related("members__department", "members__part__task").order_by("region_id")


def members_of(unit: ExecutingUnit) -> list[UnitMember]:
    """The unit's departments with the part of the scheme each stands for; the lead first, then by code."""
    rows = unit.members.select_related("department", "part__task", "part__department")
    return sorted(rows, key=lambda row: (not row.part.leads, row.department.code))


def executors_of(unit: ExecutingUnit) -> list[Department]:
    """The unit's departments, the lead first."""
    return [row.department for row in members_of(unit)]


def executes(task: Task, department_id: int) -> bool:
    """True when the department takes part in the task: by the scheme, or in a unit."""
    return is_member(task, department_id) or carries_out(task, department_id)


def all_executors(task: Task) -> list[Department]:
    """Every department that carries out a part of the task in some unit, by region and lead."""
    found = {one.pk: one for unit in units_of(task) for one in executors_of(unit)}
    return list(found.values())


def carries_out(task: Task, department_id: int) -> bool:
    """True when the department stands in one of the task's units."""
    return UnitMember.objects.filter(unit__task=task, department_id=department_id).exists()


def part_for(task: Task, department_id: int) -> TaskPart | None:
    """The part of the scheme that a department carries out, itself or for its upper department."""
    return _parts_for(task, [department_id]).get(department_id)


def _parts_for(task: Task, departments: Collection[int]) -> dict[int, TaskPart]:
    """Of several departments at once: in two questions, however many they are."""
    found = {row.department_id: row for row in parts_of(task).filter(department_id__in=departments)}
    stands = UnitMember.objects.filter(unit__task=task, department_id__in=departments)
    return found | {
        row.department_id: row.part for row in stands.select_related("part__task").order_by("-pk")
    }


def least_officers(task: Task, departments: Collection[int], today: date) -> dict[int, int]:
    """How many officers of each department must be there: what the law asks for, or the scheme's fewer."""
    least, parts = parameter("min_officers_per_department", today), _parts_for(task, departments)
    return {pk: min(least, officers_of(parts[pk])) if pk in parts else least for pk in departments}
