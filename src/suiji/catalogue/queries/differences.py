"""版本对照 — two versions of an item side by side, field by field."""

from dataclasses import dataclass
from itertools import zip_longest
from typing import Any

from suiji.catalogue.models import ItemPart, ItemVersion
from suiji.catalogue.queries.items import facts, versions

NOT_COMPARED = frozenset({"清单", "生效日期", "失效日期"})


@dataclass(frozen=True, slots=True)
class Difference:
    """One field in both versions."""

    name: str
    before: str
    after: str

    @property
    def changed(self) -> bool:
        """True when they say different things."""
        return self.before != self.after


@dataclass(frozen=True, slots=True)
class Comparison:
    """An earlier and a later version of one item."""

    before: ItemVersion
    after: ItemVersion
    rows: tuple[Difference, ...]

    @property
    def changed(self) -> list[Difference]:
        """The fields that differ."""
        return [row for row in self.rows if row.changed]

    @property
    def unchanged(self) -> list[Difference]:
        """The fields that do not."""
        return [row for row in self.rows if not row.changed]


def compare(one: int, other: int) -> Comparison | None:
    """Two versions of the same item, the earlier first; None when they belong to different items."""
    pair = sorted(versions().filter(pk__in=[one, other]), key=lambda version: version.number)
    if len(pair) != 2 or pair[0].item_id != pair[1].item_id:
        return None
    before, after = pair
    fields = [
        Difference(first[0], _text(first[1]), _text(second[1]))
        for first, second in zip_longest(_said(before), _said(after), fillvalue=("", ""))
    ]
    return Comparison(before, after, (*fields, *_parts(before, after)))


def _said(version: ItemVersion) -> list[tuple[str, Any]]:
    named = [("抽查事项", version.title), *facts(version)]
    return [(name, value) for name, value in named if name not in NOT_COMPARED]


def _text(value: Any) -> str:
    return "" if value is None else str(value)


def _parts(before: ItemVersion, after: ItemVersion) -> list[Difference]:
    old = {part.department.name: part for part in before.parts.all()}
    new = {part.department.name: part for part in after.parts.all()}
    return [
        Difference(f"{name}的检查内容和要点", _part_words(old.get(name)), _part_words(new.get(name)))
        for name in dict.fromkeys([*old, *new])
    ]


def _part_words(part: ItemPart | None) -> str:
    if part is None:
        return "不参与"
    points = [
        f"{number}. {point.text}{'' if point.mandatory else '（选查）'}{point.basis}"
        for number, point in enumerate(part.points, start=1)
    ]
    items = [f"对应本部门事项：{part.own_items}"] if part.own_items else []
    return "\n".join([part.content, *items, *points])
