"""Finding objects and showing one. Only ``ratings_of`` tells the class, and no page shows it."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Q, QuerySet

from suiji.law.libraries import object_is_eligible
from suiji.ledger.models import Entry
from suiji.ledger.queries import history
from suiji.libraries.models import InspectedObject, ObjectKind, RegState, RiskRating
from suiji.libraries.names import clean, grams_of
from suiji.libraries.queries.quality import TRAITS, trait_of
from suiji.libraries.queries.scope import stem
from suiji.organs.models import Region


def search(text: str) -> QuerySet[InspectedObject]:
    """Objects by two characters of the name, the beginning of the code, or the initials of the pinyin; by code."""
    text = clean(text)
    rows = InspectedObject.objects.select_related("region", "source")
    if not text:
        return rows.order_by("code")
    compact = text.replace(" ", "")
    if compact.isascii():
        return rows.filter(
            Q(code__startswith=compact.upper()) | Q(code__startswith=compact)
            | Q(name_initials__startswith=compact.lower())
            | Q(name_grams__contains=grams_of(compact), name__contains=text)
        ).order_by("code")  # fmt: skip
    if len(compact) == 1:
        return rows.filter(name__contains=compact).order_by("code")
    found = rows.filter(name_grams__contains=grams_of(compact))
    return (found.filter(name__contains=text) if len(compact) > 2 and compact == text else found).order_by(
        "code"
    )


def objects(
    *,
    text: str = "",
    address: str = "",
    region: str = "",
    kind: str = "",
    tag: str = "",
    pool: str = "",
    industry: str = "",
    source: str = "",
    reg_state: str = "",
    trait: str = "",
    today: date | None = None,
) -> QuerySet[InspectedObject]:
    """The object library, searched and filtered; every narrowing has an index of its own."""
    rows = search(text)
    if len(address := clean(address).replace(" ", "")) > 1:
        rows = rows.filter(address_grams__contains=grams_of(address))
        rows = rows.filter(address__contains=address) if len(address) > 2 else rows
    if region:
        rows = rows.filter(region__code__startswith=stem(region))
    if tag:
        rows = rows.filter(tags__contains=[tag])
    if pool:
        rows = rows.filter(pools__contains=[pool])
    if industry:
        rows = rows.filter(industry__startswith=industry)
    exact = {"kind": kind, "source_id": source, "reg_state": reg_state}
    rows = rows.filter(**{name: value for name, value in exact.items() if value})
    return rows.filter(trait_of(trait, today)) if trait in TRAITS and today else rows


def by_code(code: str) -> InspectedObject | None:
    """The object of a code, however its letters were typed."""
    return InspectedObject.objects.filter(code__in=[code, code.upper()]).first()


@dataclass(frozen=True, slots=True)
class Sheet:
    """An object as its page shows it. No class is in it (Art. 25)."""

    object: InspectedObject
    eligible: bool
    facts: tuple[tuple[str, Any], ...]
    history: QuerySet[Entry]


def sheet(row: InspectedObject) -> Sheet:
    """Everything the page of an object shows."""
    facts = (
        ("对象类别", ObjectKind(row.kind).label),
        ("市场主体类型", row.entity_type),
        ("登记状态", RegState(row.reg_state).label),
        ("住所（经营场所）", row.address),
        ("行政区划", row.region.name),
        ("成立日期", row.established_on),
        ("经营范围", row.business_scope),
        ("标签", "、".join(row.tags) or "无"),
        ("数据来源部门", row.source.name),
        ("更新时间", row.updated_at),
    )
    return Sheet(row, object_is_eligible(reg_state=row.reg_state), facts, history(row))


def tags() -> list[str]:
    """Every tag in use."""
    found: set[str] = set()
    for row in InspectedObject.objects.exclude(tags=[]).values_list("tags", flat=True).distinct():
        found.update(row)
    return sorted(found)


def regions() -> QuerySet[Region]:
    """The regions in which there are objects."""
    return Region.objects.filter(pk__in=InspectedObject.objects.values("region").distinct()).order_by("code")


def ratings_of(object_ids: Collection[int]) -> dict[int, str]:
    """The class in force of each object that has one. For the draw and the auditors only (Art. 25)."""
    newest = (
        RiskRating.objects.filter(object__in=object_ids)
        .order_by("object_id", "-rated_on", "-id")
        .distinct("object_id")
    )
    return dict(newest.values_list("object_id", "value"))
