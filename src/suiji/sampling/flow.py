"""Staffing as a flow: teams that need so many inspectors, inspectors with bounds, and the cheapest way (§7).

A team is joined to the inspectors who are eligible for it. All searching is done between inspectors: from one
who serves a team a place can pass to another who is eligible for that team and not yet in it. A chain of such
passes is what the textbooks call an augmenting path.
"""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from heapq import heapify, heappop, heappush

Weights = Mapping[tuple[str, str], int]
"""(team, inspector) → weight."""


@dataclass(slots=True)
class Roster:
    """Who serves where in one department, while it is being filled."""

    eligible: Mapping[str, Sequence[str]]
    """team → inspectors."""
    members: dict[str, set[str]] = field(init=False)
    teams: dict[str, set[str]] = field(init=False)

    def __post_init__(self) -> None:
        self.members = {team: set() for team in self.eligible}
        self.teams = {name: set() for names in self.eligible.values() for name in names}

    def load(self, inspector: str) -> int:
        """How many teams the inspector serves."""
        return len(self.teams.get(inspector, ()))

    def free(self, team: str) -> list[str]:
        """Who could still join the team."""
        return [name for name in self.eligible[team] if name not in self.members[team]]

    def passes(self, inspector: str) -> Iterator[tuple[str, str]]:
        """(team, other): the places this inspector could pass on, and to whom."""
        for team in self.teams[inspector]:
            for other in self.free(team):
                yield team, other

    def reach(
        self, starts: Sequence[str], wanted: Callable[[str], bool]
    ) -> dict[str, tuple[str, str] | None]:
        """Everyone a place can come to from these inspectors, with the (team, inspector) it comes through.

        The search ends with the first one wanted, who is then the last of the answer.
        """
        through: dict[str, tuple[str, str] | None] = {}
        for inspector in starts:
            through[inspector] = None
            if wanted(inspector):
                return through
        queue = list(starts)
        for inspector in queue:
            for team, other in self.passes(inspector):
                if other not in through:
                    through[other] = (team, inspector)
                    if wanted(other):
                        return through
                    queue.append(other)
        return through

    def move(self, end: str, through: Mapping[str, tuple[str, str] | None]) -> str:
        """Pass places along the chain that ends here; returns the inspector it began with."""
        while (step := through[end]) is not None:
            team, giver = step
            self.join(team, end)
            self.leave(team, giver)
            end = giver
        return end

    def join(self, team: str, inspector: str) -> None:
        """Add the inspector to the team."""
        self.members[team].add(inspector)
        self.teams[inspector].add(team)

    def leave(self, team: str, inspector: str) -> None:
        """Take the inspector out of the team."""
        self.members[team].remove(inspector)
        self.teams[inspector].remove(team)


def bands(*, eligible: Mapping[str, Sequence[str]], need: int, prior: Mapping[str, int]) -> tuple[int, int]:
    """(lo, hi) of protocol §7. Every team must have ``need`` eligible inspectors: then a staffing exists."""
    roster, hi = Roster(eligible), 0
    for team in eligible:
        for _ in range(need):
            hi = _place(roster, team, prior, hi)
    return _raise(roster, prior, hi), hi


def _place(roster: Roster, team: str, prior: Mapping[str, int], hi: int) -> int:
    """Fill one place of the team; returns the bound, raised as little as that needs."""
    through = roster.reach(roster.free(team), lambda name: prior[name] + roster.load(name) < hi)
    hi = max(hi, 1 + min(prior[name] + roster.load(name) for name in through))
    end = next(name for name in through if prior[name] + roster.load(name) < hi)
    roster.join(team, roster.move(end, through))
    return hi


def _raise(roster: Roster, prior: Mapping[str, int], hi: int) -> int:
    """The greatest lower bound: lift the least loaded as far as others can pass places on to them."""
    most, lo = chances(roster.eligible), 0
    while True:
        # For nobody anything changes before the bound passes the least total that could still grow.
        lo = min([hi, *(prior[name] + roster.load(name) for name in prior if roster.load(name) < most[name])])
        least = lower_bounds(prior, most, lo + 1)
        if lo == hi or not _lift(roster, least):
            return lo


def chances(eligible: Mapping[str, Sequence[str]]) -> Counter[str]:
    """How many teams each inspector is eligible for."""
    return Counter(name for names in eligible.values() for name in names)


