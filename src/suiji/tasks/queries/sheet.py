"""A task on one page: its place in the law's course, its facts, and what this actor may do (Art. 14)."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.urls import reverse

from suiji import law
from suiji.catalogue.models import ItemVersion
from suiji.law.register import Rule
from suiji.ledger import Actor
from suiji.ledger.models import Entry
from suiji.ledger.queries import history
from suiji.organs.roles import Role
from suiji.tasks.models import (
    AssistingBody,
    BroughtList,
    Execution,
    FrozenScope,
    LeaderRule,
    Task,
    TaskPart,
    Waiver,
)
from suiji.tasks.queries.above import is_from_above
from suiji.tasks.queries.basis import hindrance_of
from suiji.tasks.queries.confirming import Confirmed, confirmations, people_confirmations
from suiji.tasks.queries.reading import floors, missing_fields, mode_of, parts_of, scope_of
from suiji.tasks.queries.recomputing import frozen_scopes
from suiji.tasks.queries.scope import words_of
from suiji.tasks.queries.totals import bounds_of
from suiji.tasks.queries.units import all_executors
from suiji.tasks.queries.waivers import (
    READS_FRAMES,
    is_targeted,
    list_approved,
    needs_rate_waiver,
    rate_exception,
    waivers_of,
)
from suiji.tasks.states import BEFORE_FREEZE, TaskState

T = TaskState
COURSE: tuple[tuple[str, str, str, bool], ...] = (
    ("拟定方案", T.DRAFT, "tasks.sent", False),
    ("部门会签", T.COUNTERSIGNING, "tasks.countersigned", False),
    ("两库确认", T.COUNTERSIGNED, "tasks.confirmed", False),
    ("冻结名单", T.CONFIRMED, "tasks.frozen", True),
    ("抽取对象", T.FROZEN, "tasks.objects_drawn", True),
    ("派发名单", T.OBJECTS_DRAWN, "tasks.dispatched", True),
    ("抽取人员", T.DISPATCHED, "tasks.inspectors_drawn", True),
    ("实施检查", T.INSPECTORS_DRAWN, "", False),
    ("公示结果", "", "", False),
    ("后续处置", "", "", False),
    ("立卷归档", "", "", False),
)
"""Step, the state in which it is the current one, the act that ends it, and whether it is unchangeable then."""
DRAWS_FROM = 3
"""From this step on the work is done in the room of draws."""


@dataclass(frozen=True, slots=True)
class Step:
    """One step of the whole course of a joint check (§1.3)."""

    label: str
    status: str
    """``done``, ``locked`` (done and unchangeable), ``current`` or ``next``."""
    who: str = ""
    when: datetime | None = None
    url: str = ""


def steps_of(task: Task, entries: list[Entry]) -> list[Step]:
    """The course from the scheme to the archive, as far as this task has come."""
    ended = {entry.act: entry for entry in entries}
    states = [state for _, state, _, _ in COURSE if state]
    place = states.index(task.state) if task.state in states else -1
    return [_step(number, row, place, ended.get(row[2]), task) for number, row in enumerate(COURSE)]


def _step(number: int, row: tuple[str, str, str, bool], place: int, entry: Entry | None, task: Task) -> Step:
    label, _, _, unchangeable = row
    url = reverse("draws:detail", args=[task.pk]) if DRAWS_FROM <= number <= place else ""
    if number < place:
        status = "locked" if unchangeable else "done"
        who, when = (entry.actor_name, entry.at) if entry else ("", None)
        return Step(label, status, who, when, url)
    return Step(label, "current" if number == place else "next", url=url)


@dataclass(frozen=True, slots=True)
class Doable:
    """Which acts this actor may do now, and what keeps the task from its next step."""

    send: bool
    countersign: bool
    libraries: tuple[tuple[str, str], ...]
    """(value, label) of the libraries this actor has still to confirm."""
    reopen: bool
    withdraw: bool
    take_back: bool
    """Reopen or withdraw once it is countersigned, together with an open ceremony: in the room of draws."""
    revise: bool
    waive: bool
    audit: bool
    draws: bool
    hindrance: Rule | None
    missing: tuple[str, ...]


def doable(task: Task, actor: Actor, parts: list[TaskPart], rows: list[Confirmed], today: date) -> Doable:
    """What the actor may do with the task, as the services would judge it."""
    leads = actor.holds(Role.CLERK) and actor.department_id == task.initiator_id
    unsigned = [part for part in parts if part.countersigned_at is None]
    hindrance, missing = _hindrance(task, parts, rows, today)
    return Doable(
        send=leads and task.state == T.DRAFT and hindrance is None,
        countersign=task.state == T.COUNTERSIGNING
        and actor.holds(Role.CLERK)
        and any(part.department_id == actor.department_id for part in unsigned),
        libraries=_own_libraries(task, actor, rows),
        reopen=leads and task.state == T.COUNTERSIGNING,
        withdraw=leads and task.state in (T.DRAFT, T.COUNTERSIGNING),
        take_back=leads and task.state in (T.COUNTERSIGNED, T.CONFIRMED),
        revise=leads and task.state == T.DRAFT,
        waive=leads and TaskState(task.state) in BEFORE_FREEZE,
        audit=actor.holds(Role.AUDITOR),
        draws=task.state in [state for _, state, _, _ in COURSE[DRAWS_FROM:]],
        hindrance=hindrance,
        missing=missing,
    )


def _own_libraries(task: Task, actor: Actor, rows: list[Confirmed]) -> tuple[tuple[str, str], ...]:
    if task.state not in (T.COUNTERSIGNED, T.CONFIRMED, T.DISPATCHED) or not actor.holds(Role.LIBRARIAN):
        return ()
    return tuple(
        (row.library, row.library_label)
        for row in rows
        if row.department.pk == actor.department_id and not row.valid
    )


def _hindrance(
    task: Task, parts: list[TaskPart], rows: list[Confirmed], today: date
) -> tuple[Rule | None, tuple[str, ...]]:
    if task.state == T.DRAFT and (missing := missing_fields(task)):
        return law.entry(law.sampling_duties.scheme_is_complete), tuple(missing)
    if task.state == T.DRAFT and not _total_fits(task, today):
        return law.entry(law.schemes.total_covers_the_rates), ("不少于各类应抽合计的抽取总数",)
    if task.state == T.DRAFT and needs_rate_waiver(task.rates_bp, today) and rate_exception(task) is None:
        return law.entry(law.sampling_duties.ratio_not_below_floor), ("抽查比例的例外审批和备案",)
    if task.state == T.DRAFT and is_targeted(task) and not list_approved(task):
        return law.entry(law.sampling_duties.targeted_list_is_approved), ("定向名单的审批和备案",)
    if TaskState(task.state) in BEFORE_FREEZE and (found := hindrance_of(task, parts, today)):
        return found[0], (found[1],)
    names = tuple(part.department.name for part in parts if part.countersigned_at is None)
    if task.state == T.COUNTERSIGNING and names:
        return law.entry(law.sampling_duties.scheme_countersigned), names
    waiting = tuple(f"{row.department.name}的{row.library_label}" for row in rows if not row.valid)
    if task.state in (T.COUNTERSIGNED, T.CONFIRMED) and waiting:
        return law.entry(law.libraries.libraries_confirmed), waiting
    return None, ()


def _total_fits(task: Task, today: date) -> bool:
    least, most = bounds_of(task, today)
    return law.schemes.total_covers_the_rates(count=task.count, least=least, most=most)


@dataclass(frozen=True, slots=True)
class Rate:
    """A chosen rate beside its floor (basis points)."""

    label: str
    rate: int
    floor: int


@dataclass(frozen=True, slots=True)
class Sheet:
    """Everything the task's page shows."""

    task: Task
    steps: list[Step]
    facts: list[tuple[str, Any]]
    rates: list[Rate]
    items: list[ItemVersion]
    parts: list[TaskPart]
    confirmations: list[Confirmed]
    scope: int
    history: list[Entry]
    may: Doable
    readable: int
    """The department whose confirmed rows this actor may read; 0 for auditors, who read all."""
    waivers: list[Waiver]
    frozen: list[FrozenScope]
    assisting: list[AssistingBody]
    brought: BroughtList | None


