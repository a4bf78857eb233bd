"""A key in three hands: any two restore it, one does not, and a damaged share is named."""

import json
from itertools import combinations

import pytest

from suiji.vault.splitting import Damaged, KeyPart, part_file, read_part, restore, split

KEY = bytes(range(100, 132))
KEEPERS = {1: "市场监管局", 2: "纪委监委", 3: "公证处"}


@pytest.fixture
def parts() -> list[KeyPart]:
    return split(KEY, of="c" * 32, keepers=KEEPERS)


class TestSplit:
    @pytest.mark.parametrize("two", list(combinations((1, 2, 3), 2)))
    def test_any_two_restore_the_key(self, parts: list[KeyPart], two: tuple[int, int]) -> None:
        chosen = {part.place: part.content for part in parts if part.place in two}

        assert restore(chosen) == KEY

    def test_three_restore_it_too(self, parts: list[KeyPart]) -> None:
        assert restore({part.place: part.content for part in parts}) == KEY

    def test_one_does_not(self, parts: list[KeyPart]) -> None:
        with pytest.raises(ValueError, match="two shares"):
            restore({1: parts[0].content})

    def test_one_says_nothing_of_the_key(self, parts: list[KeyPart]) -> None:
        """For every other key there is a second share that would make it: here, that of an unrelated splitting."""
        others = split(bytes(32), of="c" * 32, keepers=KEEPERS)
        made = restore({1: parts[0].content, 2: others[1].content})

        assert made not in (KEY, bytes(32))
        assert all(KEY not in part.content and part.content not in KEY for part in parts)

    def test_two_splittings_of_a_key_share_nothing(self, parts: list[KeyPart]) -> None:
        again = split(KEY, of="c" * 32, keepers=KEEPERS)

        assert not {part.content for part in parts} & {part.content for part in again}

    @pytest.mark.parametrize(("key", "keepers"), [(KEY[:16], KEEPERS), (KEY, {1: "甲", 2: "乙"})])
    def test_is_of_a_whole_key_among_three(self, key: bytes, keepers: dict[int, str]) -> None:
        with pytest.raises(ValueError, match="three keepers"):
            split(key, of="c" * 32, keepers=keepers)


class TestAShareFile:
    def test_comes_back_as_it_went(self, parts: list[KeyPart]) -> None:
        assert [read_part(part_file(part)) for part in parts] == parts

    @pytest.mark.parametrize("member", ["share", "ceremony", "place"])
    def test_of_which_anything_was_changed_is_named(self, parts: list[KeyPart], member: str) -> None:
        said = json.loads(part_file(parts[1]))
        value = said[member]
        said[member] = 3 if member == "place" else ("0" if value[0] != "0" else "1") + value[1:]

        with pytest.raises(Damaged, match=r"纪委监委的第 [23] 份分片已经损坏"):
            read_part(json.dumps(said).encode())

    @pytest.mark.parametrize("content", [b"", b"{}", b"[]", b'{"protocol": "suiji-share/1"}'])
    def test_that_is_something_else_is_refused(self, content: bytes) -> None:
        with pytest.raises(Damaged):
            read_part(content)

    @pytest.mark.parametrize(
        ("member", "value"), [("share", "00"), ("share", "zz"), ("place", 4), ("keeper", None)]
    )
    def test_out_of_its_form_is_refused(self, parts: list[KeyPart], member: str, value: object) -> None:
        said = json.loads(part_file(parts[0])) | {member: value}

        with pytest.raises(Damaged):
            read_part(json.dumps(said).encode())
