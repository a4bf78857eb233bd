"""What waits in draws: ceremonies to open, shares to hand in and reveal, replacements to decide."""

from datetime import date

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.urls import reverse

from suiji.draws.models import Ceremony, Dispatch, DrawKind, KeyShare, ReceiptVerdict, Share, Voiding
from suiji.draws.queries.confirming import keys_of, standing_of, unsigned
from suiji.draws.queries.desk import replacements_for
from suiji.draws.queries.dispatching import come_back, due_of, unanswered
from suiji.draws.queries.keeping import asks_for_keepers, shares_kept_by
from suiji.draws.queries.parties import units_to_open, without_word
from suiji.draws.queries.patterns import patterns_of
from suiji.draws.states import CeremonyState, VoidingState
from suiji.law.workdays import Deadline
from suiji.ledger import Actor
from suiji.organs.days import day_of
from suiji.organs.queries import calendar
from suiji.organs.questions import question
from suiji.organs.roles import Role
from suiji.organs.todo import Todo
from suiji.tasks.models import Task
from suiji.tasks.queries import is_from_above, units_of
from suiji.tasks.states import TaskState

NEXT = {
    TaskState.CONFIRMED: ("{task}的两库已经确认，可以抽取检查对象。", "开启抽取", 13),
    TaskState.OBJECTS_DRAWN: ("{task}的检查对象已经抽取，等待派发。", "派发名单", 15),
}
PEOPLE = ("{task}的名单已经派发，等待抽取{where}检查人员。", "抽取人员", 15)


def to_do(actor: Actor, *, today: date) -> list[Todo]:
    """For clerks of a task's departments and for deputy heads."""
    rows = [
        Todo(
            f"{one.member.team.task}第 {one.member.team.code} 组申请{one}，等待您审批。",
            "审批调整",
            reverse("draws:decide", args=[one.pk]),
            article=16,
        )
        for one in replacements_for(actor)
    ]
    rows += _to_keep(actor)
    rows += _to_answer_for_people(actor, today)
    rows += _to_file(actor) + _to_look_at(actor, today) + _to_confirm(actor, today)
    return rows + _for_clerks(actor, today) if actor.holds(Role.CLERK) else rows


def _to_answer_for_people(actor: Actor, today: date) -> list[Todo]:
    """For librarians: before inspectors are drawn their department answers for its own (Art. 11, R92)."""
    if not actor.holds(Role.LIBRARIAN):
        return []
    return [
        Todo(
            f"{task}的名单已经派发，抽取检查人员以前，本部门须更新确认执法检查人员名录库。",
            "确认人员名录库",
            reverse("draws:detail", args=[task.pk]),
            article=11,
        )
        for task in _dispatched_to(actor.department_id)
        if any(one.pk == actor.department_id for one in without_word(task, today))
    ]


@question
def _dispatched_to(department: int) -> QuerySet[Task]:
    """Tasks whose inspectors are drawn, in whose units the department takes part."""
    waiting = Task.objects.filter(state=TaskState.DISPATCHED, units__members__department_id=department)
    return waiting.distinct().order_by("pk")


def _to_look_at(actor: Actor, today: date) -> list[Todo]:
    found = patterns_of(today.year) if actor.holds(Role.AUDITOR) else []
    words = f"人员调整有 {len(found)} 处重复指向同一人或同一检查对象，请核查事由。"
    return [Todo(words, "核查人员调整", reverse("draws:patterns"), article=16)] if found else []


def _to_keep(actor: Actor) -> list[Todo]:
    """For the keepers of sealed keys: shares to take, and draws that cannot go on without them."""
    url = reverse("draws:key_shares")
    rows = [
        Todo(
            f"{share.ceremony.task}的抽取密钥，第 {share.place} 份分片等您领取。", "领取分片", url, article=25
        )
        for share in _shares_to_take(actor.id)
    ]
    return rows + [
        Todo(f"{share.ceremony.task}等两名持有人交回密钥分片后抽取。", "交回分片", url, article=25)
        for share in _shares_to_bring_back(actor.id)
        if asks_for_keepers(share.ceremony)
    ]


@question
def _shares_to_take(keeper: int) -> QuerySet[KeyShare]:
    return shares_kept_by(keeper).filter(taken_at=None)


@question
def _shares_to_bring_back(keeper: int) -> QuerySet[KeyShare]:
    committed = shares_kept_by(keeper).filter(ceremony__state=CeremonyState.COMMITTED)
    return committed.filter(taken_at__isnull=False, returned=None)


def _to_confirm(actor: Actor, today: date) -> list[Todo]:
    """For auditors every list that waits for them; for the office those refused, or late."""
    audits, urges = actor.holds(Role.AUDITOR), actor.holds(Role.OFFICE)
    if not (audits or urges):
        return []
    rows = [(ceremony, standing_of(ceremony)) for ceremony in unsigned()]
    found = []
    if audits and rows and not keys_of(actor):
        words = "有抽取结果等待签名确认，您还没有登记签名公钥。"
        found.append(Todo(words, "登记公钥", reverse("draws:auditor_keys"), article=5))
    for ceremony, standing in rows:
        if audits and not standing.is_refused:
            words, url = (
                f"{ceremony.task}的抽取结果等待核验并签名确认。",
                reverse("draws:auditing", args=[ceremony.pk]),
            )
            found.append(Todo(words, "核验并签名", url, due=standing.due, article=5))
        elif urges and (standing.is_refused or standing.is_late(today)):
            what = "被纪检监察机关拒绝确认，请查明原因" if standing.is_refused else "逾期没有签名确认，请督促"
            url = reverse("draws:ceremony", args=[ceremony.pk])
            found.append(Todo(f"{ceremony.task}的抽取结果{what}。", "查看仪式", url, article=5))
    return found


