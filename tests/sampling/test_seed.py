"""Sources before and after they are known, defaults, and the seed (protocol §3)."""

import sys
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from suiji.sampling import seed_of, share_commitment
from suiji.sampling.canonical import Unusable
from suiji.sampling.seed import Revealed, open_sources
from suiji.sampling.sources import (
    Announced,
    Beacon,
    Share,
    check_pattern,
    document,
    instant,
    parse_sources,
)
from tests.sampling import by_hand
from tests.sampling.ceremonies import (
    BEACON,
    CEREMONY,
    DRAND,
    LOTTERY,
    RANDOMNESS,
    SIGNATURE,
    VALUES,
    reveal,
    shares,
)

EARLY = instant("2023-08-23T15:09:00Z")


def parsed(values: list[dict[str, Any]], reveal_by: int = EARLY) -> tuple[Any, ...]:
    return parse_sources(list(values), "plan", reveal_by)


def opened(values: list[dict[str, Any]], answers: list[dict[str, Any]] | None = None) -> Revealed:
    given_ = reveal(values) if answers is None else {"sources": answers}
    return open_sources(CEREMONY, parsed(values), given_, "reveal.json")


class TestSources:
    def test_are_read_and_written_as_they_were(self) -> None:
        values = [*shares(3), DRAND, LOTTERY]
        sources = parsed(values)

        assert [type(source) for source in sources] == [Share, Share, Share, Beacon, Announced]
        assert [document(source) for source in sources] == values

    def test_a_beacon_is_due_when_its_round_is_published(self) -> None:
        assert Beacon("", 1).due == 1692803367
        assert Beacon("", 123).due == 1692803367 + 122 * 3

    def test_a_public_source_must_be_due_after_the_reveal(self) -> None:
        due = Beacon("", 123).due

        parsed([*shares(), DRAND], due - 1)
        with pytest.raises(Unusable, match=r"seed_sources\[2\] is not due after reveal_by"):
            parsed([*shares(), DRAND], due)
        with pytest.raises(Unusable, match="is not due after reveal_by"):
            parsed([*shares(), LOTTERY], instant(LOTTERY["at"]))

    def test_two_parties_are_the_least_and_each_gives_one_share(self) -> None:
        first, second = shares()
        with pytest.raises(Unusable, match="fewer than 2 parties"):
            parsed([first, DRAND])
        with pytest.raises(Unusable, match="fewer than 2 parties"):
            parsed([])
        with pytest.raises(Unusable, match="named twice"):
            parsed([first, second | {"party": first["party"]}])
        with pytest.raises(Unusable, match="named twice"):
            parsed([first, second | {"sha256": first["sha256"]}])

    @pytest.mark.parametrize(
        "value",
        [
            "share",
            {},
            {"kind": "dice"},
            {"kind": "share", "party": "x"},
            {"kind": "share", "party": "", "sha256": "0" * 64},
            {"kind": "share", "party": "x", "sha256": "0" * 63},
            {"kind": "share", "party": "x", "sha256": "A" * 64},
            {"kind": "share", "party": "x", "sha256": 7},
            {"kind": "share", "party": "x", "sha256": "0" * 64, "more": 1},
            DRAND | {"chain": "0" * 64},
            DRAND | {"round": 0},
            DRAND | {"round": True},
            DRAND | {"round": "123"},
            LOTTERY | {"at": "2026-11-23 13:15:00"},
            LOTTERY | {"at": "2026-02-30T13:15:00Z"},
            LOTTERY | {"what": ["x"]},
            LOTTERY | {"pattern": ".*"},
        ],
    )
    def test_any_other_form_is_refused(self, value: Any) -> None:
        with pytest.raises(Unusable, match="seed_sources"):
            parsed([*shares(), value])


