"""抽查事项清单 — the two lists as the public reads them (Art. 6)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from django.db.models import Q, QuerySet

from suiji.catalogue.models import Arrangement, CheckLevel, CheckMode, ItemVersion, ListKind, Point
from suiji.catalogue.queries import MADE_PUBLIC, Comparison, compare, parts_in_order, ratio_words, there_since
from suiji.catalogue.queries import as_file as file_of_items
from suiji.catalogue.states import ItemState
from suiji.ledger.models import Entry
from suiji.portal.queries.visibility import Announcement, announcements

LISTED = (ItemState.PUBLISHED, ItemState.SUSPENDED)
SUBJECT = "catalogue.itemversion"
ACT = "catalogue.published"
TURNS = {"catalogue.suspended": "暂停", "catalogue.resumed": "恢复", "catalogue.abolished": "废止"}


@dataclass(frozen=True, slots=True)
class Part:
    """A department's part in an item."""

    department: str
    leads: bool
    content: str
    check_points: Sequence[str]
    points: tuple[Point, ...]
    """The same with the basis of each."""
    own_items: str = ""
    """The items of its own list that it checks with."""


@dataclass(frozen=True, slots=True)
class Item:
    """One public version of an item."""

    id: int
    code: str
    kind: str
    kind_label: str
    number: int
    state: str
    state_label: str
    field: str
    title: str
    sub_title: str
    content: str
    legal_basis: str
    object_scope: str
    modes: str
    item_class: str
    ratio: str
    frequency: str
    officer_requirement: str
    remark: str
    effective_from: date | None
    effective_until: date | None
    owner: str
    more: tuple[tuple[str, str], ...]
    """The fields that not every list has, by their Chinese names, where they say something."""
    parts: tuple[Part, ...]
    publicity_at: datetime | None = None
    """When the national publicity system showed this version."""

    @property
    def is_listed(self) -> bool:
        """True of the version that stands in the list now."""
        return self.state in LISTED


@dataclass(frozen=True, slots=True)
class Turn:
    """A version was suspended, put back in force or repealed, and why."""

    what: str
    because: str
    said: Announcement


@dataclass(frozen=True, slots=True)
class Version:
    """A line of an item's history."""

    id: int
    number: int
    state_label: str
    effective_from: date | None
    effective_until: date | None
    announced: Announcement | None
    turns: tuple[Turn, ...] = ()
    """What became of it afterwards, the newest first."""


def listed(*, kind: str = "", text: str = "") -> QuerySet[ItemVersion]:
    """The versions that stand in the lists, joint items first."""
    rows = _public().filter(state__in=LISTED)
    if kind in ListKind.values:
        rows = rows.filter(item__kind=kind)
    if text:
        rows = rows.filter(
            Q(title__contains=text)
            | Q(field__contains=text)
            | Q(item__code__contains=text)
            | Q(legal_basis__contains=text)
            | Q(object_scope__contains=text)
            | Q(content__contains=text)
        )
    return rows.order_by("-item__kind", "item__code")


def _public() -> QuerySet[ItemVersion]:
    return (
        ItemVersion.objects.filter(state__in=MADE_PUBLIC)
        .select_related("item__owner")
        .prefetch_related(parts_in_order())
    )


def as_items(rows: Iterable[ItemVersion]) -> list[Item]:
    """Rows as the public reads them."""
    found = list(rows)
    there = there_since(found)
    return [replace(as_item(row), publicity_at=there.get(row.pk)) for row in found]


def as_item(row: ItemVersion) -> Item:
    """One row as the public reads it: no names of those who countersigned."""
    parts = row.parts.all()
    return Item(
        id=row.pk,
        code=row.item.code,
        kind=row.item.kind,
        kind_label=ListKind(row.item.kind).label,
        number=row.number,
        state=row.state,
        state_label=row.state_label,
        field=row.field,
        title=row.title,
        sub_title=row.sub_title,
        content=row.content,
        legal_basis=row.legal_basis,
        object_scope=row.object_scope,
        modes="、".join(CheckMode(mode).label for mode in row.modes),
        item_class=row.get_item_class_display(),
        ratio=ratio_words(row),
        frequency=row.frequency,
        officer_requirement=row.officer_requirement,
        remark=row.remark,
        effective_from=row.effective_from,
        effective_until=row.effective_until,
        owner=row.item.owner.name,
        more=tuple((name, words) for name, words in _more(row) if words),
        parts=tuple(
            Part(one.department.name, one.leads, one.content, one.check_points, one.points, one.own_items)
            for one in parts
        ),
    )


