"""抽取引擎基准 — drawing from a long list of lots in Parquet, beside what others do with the same list.

``python -m bench.lots [LOTS [TIMES]]``; ten million, the median of three, by default. 190 million (the country's
market entities) need about 4 GB of disk and several minutes: ``python -m bench.lots 190000000 1``.
Ways whose outcome somebody else can check are marked. This process stays small: a child's memory is never counted as
less than its parent's.
"""

import sys
import tempfile
from importlib.util import find_spec
from pathlib import Path

from bench import postgres
from bench.measuring import Measured, kept, machine, measure, middle, table

WAYS = {
    "engine": "**engine: bounded tickets, checkable**",
    "shuffled": "DuckDB `ORDER BY random() LIMIT` per stratum",
    "reservoir": "DuckDB reservoir sample",
    "read": "floor: read both columns",
    "hashed": "floor: read and hash every row",
    "choice": "numpy `choice` per stratum",
    "polars": "Polars + polars-hash, every row ranked, checkable",
    "polars_sample": "Polars `sample` per stratum",
    "streamed": "plain Python `hashlib`, streaming with the bound, checkable",
    "consistent": "`consistent_sampler` (Rivest), checkable",
    "window": "DuckDB window over all rows, checkable",
    "reference": "reference in plain Python, checkable",
}
DRAWN = 410
"""Of ten thousand lots."""
MOST_RATIO, MOST_MIB = 1.1, 300
LARGE = 30_000_000
"""Beyond it only what holds its memory is measured."""
SLOW = {"consistent": 1_000_000}
"""Ways that would take hours at ten million, and the most lots they are given."""
PEERS = {"polars": ("polars", "polars_hash"), "consistent": ("consistent_sampler",)}
"""Way → the modules it needs."""
ALWAYS = ("engine", "shuffled", "reservoir", "read", "hashed")


def is_there(way: str) -> bool:
    """Peers that are no part of the house are measured where somebody has installed them."""
    return all(find_spec(module) for module in PEERS.get(way.partition("_")[0], ()))


def run(lots: int, times: int) -> dict[str, Measured]:
    """Every way, so many times, in turn: what the machine does meanwhile hits all alike."""
    with tempfile.TemporaryDirectory(prefix="suiji-bench-") as name:
        folder = Path(name)
        measure("prepare", ("-m", "bench.ways", "prepare", str(lots)), folder=folder)
        ways = [way for way in WAYS if (lots <= SLOW.get(way, LARGE) or way in ALWAYS) and is_there(way)]
        runs: dict[str, list[Measured]] = {way: [] for way in ways}
        for _ in range(times):
            for way in ways:
                words = ("-m", "bench.ways", way, str(lots))
                runs[way].append(measure(WAYS[way], words, folder=folder))
        return {way: middle(each) for way, each in runs.items()}


def main(lots: int = 10_000_000, times: int = 3) -> None:
    """Measure and print."""
    print(machine())
    rows = run(lots, times)
    own, other = rows["engine"], rows["shuffled"]
    wall, cpu = own.seconds / other.seconds, own.cpu / other.cpu
    ratio = (
        f"of `ORDER BY random() LIMIT` in this run: {wall:.2f} of its time, {cpu:.2f} of its processor time"
    )
    verdicts = (
        kept(f"at most {MOST_RATIO} {ratio}", holds=min(wall, cpu) <= MOST_RATIO),
        kept(f"under {MOST_MIB} MiB ({own.mib:.0f})", holds=own.mib < MOST_MIB or lots > LARGE),
    )
    title = f"Draw of {lots * DRAWN // 10_000:,} from {lots:,} lots in Parquet, median of {times}"
    peers = postgres.run(lots, times) if lots <= LARGE else []
    print(table(title, [*rows.values(), *peers], *verdicts))


if __name__ == "__main__":
    main(*map(int, sys.argv[1:3]))
