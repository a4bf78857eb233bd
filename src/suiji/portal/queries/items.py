"""抽查事项清单 — the two lists as the public reads them (Art. 6)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from django.db.models import Count, Q, QuerySet

from suiji.catalogue.models import (
    Arrangement,
    CheckLevel,
    CheckMode,
    ItemClass,
    ItemPart,
    ItemVersion,
    ListKind,
    Point,
)
from suiji.catalogue.queries import (
    MADE_PUBLIC,
    Comparison,
    compare,
    parts_in_order,
    parts_of,
    ratio_words,
    there_since,
)
from suiji.catalogue.queries import as_file as file_of_items
from suiji.catalogue.states import ItemState
from suiji.ledger.models import Entry
from suiji.organs.questions import question
from suiji.portal.paging import Bounded
from suiji.portal.queries.visibility import Announcement, announcements

_CLASSES = {code: str(label) for code, label in ItemClass.choices}
A_PAGE = 50
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
    rows = made_public().filter(state__in=LISTED)
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


def made_public() -> QuerySet[ItemVersion]:
    """Every version that was ever public."""
    return ItemVersion.objects.filter(state__in=MADE_PUBLIC).select_related("item__owner")


@question
def _first() -> QuerySet[ItemVersion]:
    return listed()[:A_PAGE]


def pages(*, kind: str = "", text: str = "") -> Bounded:
    """The pages of ``listed``; the first page of all is a question."""
    rows = listed(kind=kind, text=text)
    asked = kind in ListKind.values or text
    counted = rows if asked else lambda: sum(counts().values())
    return Bounded(rows, A_PAGE, most=None, counted=counted, first=None if asked else _first)


def as_items(rows: Iterable[ItemVersion]) -> list[Item]:
    """Rows as the public reads them."""
    found = list(rows)
    there, parts = there_since(found), parts_of([row.pk for row in found])
    return [replace(_item(row, parts[row.pk]), publicity_at=there.get(row.pk)) for row in found]


def _item(row: ItemVersion, parts: list[ItemPart]) -> Item:
    """Without the names of those who countersigned."""
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
        item_class=_CLASSES.get(row.item_class, row.item_class),
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
    if made_public().filter(pk__in=[one, other]).count() != 2:
        return None
    return compare(one, other)


def as_file(kind: str) -> bytes:
    """The lists as a workbook or a Word table."""
    return file_of_items(listed().prefetch_related(parts_in_order()), kind)


def item(pk: int) -> Item | None:
    """A version that was ever public, or None."""
    return next(iter(as_items(_one(pk))), None)


@question
def _one(pk: int) -> QuerySet[ItemVersion]:
    return made_public().filter(pk=pk)


def history(code: str) -> list[Version]:
    """Every version of an item that was ever public, newest first."""
    rows = _versions(code)
    keys = [pk for pk, *_ in rows]
    said, turns = announcements(SUBJECT, keys, ACT), _turns(keys)
    return [
        Version(pk, number, ItemState(state).label, begins, ends, said.get(pk), tuple(turns.get(pk, ())))
        for pk, number, state, begins, ends in rows
    ]


@question
def _versions(code: str) -> QuerySet[ItemVersion, tuple[int, int, str, date | None, date | None]]:
    rows = ItemVersion.objects.filter(item__code=code, state__in=MADE_PUBLIC).order_by("-number")
    return rows.values_list("pk", "number", "state", "effective_from", "effective_until")


@question
def _turned(
    keys: list[str],
) -> QuerySet[Entry, tuple[str, str, dict[str, str] | None, datetime, str, int | None]]:
    rows = Entry.objects.filter(subject_type=SUBJECT, subject_id__among=keys, act__in=TURNS).order_by("-id")
    return rows.values_list("subject_id", "act", "body", "at", "department_name", "leaf__index")


def _turns(keys: Sequence[int]) -> dict[int, list[Turn]]:
    found: dict[int, list[Turn]] = {}
    for key, act, body, at, by, index in _turned([str(key) for key in keys]) if keys else ():
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


@question
def _kinds() -> QuerySet[ItemVersion, tuple[str, int]]:
    rows = ItemVersion.objects.filter(state__in=LISTED).order_by()
    return rows.values_list("item__kind").annotate(n=Count("pk"))


def counts() -> dict[str, int]:
    """How many items each list holds."""
    return dict.fromkeys(ListKind.values, 0) | dict(_kinds())


@question
def _newest() -> QuerySet[ItemVersion, int]:
    rows = ItemVersion.objects.filter(state__in=LISTED).order_by("-effective_from", "-pk")
    return rows.values_list("pk", flat=True)[:200]


def newest_announcement() -> Announcement | None:
    """When the lists last changed, and by whom."""
    said = announcements(SUBJECT, _newest(), ACT)
    return max(said.values(), key=lambda one: one.at, default=None)
