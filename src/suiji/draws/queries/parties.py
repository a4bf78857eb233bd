"""当事方 — whose ceremony it is, and who may hand in a share of its seed (protocol §3, §7)."""

from datetime import date

from suiji.draws.models import Ceremony, Dispatch, DrawKind, ReceiptVerdict, Team
from suiji.draws.states import CeremonyState
from suiji.organs.models import Department
from suiji.tasks.models import ExecutingUnit, Task
from suiji.tasks.queries import executors_of, members, people_confirmations, units_of
from suiji.tasks.states import TaskState


def parties_of(ceremony: Ceremony) -> list[Department]:
    """Every department that may hand in a share: the task's for objects, the unit's for inspectors."""
    if ceremony.unit is None:
        return list(members(ceremony.task))
    return executors_of(ceremony.unit)


def is_party(ceremony: Ceremony, department_id: int) -> bool:
    """True when the department may take part in the ceremony."""
    return any(one.pk == department_id for one in parties_of(ceremony))


def hosts_of(unit: ExecutingUnit) -> list[Department]:
    """Who holds the unit's ceremonies of inspectors: its lead for all, or every department for itself (Art. 15).

    Nobody where everything that was sent to the unit came back: there is nothing to visit.
    """
    if not Dispatch.objects.filter(unit=unit).exclude(receipt__verdict=ReceiptVerdict.RETURNED).exists():
        return []
    return [unit.lead] if unit.task.central_inspectors else executors_of(unit)


def _hosted(unit: ExecutingUnit) -> dict[int, str]:
    """Host → the state of its ceremony that is not void."""
    living = Ceremony.objects.filter(unit=unit, kind=DrawKind.INSPECTORS).exclude(state=CeremonyState.VOID)
    return dict(living.values_list("host", "state"))


def hosts_without_result(unit: ExecutingUnit) -> list[Department]:
    """Departments of the unit whose ceremony is still to come or to end."""
    states = _hosted(unit)
    return [one for one in hosts_of(unit) if states.get(one.pk) != CeremonyState.RESULTED]


def is_staffed(unit: ExecutingUnit) -> bool:
    """True once every ceremony of the unit has its result: its teams are complete."""
    return not hosts_without_result(unit)


def drawn_from(unit: ExecutingUnit, host: Department) -> list[Department]:
    """Whose inspectors a ceremony of this host draws: the unit's, or only its own (Art. 15)."""
    return executors_of(unit) if unit.task.central_inspectors else [host]


def without_word(task: Task, today: date) -> list[Department]:
    """Departments whose inspectors are still to be drawn and whose word on them is missing or no longer holds (R92)."""
    if task.state != TaskState.DISPATCHED:
        return []
    waiting = {
        one.pk: one
        for unit in units_of(task)
        for host in hosts_without_result(unit)
        for one in drawn_from(unit, host)
    }
    rows = people_confirmations(task, list(waiting.values()), today)
    return [row.department for row in rows if not row.valid]


def is_complete(team: Team) -> bool:
    """True when everybody who belongs in the team has been drawn into it."""
    unit = team.ceremony.unit
    return team.task.state == TaskState.INSPECTORS_DRAWN or (unit is not None and is_staffed(unit))


def may_open(task: Task, department_id: int) -> list[ExecutingUnit]:
    """The units for which a department can open a ceremony of inspectors now."""
    if task.state != TaskState.DISPATCHED:
        return []
    return [
        unit
        for unit in units_of(task)
        if department_id not in _hosted(unit) and any(one.pk == department_id for one in hosts_of(unit))
    ]


def units_to_open(task: Task, department_id: int, today: date) -> list[ExecutingUnit]:
    """Those of them of which everybody who is drawn from has confirmed its inspectors (Art. 11, R92)."""
    units = may_open(task, department_id)
    missing = {one.pk for one in without_word(task, today)} if units else set()
    own = next((one for unit in units for one in hosts_of(unit) if one.pk == department_id), None)
    if own is None:
        return []
    return [unit for unit in units if not missing.intersection(one.pk for one in drawn_from(unit, own))]
