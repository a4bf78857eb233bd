"""人员抽取 — bands and the staffing of least weight by OR-tools' flows; the answers are the reference's (§7)."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray
from ortools.graph.python.max_flow import SimpleMaxFlow
from ortools.graph.python.min_cost_flow import SimpleMinCostFlow

from suiji.sampling import staffing as reference
from suiji.sampling.flow import Bounds, Weights, chances, lower_bounds, optimum
from suiji.sampling.staffing import Department, Solution, Staffing, bounds_of

Whole = NDArray[np.int64]
Flags = NDArray[np.bool_]
FAR = 1 << 61
"""Farther than any chain of places: weights have 40 bits, chains at most as many steps as inspectors."""


def assign(staffing: Staffing, seed: bytes) -> dict[str, Any]:
    """The content of ``assignment.json``, as the reference computes it."""
    return reference.assign(staffing, seed, solve=solve)


def solve(department: Department, weights: Weights) -> Solution:
    """One department's bands and its staffing of least weight within them."""
    graph = Graph(department)
    lo, hi = graph.bands(department.prior)
    bounds = bounds_of(department, lo, hi)
    costs = _whole([weights[pair] for pair in graph.pairs])
    taken = graph.cheapest(bounds, costs)
    if _is_unique(graph.steps(bounds, costs, taken)):
        return lo, hi, graph.chosen(taken)
    return lo, hi, optimum(department.eligible, bounds, weights)


class Graph:
    """One department's teams and inspectors as nodes, its eligible pairs as arcs.

    Node 0 is where places come from, node 1 where they go; then the teams, then the inspectors.
    """

    def __init__(self, department: Department) -> None:
        self.need, self.eligible = department.officers, department.eligible
        self.inspectors = sorted(department.prior)
        self.teams = list(department.eligible)
        self.pairs = [(team, name) for team, names in department.eligible.items() for name in names]
        sizes = [len(names) for names in department.eligible.values()]
        self.first = 2 + len(self.teams)
        inspector_nodes = {name: self.first + n for n, name in enumerate(self.inspectors)}
        self.tails = np.repeat(np.arange(2, self.first), _whole(sizes))
        self.heads = _whole([inspector_nodes[name] for _, name in self.pairs])

    def bands(self, prior: Mapping[str, int]) -> tuple[int, int]:
        """(lo, hi) of protocol §7; every team must have enough eligible inspectors."""
        places, loads = self.need * len(self.teams), list(prior.values())
        most = chances(self.eligible)

        def staffs(hi: int) -> bool:
            return self._flow({name: max(0, hi - load) for name, load in prior.items()}) == places

        def lifts(lo: int) -> bool:
            # Where one flow fills all teams within hi and another gives everybody the least load, a third does both.
            least = lower_bounds(prior, most, lo)
            return self._flow(least) == sum(least.values())

        # No staffing lies beyond what counting alone forbids, and it is seldom far from there.
        counted = _least(
            lambda hi: sum(max(0, hi - load) for load in loads) >= places, 0, max(loads) + places
        )
        hi = _least(staffs, counted, max(loads) + len(self.teams))
        spare = _least(lambda below: sum(lower_bounds(prior, most, hi - below).values()) <= places, 0, hi)
        return hi - _least(lambda below: lifts(hi - below), spare, hi), hi

    def _flow(self, most: Mapping[str, int]) -> int:
        """How many places can be filled when everyone takes at most so many."""
        flow = SimpleMaxFlow()
        ends = _whole(range(self.first, self.first + len(self.inspectors)))
        starts = _whole(range(2, self.first))
        ones = np.ones(len(self.pairs), dtype=np.int64)
        flow.add_arcs_with_capacity(np.zeros_like(starts), starts, np.full_like(starts, self.need))
        flow.add_arcs_with_capacity(self.tails, self.heads, ones)
        flow.add_arcs_with_capacity(
            ends, np.ones_like(ends), _whole([most[name] for name in self.inspectors])
        )
        if flow.solve(0, 1) != flow.OPTIMAL:
            raise AssertionError("the flow has no answer")
        return int(flow.optimal_flow())

    def cheapest(self, bounds: Bounds, costs: Whole) -> Flags:
        """Which pairs are a staffing of least cost within the bounds, which must allow one."""
        flow = SimpleMinCostFlow()
        ends = _whole(range(self.first, self.first + len(self.inspectors)))
        least = _whole([bounds.least[name] for name in self.inspectors])
        spare = _whole([bounds.most[name] for name in self.inspectors]) - least
        ones = np.ones(len(self.pairs), dtype=np.int64)
        arcs = flow.add_arcs_with_capacity_and_unit_cost(self.tails, self.heads, ones, costs)
        flow.add_arcs_with_capacity_and_unit_cost(ends, np.ones_like(ends), spare, np.zeros_like(ends))
        starts = _whole(range(2, self.first))
        flow.set_nodes_supplies(starts, np.full_like(starts, self.need))
        flow.set_nodes_supplies(ends, -least)
        flow.set_nodes_supplies(_whole([1]), _whole([int(least.sum()) - self.need * len(self.teams)]))
        if flow.solve() != flow.OPTIMAL:
            raise AssertionError("the bounds allow no staffing")
        return np.asarray(flow.flows(arcs)) > 0

    def chosen(self, taken: Flags) -> dict[str, set[str]]:
        """The staffing of these pairs, by team."""
        chosen: dict[str, set[str]] = {team: set() for team in self.teams}
        for place in np.flatnonzero(taken):
            team, name = self.pairs[place]
            chosen[team].add(name)
        return chosen

    def steps(self, bounds: Bounds, costs: Whole, taken: Flags) -> Whole:
        """What it costs at least to pass one place from each inspector to each other; ``FAR`` if impossible.

        Through one more node loads change: who is above the least may give up a place, who is below the most take one.
        """
        outside = len(self.inspectors)
        steps = np.full((outside + 1, outside + 1), FAR, dtype=np.int64)
        teams, columns = self.tails - 2, self.heads - self.first
        # Pairs stand team by team, so that each row is one team's givers.
        givers = np.flatnonzero(taken).reshape(len(self.teams), self.need)
        takers = np.flatnonzero(~taken)
        for giver in givers.T:
            own = giver[teams[takers]]
            places = columns[own] * (outside + 1) + columns[takers]
            np.minimum.at(steps.reshape(-1), places, costs[takers] - costs[own])
        loads = np.bincount(columns[taken], minlength=outside)
        steps[:-1, outside][loads < _whole([bounds.most[name] for name in self.inspectors])] = 0
        steps[outside, :-1][loads > _whole([bounds.least[name] for name in self.inspectors])] = 0
        return steps


def _whole(values: Sequence[int]) -> Whole:
    return np.array(values, dtype=np.int64)


def _least(holds: Callable[[int], bool], low: int, high: int) -> int:
    """The least number from ``low`` to ``high`` that holds, looked for near ``low`` first.

    All above one that holds hold too, and ``high`` does.
    """
    span = 1
    while low < high:
        middle = min(low + span, high) - 1
        if holds(middle):
            high, span = middle, max(1, (middle - low + 1) // 2)
        else:
            low, span = middle + 1, 2 * span
    return low


# ── is there another optimum ───────────────────────────────────────────────────────────


def _is_unique(steps: Whole) -> bool:
    """False where places could be passed round in a circle at no cost: then several staffings weigh least."""
    reached = steps.copy()
    for middle in range(len(steps)):
        reached = np.minimum(reached, reached[:, middle, None] + reached[None, middle, :])
        np.minimum(reached, FAR, out=reached)
    return bool((np.diagonal(reached) > 0).all())
