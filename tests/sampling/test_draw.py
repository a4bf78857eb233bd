"""Drawing (protocol §4): tickets, results announced and not, and what is refused."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from suiji.sampling import draw, draw_lots, ticket
from suiji.sampling.canonical import Invalid, Unusable, canonical_json
from suiji.sampling.draw import audit_strata, read_lots
from suiji.sampling.frame import lot_of
from tests.sampling import by_hand
from tests.sampling.ceremonies import (
    DRAND,
    KEY,
    LOTTERY,
    RATES,
    SEALED_SIZES,
    VALUES,
    finished,
    finished_staffing,
    frame,
    frozen,
    reveal,
    shares,
    staffing,
)

LOTS = st.lists(st.binary(min_size=16, max_size=16), unique=True, max_size=40)


class TestDrawLots:
    def test_takes_the_smallest_tickets(self) -> None:
        lots = [bytes([n]) * 16 for n in range(20)]
        seed = b"\x77" * 32

        smallest = sorted(lots, key=lambda lot: by_hand.h(seed + lot))[:6]
        assert draw_lots({"A": lots}, {"A": 6}, seed) == sorted(smallest)
        assert ticket(seed, lots[3]) == by_hand.h(seed + lots[3])

    @given(LOTS, st.randoms(use_true_random=False), st.integers(0, 45), st.binary(min_size=32, max_size=32))
    def test_the_order_of_lots_does_not_matter(
        self, lots: list[bytes], shuffler: Any, take: int, seed: bytes
    ) -> None:
        mixed = shuffler.sample(lots, len(lots))

        assert draw_lots({"A": mixed}, {"A": take}, seed) == draw_lots({"A": lots}, {"A": take}, seed)
        assert len(draw_lots({"A": lots}, {"A": take}, seed)) == min(take, len(lots))

    @given(LOTS, LOTS, st.integers(0, 40), st.binary(min_size=32, max_size=32))
    def test_a_stratums_draw_does_not_depend_on_other_strata(
        self, own: list[bytes], other: list[bytes], take: int, seed: bytes
    ) -> None:
        alone = draw_lots({"A": own}, {"A": take}, seed)
        beside = draw_lots(
            {"A": own, "B": [lot for lot in other if lot not in own]}, {"A": take, "B": 5}, seed
        )

        assert set(alone) == set(beside) & set(own)

    @given(LOTS, st.integers(0, 39), st.binary(min_size=32, max_size=32))
    def test_a_larger_draw_holds_the_smaller(self, lots: list[bytes], take: int, seed: bytes) -> None:
        fewer, more = (set(draw_lots({"A": lots}, {"A": n}, seed)) for n in (take, take + 1))

        assert fewer <= more

    @pytest.mark.parametrize("take", [0, 1, 30, 999, 1000, 1001])
    def test_of_many_lots_too_the_smallest_tickets(self, take: int) -> None:
        seed = b"\x77" * 32
        lots = [by_hand.h(bytes([n % 256, n // 256]))[:16] for n in range(1000)]

        smallest = sorted(lots, key=lambda lot: by_hand.h(seed + lot))[:take]
        assert draw_lots({"A": lots}, {"A": take}, seed) == sorted(smallest)

    def test_lots_whose_tickets_are_all_large_are_drawn_too(self) -> None:
        seed = b"\x77" * 32
        lots = [by_hand.h(bytes([n % 256, n // 256]))[:16] for n in range(2000)]
        unlucky = [lot for lot in lots if by_hand.h(seed + lot)[0] > 0x80]

        smallest = sorted(unlucky, key=lambda lot: by_hand.h(seed + lot))[:5]
        assert draw_lots({"A": unlucky}, {"A": 5}, seed) == sorted(smallest)

    def test_a_stratum_without_lots_gives_none(self) -> None:
        assert draw_lots({}, {"A": 3}, b"s") == []


class TestReadLots:
    def test_sorts_them_into_strata(self) -> None:
        data = b"00112233445566778899aabbccddeeff,B\nff112233445566778899aabbccddeeff,A\n"

        assert read_lots(data, "f") == {
            "B": [bytes.fromhex("00112233445566778899aabbccddeeff")],
            "A": [bytes.fromhex("ff112233445566778899aabbccddeeff")],
        }
        assert read_lots(b"", "f") == {}

    @pytest.mark.parametrize(
        "line",
        [
            b"00112233445566778899aabbccddeeff,B",
            b"0f112233445566778899AABBCCDDEEFF,B",
            b"0f112233445566778899aabbccddee,B",
            b"0f112233445566778899aabbccddeeff,b",
            b"0f112233445566778899aabbccddeeff;B",
            b"0f112233445566778899aabbccddeeff,B,",
            b"",
        ],
    )
    def test_refuses_another_form_or_order(self, line: bytes) -> None:
        data = b"00112233445566778899aabbccddeeff,B\n" + line + b"\n"
        with pytest.raises(Unusable, match="f:2: not a lot"):
            read_lots(data, "f")


class TestDrawObjects:
    @pytest.mark.parametrize("sizes", [None, SEALED_SIZES, {"A": 40, "B": 40, "C": 0}])
    @pytest.mark.parametrize("unannounced", [False, True])
    def test_gives_the_bytes_of_the_text(self, sizes: dict[str, int] | None, unannounced: bool) -> None:
        made = frozen(sizes)
        rows = frame(sizes)
        opened = canonical_json(reveal(shares()))

        drawn = draw(files=made.files, reveal=opened, unannounced=unannounced)

        commitment = by_hand.h(made.files["commitment.json"])
        seed = by_hand.seed(commitment, list(VALUES.values())[:2])
        names, lines = by_hand.drawn(rows, by_hand.strata(rows, [], RATES, None), KEY, seed)
        sealed = made.visibility == "sealed"
        hidden = by_hand.blind_of(KEY, "drawn_lots") if sealed else b""
        full = {
            "protocol": "suiji-draw/1",
            "commitment_sha256": commitment.hex(),
            "sources": [value.hex() for value in list(VALUES.values())[:2]],
            "seed": seed.hex(),
            "drawn_lots_sha256": by_hand.h(lines + hidden).hex(),
            "drawn": names,
        }
        public = dict(full)
        if unannounced:
            names_hash = by_hand.h(by_hand.jcs(public.pop("drawn")) + by_hand.blind_of(KEY, "drawn"))
            public["drawn_sha256"] = names_hash.hex()
        expected = {
            "reveal.json": opened,
            "result.json": by_hand.jcs(public),
            "audit/result.json": by_hand.jcs(full),
            "audit/drawn_lots.csv": lines,
        }
        if not sealed:
            expected["drawn_lots.csv"] = lines
        assert drawn.files == expected
        assert (drawn.result, drawn.full, drawn.seed) == (public, full, seed)

    def test_keeps_the_reveal_as_it_was_given(self) -> None:
        opened = json.dumps(reveal(shares()), indent=2).encode()

        assert draw(files=frozen().files, reveal=opened).files["reveal.json"] == opened

    def test_a_default_is_an_empty_source_and_is_named(self) -> None:
        made = frozen(seed_sources=[*shares(3), LOTTERY])
        opened = reveal(made.commitment["seed_sources"], withheld=("纪检监察䶮",))

        drawn = draw(files=made.files, reveal=canonical_json(opened))

        assert drawn.result["sources"] == ["11" * 32, "", "33" * 32, b"07 19+03".hex()]
        assert drawn.defaulted == ("纪检监察䶮",)

    def test_takes_a_beacon(self) -> None:
        made = frozen(seed_sources=[*shares(), DRAND])
        drawn = draw(files=made.files, reveal=canonical_json(reveal(made.commitment["seed_sources"])))

        assert drawn.unverified == ()

    @pytest.mark.parametrize("name", ["result.json", "audit/result.json", "audit/assignment.json"])
    def test_refuses_a_second_draw(self, name: str) -> None:
        with pytest.raises(Unusable, match="already holds a result"):
            draw(files=frozen().files | {name: b""}, reveal=canonical_json(reveal(shares())))

    @pytest.mark.parametrize(
        "name",
        ["commitment.json", "audit/key.hex", "audit/frame.csv", "audit/lots.csv", "audit/strata.json"],
    )
    def test_refuses_a_bundle_without_its_files(self, name: str) -> None:
        files = {file: content for file, content in frozen().files.items() if file != name}
        with pytest.raises(Unusable, match=f"{name}: is missing"):
            draw(files=files, reveal=canonical_json(reveal(shares())))

    def test_refuses_a_reveal_that_is_no_json(self) -> None:
        with pytest.raises(Unusable, match=r"^R\.json:1: not JSON"):
            draw(files=frozen().files, reveal=b"?", name="R.json")

    @pytest.mark.parametrize(
        ("name", "content"),
        [
            ("audit/key.hex", b"00" * 32 + b"\n"),
            ("audit/key.hex", b"no key"),
            ("audit/lots.csv", b""),
            ("audit/strata.json", b"[]"),
            ("audit/frame.csv", b"id,stratum\n"),
            ("audit/frame.csv", b"?"),
        ],
    )
    def test_says_where_the_bundles_own_files_do_not_agree(self, name: str, content: bytes) -> None:
        with pytest.raises(Invalid, match=name):
            draw(files=frozen().files | {name: content}, reveal=canonical_json(reveal(shares())))

    @pytest.mark.parametrize("content", [b"{}", b"[1]", b"?", b"[ ]"])
    def test_reads_the_auditors_strata_strictly(self, content: bytes) -> None:
        with pytest.raises(Invalid, match=r"audit/strata\.json"):
            audit_strata(content)

    def test_a_stratums_names_do_not_depend_on_other_strata_of_the_same_seed(self) -> None:
        seed = b"\x42" * 32
        small, large = {"A": 50, "B": 50}, {"A": 50, "B": 50, "C": 50, "D": 10}
        names = [
            by_hand.drawn(frame(sizes), by_hand.strata(frame(sizes), [], RATES, None), KEY, seed)[0]
            for sizes in (small, large)
        ]
        lots = {label: [lot_of(KEY, n) for n, s in frame(large) if s == label] for label in "ABCD"}

        ours = draw_lots(lots, {"A": 1, "B": 2, "C": 5, "D": 2}, seed)

        assert sorted(n for n, _ in frame(large) if lot_of(KEY, n) in ours) == names[1]
        assert set(names[0]) <= set(names[1])


class TestDrawInspectors:
    def test_hides_the_assignment_behind_its_blinded_hash(self) -> None:
        files = finished_staffing()
        result = json.loads(files["result.json"])

        assert sorted(files) == [
            "audit/assignment.json",
            "audit/key.hex",
            "audit/staffing.json",
            "commitment.json",
            "result.json",
            "reveal.json",
        ]
        hidden = by_hand.h(files["audit/assignment.json"] + by_hand.blind_of(KEY, "assignment")).hex()
        assert result["assignment_sha256"] == hidden
        assert sorted(result) == ["assignment_sha256", "commitment_sha256", "protocol", "seed", "sources"]
        assert list(json.loads(files["audit/assignment.json"])["teams"]) == ["t0", "t1", "t2"]

    @pytest.mark.parametrize("content", [b"{}", by_hand.jcs(staffing(teams=2))])
    def test_refuses_another_staffing_than_the_frozen_one(self, content: bytes) -> None:
        files = {k: v for k, v in finished_staffing().items() if k != "result.json" and "assign" not in k}
        with pytest.raises(Invalid, match=r"audit/staffing\.json"):
            draw(files=files | {"audit/staffing.json": content}, reveal=files["reveal.json"])


def test_all_files_of_a_finished_bundle() -> None:
    assert sorted(finished(frozen())) == [
        "audit/drawn_lots.csv",
        "audit/excluded.csv",
        "audit/exclusions.csv",
        "audit/frame.csv",
        "audit/key.hex",
        "audit/lots.csv",
        "audit/members.csv",
        "audit/result.json",
        "audit/strata.json",
        "commitment.json",
        "drawn_lots.csv",
        "lots.csv",
        "result.json",
        "reveal.json",
    ]
