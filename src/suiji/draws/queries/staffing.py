"""``staffing.json`` of a draw of inspectors: teams dealt by ticket, who may serve in which (protocol §7)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from suiji.catalogue.models import ItemPart
from suiji.draws.models import Ceremony, DrawnObject
from suiji.draws.queries.bundle import stored
from suiji.draws.queries.teams import is_certified, last_inspectors, loads_of_year
from suiji.law.parameters import parameter
from suiji.libraries.models import Inspector, Recusal
from suiji.libraries.queries import stem
from suiji.organs.models import Department
from suiji.sampling.draw import ticket
from suiji.sampling.frame import lot_of
from suiji.tasks.models import Task
from suiji.tasks.queries import members


def deal(task: Task, ceremony: Ceremony) -> dict[str, list[DrawnObject]]:
    """Team code → its objects: the drawn list in ticket order, dealt round-robin into the scheme's teams."""
    files = stored(ceremony, audit=True)
    key = bytes.fromhex(files["audit/key.hex"].decode().strip())
    seed = bytes.fromhex(ceremony.result.seed)
    drawn = ceremony.drawn.select_related("object")
    in_order = sorted(drawn, key=lambda row: ticket(seed, lot_of(key, row.object.code)))
    number = min(task.teams, len(in_order))
    width = max(2, len(str(number)))
    return {f"{first + 1:0{width}d}": in_order[first::number] for first in range(number)}


@dataclass(frozen=True, slots=True)
class _Facts:
    """What eligibility is judged by, read once."""

    task: Task
    recusals: set[tuple[int, int]]
    last: dict[int, set[int]]
    items: dict[int, set[str]]
    """Department → codes of the task's items in which it has a part."""


def staffing_of(task: Task, dealt: dict[str, list[DrawnObject]], today: date) -> dict[str, Any]:
    """The staffing document: every department's people with their year's load, and who may serve where."""
    departments = sorted(members(task), key=lambda department: department.code.encode())
    facts, loads = _facts(task, dealt, today), loads_of_year(today.year)
    people = {one.pk: _people(one) for one in departments}
    return {
        "task": task.number,
        "departments": [
            {"id": one.code, "officers": task.officers, "lead": one.pk == task.initiator_id}
            for one in departments
        ],
        "teams": [
            {"id": code, "objects": sorted(row.object.code for row in rows)} for code, rows in dealt.items()
        ],
        "inspectors": {
            one.code: {inspector.code: loads[inspector.pk] for inspector in people[one.pk]}
            for one in departments
        },
        "eligible": {
            one.code: {
                code: sorted(
                    inspector.code for inspector in people[one.pk] if _is_eligible(inspector, rows, facts)
                )
                for code, rows in dealt.items()
            }
            for one in departments
        },
    }


def _people(department: Department) -> list[Inspector]:
    return list(Inspector.objects.filter(department=department).order_by("code"))


def _facts(task: Task, dealt: dict[str, list[DrawnObject]], today: date) -> _Facts:
    objects = {row.object_id for rows in dealt.values() for row in rows}
    again = parameter("same_inspector_consecutive", today)
    items: dict[int, set[str]] = {}
    parts = ItemPart.objects.filter(version__in=task.item_versions.all())
    for department, code in parts.values_list("department", "version__item__code"):
        items.setdefault(department, set()).add(code)
    return _Facts(
        task,
        set(Recusal.objects.filter(object__in=objects).values_list("inspector", "object")),
        {} if again else last_inspectors(objects),
        items,
    )


def _is_eligible(inspector: Inspector, rows: Iterable[DrawnObject], facts: _Facts) -> bool:
    """Certified and in post throughout, within range, and free of conflict with every object of the team."""
    wanted = facts.items.get(inspector.department_id, set())
    in_range = not inspector.item_codes or wanted <= set(inspector.item_codes)
    return (
        in_range
        and is_certified(inspector, facts.task.period_until)
        and all(_may_visit(inspector, row, facts) for row in rows)
    )


def _may_visit(inspector: Inspector, row: DrawnObject, facts: _Facts) -> bool:
    return (
        (inspector.pk, row.object_id) not in facts.recusals
        and inspector.pk not in facts.last.get(row.object_id, set())
        and covers(inspector.regions, row.object.region_id)
    )


def covers(regions: Iterable[str], region: str) -> bool:
    """True when one of the districts holds the region; none named means the department's whole region."""
    own = list(regions)
    return not own or any(region.startswith(stem(code)) for code in own)
