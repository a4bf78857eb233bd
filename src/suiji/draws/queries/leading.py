"""组长 — which drawn officer of the initiator leads a team where the scheme goes by post and rank (Art. 17, R50)."""

from collections.abc import Iterable

from suiji.libraries.models import Inspector
from suiji.sampling.staffing import weight

RANKS: tuple[tuple[str, ...], ...] = (
    ("局长", "支队长"),
    ("副局长", "副支队长"),
    ("大队长", "科长", "所长", "队长", "主任"),
    ("副大队长", "副科长", "副所长", "副队长", "副主任"),
    ("一级调研员",),
    ("二级调研员",),
    ("三级调研员", "一级高级主办"),
    ("四级调研员", "二级高级主办"),
    ("三级高级主办",),
    ("四级高级主办",),
    ("一级主任科员", "一级主办"),
    ("二级主任科员", "二级主办"),
    ("三级主任科员", "三级主办"),
    ("四级主任科员", "四级主办"),
    ("一级科员", "一级行政执法员"),
    ("二级科员", "二级行政执法员"),
)
"""职务 before 职级, the highest first: leading posts, then the ranks of 《公务员职务与职级并行规定》 with those of the
enforcement officers' own series beside them. What is written otherwise comes last."""
UNKNOWN = len(RANKS)


def rank_of(position: str) -> int:
    """The place of a post or rank, 0 the highest; the longest name that occurs decides (副局长 is no 局长)."""
    found = [(-len(name), place) for place, names in enumerate(RANKS) for name in names if name in position]
    return min(found)[1] if found else UNKNOWN


def senior(people: Iterable[Inspector], *, seed: bytes, side: str, team: str) -> str:
    """The code of the officer of highest post and rank; the seed's weights decide among equals."""
    first = min(people, key=lambda one: (rank_of(one.position), weight(seed, side, team, one.code), one.code))
    return first.code
