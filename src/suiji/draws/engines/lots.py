"""抽取 — the smallest tickets of every stratum, over Parquet or a lots file of any size (§4, §6)."""

from collections.abc import Mapping
from pathlib import Path

from duckdb import DuckDBPyConnection

from suiji.draws.engines.duck import text_of
from suiji.draws.engines.freezing import LOT, READ, keyed_blocks
from suiji.sampling.draw import HIGHEST, ticket_bound

Takes = Mapping[str, int]
"""Stratum → how many are drawn of it."""
LOTS_FILE = "(SELECT unhex(lot) AS lot, stratum FROM read_csv({path}, columns = {{'lot': 'VARCHAR', \
'stratum': 'VARCHAR'}}, header = false, auto_detect = false, delim = ',', quote = '', escape = '', \
new_line = '\\n'))"


def lots_of(path: Path) -> str:
    """What SQL selects lots and strata from: a lots file, or Parquet with ``lot`` (16 bytes) and ``stratum``."""
    return text_of(path) if path.suffix == ".parquet" else LOTS_FILE.format(path=text_of(path))


def sizes_of(db: DuckDBPyConnection, lots: Path) -> dict[str, int]:
    """How many lots each stratum has."""
    counted = db.execute(f"SELECT stratum, count(*) FROM {lots_of(lots)} GROUP BY stratum").fetchall()
    return dict(counted)


def draw_lots(
    db: DuckDBPyConnection, lots: Path, takes: Takes, seed: bytes, sizes: Mapping[str, int] | None = None
) -> list[bytes]:
    """As the reference's ``draw_lots``: of each stratum the ``take`` with the smallest (ticket, lot), sorted.

    Sizes that are known spare a count; were they wrong, the draw would only be slower.
    """
    sizes = sizes_of(db, lots) if sizes is None else sizes
    bounds = {label: ticket_bound(take, sizes.get(label, 0)) for label, take in takes.items()}
    drawn = _smallest(db, lots, takes, bounds, seed)
    if len(drawn) < sum(takes.values()):
        drawn = _smallest(db, lots, takes, dict.fromkeys(takes, HIGHEST), seed)
    return drawn


def _smallest(
    db: DuckDBPyConnection, lots: Path, takes: Takes, bounds: Mapping[str, bytes], seed: bytes
) -> list[bytes]:
    """Every row is hashed, the few under their stratum's bound are ranked."""
    strata = [(label, take, bounds[label].hex()) for label, take in takes.items() if take]
    if not strata:
        return []
    db.execute("CREATE OR REPLACE TEMP TABLE strata (stratum VARCHAR, take BIGINT, bound VARCHAR)")
    db.executemany("INSERT INTO strata VALUES (?, ?, ?)", strata)
    rows = db.execute(
        f"""
        WITH few AS (
            SELECT stratum, take, lot, ticket FROM (
                SELECT stratum, lot, sha256($seed::BLOB || lot) AS ticket FROM {lots_of(lots)}
            ) JOIN strata USING (stratum) WHERE ticket <= bound
        ), ranked AS (
            SELECT lot, take, row_number() OVER (PARTITION BY stratum ORDER BY ticket, lot) AS place FROM few
        )
        SELECT lot FROM ranked WHERE place <= take ORDER BY lot
        """,
        {"seed": seed},
    )
    return [lot for batch in iter(lambda: rows.fetchmany(1 << 14), []) for (lot,) in batch]


def names_of_lots(db: DuckDBPyConnection, frame: Path, key: bytes, chosen: list[bytes]) -> list[str]:
    """The ids, sorted, whose lots were chosen, from the frame file."""
    blocks = {name: block for name, block in keyed_blocks(key).items() if name != "blind"}
    query = f"""
        SELECT id FROM (SELECT id, {LOT} AS lot FROM {READ.format(path=text_of(frame))})
        WHERE lot IN (SELECT unnest($chosen::BLOB[])) ORDER BY id
    """
    return [name for (name,) in db.execute(query, blocks | {"chosen": chosen}).fetchall()]
