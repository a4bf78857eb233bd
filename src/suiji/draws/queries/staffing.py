"""``staffing.json`` of a draw of inspectors: teams dealt by ticket, who may serve in which (protocol §7)."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from suiji.catalogue.models import ItemPart
from suiji.draws.models import Ceremony, DrawnObject
from suiji.draws.queries.teams import is_certified, is_present, last_inspectors, loads_of_year
from suiji.libraries.models import GONE, Inspector, InspectorStatus
from suiji.libraries.queries import covers, days_away, recused_pairs
from suiji.organs.models import Department
from suiji.tasks.models import ExecutingUnit, Task, UnitMember
from suiji.tasks.queries import members_of, officers_of

Dealt = Mapping[str, list[DrawnObject]]
"""Team code → its objects."""
EXPERT = ":expert"
"""Ends the id of a side whose places are for experts only."""


@dataclass(frozen=True, slots=True)
class Side:
    """One department's places in every team: its officers, or its experts beside them (R50)."""

    id: str
    """The department's code; of experts with ``EXPERT`` behind it."""
    department: Department
    officers: int
    lead: bool
    experts: bool
    both: bool
    """True where the department has a side of each kind: nobody stands in two places."""


def sides_of(unit: ExecutingUnit, host: Department) -> list[Side]:
    """The sides that a ceremony of this host draws, by id.

    Drawn centrally, all of the unit's; drawn separately, the host's own. Every staffing has one side that
    leads (§7): the unit's lead, or the host's own officers, whose first is then its spokesman in the team.
    """
    rows = members_of(unit)
    if not unit.task.central_inspectors:
        rows = [row for row in rows if row.department_id == host.pk]
    leader = unit.lead_id if unit.task.central_inspectors else host.pk
    found = [side for row in rows for side in _sides(row, row.department_id == leader)]
    return sorted(found, key=lambda side: side.id.encode())


def _sides(row: UnitMember, lead: bool) -> list[Side]:
    one, part, both = row.department, row.part, row.part.experts > 0
    found = [Side(one.code, one, officers_of(part), lead, experts=False, both=both)]
    if both:
        found.append(Side(f"{one.code}{EXPERT}", one, part.experts, lead=False, experts=True, both=True))
    return found


@dataclass(frozen=True, slots=True)
class _Facts:
    """What eligibility is judged by, read once."""

    task: Task
    recusals: set[tuple[int, int]]
    last: dict[int, set[int]]
    items: dict[int, dict[str, str]]
    """Department → code and field of the task's items in which it has a part, or stands for one that has."""
    asked: dict[int, list[set[str]]]
    """Department → for each of its items the qualifications one of which is asked for; an empty set asks for none."""
    away: dict[int, int]
    """Inspector → days away within the task's period."""


def staffing_of(ceremony: Ceremony, dealt: Dealt, today: date) -> dict[str, Any]:
    """The staffing document: each side's people with their year's load, and who may serve where."""
    unit = ceremony.unit
    if unit is None:
        raise ValueError("a draw of objects has no staffing")
    return document_of(unit, ceremony.host, dealt, today)


def document_of(unit: ExecutingUnit, host: Department, dealt: Dealt, today: date) -> dict[str, Any]:
    """The same for a ceremony that is not opened yet."""
    sides, facts, loads = sides_of(unit, host), _facts(unit, dealt), loads_of_year(today.year)
    people = {side.id: _people(side) for side in sides}
    return {
        "task": unit.task.number,
        "departments": [{"id": one.id, "officers": one.officers, "lead": one.lead} for one in sides],
        "teams": [
            {"id": code, "objects": sorted(row.object.code for row in rows)} for code, rows in dealt.items()
        ],
        "inspectors": {
            one.id: {inspector.code: loads[inspector.pk] for inspector in people[one.id]} for one in sides
        },
        "eligible": {
            one.id: {
                code: sorted(
                    inspector.code
                    for inspector in people[one.id]
                    if not _hindrance(inspector, rows, facts, one)
                )
                for code, rows in dealt.items()
            }
            for one in sides
        },
    }


def _people(side: Side) -> list[Inspector]:
    rows = Inspector.objects.filter(department=side.department).exclude(status__in=GONE)
    if side.both:
        rows = rows.filter(is_expert=side.experts)
    return list(rows.order_by("code"))


