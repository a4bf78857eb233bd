"""清单比例 — how many the items' own lists ask for, beside what a scheme would draw (Art. 4, 6, reading R144)."""

from collections.abc import Iterable
from dataclasses import dataclass

from suiji.catalogue.models import ItemVersion
from suiji.tasks.queries.totals import Totals


@dataclass(frozen=True, slots=True)
class ListedRatio:
    """What one item's list says, and whether the scheme draws as many."""

    code: str
    title: str
    words: str
    least: int | None
    """The fewest that fulfil it in this scope; None where the plan is to say, or the scope is not counted."""
    short: bool
    """True where the scheme would draw fewer: a warning, since Art. 13 sets the floors that bind."""


def listed_ratios(
    versions: Iterable[ItemVersion], found: Totals, *, count: int | None, whole: bool
) -> list[ListedRatio]:
    """Every chosen item's ratio; compared where the scope is large enough to be counted by class."""
    drawn = found.eligible if whole else count or found.quota
    return [_listed(version, found, drawn) for version in versions]


def _listed(version: ItemVersion, found: Totals, drawn: int) -> ListedRatio:
    ratio = version.ratio
    least = (ratio.least(found.eligible) or None) if found.classes else None
    words = ratio.words() or version.ratio_text or "清单没有写明"
    return ListedRatio(version.item.code, version.title, words, least, least is not None and drawn < least)
