"""人员抽取 — inspectors for teams: eligibility and fair load first, then chance (protocol §7)."""

import hashlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from suiji.sampling.canonical import Unusable, sha256
from suiji.sampling.flow import Bounds, Weights, bands, chances, lower_bounds, optimum
from suiji.sampling.frame import ID
from suiji.sampling.shape import Record


class Unstaffable(Unusable):
    """人手不足 — no staffing exists: a minimal set of teams, and what leaves it short."""

    def __init__(self, teams: Sequence[str], shortages: Sequence[str], *, file: str) -> None:
        super().__init__(f"no staffing exists for team {', '.join(teams)}: {'; '.join(shortages)}", file=file)
        self.teams, self.shortages = tuple(teams), tuple(shortages)


@dataclass(frozen=True, slots=True)
class Department:
    """部门 — one department's side of a staffing."""

    name: str
    officers: int
    """How many inspectors every team needs of it."""
    lead: bool
    prior: Mapping[str, int]
    """inspector → load before this draw."""
    eligible: Mapping[str, Sequence[str]]
    """team → inspectors."""


@dataclass(frozen=True, slots=True)
class Staffing:
    """Everything a draw of inspectors is about."""

    document: dict[str, Any]
    teams: tuple[str, ...]
    departments: tuple[Department, ...]


def read_staffing(value: object, file: str) -> Staffing:
    """The staffing in a JSON value; `Unusable` where it is not in the form of protocol §7."""
    record = Record(value, file, required=("task", "departments", "teams", "inspectors", "eligible"))
    record.text("task")
    teams = _teams(record)
    listed = [
        Record(item, file, required=("id", "officers", "lead"), at=f"departments[{number}]")
        for number, item in enumerate(record.items("departments"))
    ]
    names = [_ident(department, "id") for department in listed]
    _require_order(record, "departments", names)
    if [department.flag("lead") for department in listed].count(True) != 1:
        raise record.refusal("departments", "do not name exactly one that leads")
    for member in ("inspectors", "eligible"):
        if unknown := sorted(set(record.mapping(member)) - set(names)):
            raise record.refusal(member, f"names the unknown department {unknown[0]!r}")
    departments = tuple(_department(record, department, teams) for department in listed)
    return Staffing(record.value, teams, departments)


def _ident(record: Record, name: str) -> str:
    value = record.text(name)
    if not ID.fullmatch(value):
        raise record.refusal(name, f"{value!r} is outside the alphabet of ids")
    return value


def _require_order(record: Record, name: str, ids: Sequence[object]) -> None:
    """Ids in their alphabet, in byte order, none twice, and at least one."""
    texts = [item for item in ids if isinstance(item, str) and ID.fullmatch(item)]
    if not texts or len(texts) != len(ids):
        raise record.refusal(name, "is empty, or holds what is no id")
    if any(first >= second for first, second in pairwise(texts)):
        raise record.refusal(name, "is not in the order of ids, or names one twice")


def _teams(record: Record) -> tuple[str, ...]:
    listed = [
        Record(item, record.file, required=("id", "objects"), at=f"teams[{number}]")
        for number, item in enumerate(record.items("teams"))
    ]
    names = [_ident(team, "id") for team in listed]
    _require_order(record, "teams", names)
    objects: set[str] = set()
    for team in listed:
        for name in team.items("objects"):
            if not isinstance(name, str) or not ID.fullmatch(name):
                raise team.refusal("objects", "holds what is no id")
            if name in objects:
                raise team.refusal("objects", f"holds {name!r}, which occurs twice")
            objects.add(name)
    return tuple(names)


