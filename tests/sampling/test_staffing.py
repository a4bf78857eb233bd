"""Inspectors for teams (protocol §7): bands and optimum against trying everything, refusals, equal treatment."""

import itertools
import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from suiji.sampling import Unstaffable, freeze_staffing, plan_of
from suiji.sampling.canonical import Unusable, canonical_json
from suiji.sampling.flow import Bounds, bands, chances, lower_bounds, optimum
from suiji.sampling.staffing import assign, check_staffable, read_staffing, weight
from tests.sampling import by_hand
from tests.sampling.ceremonies import KEY, plan, staffing

Weights = dict[tuple[str, str], int]


@st.composite
def departments(draws: st.DrawFn) -> tuple[dict[str, list[str]], int, dict[str, int], Weights]:
    """A department small enough to try all its staffings; weights are few, so that ties are common."""
    people = [f"i{n}" for n in range(draws(st.integers(2, 4)))]
    need = draws(st.integers(1, 2))
    teams = [f"t{n}" for n in range(draws(st.integers(1, 3)))]
    eligible = {
        team: sorted(draws(st.sets(st.sampled_from(people), min_size=need, max_size=len(people))))
        for team in teams
    }
    prior = {name: draws(st.sampled_from([0, 0, 1, 2, 7])) for name in people}
    top = draws(st.sampled_from([0, 2, 1000]))
    weights = {(team, name): draws(st.integers(0, top)) for team in teams for name in eligible[team]}
    return eligible, need, prior, weights


def solved(
    eligible: dict[str, list[str]], need: int, prior: dict[str, int], weights: Weights
) -> tuple[int, int, dict[str, set[str]]]:
    lo, hi = bands(eligible=eligible, need=need, prior=prior)
    most = {name: max(0, hi - load) for name, load in prior.items()}
    bounds = Bounds(need, lower_bounds(prior, chances(eligible), lo), most)
    return lo, hi, optimum(eligible, bounds, weights)


class TestOptimum:
    @settings(max_examples=150, deadline=None)
    @given(departments())
    def test_is_what_trying_everything_finds_ties_included(self, department: Any) -> None:
        assert solved(*department) == by_hand.best_staffing(*department)

    @settings(max_examples=40, deadline=None)
    @given(departments(), st.randoms(use_true_random=False))
    def test_does_not_depend_on_the_order_of_input(self, department: Any, shuffler: Any) -> None:
        eligible, need, prior, weights = department
        before = solved(eligible, need, prior, weights)
        teams, people = list(eligible), list(prior)
        shuffler.shuffle(teams)
        shuffler.shuffle(people)
        mixed = {team: shuffler.sample(eligible[team], len(eligible[team])) for team in teams}

        assert solved(mixed, need, {name: prior[name] for name in people}, weights) == before

    def test_a_tie_goes_to_the_smallest_list(self) -> None:
        eligible = {"t0": ["a", "b"], "t1": ["a", "b"]}
        weights = dict.fromkeys(itertools.product(eligible, "ab"), 5)

        assert solved(eligible, 1, {"a": 0, "b": 0}, weights)[2] == {"t0": {"a"}, "t1": {"b"}}

    def test_a_large_gap_of_prior_loads_is_no_long_way(self) -> None:
        eligible = {f"t{n}": ["old", "new"] for n in range(3)}
        prior = {"old": 2**50, "new": 2**50 + 1, "idle": 0}

        assert bands(eligible=eligible, need=2, prior=prior) == (2**50 + 4, 2**50 + 4)

    def test_whoever_has_less_behind_them_serves_more(self) -> None:
        eligible = {f"t{n}": ["busy", "fresh", "new"] for n in range(4)}
        prior = {"busy": 3, "fresh": 0, "new": 1}
        lo, hi, members = solved(eligible, 1, prior, dict.fromkeys(itertools.product(eligible, prior), 1))

        assert (lo, hi) == (2, 3)
        assert sorted(itertools.chain(*members.values())) in (
            ["fresh", "fresh", "fresh", "new"],
            ["fresh", "fresh", "new", "new"],
        )