def lower_bounds(prior: Mapping[str, int], most: Mapping[str, int], lo: int) -> dict[str, int]:
    """Everyone's least new load under the bound ``lo``; ``most``: how many teams each is eligible for."""
    return {name: max(0, min(lo - prior[name], most[name])) for name in prior}


def _lift(roster: Roster, least: Mapping[str, int]) -> bool:
    """Give everyone the least load by passing places on from those above theirs; False if impossible."""
    for name, load in least.items():
        while roster.load(name) < load:
            givers = [giver for giver in least if roster.load(giver) > least[giver]]
            through = roster.reach(givers, name.__eq__)
            if name not in through:
                return False
            roster.move(name, through)
    return True


# ── the cheapest staffing ──────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class Bounds:
    """How many members every team needs, and the least and most new load of every inspector."""

    need: int
    least: Mapping[str, int]
    most: Mapping[str, int]


def optimum(eligible: Mapping[str, Sequence[str]], bounds: Bounds, weights: Weights) -> dict[str, set[str]]:
    """The staffing of least total weight within the bounds; of several, the lexicographically smallest list.

    Within the bounds a staffing must exist, as it does within `bands`.
    """
    first = _cheapest(eligible, bounds, weights)
    chosen = {(team, name) for team, names in first.items() for name in names}
    # Another optimum, if there is one, would now be cheaper than the first.
    avoiding = {pair: weight * (len(chosen) + 1) + (pair in chosen) for pair, weight in weights.items()}
    if _cheapest(eligible, bounds, avoiding) == first:
        return first
    # Every pair weighs less than all later pairs together: the smallest list is the cheapest of the optima.
    ranked = {pair: 1 << (len(weights) - rank) for rank, pair in enumerate(sorted(weights), start=1)}
    return _cheapest(
        eligible, bounds, {pair: (w << len(weights)) - ranked[pair] for pair, w in weights.items()}
    )


def _cheapest(eligible: Mapping[str, Sequence[str]], bounds: Bounds, weights: Weights) -> dict[str, set[str]]:
    """Fill place after place by the cheapest chain (successive shortest paths)."""
    roster, rows = Roster(eligible), dict[str, _Row]()
    # Whoever is under the least load attracts more than any chain can cost.
    pull = 1 + 2 * sum(map(abs, weights.values()))
    for team in eligible:
        for _ in range(bounds.need):
            costs, through = _shortest(roster, team, weights, rows)
            for name in costs:
                if roster.load(name) < bounds.least[name]:
                    costs[name] -= pull
            open_to = [name for name in costs if roster.load(name) < bounds.most[name]]
            end = min(open_to, key=costs.__getitem__)
            _forget(roster, rows, team, end, through)
            roster.join(team, roster.move(end, through))
    return roster.members


_Row = dict[str, tuple[int, str]]
"""other → (what it costs to pass a place on, the team), the cheapest way."""


def _shortest(
    roster: Roster, team: str, weights: Weights, rows: dict[str, _Row]
) -> tuple[dict[str, int], dict[str, tuple[str, str] | None]]:
    """What it costs at least that in the end each inspector takes one more place, and by which chain."""
    costs = {name: weights[team, name] for name in roster.free(team)}
    through: dict[str, tuple[str, str] | None] = dict.fromkeys(costs)
    queue = [(cost, name) for name, cost in costs.items()]
    heapify(queue)
    while queue:
        cost, giver = heappop(queue)
        if cost > costs[giver]:
            continue  # a cheaper chain to this one was found meanwhile
        if giver not in rows:
            rows[giver] = _row(roster, giver, weights)
        for other, (step, by) in rows[giver].items():
            if other not in costs or cost + step < costs[other]:
                costs[other], through[other] = cost + step, (by, giver)
                heappush(queue, (cost + step, other))
    return costs, through


def _row(roster: Roster, giver: str, weights: Weights) -> _Row:
    row: _Row = {}
    for team, other in roster.passes(giver):
        step = weights[team, other] - weights[team, giver]
        if other not in row or step < row[other][0]:
            row[other] = step, team
    return row


def _forget(
    roster: Roster, rows: dict[str, _Row], team: str, end: str, through: Mapping[str, tuple[str, str] | None]
) -> None:
    """Drop the rows that the coming move changes: of everyone in a team on the chain, and of who joins it."""
    touched, names = {team}, {end}
    while (step := through[end]) is not None:
        touched.add(step[0])
        end = step[1]
        names.add(end)
    for name in names.union(*(roster.members[team] for team in touched)):
        rows.pop(name, None)
