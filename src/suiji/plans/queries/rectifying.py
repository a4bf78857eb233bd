"""Special rectifications, and which joint items their words touch (Art. 8)."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import QuerySet

from suiji.catalogue import queries as catalogue
from suiji.catalogue.models import Item
from suiji.ledger import Actor
from suiji.ledger.models import Entry
from suiji.ledger.queries import history
from suiji.organs.models import Department
from suiji.organs.questions import question
from suiji.organs.roles import Role
from suiji.plans.models import Rectification
from suiji.plans.queries.reading import item_words, items_to_plan, may_take_part
from suiji.plans.states import RectificationState


def rectifications(actor: Actor) -> QuerySet[Rectification]:
    """Those of the actor's region; an auditor reads every one."""
    rows = Rectification.objects.select_related("department", "line").prefetch_related("items__versions")
    if not actor.holds(Role.AUDITOR):
        rows = rows.filter(department__region__departments=actor.department_id)
    return rows.distinct().order_by("-year", "-pk")


def touched_items(words: str, *, on: date) -> list[Item]:
    """Joint items in force that share two characters in a row with what the rectification is about.

    A suggestion for the clerk, who ticks what is really touched; generous on purpose.
    """
    pairs = {words[i : i + 2] for i in range(len(words) - 1)} - COMMON
    return [item for item in items_to_plan(on=on) if any(pair in _title(item) for pair in pairs)]


def _title(item: Item) -> str:
    return " ".join(f"{version.field} {version.title}" for version in item.versions.all())


COMMON = frozenset(
    {
        "专项",
        "整治",
        "检查",
        "抽查",
        "联合",
        "部门",
        "情况",
        "全市",
        "开展",
        "工作",
        "监督",
        "管理",
        "单位",
        "经营",
    }
)
"""Pairs that stand in nearly every item and mean nothing here."""


@dataclass(frozen=True, slots=True)
class RectificationSheet:
    """One rectification as its page shows it."""

    row: Rectification
    facts: tuple[tuple[str, Any], ...]
    items: tuple[tuple[Item, str], ...]
    may_join: bool
    may_part: bool
    history: QuerySet[Entry]


def rectification_sheet(row: Rectification, actor: Actor) -> RectificationSheet:
    """Everything the page shows, with what this actor may do there."""
    own = row.department_id == actor.department_id and row.state == RectificationState.REGISTERED
    return RectificationSheet(
        row=row,
        facts=_facts(row),
        items=tuple((item, item_words(item)) for item in row.items.all()),
        may_join=own and actor.holds(Role.CLERK),
        may_part=own and actor.holds(Role.DEPUTY_HEAD),
        history=history(row),
    )


def _facts(row: Rectification) -> tuple[tuple[str, Any], ...]:
    known: list[tuple[str, Any]] = [
        ("牵头部门", row.department.name),
        ("提出的人民政府", row.needed_by),
        ("部署文件", row.source_document),
        ("部署日期", row.source_on),
        ("整治内容", row.content),
        ("批准机关", row.approved_by),
        ("批准文号", row.approval_document),
        ("批准日期", row.approved_on),
        ("监督机关备案文号", row.supervision_filing or "还没有备案"),
    ]
    if row.state == RectificationState.APART:
        known += [
            ("不采取联合方式的理由", row.apart_because),
            ("依据", row.apart_basis or "不涉及联合抽查事项"),
            ("备案文号", row.apart_filing or "不涉及联合抽查事项"),
            ("批准人", row.apart_approver),
        ]
    return tuple(known)


def asked_along(row: Rectification, actor: Actor, *, on: date) -> QuerySet[Department]:
    """Departments to which the touched items give a part: proposed when the rectification becomes a joint check."""
    versions = catalogue.holding(row.items.all(), days=[on])
    absent = catalogue.departments_left_out(versions, [row.department])
    return may_take_part(actor).filter(line__in=[department.line for department in absent])


@question
def undecided(department: int) -> QuerySet[Rectification]:
    """Registered by the department, form not yet decided."""
    registered = Rectification.objects.filter(state=RectificationState.REGISTERED)
    return registered.filter(department_id=department).order_by("pk")
