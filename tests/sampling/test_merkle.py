"""Merkle trees against RFC 6962 written out, and false proofs in the manner of transparency-dev."""

import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from suiji.sampling import merkle
from tests.sampling import by_hand

SIZES = [*range(1, 18), 31, 32, 33]


def data(size: int) -> list[bytes]:
    return [f"leaf {n}".encode() for n in range(size)]


def hashes(size: int) -> list[bytes]:
    return [merkle.leaf_hash(leaf) for leaf in data(size)]


class TestRoot:
    def test_of_nothing_is_the_hash_of_nothing(self) -> None:
        assert merkle.root([]) == hashlib.sha256(b"").digest()

    def test_leaves_and_nodes_have_their_own_prefix(self) -> None:
        assert merkle.leaf_hash(b"x") == hashlib.sha256(b"\x00x").digest()
        assert merkle.node_hash(b"l", b"r") == hashlib.sha256(b"\x01lr").digest()

    @pytest.mark.parametrize("size", [*SIZES, 255, 256, 257])
    def test_is_that_of_the_rfc(self, size: int) -> None:
        assert merkle.root(hashes(size)) == by_hand.tree(data(size))


class TestInclusion:
    @pytest.mark.parametrize("size", SIZES)
    def test_path_is_that_of_the_rfc_and_verifies(self, size: int) -> None:
        leaves, top = hashes(size), by_hand.tree(data(size))
        for index in range(size):
            path = merkle.inclusion_path(leaves, index)

            assert path == by_hand.path(index, data(size))
            assert merkle.verify_inclusion(leaves[index], index, size, path, top)

    @pytest.mark.parametrize("size", SIZES)
    def test_false_proofs_are_refused(self, size: int) -> None:
        leaves, top = hashes(size), by_hand.tree(data(size))
        for index in range(size):
            path = merkle.inclusion_path(leaves, index)
            for wrong in _wrong_paths(path, top):
                assert not merkle.verify_inclusion(leaves[index], index, size, wrong, top)
            for other in {-1, index - 1, index + 1, index ^ 2, size, size + 5} - {index}:
                assert not merkle.verify_inclusion(leaves[index], other, size, path, top)
            assert not merkle.verify_inclusion(leaves[index], index, size, path, b"\x00" * 32)
            assert not merkle.verify_inclusion(leaves[index][:-1], index, size, path, top)
            assert not merkle.verify_inclusion(leaves[index], index, 0, path, top)

    def test_a_node_does_not_pass_for_a_leaf(self) -> None:
        leaves = hashes(4)
        inner = merkle.node_hash(leaves[0], leaves[1])

        assert not merkle.verify_inclusion(
            inner, 0, 4, merkle.inclusion_path(leaves, 0)[1:], merkle.root(leaves)
        )

    def test_there_is_no_path_for_what_is_not_there(self) -> None:
        with pytest.raises(IndexError):
            merkle.inclusion_path(hashes(3), 3)
        with pytest.raises(IndexError):
            merkle.inclusion_path(hashes(3), -1)


class TestConsistency:
    @pytest.mark.parametrize("size", SIZES)
    def test_every_beginning_is_proved(self, size: int) -> None:
        leaves, top = hashes(size), by_hand.tree(data(size))
        for old in range(1, size + 1):
            path = merkle.consistency_path(leaves, old)

            assert merkle.verify_consistency(old, size, path, by_hand.tree(data(old)), top)

    @pytest.mark.parametrize("size", SIZES)
    def test_false_proofs_are_refused(self, size: int) -> None:
        leaves, top = hashes(size), by_hand.tree(data(size))
        for old in range(1, size + 1):
            begin, path = by_hand.tree(data(old)), merkle.consistency_path(leaves, old)
            for wrong in _wrong_paths(path, top):
                assert not merkle.verify_consistency(old, size, wrong, begin, top)
            assert not merkle.verify_consistency(old, size, path, begin, b"\x00" * 32)
            assert not merkle.verify_consistency(old, size, path, b"\x00" * 32, top)
            assert not merkle.verify_consistency(old, size, path, begin[1:], top)
            assert not merkle.verify_consistency(size + 1, size, path, begin, top)
            assert old == size or not merkle.verify_consistency(old, size, path, top, begin)

    def test_nothing_is_proved_from_size_zero(self) -> None:
        empty = hashlib.sha256(b"").digest()

        assert not merkle.verify_consistency(0, 3, [], empty, merkle.root(hashes(3)))
        assert not merkle.verify_consistency(0, 0, [], empty, empty)
        with pytest.raises(IndexError):
            merkle.consistency_path(hashes(3), 0)
        with pytest.raises(IndexError):
            merkle.consistency_path(hashes(3), 4)

    @given(st.integers(1, 70), st.data())
    def test_a_rewritten_beginning_is_found_out(self, size: int, draws: st.DataObject) -> None:
        old = draws.draw(st.integers(1, size))
        changed = draws.draw(st.integers(0, old - 1))
        leaves = hashes(size)
        before = merkle.root(leaves[:old])

        leaves[changed] = merkle.leaf_hash(b"another")

        path = merkle.consistency_path(leaves, old)
        assert not merkle.verify_consistency(old, size, path, before, merkle.root(leaves))


def _wrong_paths(path: list[bytes], top: bytes) -> list[list[bytes]]:
    """Too long at either end, too short at either end, a bit changed, a hash cut short."""
    wrong = [[*path, top], [top, *path], [*path, b"\x00" * 32], [*path, b""]]
    if path:
        flipped = bytes([path[0][0] ^ 16]) + path[0][1:]
        wrong += [
            path[:-1],
            path[1:],
            [flipped, *path[1:]],
            [*path[:-1], path[-1][:-1]],
            [path[0][1:], *path[1:]],
        ]
    return wrong
