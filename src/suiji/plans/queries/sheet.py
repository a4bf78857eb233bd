"""One line as its page shows it."""

from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from suiji.catalogue.models import Item
from suiji.ledger import Actor
from suiji.ledger.models import Entry
from suiji.ledger.queries import history as ledger_history
from suiji.plans.models import PlanKind, PlanLine, PlanPart
from suiji.plans.queries.judging import Doable, doable
from suiji.plans.queries.public import period_of, titles_of


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
    titles = titles_of({item.pk for item in items})
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
        ("检查时间", period_of(row)),
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
