"""Ways to draw from a long list in Parquet: one each process, ``python -m bench.ways WAY LOTS`` in its folder."""

import sys
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path

import duckdb

from suiji.draws.engines.duck import connected
from suiji.draws.engines.lots import draw_lots as draw_by_engine
from suiji.sampling.draw import draw_lots as draw_by_reference
from suiji.sampling.draw import ticket_bound

SHARES = {"A": 55, "B": 25, "C": 12, "D": 8}
RATES = {"A": 1, "B": 3, "C": 10, "D": 20}
SEED = b"s" * 32
FILE = "lots.parquet"


def takes(lots: int) -> dict[str, int]:
    """How many are drawn of each stratum."""
    return {label: lots * share * RATES[label] // 10_000 for label, share in SHARES.items()}


def prepare(lots: int) -> int:
    """Lots in byte order, as a lots file has them, their strata mixed."""
    label = (
        "CASE WHEN i % 100 < 55 THEN 'A' WHEN i % 100 < 80 THEN 'B' WHEN i % 100 < 92 THEN 'C' ELSE 'D' END"
    )
    rows = (
        f"SELECT unhex(md5(i::VARCHAR)) AS lot, {label} AS stratum FROM range({lots}) numbers(i) ORDER BY lot"
    )
    with connected(Path.cwd(), "2GiB") as db:
        db.execute(f"COPY ({rows}) TO '{FILE}' (FORMAT parquet, COMPRESSION zstd)")
    return lots


def engine(lots: int) -> int:
    """The draw of the protocol, as the engine does it."""
    folder = Path.cwd()
    with connected(folder) as db:
        sizes = {label: lots * share // 100 for label, share in SHARES.items()}  # as a commitment says them
        return len(draw_by_engine(db, folder / FILE, takes(lots), SEED, sizes))


def read(lots: int) -> int:  # noqa: ARG001 — all ways are called alike
    """Read both columns: what nobody can be quicker than."""
    return asked(f"SELECT max(lot), max(stratum) FROM '{FILE}'")


def hashed(lots: int) -> int:  # noqa: ARG001
    """Read and hash every row: what no checkable draw can be quicker than."""
    return asked(f"SELECT max(sha256('{SEED.decode()}'::BLOB || lot)) FROM '{FILE}'")


def shuffled(lots: int) -> int:
    """What most would write."""
    each = (
        f"(SELECT lot FROM '{FILE}' WHERE stratum = '{label}' ORDER BY random() LIMIT {take})"
        for label, take in takes(lots).items()
    )
    return asked(" UNION ALL ".join(each))


def reservoir(lots: int) -> int:
    """A sample of fixed size by DuckDB's own means."""
    each = (
        f"(SELECT lot FROM (SELECT lot FROM '{FILE}' WHERE stratum = '{label}') USING SAMPLE {take} ROWS)"
        for label, take in takes(lots).items()
    )
    return asked(" UNION ALL ".join(each))


def choice(lots: int) -> int:
    """numpy's choice within each stratum."""
    import numpy as np
    import pyarrow.parquet as pq

    generator, found = np.random.default_rng(1), 0
    columns = pq.read_table(FILE)
    strata = columns["stratum"].to_numpy()
    for label, take in takes(lots).items():
        found += len(
            columns["lot"].take(generator.choice(np.flatnonzero(strata == label), take, replace=False))
        )
    return found


def window(lots: int) -> int:
    """The protocol's draw written down without thought: every row is ranked."""
    case = " ".join(f"WHEN '{label}' THEN {take}" for label, take in takes(lots).items())
    ticket = f"sha256('{SEED.decode()}'::BLOB || lot)"
    ranked = f"SELECT lot, stratum, row_number() OVER (PARTITION BY stratum ORDER BY {ticket}, lot) n FROM '{FILE}'"
    return asked(f"SELECT lot FROM ({ranked}) WHERE n <= CASE stratum {case} END")


def polars(lots: int) -> int:
    """The protocol's tickets by Polars and polars-hash, every row ranked. Only where somebody has installed both."""
    import polars as pl
    import polars_hash  # noqa: F401 — it gives every expression its ``chash``

    text = pl.concat_str(pl.lit(SEED.hex()), pl.col("lot").bin.encode("hex"))
    ticket = text.chash.sha2_256()  # type: ignore[attr-defined]
    wanted = pl.LazyFrame({"stratum": list(SHARES), "take": list(takes(lots).values())})
    ranked = pl.scan_parquet(FILE).with_columns(ticket.rank("ordinal").over("stratum").alias("place"))
    drawn = ranked.join(wanted, on="stratum").filter(pl.col("place") <= pl.col("take")).select("lot")
    return drawn.collect().height


def polars_sample(lots: int) -> int:
    """What Polars draws by its own means."""
    import polars as pl

    frame = pl.read_parquet(FILE)
    parts = frame.partition_by("stratum", as_dict=True)
    return sum(parts[label,].sample(take).height for label, take in takes(lots).items())


def streamed(lots: int) -> int:
    """The protocol's draw in plain Python, batch by batch, with the same bound as the engine's."""
    import pyarrow.parquet as pq

    wanted = takes(lots)
    bounds = {label: ticket_bound(take, lots * SHARES[label] // 100) for label, take in wanted.items()}
    few: dict[str, list[tuple[bytes, bytes]]] = {label: [] for label in wanted}
    for batch in pq.ParquetFile(FILE).iter_batches(1 << 16):
        for lot, label in zip(batch["lot"].to_pylist(), batch["stratum"].to_pylist(), strict=True):
            ticket = sha256(SEED + lot).digest()
            if ticket <= bounds[label]:
                few[label].append((ticket, lot))
    return sum(len(sorted(few[label])[:take]) for label, take in wanted.items())


def consistent(lots: int) -> int:
    """Rivest's ``consistent_sampler`` for each stratum. Only where somebody has installed it."""
    import pyarrow.parquet as pq
    from consistent_sampler import sampler

    columns = pq.read_table(FILE)
    by_label: dict[str, list[str]] = {label: [] for label in SHARES}
    for lot, label in zip(columns["lot"].to_pylist(), columns["stratum"].to_pylist(), strict=True):
        by_label[label].append(lot.hex())
    return sum(
        len(list(sampler(by_label[label], SEED.hex(), take=take, with_replacement=False)))
        for label, take in takes(lots).items()
    )


def reference(lots: int) -> int:
    """The reference's draw in plain Python, from lots already in memory."""
    import pyarrow.parquet as pq

    columns = pq.read_table(FILE)
    by_label: dict[str, list[bytes]] = {label: [] for label in SHARES}
    for lot, label in zip(columns["lot"].to_pylist(), columns["stratum"].to_pylist(), strict=True):
        by_label[label].append(lot)
    return len(draw_by_reference(by_label, takes(lots), SEED))


def asked(query: str) -> int:
    """How many rows DuckDB answers, with all the memory it likes."""
    return len(duckdb.connect().execute(query).fetchall())


WAYS: dict[str, Callable[[int], int]] = {
    way.__name__: way
    for way in (
        prepare,
        engine,
        shuffled,
        reservoir,
        read,
        hashed,
        choice,
        window,
        polars,
        polars_sample,
        streamed,
        consistent,
        reference,
    )
}

if __name__ == "__main__":
    print(WAYS[sys.argv[1]](int(sys.argv[2])))