def _more(row: ItemVersion) -> tuple[tuple[str, str], ...]:
    levels = "、".join(CheckLevel(level).label for level in row.levels)
    return (
        ("检查主体", row.inspecting_body),
        ("检查层级", levels),
        ("岗位资格资质", "、".join(row.qualifications)),
        ("权责清单对应", row.duty_entry),
        ("检查标准和工作指引", row.standard),
        ("实施模式", Arrangement(row.arrangement).label if row.arrangement else ""),
        ("完成时限", row.finish_by),
        ("联络科室", row.contact),
        ("特殊重点领域", "是" if row.special_focus else ""),
    )


def comparison(one: int, other: int) -> Comparison | None:
    """Two versions side by side; None unless both were public and belong to one item."""
    if _public().filter(pk__in=[one, other]).count() != 2:
        return None
    return compare(one, other)


def as_file(kind: str) -> bytes:
    """The lists as a workbook or a Word table."""
    return file_of_items(listed(), kind)


def item(pk: int) -> Item | None:
    """A version that was ever public, or None."""
    row = _public().filter(pk=pk).first()
    return None if row is None else as_items([row])[0]


def history(code: str) -> list[Version]:
    """Every version of an item that was ever public, newest first."""
    rows = list(
        ItemVersion.objects.filter(item__code=code, state__in=MADE_PUBLIC)
        .order_by("-number")
        .values_list("pk", "number", "state", "effective_from", "effective_until")
    )
    keys = [pk for pk, *_ in rows]
    said, turns = announcements(SUBJECT, keys, ACT), _turns(keys)
    return [
        Version(pk, number, ItemState(state).label, begins, ends, said.get(pk), tuple(turns.get(pk, ())))
        for pk, number, state, begins, ends in rows
    ]


def _turns(keys: Sequence[int]) -> dict[int, list[Turn]]:
    rows = (
        Entry.objects.filter(subject_type=SUBJECT, subject_id__in=[str(key) for key in keys], act__in=TURNS)
        .order_by("-id")
        .values_list("subject_id", "act", "body", "at", "department_name", "leaf__index")
    )
    found: dict[int, list[Turn]] = {}
    for key, act, body, at, by, index in rows:
        turn = Turn(TURNS[act], (body or {}).get("because", ""), Announcement(at, by, index))
        found.setdefault(int(key), []).append(turn)
    return found


def newest(most: int) -> list[tuple[int, str, int, str, str, Announcement]]:
    """Of the versions that stand in the lists the newest: key, code, version, title, state, when and by whom."""
    rows = ItemVersion.objects.filter(state__in=LISTED).order_by("-effective_from", "-pk")[:most]
    found = list(rows.values_list("pk", "item__code", "number", "title", "state"))
    said = announcements(SUBJECT, [pk for pk, *_ in found], ACT)
    return [
        (pk, code, number, title, ItemState(state).label, said[pk])
        for pk, code, number, title, state in found
        if pk in said
    ]


def counts() -> dict[str, int]:
    """How many items each list holds."""
    rows = ItemVersion.objects.filter(state__in=LISTED).values_list("item__kind", flat=True)
    kinds = list(rows)
    return {kind: kinds.count(kind) for kind in ListKind.values}


def newest_announcement() -> Announcement | None:
    """When the lists last changed, and by whom."""
    rows = ItemVersion.objects.filter(state__in=LISTED).order_by("-effective_from", "-pk")
    said = announcements(SUBJECT, rows.values_list("pk", flat=True)[:200], ACT)
    return max(said.values(), key=lambda one: one.at, default=None)
