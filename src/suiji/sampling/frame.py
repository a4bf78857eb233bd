"""名单 — the frame of a draw: ids, strata, exclusions; and the lots that stand for them in public."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence, Set
from hashlib import sha256 as new_hash
from io import BytesIO
from itertools import chain

from suiji.sampling.canonical import Unusable, keyed, read_lines
from suiji.sampling.merkle import leaf_hash, root

ALL = "ALL"
FRAME_HEADER = "id,stratum"
EXCLUDED_HEADER = "id,stratum,reason_code"
ID = re.compile(r"[0-9A-Za-z._:-]{1,64}")
STRATUM = re.compile(r"[A-Z0-9_]{1,16}")
_LOT, _BLIND = b"lot\x00", b"blind\x00"
REASON = re.compile(r"[A-Z0-9_]{1,32}")

Eligible = tuple[str, str]
"""(id, stratum)."""
Excluded = tuple[str, str, str]
"""(id, stratum, reason code)."""


# ── the input files ────────────────────────────────────────────────────────────────────


def _rows(data: bytes, file: str, header: str) -> Iterator[tuple[int, list[str]]]:
    lines = read_lines(data, file)
    if not lines or lines[0] != header:
        raise Unusable(f"the first line is not {header!r}", file=file, line=1)
    width = header.count(",") + 1
    for number, line in enumerate(lines[1:], start=2):
        cells = line.split(",")
        if len(cells) != width:
            raise Unusable(f"{len(cells)} fields instead of {width}", file=file, line=number)
        yield number, cells


def read_frame(data: bytes, file: str) -> list[Eligible]:
    """The (id, stratum) of every line after the header."""
    return [(cells[0], cells[1]) for _, cells in _rows(data, file, FRAME_HEADER)]


def read_excluded(data: bytes, file: str) -> list[Excluded]:
    """The (id, stratum, reason code) of every line after the header."""
    return [(cells[0], cells[1], cells[2]) for _, cells in _rows(data, file, EXCLUDED_HEADER)]


def frame_file(frame: Iterable[Eligible]) -> bytes:
    """The bytes that `read_frame` reads."""
    return _file(chain([FRAME_HEADER], map(",".join, frame)))


def excluded_file(excluded: Iterable[Excluded]) -> bytes:
    """The bytes that `read_excluded` reads."""
    return _file(chain([EXCLUDED_HEADER], map(",".join, excluded)))


def _file(lines: Iterable[str]) -> bytes:
    content = BytesIO()
    content.writelines(f"{line}\n".encode() for line in lines)
    return content.getvalue()


def check_frame(
    frame: Sequence[Eligible], excluded: Sequence[Excluded], frame_name: str, excluded_name: str
) -> None:
    """Every id once, everything in its alphabet, and ``ALL`` alone or not at all; else `Unusable`."""
    seen: set[str] = set()
    known: set[str] = set()
    _check_rows(frame, seen, known, frame_name)
    _check_rows(((name, stratum) for name, stratum, _ in excluded), seen, known, excluded_name)
    for line, (_, _, reason) in enumerate(excluded, start=2):
        if not REASON.fullmatch(reason):
            raise Unusable(f"reason code {reason!r} is outside its alphabet", file=excluded_name, line=line)
    check_labels(known, frame_name)


def check_labels(labels: Set[str], frame_name: str) -> None:
    """`Unusable` where ``ALL`` stands beside other strata."""
    if ALL in labels and len(labels) > 1:
        raise Unusable(f"{ALL} stands beside other strata", file=frame_name)


def _check_rows(rows: Iterable[Eligible], seen: set[str], known: set[str], file: str) -> None:
    """``seen`` and ``known`` collect ids and strata; a million rows pass here, so nothing is called in vain."""
    is_id = ID.fullmatch
    for line, (name, stratum) in enumerate(rows, start=2):
        if not is_id(name):
            raise Unusable(f"id {name!r} is outside its alphabet", file=file, line=line)
        if name in seen:
            raise Unusable(f"id {name!r} occurs twice", file=file, line=line)
        seen.add(name)
        if stratum not in known:
            if not STRATUM.fullmatch(stratum):
                raise Unusable(f"stratum {stratum!r} is outside its alphabet", file=file, line=line)
            known.add(stratum)


def strata_of(rows: Iterable[Sequence[str]]) -> Counter[str]:
    """How many rows each stratum has."""
    return Counter(row[1] for row in rows)


# ── the bytes of protocol §2 ───────────────────────────────────────────────────────────


def lot_of(key: bytes, name: str) -> bytes:
    """The pseudonym of an id, which only the key can tie to it."""
    return next(keyed(key, _LOT, [name.encode()]))


def id_blind(key: bytes, name: str) -> bytes:
    """The blind that keeps a member line from being guessed even where the lot is known."""
    return next(keyed(key, _BLIND, [name.encode()]))


def names_of_lots(frame: Iterable[Eligible], key: bytes, chosen: Set[bytes]) -> list[str]:
    """The ids, sorted, whose lots were chosen."""
    names = [name for name, _ in frame]
    lots = keyed(key, _LOT, map(str.encode, names))
    return sorted(name for name, lot in zip(names, lots, strict=True) if lot in chosen)


def lots_and_members(frame: Iterable[Eligible], key: bytes) -> tuple[bytes, bytes]:
    """The lots file and the members file.

    Lots are lines ``hex(lot),stratum``, sorted: what the public may repeat the draw over. Members are lines
    ``id,hex(H(lot ‖ blind))``, sorted by id: that an id stands in the frame, without its lot.
    """
    rows = sorted(frame)
    codes = [name.encode() for name, _ in rows]
    lots = list(keyed(key, _LOT, codes))
    blinds = keyed(key, _BLIND, codes)
    members = (
        f"{name},{new_hash(lot + blind).hexdigest()}"
        for (name, _), lot, blind in zip(rows, lots, blinds, strict=True)
    )
    return _lots_file(rows, lots), _file(members)


def _lots_file(rows: Iterable[Eligible], lots: Iterable[bytes]) -> bytes:
    """Sorted by their first byte before they are sorted in full: many short sorts are quicker than one long."""
    shelves: list[list[str]] = [[] for _ in range(256)]
    for (_, stratum), lot in zip(rows, lots, strict=True):
        shelves[lot[0]].append(f"{lot.hex()},{stratum}")
    return _file(line for shelf in shelves for line in sorted(shelf))


def member_leaves(members: bytes) -> Iterator[bytes]:
    """The leaf hashes of a members file: each line without its line feed."""
    return map(leaf_hash, members.split(b"\n")[:-1])


def members_root(members: bytes) -> bytes:
    """The Merkle root over a members file."""
    return root(member_leaves(members))


def exclusions_file(excluded: Iterable[Excluded]) -> bytes:
    """Lines ``id,reason_code``, sorted by id."""
    return _file(f"{name},{reason}" for name, reason in sorted((row[0], row[2]) for row in excluded))