class TestInstant:
    def test_counts_seconds_since_1970(self) -> None:
        assert instant("1970-01-02T00:00:01Z") == 86401

    @pytest.mark.parametrize(
        "text",
        [
            "2026-11-23T09:00:00",
            "2026-11-23T09:00:00+00:00",
            "2026-11-23t09:00:00Z",
            "2026-11-23T24:00:00Z",
            "2026-11-23T09:00:60Z",
            "2026-13-01T09:00:00Z",
            "0000-01-01T00:00:00Z",
            "２０２６-11-23T09:00:00Z",
            "2026-11-23T09:00:00Z\n",
        ],
    )
    def test_has_one_form(self, text: str) -> None:
        with pytest.raises(Unusable, match="is not an instant"):
            instant(text)


class TestPattern:
    @pytest.mark.parametrize(
        ("pattern", "bits"),
        [
            ("[0-9]", 3),
            ("[0-9]{5}", 16),
            ("[0-9]{2}[ ][0-9]{2}", 13),
            ("[ABC][-][+][,][ ]", 1),
            ("[0-9A-Fa-f]{99}", 441),
            ("[13-79]", 2),
        ],
    )
    def test_is_a_row_of_classes_and_bounds_the_entropy(self, pattern: str, bits: int) -> None:
        check_pattern(pattern)
        assert Announced("x", "2026-11-23T13:15:00Z", pattern).most_bits == bits

    @pytest.mark.parametrize(
        "pattern",
        [
            "",
            "[]",
            "[0-9",
            "0-9",
            "[0-9]+",
            "[0-9]*",
            "[0-9]{0}",
            "[0-9]{01}",
            "[0-9]{100}",
            "[0-9]{1,2}",
            "[0-9]{2}{2}",
            "[0-9]{}",
            "[^0-9]",
            "[0-9 ]",
            "[ ,]",
            "[-9]",
            "[9-]",
            "[9-0]",
            "[A-z]",
            "[0-Z]",
            "[_]",
            "[.]",
            r"[\d]",
            "[é]",
            "[０-９]",
            "([0-9])",
            "[0-9]|[0-9]",
            "[0-9]\n",
            "[\t]",
        ],
    )
    def test_is_refused_where_spacing_or_width_could_be_chosen_later(self, pattern: str) -> None:
        with pytest.raises(Unusable):
            check_pattern(pattern)


class TestShares:
    def test_a_commitment_is_the_hash_of_the_named_parts(self) -> None:
        party, value = "纪检监察䶮", VALUES["纪检监察䶮"]

        assert share_commitment(CEREMONY, party, value) == by_hand.share(CEREMONY, party, value)

    def test_open_in_the_commitments_order(self) -> None:
        assert opened(shares(3)) == Revealed(tuple(VALUES.values()), (), ())

    @pytest.mark.parametrize(
        "change",
        [
            {"value": "44" * 32},
            {"value": "11" * 31},
            {"value": "1G" * 32},
            {"value": 5},
            {"value": ""},
            {"party": "第三方"},
            {"kind": "announced"},
            {"note": "x"},
        ],
    )
    def test_that_do_not_open_are_refused(self, change: dict[str, Any]) -> None:
        first, second = reveal(shares())["sources"]

        with pytest.raises(Unusable, match=r"reveal\.json: sources\[0\]"):
            opened(shares(), [first | change, second])

    def test_must_be_as_many_as_the_sources(self) -> None:
        with pytest.raises(Unusable, match="1 sources instead of the 2"):
            opened(shares(), reveal(shares())["sources"][:1])
        with pytest.raises(Unusable):
            open_sources(CEREMONY, parsed(shares()), [])
        with pytest.raises(Unusable):
            open_sources(CEREMONY, parsed(shares()), {"sources": {}})