class TestReading:
    def test_keeps_the_document(self) -> None:
        assert read_staffing(staffing(), "s").document == staffing()

    @pytest.mark.parametrize(
        ("path", "value"),
        [
            (["task"], ""),
            (["departments"], []),
            (["departments", 0, "id"], "zoo"),
            (["departments", 0, "id"], "market"),
            (["departments", 0, "id"], "a b"),
            (["departments", 0, "officers"], 0),
            (["departments", 0, "officers"], True),
            (["departments", 0, "lead"], 1),
            (["departments", 0, "lead"], True),
            (["departments", 1, "lead"], False),
            (["departments", 0, "more"], 1),
            (["teams"], []),
            (["teams", 0, "id"], "t9"),
            (["teams", 0, "id"], "t1"),
            (["teams", 0, "id"], "队"),
            (["teams", 0, "objects"], "o"),
            (["teams", 0, "objects"], ["a b"]),
            (["teams", 0, "objects"], [1]),
            (["teams", 0, "objects"], ["ot1a"]),
            (["inspectors", "nobody"], {}),
            (["inspectors", "fire"], []),
            (["inspectors", "fire", "f 9"], 0),
            (["inspectors", "fire", "f0"], -1),
            (["inspectors", "fire", "f0"], None),
            (["eligible", "nobody"], {}),
            (["eligible", "fire"], []),
            (["eligible", "fire", "t9"], []),
            (["eligible", "fire", "t0"], ["f1", "f0"]),
            (["eligible", "fire", "t0"], ["f0", "f0"]),
            (["eligible", "fire", "t0"], ["f0", "i0"]),
            (["eligible", "fire", "t0"], [0]),
            (["eligible", "fire", "t0"], "f0"),
        ],
    )
    def test_refuses_any_other_form(self, path: list[Any], value: Any) -> None:
        document = staffing()
        place: Any = document
        for step in path[:-1]:
            place = place[step]
        place[path[-1]] = value

        with pytest.raises(Unusable, match=r"^staffing\.json: "):
            read_staffing(document, "staffing.json")


class TestStaffable:
    def test_reports_a_minimal_set_and_what_leaves_it_short(self) -> None:
        document = staffing()
        document["eligible"]["market"]["t1"] = ["i0"]
        document["eligible"]["fire"]["t1"] = []
        document["eligible"]["fire"]["t2"] = []

        with pytest.raises(Unstaffable) as refused:
            check_staffable(read_staffing(document, "s"), "s")

        assert refused.value.teams == ("t1",)
        assert refused.value.shortages == (
            "department fire needs 1, eligible are 0 ()",
            "department market needs 2, eligible are 1 (i0)",
        )

    @settings(max_examples=60, deadline=None)
    @given(st.lists(st.sets(st.sampled_from("abc")), min_size=1, max_size=4), st.integers(1, 2))
    def test_the_set_is_minimal(self, lists: list[set[str]], need: int) -> None:
        document = staffing(teams=len(lists), officers=need)
        document["inspectors"]["market"] = dict.fromkeys("abc", 0)
        document["eligible"]["market"] = {f"t{n}": sorted(names) for n, names in enumerate(lists)}
        exists = bool(by_hand.staffings(document["eligible"]["market"], need))

        try:
            check_staffable(read_staffing(document, "s"), "s")
        except Unstaffable as refused:
            own = {team: document["eligible"]["market"][team] for team in refused.teams}
            assert not exists
            assert not by_hand.staffings(own, need)
            for dropped in own:
                assert by_hand.staffings({t: own[t] for t in own if t != dropped}, need)
        else:
            assert exists

    def test_a_department_without_inspectors_or_eligibility_is_short(self) -> None:
        document = staffing()
        del document["inspectors"]["fire"], document["eligible"]["fire"]

        with pytest.raises(Unstaffable, match="department fire needs 1, eligible are 0"):
            check_staffable(read_staffing(document, "s"), "s")


