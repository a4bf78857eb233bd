"""Merkle trees (RFC 6962): one root for a list, short proofs that a leaf is in it and that it only grew."""

from collections.abc import Iterable, Sequence
from hashlib import sha256

HASH_BYTES = 32


def leaf_hash(data: bytes) -> bytes:
    """The hash of a leaf; its prefix keeps a leaf from ever passing for a node."""
    return sha256(b"\x00" + data).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """The hash of two subtrees."""
    return sha256(b"\x01" + left + right).digest()


def root(leaves: Iterable[bytes]) -> bytes:
    """The root over leaf hashes in order: pair by pair, level by level; the odd last one moves up alone."""
    level = list(leaves)
    while len(level) > 1:
        pairs = zip(level[::2], level[1::2], strict=False)
        # `node_hash`, without the call: a million leaves have as many nodes.
        nodes = [sha256(b"\x01" + left + right).digest() for left, right in pairs]
        level = nodes + level[2 * len(nodes) :]
    return level[0] if level else sha256(b"").digest()


def _left_size(size: int) -> int:
    """The largest power of two smaller than the size."""
    return 1 << (size - 1).bit_length() - 1


def inclusion_path(leaves: Sequence[bytes], index: int) -> list[bytes]:
    """The hashes that lead from leaf ``index`` to the root, the leaf's sibling first."""
    if not 0 <= index < len(leaves):
        raise IndexError(f"leaf {index} of {len(leaves)}")
    path: list[bytes] = []
    low, high = 0, len(leaves)
    while high - low > 1:
        middle = low + _left_size(high - low)
        if index < middle:
            path.append(root(leaves[middle:high]))
            high = middle
        else:
            path.append(root(leaves[low:middle]))
            low = middle
    return path[::-1]


def verify_inclusion(leaf: bytes, index: int, size: int, path: Sequence[bytes], root: bytes) -> bool:
    """Whether the path leads exactly from this leaf hash at this index to the root of a tree of this size."""
    if not 0 <= index < size or not _all_hashes(leaf, root, *path):
        return False
    turns = _turns(index, size - 1, path)
    if turns is None:
        return False
    node = leaf
    for is_left, sibling in turns:
        node = node_hash(sibling, node) if is_left else node_hash(node, sibling)
    return node == root


def _turns(place: int, last: int, path: Sequence[bytes]) -> list[tuple[bool, bytes]] | None:
    """For each sibling whether it stands left; None where the path is not as long as the tree is high."""
    turns: list[tuple[bool, bytes]] = []
    for sibling in path:
        if last == 0:
            return None
        is_left = bool(place & 1) or place == last
        turns.append((is_left, sibling))
        while is_left and place and not place & 1:  # the right edge: levels on which nothing stands beside us
            place, last = place >> 1, last >> 1
        place, last = place >> 1, last >> 1
    return turns if last == 0 else None


def consistency_path(leaves: Sequence[bytes], old: int) -> list[bytes]:
    """The hashes that prove that the tree over the first ``old`` leaves (one or more) grew into this one."""
    if not 0 < old <= len(leaves):
        raise IndexError(f"a tree of {old} in one of {len(leaves)}")
    path: list[bytes] = []
    low, high, whole = 0, len(leaves), True
    while old < high:
        middle = low + _left_size(high - low)
        if old <= middle:
            path.append(root(leaves[middle:high]))
            high = middle
        else:
            path.append(root(leaves[low:middle]))
            low, whole = middle, False
    return ([] if whole else [root(leaves[low:high])]) + path[::-1]


def verify_consistency(old: int, new: int, path: Sequence[bytes], old_root: bytes, new_root: bytes) -> bool:
    """Whether the path proves that the tree of ``old`` leaves is the beginning of the tree of ``new`` leaves.

    Nothing can be said from size 0: every tree begins with the empty one, so such a proof is refused.
    """
    if not 0 < old <= new or not _all_hashes(old_root, new_root, *path):
        return False
    if old == new:
        return not path and old_root == new_root
    if not path:
        return False
    # A complete old tree is itself the first node of the way; its hash is known and not repeated.
    first, *siblings = path if old & (old - 1) else [old_root, *path]
    place, last = old - 1, new - 1
    while place & 1:
        place, last = place >> 1, last >> 1
    turns = _turns(place, last, siblings)
    if turns is None:
        return False
    old_node = new_node = first
    for is_left, sibling in turns:
        if is_left:
            old_node = node_hash(sibling, old_node)
        new_node = node_hash(sibling, new_node) if is_left else node_hash(new_node, sibling)
    return (old_node, new_node) == (old_root, new_root)


def _all_hashes(*values: bytes) -> bool:
    return all(len(value) == HASH_BYTES for value in values)
