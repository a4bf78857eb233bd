"""冻结名单 — lots, members and root of a list of any size, byte for byte as the reference makes them (§2)."""

from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from shutil import copyfile

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


def freeze_list(
    *,
    frame: Path,
    excluded: Sequence[Excluded] = (),
    plan: Plan,
    key: bytes,
    work: Path,
    names: Names = FILES,
    progress: Progress = unheard,
) -> tuple[Frozen, dict[str, Path]]:
    """The frozen draw of a list in a file; its long files lie in the folder ``work``, by their bundle names.

    Refuses what the reference refuses. ``work`` is empty and private.
    """
    require_key(key)
    lines.check_frame_lines(frame, names.frame)
    frames.check_frame((), excluded, names.frame, names.excluded)
    progress(LABEL, 1, STEPS)
    rows, members, lots = work / "rows.parquet", work / "members.csv", work / "lots.csv"
    with connected(work) as db:
        _hash_rows(db, frame, rows, key)
        progress(LABEL, 2, STEPS)
        sizes = _sizes(db, rows)
        frames.check_labels(sizes.keys() | {row[1] for row in excluded}, names.frame)
        _refuse_excluded(db, rows, excluded, names.excluded)
        strata = strata_of(sizes, excluded, plan, names)
        _write(db, "id || ',' || lower(hex(member))", rows, "id", members)
        progress(LABEL, 3, STEPS)
        if twice := lines.repeated(members):
            name, line = lines.second_line(frame, twice)
            raise Unusable(f"id {name!r} occurs twice", file=names.frame, line=line)
        _write(db, "lower(hex(lot)) || ',' || stratum", rows, "lot", lots)
    rows.unlink()
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


def _hash_rows(db: DuckDBPyConnection, frame: Path, rows: Path, key: bytes) -> None:
    """Every row with its lot and its member hash, as Parquet in the file's order."""
    source = READ.format(path=text_of(frame))
    keyed = f"SELECT id, stratum, {LOT} AS lot, {BLIND} AS blind FROM {source}"
    hashed = f"SELECT id, stratum, lot, unhex(sha256(lot || blind)) AS member FROM ({keyed})"
    db.execute(f"COPY ({hashed}) TO {text_of(rows)} (FORMAT parquet)", keyed_blocks(key))


def _sizes(db: DuckDBPyConnection, rows: Path) -> Counter[str]:
    counted = db.execute(f"SELECT stratum, count(*) FROM {text_of(rows)} GROUP BY stratum").fetchall()
    return Counter(dict(counted))


def _refuse_excluded(db: DuckDBPyConnection, rows: Path, excluded: Sequence[Excluded], file: str) -> None:
    """`Unusable` where an excluded object stands in the frame."""
    listed = [name for name, _, _ in excluded]
    query = f"SELECT id FROM {text_of(rows)} WHERE id IN (SELECT unnest($listed::VARCHAR[]))"
    both = {name for (name,) in db.execute(query, {"listed": listed}).fetchall()}
    for line, name in enumerate(listed, start=2):
        if name in both:
            raise Unusable(f"id {name!r} occurs twice", file=file, line=line)


def _write(db: DuckDBPyConnection, line: str, rows: Path, order: str, to: Path) -> None:
    """Lines in byte order: DuckDB compares text and blobs byte by byte."""
    selected = f"SELECT {line} FROM {text_of(rows)} ORDER BY {order}"
    db.execute(f"COPY ({selected}) TO {text_of(to)} {AS_LINES}")
