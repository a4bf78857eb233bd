"""Finding objects and showing one. Only ``ratings_of`` tells the class, and no page shows it."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import connection
from django.db.models import Exists, OuterRef, Q, QuerySet

from suiji.law import parameter
from suiji.law.libraries import entry_is_valid, object_is_eligible
from suiji.ledger import Actor
from suiji.ledger.models import Entry
from suiji.ledger.queries import history
from suiji.libraries.models import (
    Browsing,
    ClassInForce,
    InspectedObject,
    LastConfirmed,
    Licence,
    ObjectKind,
    RegState,
    Tagging,
)
from suiji.libraries.names import clean, grams_of
from suiji.libraries.object_headings import SEALED
from suiji.libraries.queries.counting import Size, size_of
from suiji.libraries.queries.disputes import field_label, masked
from suiji.libraries.queries.quality import TRAITS, trait_of
from suiji.libraries.queries.scope import stem
from suiji.libraries.queries.together import Together, together
from suiji.libraries.states import EntryState
from suiji.organs.models import Department, Industry, Region
from suiji.organs.queries import regulators

PAGE = 50
UNSHOWN = (
    "name_grams",
    "address_grams",
    "business_scope",
    "particulars",
    "prints",
    "holders",
    "legal_rep",
    "liaison",
)
"""What a line of a list does not show."""


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
    state: str = "",
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
        rows = rows.filter(~Q(tags=[]), tags__contains=[tag])
    if pool:
        rows = rows.filter(~Q(pools=[]), pools__contains=[pool])
    if industry:
        rows = rows.filter(industry__startswith=industry)
    exact = {"kind": kind, "source_id": source, "reg_state": reg_state, "state": state}
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
    marks: list[tuple[str, str, bool]]
    """Tags and pools with the department that says so."""
    licences: list[Licence]
    belongings: list[InspectedObject]
    """Products, projects and behaviours it is responsible for."""
    together: Together
    """This year's visits, with those to its belongings."""
    sealed: tuple[tuple[str, str], ...]
    """Fields of the vault that hold something, with their names."""
    cap: int
    """Joint checks of a year (Art. 10)."""
    moves: tuple[EntryState, ...]
    """States into which the keeper may bring the entry."""

    @property
    def last_before_cap(self) -> bool:
        """One joint check more, and the object is at its cap: worth a word before it is drawn (Art. 10)."""
        return 0 < self.together.own == self.cap - 1


def sheet(row: InspectedObject, *, today: date) -> Sheet:
    """Everything the page of an object shows."""
    holders = dict(Department.objects.filter(pk__in=row.holders.values()).values_list("pk", "short_name"))
    words = Tagging.objects.filter(object=row).select_related("department").order_by("pool", "word")
    facts = tuple(
        (label, f"{value}（{holders[row.holders[name]]}提供）" if name in row.holders else value)
        for name, label, value in _facts(row)
        if value not in ("", None)
    )
    marks = [(word.word, word.department.short_name, word.pool) for word in words]
    licences = list(row.licences.select_related("department").order_by("name", "number"))
    belongings = list(row.belongings.order_by("code")[:PAGE])
    eligible = object_is_eligible(reg_state=row.reg_state) and entry_is_valid(entry_state=row.state)
    visits = together(row, year=today.year)
    moves = tuple(state for state in EntryState if row.machine.edge(row.state, state) is not None)
    sealed = tuple((name, field_label(name)) for name in SEALED if getattr(row, name))
    cap = parameter("joint_cap", on=today)
    return Sheet(row, eligible, facts, history(row), marks, licences, belongings, visits, sealed, cap, moves)