def sheet(task: Task, actor: Actor, *, today: date) -> Sheet:
    """The task as this actor sees it today."""
    entries, parts = list(history(task)), list(parts_of(task))
    rows = _confirmed(task, today)
    least = floors(today)
    return Sheet(
        task=task,
        steps=steps_of(task, entries),
        facts=_facts(task),
        rates=[Rate(label, rate, least.get(label, 0)) for label, rate in sorted(task.rates_bp.items())],
        items=list(task.item_versions.select_related("item").order_by("item__code")),
        parts=parts,
        confirmations=rows,
        scope=scope_of(task).count(),
        history=entries,
        may=doable(task, actor, parts, rows, today),
        readable=0 if actor.holds(Role.AUDITOR) else actor.department_id,
        waivers=waivers_of(task),
        frozen=frozen_scopes(task) if actor.holds(*READS_FRAMES) else [],
        assisting=list(task.assisting_bodies.order_by("pk")),
        brought=BroughtList.objects.filter(task=task).defer("content").first(),
    )


def _confirmed(task: Task, today: date) -> list[Confirmed]:
    """Both libraries before the freeze; once dispatched the inspectors of those who carry out (R92)."""
    if task.state == T.DISPATCHED:
        return people_confirmations(task, all_executors(task), today)
    return confirmations(task, today) if task.state in (T.COUNTERSIGNED, T.CONFIRMED) else []


LEADERS = {
    LeaderRule.SEED: "发起部门抽中的人员中，由种子随机确定",
    LeaderRule.SENIOR: "发起部门抽中的人员中职务职级最高的；相同的由种子确定",
}
"""How a team's leader comes about, in words."""


def _teams(task: Task) -> str:
    each = "每个县（市、区）" if task.execution == Execution.LOWER else ""
    return f"{each}{task.teams} 个，人数见部门分工"


def _scope(task: Task) -> str:
    return "以上级派发的名单为准" if is_from_above(task) else words_of(task.scope_rule)


def _number(task: Task) -> str:
    if is_from_above(task):
        return "名单全部检查，不再抽取检查对象"
    if task.whole:
        batches = f"，按先后分 {task.batches} 批" if task.batches > 1 else ""
        return f"全部检查，先后由抽取决定{batches}"
    return f"{task.count} 户" if task.count else "按分级比例计算"


def _facts(task: Task) -> list[tuple[str, Any]]:
    return [
        ("发起部门", task.initiator.name),
        ("计划来源", f"{task.plan_line.number} {task.plan_line.title}"),
        ("检查开始", task.period_from),
        ("检查截止", task.period_until),
        ("检查方式", task.method),
        ("组织要求", task.notes),
        ("对象范围", _scope(task)),
        ("抽取总数", _number(task)),
        ("实施层级", mode_of(task).label),
        ("检查小组", _teams(task)),
        ("人员抽取", "由发起部门统一抽取" if task.central_inspectors else "由承担检查的各部门分别抽取"),
        ("组长", LEADERS[LeaderRule(task.leader_rule)]),
        ("连续检查", "上次检查人员不再检查同一对象" if task.avoid_last else "不限制"),
        ("告知", f"不宜告知：{task.unannounced_reason}" if task.unannounced else "检查前告知"),
    ]