def _department(record: Record, department: Record, teams: Sequence[str]) -> Department:
    name, file = department.text("id"), record.file
    inspectors = Record(
        record.value["inspectors"].get(name, {}), file, optional=None, at=f"inspectors.{name}"
    )
    prior: dict[str, int] = {}
    for inspector in sorted(inspectors.value):
        if not ID.fullmatch(inspector):
            raise inspectors.refusal(repr(inspector), "is outside the alphabet of ids")
        prior[inspector] = inspectors.whole(inspector, 0)
    pairs = Record(record.value["eligible"].get(name, {}), file, optional=teams, at=f"eligible.{name}")
    eligible: dict[str, Sequence[str]] = dict.fromkeys(teams, ())
    for team in pairs.value:
        eligible[team] = listed = pairs.items(team)
        if listed:
            _require_order(pairs, team, listed)
        if unknown := set(listed) - set(prior):
            raise pairs.refusal(team, f"names the unknown inspector {min(unknown)!r}")
    return Department(name, department.whole("officers", 1), department.flag("lead"), prior, eligible)


# ── can it be staffed ──────────────────────────────────────────────────────────────────


def check_staffable(staffing: Staffing, file: str) -> None:
    """`Unstaffable` with a minimal set of teams, unless every team can be filled.

    Loads are bounded only by what is needed (§7), so one team never takes from another what it needs: where
    no staffing exists, some team by itself has too few eligible inspectors, and alone is a minimal set.
    """
    for team in staffing.teams:
        short = [
            f"department {department.name} needs {department.officers}, "
            f"eligible are {len(department.eligible[team])} ({', '.join(department.eligible[team])})"
            for department in staffing.departments
            if len(department.eligible[team]) < department.officers
        ]
        if short:
            raise Unstaffable([team], short, file=file)


Assign = Callable[[Staffing, bytes], dict[str, Any]]
"""From staffing and seed to the content of ``assignment.json``."""


# ── assigning ──────────────────────────────────────────────────────────────────────────


def weight(seed: bytes, department: str, team: str, inspector: str) -> int:
    """The first 40 bits of a hash of the seed and of who would serve where."""
    words = (b"assign", department.encode(), team.encode(), inspector.encode())
    return int.from_bytes(sha256(seed + b"\x00".join(words))[:5], "big")


def weights_of(seed: bytes, department: Department) -> dict[tuple[str, str], int]:
    """(team, inspector) → ``weight``, of every eligible pair; what a team's pairs have in common is hashed once."""
    names = {inspector: inspector.encode() for inspector in department.prior}
    found: dict[tuple[str, str], int] = {}
    for team, inspectors in department.eligible.items():
        words = (b"assign", department.name.encode(), team.encode(), b"")
        common = hashlib.sha256(seed + b"\x00".join(words))
        for inspector in inspectors:
            digest = common.copy()
            digest.update(names[inspector])
            found[team, inspector] = int.from_bytes(digest.digest()[:5], "big")
    return found


Solution = tuple[int, int, Mapping[str, Iterable[str]]]
"""lo, hi, and team → inspectors."""


def assign(
    staffing: Staffing, seed: bytes, *, solve: Callable[[Department, Weights], Solution] | None = None
) -> dict[str, Any]:
    """The content of ``assignment.json``: bands, leaders, and every team's inspectors by department.

    ``solve`` may be a quicker solver with the same answers.
    """
    members: dict[str, dict[str, list[str]]] = {team: {} for team in staffing.teams}
    limits: dict[str, list[int]] = {}
    leaders: dict[str, str] = {}
    for department in staffing.departments:
        weights = weights_of(seed, department)
        lo, hi, chosen = (solve or solved)(department, weights)
        limits[department.name] = [lo, hi]
        for team, names in chosen.items():
            members[team][department.name] = sorted(names)
            if department.lead:
                leaders[team] = min(names, key=lambda name: (weights[team, name], name))
    return {"bands": limits, "leaders": leaders, "teams": members}


def solved(department: Department, weights: Weights) -> Solution:
    """One department's bands and its staffing of least weight within them."""
    lo, hi = bands(eligible=department.eligible, need=department.officers, prior=department.prior)
    return lo, hi, optimum(department.eligible, bounds_of(department, lo, hi), weights)


def bounds_of(department: Department, lo: int, hi: int) -> Bounds:
    """The least and most new load of each of the department's inspectors within its bands."""
    most = {name: max(0, hi - load) for name, load in department.prior.items()}
    least = lower_bounds(department.prior, chances(department.eligible), lo)
    return Bounds(department.officers, least, most)
