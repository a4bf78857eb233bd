"""组长 — which drawn officer of the initiator leads a team where the scheme goes by post and rank (Art. 17, R50)."""

from collections.abc import Iterable, Mapping
from typing import Any

from suiji.draws.models import Ceremony
from suiji.draws.queries.log import COMMITTED, entry_of
from suiji.libraries.models import Inspector
from suiji.sampling.canonical import canonical_json, parse_json
from suiji.sampling.freeze import KEY, blinded, read_key
from suiji.sampling.staffing import weight

RANKS_FILE, RANKS_NAME, RANKS_SAID = "audit/ranks.json", "ranks", "ranks_sha256"
"""Where the fixed ranks lie in the bundle, what blinds their hash, and how the log calls it."""

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


def ranks_file(ceremony: Ceremony, staffing: Mapping[str, Any]) -> bytes:
    """The places of everybody who may come to lead, as the libraries say on the day of the freeze (R143)."""
    codes = sorted(code for side in _leading(staffing) for code in staffing["inspectors"][side])
    people = Inspector.objects.filter(code__in=codes).values_list("code", "position")
    ranks = {code: rank_of(position) for code, position in people}
    return canonical_json({"ceremony": ceremony.ceremony, "ranks": ranks})


def ranks_of(files: Mapping[str, bytes]) -> Mapping[str, int]:
    """The places as they were fixed; none where the scheme leaves the leader to the seed alone."""
    return dict(parse_json(files[RANKS_FILE], RANKS_FILE)["ranks"]) if RANKS_FILE in files else {}


def _leading(staffing: Mapping[str, Any]) -> list[str]:
    return [one["id"] for one in staffing["departments"] if one["lead"]]


def ranks_stand(ceremony: Ceremony, files: Mapping[str, bytes]) -> bool:
    """True when the fixed places are those whose hash the log has beside the commitment, or there are none."""
    entry = entry_of(ceremony, COMMITTED)
    said = (entry.body or {}).get(RANKS_SAID) if entry else None
    if RANKS_FILE not in files:
        return said is None
    return said == blinded(read_key(files[KEY]), RANKS_NAME, files[RANKS_FILE])


def senior(codes: Iterable[str], ranks: Mapping[str, int], *, seed: bytes, side: str, team: str) -> str:
    """The officer of highest post and rank; the seed's weights decide among equals."""
    return min(codes, key=lambda code: (ranks.get(code, UNKNOWN), weight(seed, side, team, code), code))