def _to_file(actor: Actor) -> list[Todo]:
    if not actor.holds(Role.OFFICE):
        return []
    waiting = Voiding.objects.filter(state=VoidingState.SIGNED).select_related("task")
    return [
        Todo(
            f"{one}已由主要负责人签字，等待备案。",
            "备案作废",
            reverse("draws:file", args=[one.pk]),
            article=15,
        )
        for one in waiting.order_by("pk")
    ]


def _for_clerks(actor: Actor, today: date) -> list[Todo]:
    next_steps = [_next(task) for task in _led_and_resting(actor.department_id)]
    return [*_ceremonies(actor), *next_steps, *_returned(actor), *_to_accept(actor), *_to_staff(actor, today)]


@question
def _led_and_resting(department: int) -> QuerySet[Task]:
    """Tasks before their next step: nothing of them is being drawn, nor has been sent."""
    under_way = Ceremony.objects.filter(task=OuterRef("pk"), state=CeremonyState.OPEN)
    sent = Dispatch.objects.filter(drawn__task=OuterRef("pk"))
    led = Task.objects.filter(initiator_id=department, state__in=NEXT)
    return led.filter(~Exists(under_way), ~Exists(sent)).order_by("pk")


def _next(task: Task) -> Todo:
    words, action, article = NEXT[TaskState(task.state)]
    if task.state == TaskState.CONFIRMED and is_from_above(task):
        words, action = "{task}的两库已经确认，可以接收上级派发名单。", "接收名单"
    url = reverse("draws:detail", args=[task.pk])
    return Todo(words.format(task=task), action, url, article=article)


def _returned(actor: Actor) -> list[Todo]:
    """For the initiator: objects that came back for want of jurisdiction."""
    found = [(task, len(come_back(task))) for task in _sent_back(actor.department_id)]
    return [
        Todo(
            f"{task}有 {number} 户以不属其管辖为由退回，等待改派。",
            "改派",
            reverse("draws:redirect", args=[task.pk]),
            article=13,
        )
        for task, number in found
        if number
    ]


@question
def _sent_back(department: int) -> QuerySet[Task]:
    tasks = Task.objects.filter(
        initiator_id=department,
        state=TaskState.OBJECTS_DRAWN,
        drawn__dispatches__receipt__verdict=ReceiptVerdict.RETURNED,
    )
    return tasks.distinct().order_by("pk")


def _to_accept(actor: Actor) -> list[Todo]:
    """For a unit's lead: what was dispatched to it."""
    by_unit: dict[int, list[Dispatch]] = {}
    for row in _unanswered_by(actor.department_id):
        by_unit.setdefault(row.unit_id, []).append(row)
    days = calendar() if by_unit else None
    return [
        Todo(
            f"{rows[0].drawn.task}派发来 {len(rows)} 户，等待签收；不属本单位管辖的可以退回。",
            "签收名单",
            reverse("draws:receive", args=[unit]),
            due=due_of(rows[0], days) if days else None,
            article=13,
        )
        for unit, rows in by_unit.items()
    ]


@question
def _unanswered_by(lead: int) -> QuerySet[Dispatch]:
    return unanswered().filter(unit__lead_id=lead)


def _to_staff(actor: Actor, today: date) -> list[Todo]:
    """For whoever draws a unit's inspectors, or its own, once they are confirmed (Art. 11, 15)."""
    words, action, article = PEOPLE
    return [
        Todo(
            words.format(task=task, where="" if len(units_of(task)) == 1 else unit.region.name),
            action,
            reverse("draws:open_inspectors", args=[task.pk, unit.pk]),
            article=article,
        )
        for task in _dispatched_to(actor.department_id)
        for unit in units_to_open(task, actor.department_id, today)
    ]


def _ceremonies(actor: Actor) -> list[Todo]:
    found = [_ceremony(row, actor) for row in _living_ceremonies(actor.department_id)]
    return [todo for todo in found if todo is not None]


@question
def _living_ceremonies(department: int) -> QuerySet[Ceremony]:
    """Those under way in which the department may hand in a share, and whether it has."""
    own = Share.objects.filter(ceremony=OuterRef("pk"), party_id=department)
    for_objects = Q(unit=None, task__parts__department_id=department)
    for_people = Q(unit__members__department_id=department)
    rows = Ceremony.objects.filter(
        for_objects | for_people, state__in=[CeremonyState.OPEN, CeremonyState.COMMITTED]
    ).annotate(handed=Exists(own), revealed=Exists(own.filter(reveal__isnull=False)))
    return rows.select_related("task").distinct().order_by("pk")


def _ceremony(row: Ceremony, actor: Actor) -> Todo | None:
    handed, revealed = row.handed, row.revealed  # type: ignore[attr-defined]  # annotated above
    what = f"{row.task}的{DrawKind(row.kind).label}抽取"
    url = reverse("draws:ceremony", args=[row.pk])
    if row.state == CeremonyState.OPEN and not handed:
        return Todo(f"{what}正在收集份额，本部门可以提交。", "提交份额", url, article=15)
    if row.state == CeremonyState.COMMITTED and handed and not revealed and row.reveal_by:
        due = Deadline(day_of(row.reveal_by), provisional=False)
        return Todo(f"{what}已经承诺，本部门须揭示份额。", "揭示份额", url, due=due, article=15)
    if row.host_id == actor.department_id:
        return Todo(f"{what}正在进行。", "进入仪式", url, article=15)
    return None
