"""What may be asked of plans. ``published`` holds only what the public may read."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.urls import reverse

from suiji import law
from suiji.catalogue import queries as catalogue
from suiji.catalogue.models import Item, ItemVersion, ListKind
from suiji.catalogue.states import ItemState
from suiji.law.workdays import Deadline, workdays_between
from suiji.ledger import Actor
from suiji.ledger.models import Entry
from suiji.ledger.queries import history as ledger_history
from suiji.organs import queries as organs
from suiji.organs.days import day_of
from suiji.organs.models import Department, Kind
from suiji.organs.roles import Role
from suiji.organs.todo import Todo
from suiji.plans.models import PlanKind, PlanLine, PlanPart
from suiji.plans.states import PlanState

OPEN = (PlanState.DRAFT, PlanState.RETURNED)
"""States in which a line may still be rewritten."""


def lines() -> QuerySet[PlanLine]:
    """All lines with initiator, items and participants at hand."""
    return PlanLine.objects.select_related("initiator__region").prefetch_related("items", "parts__department")


def line(pk: int) -> PlanLine:
    """One line with its items and participants. Raises ``PlanLine.DoesNotExist``."""
    return lines().get(pk=pk)


def of_year(
    year: int, *, kind: str = "", department: int | None = None, state: str = ""
) -> QuerySet[PlanLine]:
    """The lines of a year as officials work with them, filtered."""
    rows = lines().filter(year=year)
    if kind:
        rows = rows.filter(kind=kind)
    if state:
        rows = rows.filter(state=state)
    if department:
        taking_part = Exists(PlanPart.objects.filter(line=OuterRef("pk"), department_id=department))
        rows = rows.filter(taking_part | Q(initiator_id=department))
    return rows.order_by("period_from", "number")


def years(*, today: date) -> list[int]:
    """The years that have lines, with this one and the next, newest first."""
    known = set(PlanLine.objects.values_list("year", flat=True).distinct())
    return sorted(known | {today.year, today.year + 1}, reverse=True)


def departments_of_year(year: int) -> QuerySet[Department]:
    """The departments that take part in any line of a year."""
    return organs.regulators().filter(Q(plan_lines__year=year) | Q(plan_parts__line__year=year)).distinct()


@dataclass(frozen=True, slots=True)
class PublicLine:
    """A published line as anybody may read it."""

    id: int
    number: str
    year: int
    kind: str
    title: str
    fields: tuple[str, ...]
    """抽查领域 of its items."""
    items: tuple[str, ...]
    object_scope: str
    ratio: str
    frequency: str
    initiator: str
    participants: tuple[str, ...]
    period: str
    basis: str
    published_on: date | None


def published(*, year: int) -> list[PublicLine]:
    """The published lines of a year. Of an unannounced check only field and quarter are shown (Art. 20)."""
    rows = list(lines().filter(year=year, state=PlanState.PUBLISHED).order_by("period_from", "number"))
    titles = _titles({item.pk for row in rows for item in row.items.all()})
    return [public_line(row, titles) for row in rows]


def _titles(items: set[int]) -> dict[int, tuple[str, str]]:
    """Field and title of each item's newest public version."""
    found: dict[int, tuple[str, str]] = {}
    for version in ItemVersion.objects.filter(item__in=items, state__in=catalogue.MADE_PUBLIC).order_by(
        "number"
    ):
        found[version.item_id] = (version.field, version.title)
    return found


def public_line(row: PlanLine, titles: dict[int, tuple[str, str]] | None = None) -> PublicLine:
    """What anybody may read of a line."""
    known = _titles({item.pk for item in row.items.all()}) if titles is None else titles
    words = [known.get(item.pk, ("", item.code)) for item in row.items.all()]
    fields = tuple(dict.fromkeys(field for field, _ in words if field))
    hidden = row.unannounced
    return PublicLine(
        id=row.pk,
        number="" if hidden else row.number,
        year=row.year,
        kind=PlanKind(row.kind).label,
        title="、".join(fields) + "领域部门联合抽查" if hidden else row.title,
        fields=fields,
        items=() if hidden else tuple(title for _, title in words),
        object_scope="" if hidden else row.object_scope,
        ratio="" if hidden else row.ratio_text,
        frequency="" if hidden else row.frequency,
        initiator="" if hidden else row.initiator.name,
        participants=() if hidden else tuple(part.department.name for part in row.parts.all()),
        period=_quarters(row) if hidden else _period(row),
        basis="" if hidden else row.basis,
        published_on=day_of(row.published_at) if row.published_at else None,
    )


def _period(row: PlanLine) -> str:
    return "至".join(
        f"{day.year}年{day.month}月{day.day}日" for day in (row.period_from, row.period_until) if day
    )


