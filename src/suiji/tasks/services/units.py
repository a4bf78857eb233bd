"""实施单位 — the departments that will visit the objects of one region come together (Art. 13, 17)."""

from suiji.organs.models import Region
from suiji.tasks.models import ExecutingUnit, Task, UnitMember
from suiji.tasks.queries.reading import parts_of
from suiji.tasks.queries.units import counterpart


def form_unit(*, task: Task, region_id: str) -> ExecutingUnit:
    """The task's unit of a region: for every part the counterpart there, or the part's own department.

    Formed once, the same when asked again. Called by ``draws`` inside the dispatch.
    """
    found = ExecutingUnit.objects.filter(task=task, region_id=region_id).first()
    if found is not None:
        return found
    stands = {part: counterpart(part.department, region_id) or part.department for part in parts_of(task)}
    lead = next(department for part, department in stands.items() if part.leads)
    unit = ExecutingUnit.objects.create(task=task, region=Region.objects.get(pk=region_id), lead=lead)
    UnitMember.objects.bulk_create(
        UnitMember(unit=unit, part=part, department=department) for part, department in stands.items()
    )
    return unit
