"""Line files of any size, read as strictly as the reference reads them, a few megabytes at a time."""

import re
from collections.abc import Callable, Iterator
from hashlib import sha256
from itertools import islice
from operator import eq, lt
from pathlib import Path

from suiji.sampling import frame as frames
from suiji.sampling.canonical import Unusable
from suiji.sampling.draw import read_lots
from suiji.sampling.merkle import root

LEAVES = 1 << 16
"""Lines read at once. A power of two, so that each chunk's root is a node of the whole tree."""
_LABEL = frames.STRATUM.pattern
_FRAME = re.compile(rf"(?:{frames.ID.pattern},{_LABEL}\n)*+".encode())
_LOTS = re.compile(rf"(?:[0-9a-f]{{32}},{_LABEL}\n)*+".encode())

Refuse = Callable[[bytes, str], object]
"""Reads lines as the reference does, which refuses them."""


def chunks(path: Path, header: str = "") -> Iterator[list[bytes]]:
    """The lines after the header, with their line feeds, so many at a time; `Unusable` for another header."""
    with path.open("rb") as file:
        if header and file.readline() != f"{header}\n".encode():
            raise Unusable(f"the first line is not {header!r}", file=str(path), line=1)
        while lines := list(islice(file, LEAVES)):
            yield lines


def check_frame_lines(path: Path, name: str) -> None:
    """`Unusable`, with the reference's words, unless every line is an id and a stratum."""
    _check(path, frames.FRAME_HEADER, _FRAME, _read_frame, name)


def _read_frame(data: bytes, name: str) -> None:
    rows = frames.read_frame(f"{frames.FRAME_HEADER}\n".encode() + data, name)
    frames.check_frame(rows, (), name, name)


def check_lots_lines(path: Path, name: str) -> None:
    """`Unusable`, with the reference's words, unless the lines are lots and strata in order."""
    _check(path, "", _LOTS, read_lots, name)
    before = b""
    for number, lines in enumerate(chunks(path)):
        if not before < lines[0] or not all(map(lt, lines, lines[1:])):
            ordered = [before, *lines]
            place = next(n for n, pair in enumerate(zip(ordered, lines, strict=False)) if not lt(*pair))
            reason = "not a lot and its stratum, in order"
            raise Unusable(reason, file=name, line=number * LEAVES + place + 1)
        before = lines[-1]


def _check(path: Path, header: str, pattern: re.Pattern[bytes], refuse: Refuse, name: str) -> None:
    first = 2 if header else 1
    try:
        for number, lines in enumerate(chunks(path, header)):
            if not pattern.fullmatch(b"".join(lines)):
                _refuse(lines, pattern, refuse, name, first + number * LEAVES)
    except Unusable as error:
        raise Unusable(error.reason, file=name, line=error.line) from None


def _refuse(lines: list[bytes], pattern: re.Pattern[bytes], refuse: Refuse, name: str, first: int) -> None:
    place = next(n for n, line in enumerate(lines) if not pattern.fullmatch(line))
    try:
        refuse(lines[place], name)
    except Unusable as error:
        raise Unusable(error.reason, file=name, line=first + place) from None
    raise AssertionError("the reference accepts a line that the engine refuses")


def sha256_of(path: Path) -> bytes:
    """The hash of a file's bytes."""
    digest = sha256()
    with path.open("rb") as file:
        while block := file.read(1 << 20):
            digest.update(block)
    return digest.digest()


def members_root(path: Path) -> bytes:
    """The Merkle root over a members file, holding a few thousand leaves at a time."""
    return root([root(frames.member_leaves(b"".join(lines))) for lines in chunks(path)])


def repeated(path: Path) -> set[str]:
    """The ids that a members file, sorted, has more than once."""
    found: set[str] = set()
    before = b""
    for lines in chunks(path):
        following = [before, *lines]
        if any(map(eq, following, lines)):
            twice = {line for line, last in zip(lines, following, strict=False) if line == last}
            found |= {line.decode().partition(",")[0] for line in twice}
        before = lines[-1]
    return found


def second_line(path: Path, names: set[str]) -> tuple[str, int]:
    """Of these ids the one whose second line in a frame file comes first, and that line's number."""
    seen: set[str] = set()
    for number, lines in enumerate(chunks(path, frames.FRAME_HEADER)):
        for place, line in enumerate(lines):
            name = line.decode().partition(",")[0]
            if name in seen:
                return name, number * LEAVES + place + 2
            if name in names:
                seen.add(name)
    raise AssertionError("no id occurs twice")
