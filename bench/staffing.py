"""人员抽取基准 — inspectors for many visits: OR-tools, and the reference where it can follow.

``python -m bench.staffing``. Promised: 4,500 visits × 120 officers of one department in under a second.
"""

import sys
from hashlib import sha256
from pathlib import Path

from bench.measuring import Measured, kept, machine, measure, table
from suiji.draws.engines.staffing import assign as assign_by_engine
from suiji.sampling.staffing import Department, Staffing, assign

SIZES = ((450, 40), (4_500, 120), (20_000, 400))
MOST_SECONDS = 1.0
FOLLOWS = 450
"""Teams up to which the reference is measured beside."""


def staffing(teams: int, inspectors: int) -> Staffing:
    """Every team may be staffed by a good half of the inspectors, who come with loads from 0 to 5; two are needed."""
    names = [f"i{number:03d}" for number in range(inspectors)]
    eligible = {
        f"t{team:05d}": [name for name in names if sha256(f"{team}/{name}".encode()).digest()[0] < 141]
        for team in range(teams)
    }
    prior = {name: number % 6 for number, name in enumerate(names)}
    return Staffing({}, tuple(eligible), (Department("d", 2, lead=True, prior=prior, eligible=eligible),))


def run() -> list[Measured]:
    """Each size, less what it takes to make the input up."""
    rows: list[Measured] = []
    for teams, inspectors in SIZES:
        for way in ("engine", "reference") if teams <= FOLLOWS else ("engine",):
            both = [
                measure(
                    f"{way}, {teams:,} × {inspectors}",
                    ("-m", "bench.staffing", work, str(teams), str(inspectors)),
                    folder=Path.cwd(),
                )
                for work in (way, "nothing")
            ]
            seconds, cpu = (getattr(both[0], one) - getattr(both[1], one) for one in ("seconds", "cpu"))
            rows.append(Measured(both[0].name, seconds, cpu, both[0].mib))
    return rows


def main() -> None:
    """Measure and print."""
    print(machine())
    rows = run()
    promised = next(row for row in rows if f"{SIZES[1][0]:,}" in row.name)
    promise = (
        f"4,500 × 120 under {MOST_SECONDS:.0f} s ({promised.seconds:.2f}, of processors {promised.cpu:.2f})"
    )
    print(table("Inspectors of one department", rows, kept(promise, holds=promised.cpu < MOST_SECONDS)))


if __name__ == "__main__":
    if sys.argv[1:]:
        made = staffing(int(sys.argv[2]), int(sys.argv[3]))
        if sys.argv[1] != "nothing":
            {"engine": assign_by_engine, "reference": assign}[sys.argv[1]](made, b"s" * 32)
    else:
        main()
