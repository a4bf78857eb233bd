"""``staffing.json`` of a draw of inspectors: teams dealt by ticket, who may serve in which (protocol §7)."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from suiji.catalogue.models import ItemPart
from suiji.draws.models import Ceremony, DrawnObject
from suiji.draws.queries.bundle import stored
from suiji.draws.queries.teams import is_certified, is_present, last_inspectors, loads_of_year
from suiji.libraries.models import GONE, Inspector, InspectorStatus
from suiji.libraries.queries import covers, days_away, recused_pairs
from suiji.organs.models import Department
from suiji.sampling.draw import ticket
from suiji.sampling.frame import lot_of
from suiji.tasks.models import Task
from suiji.tasks.queries import members, officers_of, parts_of


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
    items: dict[int, dict[str, str]]
    """Department → code and field of the task's items in which it has a part."""
    asked: dict[int, list[set[str]]]
    """Department → for each of its items the qualifications one of which is asked for; an empty set asks for none."""
    away: dict[int, int]
    """Inspector → days away within the task's period."""


def staffing_of(task: Task, dealt: dict[str, list[DrawnObject]], today: date) -> dict[str, Any]:
    """The staffing document: every department's people with their year's load, and who may serve where."""
    departments = sorted(members(task), key=lambda department: department.code.encode())
    facts, loads = _facts(task, dealt), loads_of_year(today.year)
    people = {one.pk: _people(one) for one in departments}
    needed = {part.department_id: officers_of(part) for part in parts_of(task)}
    return {
        "task": task.number,
        "departments": [
            {"id": one.code, "officers": needed[one.pk], "lead": one.pk == task.initiator_id}
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
    rows = Inspector.objects.filter(department=department).exclude(status__in=GONE)
    return list(rows.order_by("code"))


def _facts(task: Task, dealt: dict[str, list[DrawnObject]]) -> _Facts:
    objects = {row.object_id for rows in dealt.values() for row in rows}
    items: dict[int, dict[str, str]] = {}
    asked: dict[int, list[set[str]]] = {}
    parts = ItemPart.objects.filter(version__in=task.item_versions.all())
    wanted = parts.values_list(
        "department", "version__item__code", "version__field", "version__qualifications"
    )
    for department, code, field, qualifications in wanted:
        items.setdefault(department, {})[code] = field
        asked.setdefault(department, []).append(set(qualifications))
    people = list(Inspector.objects.filter(department__in=members(task)).values_list("pk", flat=True))
    first, last = task.period_from, task.period_until
    return _Facts(
        task,
        recused_pairs(people, objects, first=first, last=last),
        last_inspectors(objects) if task.avoid_last else {},
        items,
        asked,
        days_away(people, first, last),
    )


def _is_eligible(inspector: Inspector, rows: Iterable[DrawnObject], facts: _Facts) -> bool:
    """Certified and in post throughout, within range, and free of conflict with every object of the team."""
    return not _hindrance(inspector, rows, facts)


def _hindrance(inspector: Inspector, rows: Iterable[DrawnObject], facts: _Facts) -> str:
    """The first constraint that keeps an inspector from a team, in words; nothing where none does."""
    if inspector.status != InspectorStatus.IN_POST:
        return "不在岗"
    if not is_certified(inspector, facts.task.period_until):
        return "执法证件不能覆盖整个检查期间"
    if not is_present(facts.away.get(inspector.pk, 0), facts.task):
        return "检查期间大半离岗"
    if not _checks_the_items(inspector, facts):
        return "可检查事项不含本次事项"
    if not _is_qualified(inspector, facts):
        return "没有事项要求的资质"
    objects = list(rows)
    if not all(covers(inspector.regions, row.object.region_id) for row in objects):
        return "管辖区划不含该组对象"
    return "" if all(_is_free_of(inspector, row, facts) for row in objects) else "不宜检查该组的对象"


def _checks_the_items(inspector: Inspector, facts: _Facts) -> bool:
    """Every item of the department, by its code or its field; an empty list means all."""
    own, wanted = set(inspector.item_codes), facts.items.get(inspector.department_id, {})
    return not own or all(code in own or field in own for code, field in wanted.items())


def _is_qualified(inspector: Inspector, facts: _Facts) -> bool:
    """For every item one of the qualifications it asks for."""
    own = {*inspector.qualifications, *inspector.specialities}
    return all(not asked or asked & own for asked in facts.asked.get(inspector.department_id, ()))


def _is_free_of(inspector: Inspector, row: DrawnObject, facts: _Facts) -> bool:
    """No recusal, and not the inspector of the object's last check: told as one, since a recusal is private."""
    return (inspector.pk, row.object_id) not in facts.recusals and inspector.pk not in facts.last.get(
        row.object_id, set()
    )


def hindrances(
    task: Task, rows: list[DrawnObject], dealt: dict[str, list[DrawnObject]]
) -> dict[str, Counter[str]]:
    """Department's code → how many of its people each constraint keeps from a team. No inspector is named."""
    facts = _facts(task, dealt)
    return {
        one.code: Counter(why for inspector in _people(one) if (why := _hindrance(inspector, rows, facts)))
        for one in members(task)
    }
