"""冻结基准 — ``suiji sampling`` with its engine over a list of ten million: freeze, draw, both verifications.

``python -m bench.freezing [LOTS]``. Promised (two cores of 2020, nothing else running): ten million frozen in
under 45 s and 1.5 GiB.
"""

import sys
import tempfile
from pathlib import Path

from bench.draw_reference import DRAW, FREEZE, prepare
from bench.measuring import Measured, kept, machine, measure, table

ENGINE = ("-m", "suiji.running.command", "sampling")
DUCKDB = ("--engine", "duckdb")
MOST_SECONDS, MOST_MIB = 45.0, 1536


def run(lots: int) -> list[Measured]:
    """Freeze, draw, and both verifications, in order."""
    with tempfile.TemporaryDirectory(prefix="suiji-bench-") as name:
        folder = Path(name)
        prepare(folder, lots)
        works = {
            "freeze": FREEZE,
            "draw": DRAW,
            "verify": ("verify", "b"),
            "verify --audit": ("verify", "b", "--audit"),
        }
        return [measure(work, (*ENGINE, *words, *DUCKDB), folder=folder) for work, words in works.items()]


def main(lots: int = 10_000_000) -> None:
    """Measure and print."""
    print(machine())
    rows = run(lots)
    freeze = rows[0]
    promise = (
        f"freeze under {MOST_SECONDS:.0f} s ({freeze.seconds:.1f}) and {MOST_MIB} MiB ({freeze.mib:.0f})"
    )
    holds = freeze.seconds < MOST_SECONDS and freeze.mib < MOST_MIB
    print(table(f"`suiji sampling --engine duckdb`, {lots:,} lots", rows, kept(promise, holds=holds)))


if __name__ == "__main__":
    main(*map(int, sys.argv[1:2]))