class TestFreeze:
    def test_commits_to_the_staffing_without_showing_it(self) -> None:
        made = freeze_staffing(staffing=staffing(), plan=plan_of(plan(rates_bp={})), key=KEY)

        content = by_hand.jcs(staffing())
        assert made.commitment == {
            **{k: plan()[k] for k in ("task", "ceremony", "frozen_at", "reveal_by", "seed_sources")},
            "protocol": "suiji-draw/1",
            "kind": "inspectors",
            "key_sha256": by_hand.h(KEY).hex(),
            "teams": 3,
            "staffing_sha256": by_hand.h(content + by_hand.blind_of(KEY, "staffing")).hex(),
        }
        assert made.files == {
            "commitment.json": by_hand.jcs(made.commitment),
            "audit/key.hex": KEY.hex().encode() + b"\n",
            "audit/staffing.json": content,
        }

    @pytest.mark.parametrize("change", [{"rates_bp": {"A": 1}}, {"rates_bp": {}, "count": 3}])
    def test_refuses_rates_and_counts(self, change: dict[str, Any]) -> None:
        with pytest.raises(Unusable, match="rates_bp is empty and count null"):
            freeze_staffing(staffing=staffing(), plan=plan_of(plan(**change)), key=KEY)


class TestAssign:
    def test_weights_are_forty_bits_of_a_hash(self) -> None:
        assert weight(b"s" * 32, "d", "t", "i") == by_hand.weight(b"s" * 32, "d", "t", "i")
        assert 0 <= weight(b"s" * 32, "d", "t", "i") < 2**40

    def test_is_what_the_text_says(self) -> None:
        seed, document = b"\x09" * 32, staffing(teams=2, inspectors=4)
        assignment = assign(read_staffing(document, "s"), seed)

        for department in document["departments"]:
            name = department["id"]
            eligible, prior = document["eligible"][name], document["inspectors"][name]
            weights = {
                (team, who): by_hand.weight(seed, name, team, who) for team in eligible for who in prior
            }
            lo, hi, members = by_hand.best_staffing(eligible, department["officers"], prior, weights)
            assert assignment["bands"][name] == [lo, hi]
            for team, names in members.items():
                assert assignment["teams"][team][name] == sorted(names)
                if department["lead"]:
                    lightest = min(names, key=lambda who: weights[team, who])
                    assert assignment["leaders"][team] == lightest
        assert json.loads(canonical_json(assignment)) == assignment


class TestChance:
    """Inspectors with equal eligibility and prior load have equal chances.

    Tolerance: with n fixed seeds and probability p the count may miss n·p by four standard deviations.
    """

    SEEDS = 600

    def test_equals_are_treated_equally(self) -> None:
        people = ["a", "b", "c", "d", "e"]
        document = staffing(teams=2, inspectors=0)
        document["inspectors"]["market"] = dict.fromkeys(people, 0)
        document["eligible"]["market"] = {"t0": people, "t1": people}
        read = read_staffing(document, "s")
        counts = dict.fromkeys(itertools.product(("t0", "t1"), people), 0)
        leads = dict.fromkeys(people, 0)
        for number in range(self.SEEDS):
            made = assign(read, by_hand.h(b"chance %d" % number))
            for team in ("t0", "t1"):
                for who in made["teams"][team]["market"]:
                    counts[team, who] += 1
                leads[made["leaders"][team]] += 1

        # Each of five takes one of four places, each place as likely: two of five in every team.
        self.assert_near(counts.values(), 0.4)
        # One of two leads: one in five each, twice per seed.
        self.assert_near((count / 2 for count in leads.values()), 0.2)

    def assert_near(self, counts: Any, p: float) -> None:
        allowed = 4 * (self.SEEDS * p * (1 - p)) ** 0.5
        assert all(abs(count - self.SEEDS * p) < allowed for count in counts)
