"""A firm's proof that it stood in the frame (protocol §5, §10)."""

import json
from typing import Any

import pytest

from suiji.sampling import check_opening, inclusion
from suiji.sampling.canonical import Invalid, Unusable, canonical_json
from tests.sampling import by_hand
from tests.sampling.ceremonies import (
    KEY,
    SEALED_SIZES,
    finished,
    finished_staffing,
    frame,
    frozen,
    public,
)

FILES = finished(frozen())
NAME = frame()[70][0]


def checked(opening: dict[str, Any], files: dict[str, bytes] | None = None) -> str:
    return check_opening(json.dumps(opening).encode(), public(FILES) if files is None else files)


class TestInclusion:
    def test_is_the_member_line_with_its_path(self) -> None:
        lines = by_hand.members_file(KEY, frame()).splitlines()
        index = sorted(name for name, _ in frame()).index(NAME)

        assert inclusion(FILES, NAME) == {
            "id": NAME,
            "line": by_hand.member(KEY, NAME),
            "index": index,
            "count": 125,
            "path": [step.hex() for step in by_hand.path(index, lines)],
        }

    def test_shows_lot_and_blind_only_on_demand(self) -> None:
        opening = inclusion(FILES, NAME, with_lot=True)

        assert opening == inclusion(FILES, NAME) | {
            "lot": by_hand.lot(KEY, NAME).hex(),
            "blind": by_hand.blind(KEY, NAME).hex(),
        }

    def test_of_everybody_checks(self) -> None:
        files = finished(frozen({"A": 7, "B": 6}))
        for name, _ in frame({"A": 7, "B": 6}):
            assert name in checked(inclusion(files, name), files)

    @pytest.mark.parametrize("name", ["", "9141", NAME + "x", "nobody"])
    def test_of_nobody_is_refused(self, name: str) -> None:
        with pytest.raises(Unusable, match="is not in the frame"):
            inclusion(FILES, name)

    def test_needs_the_members_of_this_commitment(self) -> None:
        with pytest.raises(Unusable, match=r"audit/members\.csv: is missing"):
            inclusion(public(FILES), NAME)
        with pytest.raises(Invalid, match="its root is not the commitment's"):
            inclusion(FILES | {"audit/members.csv": b""}, NAME)
        with pytest.raises(Invalid, match="key_sha256"):
            inclusion(FILES | {"audit/key.hex": b"00" * 32 + b"\n"}, NAME, with_lot=True)

    def test_inspectors_have_none(self) -> None:
        with pytest.raises(Unusable, match="no members"):
            inclusion(finished_staffing(), "i0")


class TestCheck:
    def test_says_what_is_proved(self) -> None:
        assert checked(inclusion(FILES, NAME)).endswith("member 71 of 125.")

    def test_needs_nothing_but_the_commitment(self) -> None:
        alone = {"commitment.json": FILES["commitment.json"]}

        assert checked(inclusion(FILES, NAME), alone)
        assert "lots file is not public" in checked(inclusion(FILES, NAME, with_lot=True), alone)

    def test_with_lot_and_the_public_lots_shows_the_stratum_to_whoever_holds_it(self) -> None:
        assert checked(inclusion(FILES, NAME, with_lot=True)).endswith("Its lot stands in stratum B.")

    def test_of_a_sealed_draw_shows_no_stratum(self) -> None:
        files = finished(frozen(SEALED_SIZES))
        name = frame(SEALED_SIZES)[0][0]

        assert "lots file is not public" in checked(inclusion(files, name, with_lot=True), public(files))

    @pytest.mark.parametrize(
        "change",
        [
            {"id": "another"},
            {"line": by_hand.member(KEY, frame()[0][0])},
            {"line": by_hand.member(KEY, NAME)[:-1]},
            {"line": by_hand.member(KEY, NAME) + "\n"},
            {"index": 69},
            {"index": -1},
            {"index": 125},
            {"index": 2**40},
            {"count": 124},
            {"count": 0},
            {"path": []},
            {"path": ["00" * 32] * 7},
            {"lot": "00" * 16, "blind": "00" * 16},
        ],
    )
    def test_a_false_opening_does_not_verify(self, change: dict[str, Any]) -> None:
        with pytest.raises(Invalid, match="opening"):
            checked(inclusion(FILES, NAME) | change)

    def test_a_path_too_long_too_short_or_cut_does_not_verify(self) -> None:
        opening = inclusion(FILES, NAME)
        path = opening["path"]
        for wrong in ([*path, path[0]], path[:-1], path[1:], [path[0][:-2], *path[1:]], path[::-1]):
            with pytest.raises(Invalid, match="does not lead"):
                checked(opening | {"path": wrong})

    @pytest.mark.parametrize(
        "change",
        [
            {"id": 1},
            {"line": None},
            {"index": "70"},
            {"index": True},
            {"count": 1.5},
            {"path": "00"},
            {"path": [1]},
            {"path": ["zz" * 32]},
            {"path": ["AB" * 32]},
            {"lot": "00" * 16},
            {"blind": "00" * 16},
            {"lot": "00" * 15, "blind": "00" * 16},
            {"stratum": "B"},
        ],
    )
    def test_another_form_is_unusable(self, change: dict[str, Any]) -> None:
        with pytest.raises(Unusable, match="opening"):
            checked(inclusion(FILES, NAME) | change)

    def test_no_json_is_unusable(self) -> None:
        with pytest.raises(Unusable, match=r"^O\.json:1: not JSON"):
            check_opening(b"", FILES, "O.json")

    def test_another_lots_file_is_found(self) -> None:
        with pytest.raises(Invalid, match=r"lots\.csv: its hash"):
            checked(inclusion(FILES, NAME, with_lot=True), FILES | {"lots.csv": b""})

    def test_a_lot_that_is_not_in_the_lots_is_found(self) -> None:
        # An operator who commits to lots without this member's: every hash agrees, but the lot is missing.
        lots = b"".join(
            line
            for line in FILES["lots.csv"].splitlines(keepends=True)
            if by_hand.lot(KEY, NAME).hex().encode() not in line
        )
        document = json.loads(FILES["commitment.json"])
        document["lots"]["sha256"] = by_hand.h(lots).hex()
        files = FILES | {"commitment.json": canonical_json(document), "lots.csv": lots}

        with pytest.raises(Invalid, match=r"the lot is not in lots\.csv"):
            checked(inclusion(FILES, NAME, with_lot=True), files)
