"""冻结名单 — lots, members and root of a list of any size, byte for byte as the reference makes them (§2)."""

from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from shutil import copyfile, rmtree
from typing import Protocol

from duckdb import DuckDBPyConnection

from suiji.draws.engines import lines
from suiji.draws.engines.choice import Progress, unheard
from suiji.draws.engines.duck import connected, text_of
from suiji.sampling import frame as frames
from suiji.sampling.canonical import Unusable
from suiji.sampling.commitment import PUBLIC, Plan
from suiji.sampling.frame import Excluded
from suiji.sampling.freeze import (
    AUDIT_LOTS,
    FRAME,
    LOTS,
    MEMBERS,
    Frozen,
    Names,
    commit,
    require_key,
    strata_of,
)

FILES = Names()
LABEL, STEPS = "冻结名单", 6
READ = (
    "read_csv({path}, columns = {{'id': 'VARCHAR', 'stratum': 'VARCHAR'}}, header = true, auto_detect = false, \
delim = ',', quote = '', escape = '', new_line = '\\n')"
)
# HMAC-SHA-256 by RFC 2104 with the key's two blocks given; its first 16 bytes are 32 digits of hex.
MAC = "unhex(left(sha256(${outer}::BLOB || unhex(sha256(${inner}::BLOB || encode(id)))), 32))"
LOT, BLIND = MAC.format(outer="outer", inner="lot"), MAC.format(outer="outer", inner="blind")
# Lines of one column, written as they are: no character of theirs is ever quoted or a delimiter.
AS_LINES = "(FORMAT csv, HEADER false, DELIMITER '\\t', QUOTE '', ESCAPE '')"


def keyed_blocks(key: bytes) -> dict[str, bytes]:
    """What SQL needs of the key: the outer block, and the inner one with each beginning of §2."""
    block = key.ljust(64, b"\x00")
    inner = bytes(byte ^ 0x36 for byte in block)
    outer = bytes(byte ^ 0x5C for byte in block)
    return {"outer": outer, "lot": inner + b"lot\x00", "blind": inner + b"blind\x00"}


class Hands(Protocol):
    """Who goes through the rows of a list: one machine, or a cluster. All write the same bytes."""

    def hash_rows(self, frame: Path, rows: Path, key: bytes) -> None:
        """Every row with its lot and its member hash, as Parquet."""

    def sizes(self, rows: Path) -> Counter[str]:
        """How many rows each stratum has."""

    def among(self, rows: Path, listed: Sequence[str]) -> set[str]:
        """Which of these ids stand in the rows."""

    def write_members(self, rows: Path, to: Path) -> None:
        """The members file, in byte order of the ids."""

    def write_lots(self, rows: Path, to: Path) -> None:
        """The lots file, in byte order of the lots."""


def freeze_list(
    *,
    frame: Path,
    excluded: Sequence[Excluded] = (),
    plan: Plan,
    key: bytes,
    work: Path,
    names: Names = FILES,
    progress: Progress = unheard,
    hands: AbstractContextManager[Hands] | None = None,
) -> tuple[Frozen, dict[str, Path]]:
    """The frozen draw of a list in a file; its long files lie in the folder ``work``, by their bundle names.

    Refuses what the reference refuses. ``work`` is empty and private. ``hands``: DuckDB's unless told.
    """
    require_key(key)
    lines.check_frame_lines(frame, names.frame)
    frames.check_frame((), excluded, names.frame, names.excluded)
    progress(LABEL, 1, STEPS)
    rows, members, lots = work / "rows.parquet", work / "members.csv", work / "lots.csv"
    with hands or duck(work) as hand:
        hand.hash_rows(frame, rows, key)
        progress(LABEL, 2, STEPS)
        sizes = hand.sizes(rows)
        frames.check_labels(sizes.keys() | {row[1] for row in excluded}, names.frame)
        _refuse_excluded(hand, rows, excluded, names.excluded)
        strata = strata_of(sizes, excluded, plan, names)
        hand.write_members(rows, members)
        progress(LABEL, 3, STEPS)
        if twice := lines.repeated(members):
            name, line = lines.second_line(frame, twice)
            raise Unusable(f"id {name!r} occurs twice", file=names.frame, line=line)
        hand.write_lots(rows, lots)
    rmtree(rows) if rows.is_dir() else rows.unlink()
    progress(LABEL, 4, STEPS)
    root = lines.members_root(members)
    progress(LABEL, 5, STEPS)
    frozen = commit(
        strata=strata,
        excluded=excluded,
        plan=plan,
        key=key,
        members_root=root,
        lots_sha256=lines.sha256_of(lots),
    )
    long_files = {FRAME: work / "frame.csv", MEMBERS: members, AUDIT_LOTS: lots}
    copyfile(frame, long_files[FRAME])
    if frozen.visibility == PUBLIC:
        long_files[LOTS] = work / "public_lots.csv"
        copyfile(lots, long_files[LOTS])
    progress(LABEL, STEPS, STEPS)
    return frozen, long_files


@contextmanager
def duck(work: Path) -> Iterator[Hands]:
    """DuckDB, its files in this folder."""
    with connected(work) as db:
        yield Duck(db)


@dataclass(frozen=True, slots=True)
class Duck:
    """One machine's hands."""

    db: DuckDBPyConnection

    def hash_rows(self, frame: Path, rows: Path, key: bytes) -> None:
        """In the file's order."""
        source = READ.format(path=text_of(frame))
        keyed = f"SELECT id, stratum, {LOT} AS lot, {BLIND} AS blind FROM {source}"
        hashed = f"SELECT id, stratum, lot, unhex(sha256(lot || blind)) AS member FROM ({keyed})"
        self.db.execute(f"COPY ({hashed}) TO {text_of(rows)} (FORMAT parquet)", keyed_blocks(key))

    def sizes(self, rows: Path) -> Counter[str]:
        """Counted."""
        counted = self.db.execute(f"SELECT stratum, count(*) FROM {text_of(rows)} GROUP BY stratum")
        return Counter(dict(counted.fetchall()))

    def among(self, rows: Path, listed: Sequence[str]) -> set[str]:
        """Looked up."""
        query = f"SELECT id FROM {text_of(rows)} WHERE id IN (SELECT unnest($listed::VARCHAR[]))"
        return {name for (name,) in self.db.execute(query, {"listed": list(listed)}).fetchall()}

    def write_members(self, rows: Path, to: Path) -> None:
        """By id."""
        self._write("id || ',' || lower(hex(member))", rows, "id", to)

    def write_lots(self, rows: Path, to: Path) -> None:
        """By lot."""
        self._write("lower(hex(lot)) || ',' || stratum", rows, "lot", to)

    def _write(self, line: str, rows: Path, order: str, to: Path) -> None:
        """Lines in byte order: DuckDB compares text and blobs byte by byte."""
        selected = f"SELECT {line} FROM {text_of(rows)} ORDER BY {order}"
        self.db.execute(f"COPY ({selected}) TO {text_of(to)} {AS_LINES}")


def _refuse_excluded(hand: Hands, rows: Path, excluded: Sequence[Excluded], file: str) -> None:
    """`Unusable` where an excluded object stands in the frame."""
    listed = [name for name, _, _ in excluded]
    both = hand.among(rows, listed)
    for line, name in enumerate(listed, start=2):
        if name in both:
            raise Unusable(f"id {name!r} occurs twice", file=file, line=line)
