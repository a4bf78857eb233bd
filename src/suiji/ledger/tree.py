"""The tree as stored: only complete subtrees, so that every root and path takes O(log n) look-ups."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from suiji.sampling.merkle import node_hash

Place = tuple[int, int]
"""(level, index): the complete subtree over leaves ``index << level`` up to ``(index + 1) << level``."""


@dataclass(slots=True)
class Frontier:
    """The complete subtrees that a tree of ``size`` leaves consists of, largest first."""

    size: int = 0
    hashes: list[bytes] = field(default_factory=list)

    def append(self, leaf: bytes) -> Iterator[tuple[int, int, bytes]]:
        """Add a leaf hash; yields every inner node this completes, as (level, index, hash)."""
        node, index, level = leaf, self.size, 0
        while index & 1:
            node = node_hash(self.hashes.pop(), node)
            index, level = index >> 1, level + 1
            yield level, index, node
        self.hashes.append(node)
        self.size += 1

    def root(self) -> bytes:
        """The RFC 6962 root; of an empty tree there is none to sign."""
        root = self.hashes[-1]
        for left in reversed(self.hashes[:-1]):
            root = node_hash(left, root)
        return root


def frontier_places(size: int) -> list[Place]:
    """Where the frontier of a tree of this size is stored, largest first."""
    return [(level, (size >> level) - 1) for level in reversed(range(size.bit_length())) if size >> level & 1]


def _split(width: int) -> int:
    return 1 << (width - 1).bit_length() - 1


def _cover(low: int, high: int) -> list[Place]:
    """The stored subtrees that make up leaves low … high − 1 of a subtree that starts at an aligned place."""
    places: list[Place] = []
    while low < high:
        level = (high - low).bit_length() - 1
        places.append((level, low >> level))
        low += 1 << level
    return places


def _fold(places: list[Place], lookup: Callable[[Place], bytes]) -> bytes:
    hashes = [lookup(place) for place in places]
    result = hashes[-1]
    for left in reversed(hashes[:-1]):
        result = node_hash(left, result)
    return result


def inclusion_places(index: int, size: int) -> list[list[Place]]:
    """For each step of the inclusion path (leaf's sibling first), the stored subtrees its hash is folded from."""
    path: list[list[Place]] = []
    low, high = 0, size
    while high - low > 1:
        middle = low + _split(high - low)
        if index < middle:
            path.append(_cover(middle, high))
            high = middle
        else:
            path.append(_cover(low, middle))
            low = middle
    return path[::-1]


def consistency_places(old: int, size: int) -> list[list[Place]]:
    """For each step of the RFC 6962 consistency proof from ``old`` (> 0) to ``size``, the subtrees to fold."""
    path: list[list[Place]] = []
    low, high, whole = 0, size, True
    while old - low < high - low:
        middle = low + _split(high - low)
        if old <= middle:
            path.append(_cover(middle, high))
            high = middle
        else:
            path.append(_cover(low, middle))
            low, whole = middle, False
    return ([] if whole else [_cover(low, high)]) + path[::-1]


def fold_path(steps: list[list[Place]], lookup: Callable[[Place], bytes]) -> list[bytes]:
    """The hashes of a path's steps."""
    return [_fold(places, lookup) for places in steps]
