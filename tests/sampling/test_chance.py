"""Chance is even. Fixed seeds, so that the tests never fail by chance; tolerances stated.

A chi-square of k cells has mean k − 1 and standard deviation √(2(k − 1)); five deviations are allowed.
Drawing without replacement makes counts vary less than independent ones, so the bound only gains from it.
"""

import itertools
from collections import Counter
from math import sqrt

from suiji.sampling import draw_lots, freeze_objects, plan_of, seed_of
from suiji.sampling.frame import lot_of
from tests.sampling import by_hand
from tests.sampling.ceremonies import plan

ROUNDS = 3000
LOTS = [by_hand.h(b"lot %d" % n)[:16] for n in range(24)]


def seeds(rounds: int = ROUNDS) -> list[bytes]:
    return [seed_of(by_hand.h(b"commitment"), [by_hand.h(b"round %d" % n)]) for n in range(rounds)]


def chi_square(counts: list[int], expected: float) -> float:
    return sum((count - expected) ** 2 for count in counts) / expected


def allowed(cells: int) -> float:
    return (cells - 1) + 5 * sqrt(2 * (cells - 1))


class TestObjects:
    def test_every_lot_is_drawn_equally_often(self) -> None:
        counts = Counter(lot for seed in seeds() for lot in draw_lots({"A": LOTS}, {"A": 6}, seed))

        assert len(counts) == len(LOTS)
        assert chi_square(list(counts.values()), ROUNDS * 6 / len(LOTS)) < allowed(len(LOTS))

    def test_every_pair_is_drawn_equally_often(self) -> None:
        lots = LOTS[:8]
        counts: Counter[tuple[bytes, ...]] = Counter(
            tuple(draw_lots({"A": lots}, {"A": 2}, seed)) for seed in seeds()
        )

        assert sum(counts.values()) == ROUNDS
        assert set(counts) == set(itertools.combinations(sorted(lots), 2))
        assert chi_square(list(counts.values()), ROUNDS / 28) < allowed(28)

    def test_neighbours_in_the_list_are_no_likelier_together_or_apart(self) -> None:
        # The fault of systematic sampling: with every k-th firm, neighbours are never drawn together.
        key = b"\x03" * 32
        lots = [lot_of(key, f"firm{n:02d}") for n in range(10)]
        together = sum(set(lots[4:6]) <= set(draw_lots({"A": lots}, {"A": 4}, seed)) for seed in seeds())
        p = (4 / 10) * (3 / 9)

        assert abs(together - ROUNDS * p) < 5 * (ROUNDS * p * (1 - p)) ** 0.5

    def test_equals_have_the_same_chance_over_keys_too(self) -> None:
        # The operator's only freedom is the key, fixed before the seed: over keys every id is drawn alike.
        names, rounds = [f"X{n}" for n in range(8)], 800
        counts: Counter[str] = Counter()
        for number in range(rounds):
            key = by_hand.h(b"key %d" % number)
            lots = {lot_of(key, name): name for name in names}
            counts.update(lots[lot] for lot in draw_lots({"A": lots}, {"A": 3}, b"\x01" * 32))

        assert chi_square([counts[name] for name in names], rounds * 3 / 8) < allowed(8)

    def test_the_stratum_decides_the_chance_and_nothing_else(self) -> None:
        rows = [(f"{label}{n}", label) for label in "AB" for n in range(20)]
        made = freeze_objects(
            frame=rows, plan=plan_of(plan(rates_bp={"A": 1000, "B": 5000})), key=b"\x05" * 32
        )
        takes = {stratum.label: stratum.take for stratum in made.strata}

        assert takes == {"A": 2, "B": 10}
        lots = {label: [lot_of(b"\x05" * 32, name) for name, s in rows if s == label] for label in "AB"}
        counts = Counter(lot for seed in seeds(1500) for lot in draw_lots(lots, takes, seed))
        for label, chance in (("A", 0.1), ("B", 0.5)):
            own = [counts[lot] for lot in lots[label]]
            assert chi_square(own, 1500 * chance) < allowed(20)