def _facts(unit: ExecutingUnit, dealt: Dealt) -> _Facts:
    task, objects = unit.task, {row.object_id for rows in dealt.values() for row in rows}
    members = members_of(unit)
    stands = {row.part.department_id: row.department_id for row in members}
    lines = {row.part.department.line: row.department_id for row in members}
    items: dict[int, dict[str, str]] = {}
    asked: dict[int, list[set[str]]] = {}
    wanted = ItemPart.objects.filter(version__in=task.item_versions.all()).values_list(
        "department", "department__line", "version__item__code", "version__field", "version__qualifications"
    )
    for department, line, code, field, qualifications in wanted:
        # A county's own task on its city's item: the department of the same line stands for the part, as on the spot.
        executor = stands.get(department) or lines.get(line)
        if executor is not None:
            items.setdefault(executor, {})[code] = field
            asked.setdefault(executor, []).append(set(qualifications))
    people = list(Inspector.objects.filter(department__in=stands.values()).values_list("pk", flat=True))
    first, last = task.period_from, task.period_until
    return _Facts(
        task,
        recused_pairs(people, objects, first=first, last=last),
        last_inspectors(objects) if task.avoid_last else {},
        items,
        asked,
        days_away(people, first, last),
    )


def _hindrance(inspector: Inspector, rows: Iterable[DrawnObject], facts: _Facts, side: Side) -> str:
    """The first constraint that keeps an inspector from a place in a team, in words; nothing where none does."""
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
    return _hindrance_of_objects(inspector, list(rows), facts, side)


def _hindrance_of_objects(inspector: Inspector, rows: list[DrawnObject], facts: _Facts, side: Side) -> str:
    if side.experts and not _meets_needs(inspector, rows):
        return "没有该组对象要求的资质"
    if not all(covers(inspector.regions, row.object.region_id) for row in rows):
        return "管辖区划不含该组对象"
    return "" if all(_is_free_of(inspector, row, facts) for row in rows) else "不宜检查该组的对象"


def _checks_the_items(inspector: Inspector, facts: _Facts) -> bool:
    """Every item of the department, by its code or its field; an empty list means all."""
    own, wanted = set(inspector.item_codes), facts.items.get(inspector.department_id, {})
    return not own or all(code in own or field in own for code, field in wanted.items())


def _own_words(inspector: Inspector) -> set[str]:
    return {*inspector.qualifications, *inspector.specialities}


def _is_qualified(inspector: Inspector, facts: _Facts) -> bool:
    """For every item one of the qualifications it asks for."""
    own = _own_words(inspector)
    return all(not asked or asked & own for asked in facts.asked.get(inspector.department_id, ()))


def _meets_needs(inspector: Inspector, rows: Iterable[DrawnObject]) -> bool:
    """For every object one of the qualifications it needs on its team."""
    own = _own_words(inspector)
    return all(not row.object.needs or own.intersection(row.object.needs) for row in rows)


def _is_free_of(inspector: Inspector, row: DrawnObject, facts: _Facts) -> bool:
    """No recusal, and not the inspector of the object's last check: told as one, since a recusal is private."""
    return (inspector.pk, row.object_id) not in facts.recusals and inspector.pk not in facts.last.get(
        row.object_id, set()
    )


def hindrances(unit: ExecutingUnit, host: Department, team: str, dealt: Dealt) -> dict[str, Counter[str]]:
    """Side's id → how many of its people each constraint keeps from a team. No inspector is named."""
    facts, rows = _facts(unit, dealt), dealt[team]
    return {
        one.id: Counter(why for inspector in _people(one) if (why := _hindrance(inspector, rows, facts, one)))
        for one in sides_of(unit, host)
    }


@dataclass(frozen=True, slots=True)
class Outlook:
    """How many could stand in a side's places of one team, and what keeps the others away."""

    team: str
    department: str
    needed: int
    able: int
    kept_out: tuple[tuple[str, int], ...]

    @property
    def is_short(self) -> bool:
        """True when the team cannot be filled."""
        return self.able < self.needed

    @property
    def words(self) -> str:
        """The shortage in a sentence."""
        why = "，".join(f"{why} {number} 人" for why, number in self.kept_out)
        return f"{self.department}每组需要 {self.needed} 人，第 {self.team} 组只有 {self.able} 人可以参加" + (
            f"（{why}）" if why else ""
        )


def outlook(unit: ExecutingUnit, host: Department, dealt: Dealt) -> list[Outlook]:
    """Every team and side as the libraries stand: who is short, and by which constraint."""
    facts = _facts(unit, dealt)
    found = []
    for side in sides_of(unit, host):
        people = _people(side)
        name = f"{side.department.name}{'（专家）' if side.experts else ''}"
        for team, rows in dealt.items():
            reasons = [_hindrance(inspector, rows, facts, side) for inspector in people]
            kept = Counter(filter(None, reasons))
            found.append(Outlook(team, name, side.officers, reasons.count(""), tuple(kept.most_common())))
    return found
