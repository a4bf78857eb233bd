"""The public beacon (protocol §3): which round to name, and what an uploaded one must be."""

import json
import sys
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from suiji.sampling.beacon import QUICKNET_KEY, is_genuine, read_beacon, round_after
from suiji.sampling.canonical import Unusable
from suiji.sampling.seed import open_sources
from suiji.sampling.sources import GENESIS, PERIOD, QUICKNET, Beacon, parse_sources
from tests.sampling import by_hand
from tests.sampling.ceremonies import BEACON, CEREMONY, DRAND, RANDOMNESS, ROUND, SIGNATURE, reveal, shares

PUBLISHED = Path(__file__).parents[2].parent / "shared" / "data" / "drand" / "beacons.json"
RELAYED = {"round": ROUND, "randomness": RANDOMNESS, "signature": SIGNATURE}
NAMED = Beacon(QUICKNET, ROUND)


def read(value: object, beacon: Beacon = NAMED) -> dict[str, Any]:
    return read_beacon(json.dumps(value).encode(), beacon, "b.json")


class TestRoundAfter:
    @given(st.integers(0, 2**35))
    def test_is_the_first_one_published_later(self, instant: int) -> None:
        beacon = round_after(instant)

        assert beacon.due > instant
        assert beacon.round == 1 or beacon.due - PERIOD <= instant

    def test_of_the_chains_first_second_is_its_second_round(self) -> None:
        assert [round_after(GENESIS + n).round for n in (-1, 0, 2, 3)] == [1, 2, 2, 3]


class TestReadBeacon:
    @pytest.mark.parametrize(
        "value",
        [
            RELAYED,
            RELAYED | {"previous_signature": ""},
            {"round": ROUND, "signature": SIGNATURE},
            BEACON,
        ],
    )
    def test_gives_what_the_reveal_says_whichever_relay_it_came_from(self, value: dict[str, Any]) -> None:
        entry = read(value)

        assert entry == BEACON
        sources = parse_sources([*shares(), DRAND], "c", 0)
        revealed = open_sources(CEREMONY, sources, {"sources": [*reveal(shares())["sources"], entry]})
        assert revealed.values[2] == bytes.fromhex(RANDOMNESS)

    @pytest.mark.parametrize(
        ("change", "reason"),
        [
            ({"round": 124}, "round is not an integer from 123 to 123"),
            ({"round": "123"}, "round is not"),
            ({"chain": "0" * 64}, "chain is not"),
            ({"kind": "share"}, "kind is not"),
            ({"randomness": "00" * 32}, "randomness is not the hash of the signature"),
            ({"signature": SIGNATURE[:-2]}, "signature is not 96 digits"),
            ({"signature": SIGNATURE.upper()}, "signature is not 96 digits"),
            ({"previous_signature": "ab"}, "previous_signature belongs to another chain"),
            ({"note": "x"}, "note is not a member"),
        ],
    )
    def test_refuses_another(self, change: dict[str, Any], reason: str) -> None:
        with pytest.raises(Unusable, match=rf"b\.json: {reason}"):
            read({"round": ROUND, "signature": SIGNATURE} | change)

    def test_refuses_one_whose_signature_is_not_the_beacons(self) -> None:
        with pytest.raises(Unusable, match="not the beacon's for round 124"):
            read({"round": 124, "signature": SIGNATURE}, Beacon(QUICKNET, 124))

    def test_refuses_one_that_cannot_be_checked_here(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setitem(sys.modules, "drand_verify", None)

        with pytest.raises(Unusable, match="install drand-verify"):
            read(RELAYED)

    def test_refuses_what_is_no_json(self) -> None:
        with pytest.raises(Unusable, match=r"b\.json"):
            read_beacon(b"<html>", NAMED, "b.json")


@pytest.mark.skipif(not PUBLISHED.exists(), reason="the public data folder is not beside the checkout")
class TestPublishedBeacons:
    def test_pin_the_chain_that_the_protocol_names(self) -> None:
        chain = json.loads(PUBLISHED.read_text())["chains"]["quicknet"]

        assert (chain["chain_hash"], chain["genesis_time"], chain["period"]) == (QUICKNET, GENESIS, PERIOD)
        assert chain["public_key"] == QUICKNET_KEY

    def test_of_quicknet_are_all_read_and_all_others_refused(self) -> None:
        beacons = json.loads(PUBLISHED.read_text())["beacons"]
        members = ("round", "randomness", "signature", "previous_signature")

        for row in beacons:
            uploaded = {name: row[name] for name in members if name in row}
            if row["chain"] == "quicknet":
                entry = read(uploaded, Beacon(QUICKNET, row["round"]))
                assert entry["randomness"] == by_hand.h(bytes.fromhex(row["signature"])).hex()
            else:
                with pytest.raises(Unusable):
                    read(uploaded, Beacon(QUICKNET, row["round"]))

    def test_do_not_verify_with_one_bit_changed(self) -> None:
        row = next(r for r in json.loads(PUBLISHED.read_text())["beacons"] if r["chain"] == "quicknet")
        signature = bytearray.fromhex(row["signature"])
        signature[-1] ^= 1

        assert is_genuine(row["round"], bytes.fromhex(row["signature"])) is True
        assert is_genuine(row["round"], bytes(signature)) is False