class TestDefaults:
    def test_void_a_draw_of_shares_alone(self) -> None:
        values = shares(3)
        with pytest.raises(Unusable, match="the draw is void: 第三方 did not reveal"):
            opened(values, reveal(values, withheld=("第三方",))["sources"])

    @pytest.mark.parametrize("later", [DRAND, LOTTERY])
    def test_count_as_nothing_where_a_later_number_and_two_shares_remain(self, later: dict[str, Any]) -> None:
        values = [*shares(3), later]

        revealed = opened(values, reveal(values, withheld=("市场监管局",))["sources"])

        assert revealed.defaulted == ("市场监管局",)
        assert revealed.values[0] == b""
        assert len(revealed.values) == 4

    def test_void_the_draw_where_fewer_than_two_shares_remain(self) -> None:
        values = [*shares(3), LOTTERY]
        with pytest.raises(Unusable, match="the draw is void: 市场监管局, 第三方 did not reveal"):
            opened(values, reveal(values, withheld=("市场监管局", "第三方"))["sources"])
        values = [*shares(2), LOTTERY]
        with pytest.raises(Unusable, match="the draw is void"):
            opened(values, reveal(values, withheld=("市场监管局",))["sources"])


class TestBeacon:
    def test_gives_its_randomness_once_its_signature_verifies(self) -> None:
        revealed = opened([*shares(), DRAND])

        assert revealed.values[2] == bytes.fromhex(RANDOMNESS)
        assert revealed.unverified == ()

    def test_is_reported_where_nothing_here_can_verify_it(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setitem(sys.modules, "drand_verify", None)

        assert opened([*shares(), DRAND]).unverified == (123,)

    @pytest.mark.parametrize(
        ("change", "reason"),
        [
            ({"randomness": "00" * 32}, "is not the hash of the signature"),
            ({"signature": SIGNATURE[:-2] + "00"}, "is not the hash of the signature"),
            ({"signature": SIGNATURE[:-2]}, "hex"),
            ({"round": 124}, "round"),
            ({"chain": "0" * 64}, "chain"),
            ({"kind": "share"}, "kind"),
        ],
    )
    def test_is_refused_where_it_is_another(self, change: dict[str, Any], reason: str) -> None:
        with pytest.raises(Unusable, match=reason):
            opened([*shares(), DRAND], [*reveal(shares())["sources"], BEACON | change])

    @pytest.mark.parametrize("signature", ["00" * 48, "c0" + "00" * 47])
    def test_is_refused_where_the_signature_is_forged(self, signature: str) -> None:
        forged = BEACON | {
            "signature": signature,
            "randomness": by_hand.h(bytes.fromhex(signature)).hex(),
        }
        with pytest.raises(Unusable, match="is not the beacon's for round 123"):
            opened([*shares(), DRAND], [*reveal(shares())["sources"], forged])

    def test_of_another_round_is_refused_though_genuine(self) -> None:
        with pytest.raises(Unusable, match="is not the beacon's for round 124"):
            opened(
                [*shares(), DRAND | {"round": 124}], [*reveal(shares())["sources"], BEACON | {"round": 124}]
            )


class TestAnnounced:
    def test_is_its_text(self) -> None:
        assert opened([*shares(), LOTTERY]).values[2] == b"07 19+03"

    @pytest.mark.parametrize(
        "text", ["07 19+3", "07  19+03", " 07 19+03", "07 19+03\n", "０7 19+03", "", None]
    )
    def test_is_refused_outside_its_pattern(self, text: str | None) -> None:
        with pytest.raises(Unusable, match="text"):
            opened([*shares(), LOTTERY], [*reveal(shares())["sources"], {"kind": "announced", "text": text}])


class TestSeed:
    @given(st.binary(min_size=32, max_size=32), st.lists(st.binary(max_size=300), max_size=5))
    def test_is_the_hash_of_commitment_and_sources(self, commitment: bytes, values: list[bytes]) -> None:
        assert seed_of(commitment, values) == by_hand.seed(commitment, values)

    def test_tells_apart_how_the_same_bytes_are_divided(self) -> None:
        assert len({seed_of(b"c" * 32, values) for values in ([b"ab"], [b"a", b"b"], [b"", b"ab"])}) == 3
