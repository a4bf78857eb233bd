"""How even chance is over whole staffings: every optimal one counted, many seeds drawn (protocol §7).

The least total weight treats equals alike; over staffings of unequal shape it is not bound to be uniform. So the
tests say how far it is: ``excess`` is the largest deviation of a staffing's share from uniform, in parts of the
uniform share. Chance alone explains about four standard deviations of the count; what is more belongs to the
instance, is bounded here, and stands in decision 0027.
"""

import itertools
from collections import Counter
from collections.abc import Mapping, Sequence
from functools import cache
from math import sqrt

import pytest

from suiji.sampling.flow import chances
from suiji.sampling.staffing import Department, bounds_of, solved, weight
from tests.sampling import by_hand

SEEDS = 3000
Staffing = tuple[tuple[str, ...], ...]
"""Team after team its inspectors, sorted."""


def a_department(
    eligible: Mapping[str, str], *, need: int, prior: Mapping[str, int] | None = None
) -> Department:
    people = sorted({who for names in eligible.values() for who in names})
    loads = dict.fromkeys(people, 0) | dict(prior or {})
    return Department("d", need, True, loads, {team: sorted(names) for team, names in eligible.items()})


INSTANCES = {
    "all alike, two teams of two from five": (
        a_department({"t0": "abcde", "t1": "abcde"}, need=2),
        0.0,
    ),
    "all alike, three teams of one from three": (
        a_department({"t0": "abc", "t1": "abc", "t2": "abc"}, need=1),
        0.0,
    ),
    "all alike, two teams of two from three, so that one serves twice": (
        a_department({"t0": "abc", "t1": "abc"}, need=2),
        0.0,
    ),
    "one of five has served before and stays away": (
        a_department({"t0": "abcde", "t1": "abcde"}, need=2, prior={"e": 3}),
        0.0,
    ),
    "a recusal: one may not enter the first team": (
        a_department({"t0": "bcde", "t1": "abcde"}, need=2),
        0.2,
    ),
    "a chain of districts: each inspector in two neighbouring teams": (
        a_department({"t0": "ab", "t1": "bc", "t2": "cd"}, need=1),
        0.2,
    ),
    "recusals and a prior load: three teams of one from four": (
        a_department({"t0": "abc", "t1": "abcd", "t2": "bcd"}, need=1, prior={"b": 1}),
        0.4,
    ),
    "two districts that share one inspector, two of two": (
        a_department({"t0": "abc", "t1": "cde"}, need=2),
        0.4,
    ),
}
"""Instance, and the excess beyond chance that its shape brings at most."""


def staffings(department: Department) -> list[Staffing]:
    """Every staffing within the department's bands, by trying all."""
    lo, hi, _ = solved(department, _weights(department, b"any"))
    bounds = bounds_of(department, lo, hi)
    teams = sorted(department.eligible)
    groups = [list(itertools.combinations(department.eligible[team], department.officers)) for team in teams]
    found = []
    for choice in itertools.product(*groups):
        load = Counter(who for group in choice for who in group)
        if all(bounds.least[who] <= load[who] <= bounds.most[who] for who in department.prior):
            found.append(choice)
    return found


def _weights(department: Department, seed: bytes) -> dict[tuple[str, str], int]:
    return {
        (team, who): weight(seed, department.name, team, who)
        for team, names in department.eligible.items()
        for who in names
    }


@cache
def drawn(name: str) -> Counter[Staffing]:
    """How often each staffing came, over the fixed seeds."""
    department, _ = INSTANCES[name]
    counts: Counter[Staffing] = Counter()
    for number in range(SEEDS):
        _, _, chosen = solved(department, _weights(department, by_hand.h(b"fair %d" % number)))
        counts[tuple(tuple(sorted(chosen[team])) for team in sorted(chosen))] += 1
    return counts


def excess(counts: Counter[Staffing], every: Sequence[Staffing]) -> float:
    """The largest deviation from the uniform share, in parts of it."""
    even = SEEDS / len(every)
    return max(abs(counts[one] - even) for one in every) / even


def noise(number: int) -> float:
    """Four standard deviations of a count, in parts of the uniform share."""
    return 4 * sqrt((1 - 1 / number) / (SEEDS / number))


@pytest.mark.parametrize("name", INSTANCES)
def test_no_staffing_is_left_out_and_none_is_far_from_its_share(name: str) -> None:
    department, own = INSTANCES[name]
    every = staffings(department)

    counts = drawn(name)

    assert set(counts) == set(every)
    found = excess(counts, every)
    said = f"{found:.1%} of {1 / len(every):.1%}, chance alone {noise(len(every)):.1%}"
    print(f"{name}: {len(every)} staffings, largest deviation {said}")  # noqa: T201 — shown by pytest -rP
    assert found < own + noise(len(every)), said


class TestEquals:
    """Whoever has the same eligibility and load serves as often, in the same teams."""

    @pytest.mark.parametrize("name", INSTANCES)
    def test_are_treated_alike(self, name: str) -> None:
        department, _ = INSTANCES[name]
        reach = {
            who: (tuple(team for team, names in department.eligible.items() if who in names), load)
            for who, load in department.prior.items()
        }
        served: Counter[tuple[str, str]] = Counter()
        for staffing, number in drawn(name).items():
            for team, names in zip(sorted(department.eligible), staffing, strict=True):
                for who in names:
                    served[team, who] += number

        for first, second in itertools.combinations(department.prior, 2):
            if reach[first] != reach[second]:
                continue
            for team in department.eligible:
                one, other = served[team, first], served[team, second]
                assert abs(one - other) <= 4 * sqrt(max(1, one + other)), (team, first, second)

    def test_chances_count_the_teams_somebody_may_enter(self) -> None:
        assert chances({"t0": ["a", "b"], "t1": ["a"]}) == {"a": 2, "b": 1}
