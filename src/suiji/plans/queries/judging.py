"""What an actor may do on a line now, and what still stands in the way."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from suiji import law
from suiji.catalogue import queries as catalogue
from suiji.catalogue.models import ItemVersion
from suiji.ledger import Actor
from suiji.organs import queries as organs
from suiji.organs.models import Department
from suiji.organs.roles import Role
from suiji.papers.sheets import fold
from suiji.plans.models import PlanKind, PlanLine, PlanPart
from suiji.plans.states import PlanState

OPEN = (PlanState.DRAFT, PlanState.RETURNED)


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


SELF = frozenset({"本部门", "本单位", "本局", "我局", "我单位", "我部门", "自行组织", "自行开展"})
"""How a department writes of itself where an upper organ should stand."""


def names_itself(row: PlanLine) -> bool:
    """Whether the organ that handed the work down is the initiator, by its full, short or region-less name (Art. 8)."""
    own, region = row.initiator, row.initiator.region.name
    bare = own.name.removeprefix(region)
    names = {own.name, own.short_name, bare, f"{region[-1:]}{bare}", *SELF}
    return fold(row.source_organ) in {fold(name) for name in names}


def source_of(row: PlanLine) -> dict[str, Any]:
    """What Article 8 asks of a temporary check's source, as its rule takes it."""
    return {
        "document": row.source_document,
        "organ": row.source_organ,
        "dated": row.source_on is not None,
        "attached": row.attachments.exists(),
        "own_initiative": names_itself(row),
    }


def missing_of_source(facts: Mapping[str, Any]) -> tuple[str, ...]:
    """What the source still lacks, in words."""
    words = {
        "上级交办机关（不是本部门）": facts["organ"].strip() and not facts["own_initiative"],
        "交办文号": facts["document"].strip(),
        "交办日期": facts["dated"],
        "交办文件（附件）": facts["attached"],
    }
    return tuple(name for name, there in words.items() if not there)


def unconfirmed(parts: Sequence[PlanPart]) -> list[PlanPart]:
    """Participants who have not agreed yet."""
    return [part for part in parts if part.confirmed_at is None]


def versions_of_line(row: PlanLine, *, on: date) -> list[ItemVersion]:
    """What its joint items say today, or on its first day where they only begin by then."""
    return catalogue.holding(row.items.all(), days=[on, row.period_from])


def left_out(row: PlanLine, versions: Sequence[ItemVersion], parts: Sequence[PlanPart]) -> list[Department]:
    """Departments that the items name and the line does not (Art. 2, 7)."""
    return catalogue.departments_left_out(versions, [row.initiator, *(part.department for part in parts)])


def hindrance(row: PlanLine, *, on: date) -> tuple[law.Rule | None, tuple[str, ...]]:
    """The first rule that still stops the line from being handed in, with what is missing."""
    rules, parts = law.lists_and_plans, list(row.parts.all())
    if not law.general.several_departments(departments=1 + len(parts)):
        return law.entry(law.general.several_departments), ("参与部门",)
    source = source_of(row) if row.kind == PlanKind.TEMPORARY else None
    if source is not None and not rules.temporary_check_has_source(**source):
        return law.entry(rules.temporary_check_has_source), missing_of_source(source)
    fields = missing_fields(row, items=len(row.items.all()))
    if not rules.plan_line_is_complete(missing_fields=len(fields)):
        return law.entry(rules.plan_line_is_complete), tuple(fields)
    versions = versions_of_line(row, on=on)
    gone = [item.code for item in row.items.all() if item.pk not in {one.item_id for one in versions}]
    if not law.general.items_published(unpublished=len(gone)):
        return law.entry(law.general.items_published), tuple(f"事项 {code} 的公布" for code in gone)
    absent = left_out(row, versions, parts)
    if not rules.departments_of_items_take_part(left_out=len(absent)):
        return law.entry(rules.departments_of_items_take_part), tuple(
            f"{department.name}参与（事项分工里有该部门）" for department in absent
        )
    waiting = unconfirmed(parts)
    if not rules.participants_confirmed(missing=len(waiting)):
        return law.entry(rules.participants_confirmed), tuple(_answer_missing(part) for part in waiting)
    return None, ()


def _answer_missing(part: PlanPart) -> str:
    if part.refused_at is None:
        return f"{part.department.name}的确认"
    return f"{part.department.name}的参与（已经答复不参与，请与该部门协调，或者修改参与部门）"


@dataclass(frozen=True, slots=True)
class Doable:
    """Which acts this actor may do on a line now, and what stands in the way of handing it in."""

    edit: bool
    confirm: bool
    refuse: bool
    submit: bool
    withdraw: bool
    change: bool
    send_back: bool
    accept: bool
    publish: bool
    hindrance: law.Rule | None
    missing: tuple[str, ...]


def doable(row: PlanLine, actor: Actor, *, today: date, versions: Sequence[PlanLine] | None = None) -> Doable:
    """What the actor may do on the line, as the services would judge it; its versions where they are at hand."""
    rule, missing = hindrance(row, on=today) if row.state in OPEN else (None, ())
    clerk = row.initiator_id == actor.department_id and actor.holds(Role.CLERK)
    office = _is_its_office(row, actor)
    own = clerk and row.state in OPEN
    part = _own_part(row, actor) if row.state in OPEN and actor.holds(Role.CLERK) else None
    return Doable(
        edit=own,
        confirm=part is not None and part.confirmed_at is None,
        refuse=part is not None and part.refused_at is None,
        submit=own and rule is None,
        withdraw=own or (clerk and row.state == PlanState.PUBLISHED and not is_drawn(row, versions=versions)),
        change=clerk and row.state == PlanState.PUBLISHED and not _is_being_changed(row),
        send_back=office and row.state == PlanState.SUBMITTED,
        accept=office and row.state == PlanState.SUBMITTED and row.kind == PlanKind.ANNUAL,
        publish=_may_publish(row, clerk=clerk, office=office),
        hindrance=rule,
        missing=missing,
    )


def is_drawn(row: PlanLine, *, versions: Sequence[PlanLine] | None = None) -> bool:
    """Whether withdrawing this row would end a line with a frozen or drawn list, in whichever version (Art. 7)."""
    if row.version > 1 and row.state != PlanState.PUBLISHED:
        return False
    known = PlanLine.objects.filter(number=row.number) if versions is None else versions
    return any(one.drawn_at or one.frozen_at for one in known)


def _is_its_office(row: PlanLine, actor: Actor) -> bool:
    office = organs.office_of(row.initiator)
    return office is not None and office.pk == actor.department_id and actor.holds(Role.OFFICE)


def _own_part(row: PlanLine, actor: Actor) -> PlanPart | None:
    return next((part for part in row.parts.all() if part.department_id == actor.department_id), None)


def _is_being_changed(row: PlanLine) -> bool:
    return row.changes.exclude(state=PlanState.WITHDRAWN).exists()


def _may_publish(row: PlanLine, *, clerk: bool, office: bool) -> bool:
    """A filed temporary check is published by either; the annual plan's lines by the office, once accepted."""
    if row.kind == PlanKind.TEMPORARY:
        return (clerk or office) and row.state in (PlanState.SUBMITTED, PlanState.ACCEPTED)
    return office and row.state == PlanState.ACCEPTED