def _facts(row: InspectedObject) -> list[tuple[str, str, Any]]:
    industry = Industry.objects.filter(key=f"2017-{row.industry}").first() if row.industry else None
    return [
        ("kind", "对象类别", ObjectKind(row.kind).label),
        ("reg_no", "旧注册号", row.reg_no),
        ("entity_id", "主体身份代码", row.entity_id),
        ("entity_type", "市场主体类型", row.entity_type),
        ("reg_state", "登记状态", RegState(row.reg_state).label),
        ("", "条目状态", row.state_label),
        ("address", "住所（经营场所）", row.address),
        ("business_place", "经营场所", row.business_place),
        ("longitude", "经纬度", _place_of(row)),
        ("region_id", "行政区划", row.region.name),
        ("industry", "行业", f"{industry.code} {industry.name}" if industry else row.industry),
        ("established_on", "成立日期", row.established_on),
        ("business_scope", "经营范围", row.business_scope),
        ("reg_organ", "登记机关", row.reg_organ),
        ("station", "属地监管所", row.station),
        ("grid", "责任区", row.grid),
        ("abnormal_on", "列入经营异常名录", row.abnormal_on),
        ("serious_on", "列入严重违法失信名单", row.serious_on),
        ("needs", "检查人员资质要求", "、".join(row.needs)),
        *(("particulars", word, text) for word, text in row.particulars.items()),
        *((name, field_label(name), masked(row, name)) for name in ("legal_rep", "liaison")),
        ("phone", "联系电话", masked(row, "phone") or "没有"),
        ("", "上次检查", row.last_visited_on or "没有记录"),
        ("", "数据来源部门", row.source.name),
        ("", "更新时间", row.updated_at),
        (
            "",
            "来源部门最近确认两库",
            LastConfirmed.objects.filter(department=row.source_id).values_list("at", flat=True).first()
            or "还没有确认过",
        ),
    ]


def _place_of(row: InspectedObject) -> str:
    if row.longitude is None or row.latitude is None:
        return ""
    return f"{row.longitude}，{row.latitude}（{row.get_coordinates_display() or '没有注明坐标系'}）"


_WORDS = """
WITH RECURSIVE found AS (
    (SELECT pool, word FROM libraries_tagging ORDER BY pool, word LIMIT 1)
    UNION ALL
    SELECT next.pool, next.word FROM found CROSS JOIN LATERAL (
        SELECT pool, word FROM libraries_tagging t WHERE (t.pool, t.word) > (found.pool, found.word)
        ORDER BY pool, word LIMIT 1) AS next
) SELECT pool, word FROM found"""


def words_in_use() -> tuple[list[str], list[str]]:
    """Every tag and every special pool in use: one look at the index for each, none at the objects."""
    with connection.cursor() as cursor:
        cursor.execute(_WORDS)
        found = cursor.fetchall()
    return [word for pool, word in found if not pool], [word for pool, word in found if pool]


def regions() -> QuerySet[Region]:
    """The regions in which there are objects: one look at the index for each region, none at the objects."""
    there = InspectedObject.objects.filter(region=OuterRef("pk"))
    return Region.objects.filter(Exists(there)).order_by("code")


def keepers() -> QuerySet[Department]:
    """The departments that keep objects: one look at the index for each department, none at the objects."""
    kept = InspectedObject.objects.filter(source=OuterRef("pk"))
    return regulators().filter(Exists(kept))


@dataclass(frozen=True, slots=True)
class Slice:
    """One page of a search, in the order of codes, reached from the code before it and not by counting."""

    rows: list[InspectedObject]
    size: Size
    after: str
    """The code after which the next page begins; empty on the last."""
    first: bool


def slice_of(rows: QuerySet[InspectedObject], *, after: str) -> Slice:
    """The page of a search behind a code, as quick in a library of a million."""
    size = size_of(rows)
    shown = rows.defer(*UNSHOWN)
    page = list((shown.filter(code__gt=after) if after else shown)[: PAGE + 1])
    return Slice(page[:PAGE], size, page[PAGE - 1].code if len(page) > PAGE else "", not after)


def has_said_what_for(actor: Actor, *, today: date) -> bool:
    """Whether the actor has said today what the library is gone through for (Art. 25)."""
    return Browsing.objects.filter(by=actor.id, on=today).exists()


FEW = 10_000
"""Up to so many objects are named in the question; beyond, all classes are read and sifted here."""


def ratings_of(object_ids: Collection[int]) -> dict[int, str]:
    """The class in force of each object that has one. For the draw and the auditors only (Art. 25)."""
    rows = ClassInForce.objects.values_list("object_id", "value")
    if len(object_ids) <= FEW:
        return dict(rows.filter(object__in=object_ids))
    wanted = set(object_ids)
    return {pk: value for pk, value in rows.iterator(chunk_size=20_000) if pk in wanted}
