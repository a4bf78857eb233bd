"""抽查事项清单 — the two lists as the public reads them (Art. 6)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Q, QuerySet

from suiji.catalogue.models import CheckMode, ItemVersion, ListKind
from suiji.catalogue.queries import MADE_PUBLIC
from suiji.catalogue.states import ItemState
from suiji.portal.queries.visibility import Announcement, announcements

LISTED = (ItemState.PUBLISHED, ItemState.SUSPENDED)
SUBJECT = "catalogue.itemversion"
ACT = "catalogue.published"


@dataclass(frozen=True, slots=True)
class Part:
    """A department's part in an item."""

    department: str
    leads: bool
    content: str
    check_points: Sequence[str]


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
    parts: tuple[Part, ...]

    @property
    def is_listed(self) -> bool:
        """True of the version that stands in the list now."""
        return self.state in LISTED


@dataclass(frozen=True, slots=True)
class Version:
    """A line of an item's history."""

    id: int
    number: int
    state_label: str
    effective_from: date | None
    effective_until: date | None
    announced: Announcement | None


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
        )
    return rows.order_by("-item__kind", "item__code")


def _public() -> QuerySet[ItemVersion]:
    return (
        ItemVersion.objects.filter(state__in=MADE_PUBLIC)
        .select_related("item__owner")
        .prefetch_related("parts__department")
    )


def as_items(rows: Iterable[ItemVersion]) -> list[Item]:
    """Rows as the public reads them."""
    return [as_item(row) for row in rows]


def as_item(row: ItemVersion) -> Item:
    """One row as the public reads it: no names of those who countersigned."""
    parts = sorted(row.parts.all(), key=lambda part: (not part.leads, part.department.code))
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
        content=row.content,
        legal_basis=row.legal_basis,
        object_scope=row.object_scope,
        modes="、".join(CheckMode(mode).label for mode in row.modes),
        item_class=row.get_item_class_display(),
        ratio=row.ratio_text or _ratio(row.ratio_min_bp, row.ratio_max_bp),
        frequency=row.frequency,
        officer_requirement=row.officer_requirement,
        remark=row.remark,
        effective_from=row.effective_from,
        effective_until=row.effective_until,
        owner=row.item.owner.name,
        parts=tuple(Part(one.department.name, one.leads, one.content, one.check_points) for one in parts),
    )


def _ratio(least: int | None, most: int | None) -> str:
    words = [_percent(bound) for bound in (least, most) if bound is not None]
    return "至".join(dict.fromkeys(words))


def _percent(basis_points: int) -> str:
    whole, rest = divmod(basis_points, 100)
    return f"{whole}.{rest:02d}".rstrip("0").rstrip(".") + "%" if rest else f"{whole}%"


def item(pk: int) -> Item | None:
    """A version that was ever public, or None."""
    row = _public().filter(pk=pk).first()
    return None if row is None else as_item(row)


def history(code: str) -> list[Version]:
    """Every version of an item that was ever public, newest first."""
    rows = list(
        ItemVersion.objects.filter(item__code=code, state__in=MADE_PUBLIC)
        .order_by("-number")
        .values_list("pk", "number", "state", "effective_from", "effective_until")
    )
    said = announcements(SUBJECT, [pk for pk, *_ in rows], ACT)
    return [
        Version(pk, number, ItemState(state).label, begins, ends, said.get(pk))
        for pk, number, state, begins, ends in rows
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
