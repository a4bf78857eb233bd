"""Quotas in integers and the sealing rule (protocol §2)."""

from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from suiji.sampling.canonical import Unusable
from suiji.sampling.quotas import Stratum, could_single_out, floor_of, quotas
from tests.sampling import by_hand

LABELS = st.sampled_from(["A", "B", "C", "D", "_", "9"])
COUNTS = st.dictionaries(LABELS, st.integers(0, 400), min_size=1)


def made(
    bases: dict[str, int], rates: dict[str, Any], count: int | None, sizes: dict[str, int] | None = None
) -> dict[str, tuple[int, int]]:
    sizes = bases if sizes is None else sizes
    strata = quotas(bases=bases, sizes=sizes, rates_bp=rates, count=count)
    return {stratum.label: (stratum.want, stratum.take) for stratum in strata}


class TestQuotas:
    @pytest.mark.parametrize(
        ("objects", "rate", "floor"),
        [(0, 10000, 0), (1, 1, 1), (100, 100, 1), (101, 100, 2), (7, 10000, 7), (7, 0, 0), (334, 300, 11)],
    )
    def test_a_floor_is_rounded_up(self, objects: int, rate: int, floor: int) -> None:
        assert floor_of(objects, rate) == floor

    def test_count_on_everything_before_exclusions_and_show_the_shortfall(self) -> None:
        assert made({"D": 10}, {"D": 5000}, None, sizes={"D": 3}) == {"D": (5, 3)}

    def test_give_the_rest_to_the_largest_remainders_and_ties_to_the_first_label(self) -> None:
        # Floors 1, 1, 1; nine spare over rests 9, 19, 29 of 57: 1 24/57, 3, 4 33/57.
        assert made({"A": 10, "B": 20, "C": 30}, {"A": 1000, "B": 500, "C": 333}, 12) == {
            "A": (2, 2),
            "B": (4, 4),
            "C": (6, 6),
        }
        # One spare over two equal rests: the tie goes to the first label.
        assert made({"Y": 10, "X": 10}, {"X": 0, "Y": 0}, 1) == {"X": (1, 1), "Y": (0, 0)}

    def test_a_count_may_be_exactly_the_floors_or_exactly_everything(self) -> None:
        assert made({"A": 10, "B": 10}, {"A": 1000, "B": 1000}, 2) == {"A": (1, 1), "B": (1, 1)}
        assert made({"A": 10, "B": 10}, {"A": 1000, "B": 1000}, 20) == {"A": (10, 10), "B": (10, 10)}
        assert made({"A": 4}, {"A": 10000}, 4) == {"A": (4, 4)}
        assert made({}, {}, 0) == {}

    def test_refuse_a_count_under_the_floors_or_beyond_all_objects(self) -> None:
        with pytest.raises(Unusable, match="count 1 is under the floors, which add up to 2"):
            made({"A": 10, "B": 10}, {"A": 1000, "B": 1000}, 1)
        with pytest.raises(Unusable, match="count 21 is beyond all objects, 20"):
            made({"A": 10, "B": 10}, {"A": 1000, "B": 1000}, 21)
        with pytest.raises(Unusable, match="beyond all objects, 0"):
            made({}, {}, 1)

    @pytest.mark.parametrize("rate", [None, -1, 10001, "100", True, 1.0])
    def test_refuse_a_stratum_without_a_rate(self, rate: object) -> None:
        with pytest.raises(Unusable, match="stratum B has no rate"):
            made({"A": 1, "B": 1}, {"A": 100, "B": rate}, None)

    def test_ignore_a_rate_whose_stratum_does_not_occur(self) -> None:
        assert made({"A": 1}, {"A": 0, "Q": 99999}, None) == {"A": (0, 0)}

    def test_list_a_stratum_that_only_exclusions_have(self) -> None:
        (stratum,) = quotas(bases={"C": 4}, sizes={}, rates_bp={"C": 2500}, count=None)

        assert stratum == Stratum("C", 4, 0, 2500, 1, 0)
        assert "base" not in stratum.public()

    @given(COUNTS, st.data())
    def test_counts_add_up_and_are_those_computed_by_hand(self, bases: dict[str, int], draws: Any) -> None:
        rates = {label: draws.draw(st.integers(0, 10000)) for label in bases}
        floors = sum(floor_of(base, rates[label]) for label, base in bases.items())
        count = draws.draw(st.integers(floors, sum(bases.values())))
        gone = {label: draws.draw(st.integers(0, base)) for label, base in bases.items()}

        strata = quotas(
            bases=bases,
            sizes={label: base - gone[label] for label, base in bases.items()},
            rates_bp=rates,
            count=count,
        )

        assert sum(stratum.want for stratum in strata) == count
        assert all(floor_of(s.base, s.rate_bp) <= s.want <= s.base for s in strata)
        rows = [(f"{label}{n}", label) for label, base in bases.items() for n in range(base)]
        excluded = [(*row, "R") for row in rows if int(row[0][1:]) < gone[row[1]]]
        left = [row for row in rows if int(row[0][1:]) >= gone[row[1]]]
        kept = [s.document() for s in strata if s.base]
        assert kept == by_hand.strata(left, excluded, rates, count)

    @given(COUNTS, st.data())
    def test_two_strata_never_differ_from_their_share_by_one(self, bases: dict[str, int], draws: Any) -> None:
        count = draws.draw(st.integers(0, sum(bases.values())))
        assume(sum(bases.values()) > 0)

        strata = quotas(bases=bases, sizes=bases, rates_bp=dict.fromkeys(bases, 0), count=count)

        total = sum(bases.values())
        assert all(abs(s.want * total - count * s.base) < total for s in strata)


def row(label: str, size: int, take: int, base: int | None = None, rate: int = 1000) -> Stratum:
    return Stratum(label, size if base is None else base, size, rate, take, take)


class TestSealing:
    def test_is_not_needed_where_classes_mix_in_every_pool(self) -> None:
        assert not could_single_out([row("A", 50, 5), row("B", 50, 5)], 0, 5)

    @pytest.mark.parametrize(("size", "sealed"), [(0, False), (1, True), (4, True), (5, False)])
    def test_a_small_stratum_seals_an_empty_one_does_not(self, size: int, sealed: bool) -> None:
        strata = [row("A", 50, 5), row("B", 50, 5), row("C", size, 0, rate=0)]

        assert could_single_out(strata, 0, 5) is sealed

    def test_the_bound_is_the_plans(self) -> None:
        assert could_single_out([row("A", 50, 5), row("B", 50, 5)], 0, 51)
        assert not could_single_out([row("A", 50, 5), row("B", 50, 5), row("C", 1, 0, rate=0)], 0, 0)

    def test_one_drawn_stratum_seals(self) -> None:
        assert could_single_out([row("A", 50, 5), row("B", 50, 0)], 0, 5)
        assert could_single_out([], 0, 5)

    def test_one_stratum_not_drawn_whole_seals(self) -> None:
        assert could_single_out([row("A", 50, 5), row("B", 50, 50)], 0, 5)

    @pytest.mark.parametrize(("exclusions", "sealed"), [(0, False), (1, True), (9, True), (10, False)])
    def test_few_exclusions_that_show_in_a_floor_seal(self, exclusions: int, sealed: bool) -> None:
        strata = [row("A", 50, 6, base=51), row("B", 50, 5)]

        assert could_single_out(strata, exclusions, 5) is sealed

    def test_few_exclusions_that_do_not_show_do_not(self) -> None:
        assert not could_single_out([row("A", 49, 5, base=50), row("B", 50, 5)], 1, 5)
