"""One line as its page shows it."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import QuerySet

from suiji.catalogue.models import Item
from suiji.ledger import Actor
from suiji.ledger.models import Entry
from suiji.ledger.queries import history as ledger_history
from suiji.plans.models import Attachment, PlanKind, PlanLine, PlanPart
from suiji.plans.queries.judging import Doable, doable
from suiji.plans.queries.public import period_of, titles_of
from suiji.plans.queries.reading import versions


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
    versions: tuple[PlanLine, ...]
    drawn_at: datetime | None
    """The first draw on any of its versions."""
    frozen_at: datetime | None
    attachments: tuple[Attachment, ...]


def sheet(row: PlanLine, actor: Actor, *, today: date) -> Sheet:
    """Everything the page of a line shows, with what this actor may do there."""
    items = list(row.items.all())
    titles = titles_of({item.pk for item in items})
    named = tuple((item, titles.get(item.pk, ("", "还没有公布"))[1]) for item in items)
    known = tuple(versions(row))
    return Sheet(
        line=row,
        facts=facts(row),
        parts=tuple(row.parts.all()),
        items=named,
        may=doable(row, actor, today=today, versions=known),
        history=ledger_history(row),
        versions=known,
        drawn_at=min((one.drawn_at for one in known if one.drawn_at), default=None),
        frozen_at=min((one.frozen_at for one in known if one.frozen_at), default=None),
        attachments=tuple(row.attachments.defer("content").order_by("pk")),
    )


def facts(row: PlanLine) -> tuple[tuple[str, Any], ...]:
    """The fields of a line by their Chinese names."""
    change = [("变更理由", row.change_reason)] if row.change_reason else []
    gone = [("撤回理由", row.withdrawn_because)] if row.withdrawn_because else []
    return (
        ("来源", PlanKind(row.kind).label),
        ("版本", f"第 {row.version} 版"),
        *change,
        *gone,
        *_source(row),
        ("年度", f"{row.year} 年"),
        ("发起部门", row.initiator.name),
        ("抽查类型", row.get_selection_display()),
        ("对象范围", row.object_scope),
        ("对象基数", _number(row.object_count)),
        ("抽查比例或户数", row.ratio_text),
        ("计划户数", _number(row.planned_count)),
        ("频次", row.frequency or "未定"),
        ("信用风险分类要求", row.risk_note or "按各类别比例下限"),
        ("实施模式", row.get_mode_display() or "未定"),
        ("检查时间", period_of(row)),
        ("事先告知", "不宜告知，公示时只写领域和季度" if row.unannounced else "检查前告知"),
        ("联系科室", row.contact or "未定"),
        ("依据", row.basis or "年度工作安排"),
        ("报送时间", row.submitted_at or "还没有报送"),
        ("公示时间", row.published_at or "还没有公示"),
        ("备注", row.remark or "无"),
    )


def _source(row: PlanLine) -> list[tuple[str, Any]]:
    if row.kind != PlanKind.TEMPORARY:
        return []
    return [
        ("交办机关", row.source_organ),
        ("交办文号", row.source_document),
        ("交办日期", row.source_on),
        ("开展理由", row.source_reason or "见交办文件"),
    ]


def _number(count: int | None) -> str:
    return "未定" if count is None else f"{count} 户"
