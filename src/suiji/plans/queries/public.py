"""What the public may read of a line; of an unannounced check only field and quarter (Art. 20)."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import QuerySet

from suiji.catalogue import queries as catalogue
from suiji.catalogue.models import ItemVersion
from suiji.organs.days import day_of
from suiji.organs.questions import question
from suiji.plans.models import PlanBatch, PlanKind, PlanLine, PlanMode, Selection
from suiji.plans.queries.reading import lines
from suiji.plans.states import PlanState

_LABELS = {code: str(label) for code, label in (*Selection.choices, *PlanMode.choices)}
"""Looked up here: Django's own way makes the list of choices anew for every row."""


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
    selection: str
    mode: str
    object_count: int | None
    planned_count: int | None
    risk_note: str
    contact: str
    version: int
    change_reason: str
    published_on: date | None


def published(*, year: int) -> list[PublicLine]:
    """The published lines of a year. Of an unannounced check only field and quarter are shown (Art. 20)."""
    return public_lines(list(in_public(year=year)))


def in_public(*, year: int) -> QuerySet[PlanLine]:
    """The rows behind them, in the order of their periods: a page of them is read with a slice."""
    return lines().filter(year=year, state=PlanState.PUBLISHED).order_by("period_from", "number", "pk")


def public_lines(rows: list[PlanLine]) -> list[PublicLine]:
    """What anybody may read of these lines, with one look at their items."""
    titles = titles_of({item.pk for row in rows for item in row.items.all()})
    return [public_line(row, titles) for row in rows]


def titles_of(items: set[int]) -> dict[int, tuple[str, str]]:
    """Field and title of each item's newest public version."""
    rows = _titles(list(items)) if items else []
    return {item: (field, title) for item, field, title in rows}


@question
def _titles(items: list[int]) -> QuerySet[ItemVersion, tuple[int, str, str]]:
    rows = ItemVersion.objects.filter(item__among=items, state__in=catalogue.MADE_PUBLIC).order_by("number")
    return rows.values_list("item_id", "field", "title")


def public_line(row: PlanLine, titles: dict[int, tuple[str, str]] | None = None) -> PublicLine:
    """What anybody may read of a line; its items and participants in the order of their codes."""
    items = sorted(row.items.all(), key=lambda item: item.code)
    parts = sorted(row.parts.all(), key=lambda part: part.department.code)
    known = titles_of({item.pk for item in items}) if titles is None else titles
    words = [known.get(item.pk, ("", item.code)) for item in items]
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
        participants=() if hidden else tuple(part.department.name for part in parts),
        period=_quarters(row) if hidden else period_of(row),
        basis="" if hidden else row.basis,
        selection="" if hidden else _LABELS.get(row.selection, row.selection),
        mode="" if hidden else _LABELS.get(row.mode, row.mode),
        object_count=None if hidden else row.object_count,
        planned_count=None if hidden else row.planned_count,
        risk_note="" if hidden else row.risk_note,
        contact="" if hidden else row.contact,
        version=row.version,
        change_reason="" if hidden else row.change_reason,
        published_on=day_of(row.published_at) if row.published_at else None,
    )


def period_of(row: PlanLine) -> str:
    return "至".join(
        f"{day.year}年{day.month}月{day.day}日" for day in (row.period_from, row.period_until) if day
    )


def _quarters(row: PlanLine) -> str:
    ends = [(day.year, (day.month + 2) // 3) for day in (row.period_from, row.period_until) if day]
    return "至".join(dict.fromkeys(f"{year}年第{'一二三四'[quarter - 1]}季度" for year, quarter in ends))


def public_words(row: PlanLine) -> dict[str, Any]:
    """The same as the ledger and a batch's snapshot write it, for ever."""
    public = public_line(row)
    return {
        "number": public.number,
        "version": public.version,
        "year": public.year,
        "kind": public.kind,
        "title": public.title,
        "fields": list(public.fields),
        "items": list(public.items),
        "selection": public.selection,
        "object_scope": public.object_scope,
        "object_count": public.object_count,
        "ratio": public.ratio,
        "planned_count": public.planned_count,
        "frequency": public.frequency,
        "risk_note": public.risk_note,
        "mode": public.mode,
        "initiator": public.initiator,
        "participants": list(public.participants),
        "period": public.period,
        "contact": public.contact,
        "basis": public.basis,
        "change_reason": public.change_reason,
    }


def batches(*, year: int) -> QuerySet[PlanBatch]:
    """How the plan of a year became public, batch by batch."""
    return (
        PlanBatch.objects.filter(year=year).select_related("office__region").order_by("office_id", "number")
    )


def left_public(*, year: int) -> QuerySet[PlanLine]:
    """Lines that were public and are not in force any more: changed by a later version, or withdrawn."""
    gone = lines().filter(year=year, published_at__isnull=False)
    return gone.filter(state__in=[PlanState.SUPERSEDED, PlanState.WITHDRAWN]).order_by(
        "number", "version", "pk"
    )
