"""Lists, lots and members (protocol §1, §2), against the text computed by hand."""

import pytest

from suiji.sampling import frame as frames
from suiji.sampling.canonical import Unusable
from tests.sampling import by_hand

KEY = b"\x5a" * 32
FRAME = [("B2", "B"), ("a:1._-", "A"), ("A1", "D")]
EXCLUDED = [("Z9", "A", "CAP_OPEN"), ("C3", "B", "REVOKED")]


class TestReading:
    def test_gives_the_rows_and_the_same_bytes_again(self) -> None:
        data = b"id,stratum\nB2,B\na:1._-,A\nA1,D\n"

        assert frames.read_frame(data, "f") == FRAME
        assert frames.frame_file(FRAME) == data

    def test_of_exclusions_too(self) -> None:
        data = b"id,stratum,reason_code\nZ9,A,CAP_OPEN\nC3,B,REVOKED\n"

        assert frames.read_excluded(data, "f") == EXCLUDED
        assert frames.excluded_file(EXCLUDED) == data
        assert frames.excluded_file([]) == b"id,stratum,reason_code\n"

    @pytest.mark.parametrize(
        ("data", "line"),
        [
            (b"", 1),
            (b"id,strata\nA,A\n", 1),
            (b"id,stratum\r\nA,A\r\n", 1),
            (b"\xef\xbb\xbfid,stratum\n", 1),
            (b"id,stratum\nA\n", 2),
            (b"id,stratum\nA,A\nB,A,C\n", 3),
            (b"id,stratum\nA,A\n\n", 3),
            (b"id,stratum\nA,A", 2),
            (b"id,stratum\nA,A\n\xff,A\n", 3),
        ],
    )
    def test_refuses_with_file_and_line(self, data: bytes, line: int) -> None:
        with pytest.raises(Unusable) as refused:
            frames.read_frame(data, "FRAME.csv")

        assert (refused.value.file, refused.value.line) == ("FRAME.csv", line)


class TestChecking:
    def check(self, frame: list[tuple[str, str]], excluded: list[tuple[str, str, str]] | None = None) -> None:
        frames.check_frame(frame, excluded or [], "F", "E")

    def test_passes_what_is_right(self) -> None:
        self.check(FRAME, EXCLUDED)
        self.check([("A", "ALL")], [("B", "ALL", "R")])
        self.check([], [])
        self.check([("x" * 64, "_" * 16)], [("Y", "0", "_" * 32)])

    @pytest.mark.parametrize("name", ["", "x" * 65, "a b", "a/b", "é", "名", 'a"', "a\n", "a,b"])
    def test_refuses_ids_outside_their_alphabet(self, name: str) -> None:
        with pytest.raises(Unusable, match=r"F:3: id .* outside its alphabet"):
            self.check([("A", "A"), (name, "A")])

    @pytest.mark.parametrize("stratum", ["", "a", "A" * 17, "A B", "Ａ"])
    def test_refuses_strata_outside_their_alphabet(self, stratum: str) -> None:
        with pytest.raises(Unusable, match=r"F:2: stratum .* outside its alphabet"):
            self.check([("A", stratum)])

    @pytest.mark.parametrize("reason", ["", "a", "R" * 33, "A-B"])
    def test_refuses_reasons_outside_their_alphabet(self, reason: str) -> None:
        with pytest.raises(Unusable, match=r"E:2: reason code .* outside its alphabet"):
            self.check([], [("A", "A", reason)])

    def test_refuses_an_id_that_occurs_twice_also_across_the_files(self) -> None:
        with pytest.raises(Unusable, match="F:3: id 'A' occurs twice"):
            self.check([("A", "A"), ("A", "B")])
        with pytest.raises(Unusable, match="E:2: id 'A' occurs twice"):
            self.check([("A", "A")], [("A", "B", "R")])

    def test_refuses_all_beside_other_strata_exclusions_included(self) -> None:
        with pytest.raises(Unusable, match="ALL stands beside"):
            self.check([("A", "ALL"), ("B", "B")])
        with pytest.raises(Unusable, match="ALL stands beside"):
            self.check([("A", "ALL")], [("B", "B", "R")])


class TestBytes:
    def test_lots_are_keyed_pseudonyms_sorted_by_line(self) -> None:
        assert frames.lot_of(KEY, "A1") == by_hand.lot(KEY, "A1")
        assert frames.lots_and_members(FRAME, KEY)[0] == by_hand.lots_file(KEY, FRAME)

    def test_members_hide_the_lot_and_are_sorted_by_id_in_byte_order(self) -> None:
        members = frames.lots_and_members(FRAME, KEY)[1]

        assert members == by_hand.members_file(KEY, FRAME)
        assert [line.split(b",")[0] for line in members.splitlines()] == [b"A1", b"B2", b"a:1._-"]
        assert frames.members_root(members) == by_hand.tree(members.splitlines())

    def test_exclusions_keep_id_and_reason_sorted_by_id(self) -> None:
        assert frames.exclusions_file(EXCLUDED) == b"C3,REVOKED\nZ9,CAP_OPEN\n"
        assert frames.exclusions_file([]) == b""

    def test_an_id_comes_before_those_it_begins(self) -> None:
        rows = [("a-", "A", "R"), ("a", "A", "R"), ("a.", "A", "R")]

        assert frames.exclusions_file(rows) == b"a,R\na-,R\na.,R\n"