def _quarters(row: PlanLine) -> str:
    ends = [(day.year, (day.month + 2) // 3) for day in (row.period_from, row.period_until) if day]
    return "至".join(dict.fromkeys(f"{year}年第{'一二三四'[quarter - 1]}季度" for year, quarter in ends))


def ready_for_task(*, department: int) -> QuerySet[PlanLine]:
    """Published lines that a department leads: a task may rest on them (Art. 2)."""
    return lines().filter(initiator_id=department, state=PlanState.PUBLISHED).order_by("-year", "number")


def items_to_plan(*, on: date) -> QuerySet[Item]:
    """Joint items in force, from which a line is composed."""
    return (
        Item.objects.filter(kind=ListKind.JOINT, pk__in=catalogue.in_force(on=on).values("item_id"))
        .select_related("owner")
        .prefetch_related("versions")
        .order_by("code")
    )


def item_words(item: Item) -> str:
    """An item's code and the title of its version in force."""
    titles = [v.title for v in item.versions.all() if v.state == ItemState.PUBLISHED]
    return f"{item.code} {titles[0]}" if titles else item.code


def may_take_part(actor: Actor) -> QuerySet[Department]:
    """The other regulators of the actor's region."""
    return catalogue.departments_for(actor)


def floor_of_initiations(*, on: date) -> int:
    """How many joint checks each municipal department initiates a year at least (Art. 9)."""
    return law.parameter("min_initiated", on=on)


def due_of_submission(year: int) -> Deadline:
    """The last day on which departments hand in the plan of a year."""
    month = law.parameter("plan_submit_month", on=date(year, 1, 1))
    return Deadline(law.lists_and_plans.plan_due(year=year, month=month), provisional=False)


def due_of_publication(year: int) -> Deadline:
    """The last day on which the office publishes the plan of a year."""
    month = law.parameter("plan_publish_month", on=date(year, 1, 1))
    return Deadline(law.lists_and_plans.plan_publication_due(year=year, month=month), provisional=False)


@dataclass(frozen=True, slots=True)
class Clock:
    """A term of the plan and how far away it is."""

    label: str
    due: Deadline
    days: int
    """Working days left; negative once passed."""


def clocks(year: int, *, today: date) -> list[Clock]:
    """The two terms of Art. 7 for a year; none for a year before the regulation."""
    if date(year, 1, 1) < date(2023, 1, 1):
        return []
    calendar = organs.calendar()
    terms = (("部门报送计划", due_of_submission(year)), ("联席会议办公室公示计划", due_of_publication(year)))
    return [Clock(label, due, workdays_between(today, due.on, calendar)) for label, due in terms]


def missing_fields(row: PlanLine, *, items: int) -> list[str]:
    """Names of what a line must still say (Art. 7)."""
    needed = {
        "任务名称": row.title,
        "联合抽查事项": items,
        "对象范围": row.object_scope,
        "抽查比例或户数": row.ratio_text,
        "起始日期": row.period_from,
        "截止日期": row.period_until,
    }
    return [name for name, value in needed.items() if not value]


def unconfirmed(parts: Sequence[PlanPart]) -> list[PlanPart]:
    """Participants who have not agreed yet."""
    return [part for part in parts if part.confirmed_at is None]


def hindrance(row: PlanLine) -> tuple[law.Rule | None, tuple[str, ...]]:
    """The first rule that still stops the line from being handed in, with what is missing."""
    rules, parts = law.lists_and_plans, list(row.parts.all())
    if not law.general.several_departments(departments=1 + len(parts)):
        return law.entry(law.general.several_departments), ("参与部门",)
    if row.kind == PlanKind.TEMPORARY and not rules.temporary_check_has_source(
        document=row.source_document, organ=row.source_organ
    ):
        return law.entry(rules.temporary_check_has_source), ("交办机关和文号",)
    fields = missing_fields(row, items=len(row.items.all()))
    if not rules.plan_line_is_complete(missing_fields=len(fields)):
        return law.entry(rules.plan_line_is_complete), tuple(fields)
    waiting = unconfirmed(parts)
    if not rules.participants_confirmed(missing=len(waiting)):
        return law.entry(rules.participants_confirmed), tuple(part.department.name for part in waiting)
    return None, ()


@dataclass(frozen=True, slots=True)
class Doable:
    """Which acts this actor may do on a line now, and what stands in the way of handing it in."""

    edit: bool
    confirm: bool
    submit: bool
    withdraw: bool
    send_back: bool
    accept: bool
    publish: bool
    hindrance: law.Rule | None
    missing: tuple[str, ...]


def doable(row: PlanLine, actor: Actor) -> Doable:
    """What the actor may do on the line, as the services would judge it."""
    rule, missing = hindrance(row)
    office = organs.office_of(row.initiator)
    own = row.initiator_id == actor.department_id and actor.holds(Role.CLERK) and row.state in OPEN
    offices = office is not None and office.pk == actor.department_id and actor.holds(Role.OFFICE)
    waits = any(part.department_id == actor.department_id for part in unconfirmed(list(row.parts.all())))
    return Doable(
        edit=own,
        confirm=waits and actor.holds(Role.CLERK) and row.state in OPEN,
        submit=own and rule is None,
        withdraw=own,
        send_back=offices and row.state == PlanState.SUBMITTED,
        accept=offices and row.state == PlanState.SUBMITTED,
        publish=offices and row.state == PlanState.ACCEPTED,
        hindrance=rule if row.state in OPEN else None,
        missing=missing,
    )


@dataclass(frozen=True, slots=True)
class Sheet:
    """A line as its page shows it."""

    line: PlanLine
    facts: tuple[tuple[str, Any], ...]
    parts: tuple[PlanPart, ...]
    items: tuple[tuple[Item, str], ...]
    """Each item with the title of its newest public version."""
    may: Doable
    history: QuerySet[Entry]


def sheet(row: PlanLine, actor: Actor) -> Sheet:
    """Everything the page of a line shows, with what this actor may do there."""
    items = list(row.items.all())
    titles = _titles({item.pk for item in items})
    named = tuple((item, titles.get(item.pk, ("", "还没有公布"))[1]) for item in items)
    return Sheet(row, facts(row), tuple(row.parts.all()), named, doable(row, actor), ledger_history(row))


def facts(row: PlanLine) -> tuple[tuple[str, Any], ...]:
    """The fields of a line by their Chinese names."""
    rows: list[tuple[str, Any]] = [
        ("来源", PlanKind(row.kind).label),
        ("年度", f"{row.year} 年"),
        ("发起部门", row.initiator.name),
        ("对象范围", row.object_scope),
        ("抽查比例或户数", row.ratio_text),
        ("频次", row.frequency or "未定"),
        ("检查时间", _period(row)),
        ("事先告知", "不宜告知，公示时只写领域和季度" if row.unannounced else "检查前告知"),
        ("联系科室", row.contact or "未定"),
        ("依据", row.basis or "年度工作安排"),
    ]
    if row.kind == PlanKind.TEMPORARY:
        rows += [
            ("交办机关", row.source_organ),
            ("交办文号", row.source_document),
            ("交办日期", row.source_on),
        ]
    rows += [
        ("报送时间", row.submitted_at or "还没有报送"),
        ("公示时间", row.published_at or "还没有公示"),
        ("备注", row.remark or "无"),
    ]
    return tuple(rows)


def number_in_use(number: str) -> bool:
    """Whether another line has the number."""
    return PlanLine.objects.filter(number=number).exists()


def to_do(actor: Actor, *, today: date) -> list[Todo]:
    """What waits for this actor, with the terms of Art. 7."""
    rows: list[Todo] = []
    if actor.holds(Role.CLERK):
        rows += _clerk_to_do(actor, today=today)
    if actor.holds(Role.OFFICE):
        rows += _office_to_do(actor)
    return rows


def _clerk_to_do(actor: Actor, *, today: date) -> list[Todo]:
    mine = PlanPart.objects.filter(department_id=actor.department_id, confirmed_at=None, line__state__in=OPEN)
    waiting = [part.line for part in mine.select_related("line").order_by("line__number")]
    drafts = list(lines().filter(initiator_id=actor.department_id, state__in=OPEN).order_by("number"))
    rows = [_todo(row, "等待本部门确认参与。", "确认参与", row) for row in waiting]
    rows += [
        _todo(
            row,
            "已被退回，请修改后重新报送。" if row.state == PlanState.RETURNED else "还没有报送。",
            "办理计划",
            row,
        )
        for row in drafts
    ]
    is_regulator = Department.objects.filter(pk=actor.department_id, kind=Kind.REGULATOR).exists()
    if (
        is_regulator
        and not PlanLine.objects.filter(initiator_id=actor.department_id, year=today.year).exists()
    ):
        rows.append(
            Todo(
                f"本部门还没有{today.year}年度牵头的联合抽查计划，应在2月底前报送。",
                "新建计划",
                reverse("plans:draft"),
                due=due_of_submission(today.year),
                article=7,
            )
        )
    return rows


def _office_to_do(actor: Actor) -> list[Todo]:
    office = Department.objects.filter(pk=actor.department_id, kind=Kind.OFFICE).first()
    if office is None:
        return []
    rows = (
        PlanLine.objects.filter(
            initiator__region_id=office.region_id, state__in=[PlanState.SUBMITTED, PlanState.ACCEPTED]
        )
        .order_by("number")
        .select_related("initiator")
    )
    return [
        _todo(row, "已经报送，等待受理。", "受理计划", row)
        if row.state == PlanState.SUBMITTED
        else _todo(row, "已经受理，等待公示。", "公示计划", row)
        for row in rows
    ]


def _todo(row: PlanLine, waits: str, action: str, subject: PlanLine) -> Todo:
    due = None
    if subject.kind == PlanKind.ANNUAL:
        handed_in = subject.state in (PlanState.SUBMITTED, PlanState.ACCEPTED)
        due = due_of_publication(subject.year) if handed_in else due_of_submission(subject.year)
    article = 7 if subject.kind == PlanKind.ANNUAL else 8
    return Todo(
        f"{row}{waits}", action, reverse("plans:detail", args=[row.pk]), due=due, article=article, rank=10
    )
