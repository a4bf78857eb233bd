"""抽取基准 — the reference draw on a large list: each command in its own process.

``python -m bench.draw_reference [LOTS]``; one million by default. Promised (two cores of 2020, nothing else
running): a million lots frozen and drawn in under 15 s, in under 700 MiB. The verdict goes by processor time,
which others on the machine hardly lengthen; the reference uses one core.
"""

import hashlib
import json
import sys
import tempfile
from pathlib import Path

from bench.measuring import Measured, kept, measure, table

MOST_SECONDS, MOST_MIB = 15.0, 700
CEREMONY = "00112233445566778899aabbccddeeff"
PARTIES = {"first": b"\x01" * 32, "second": b"\x02" * 32}
REFERENCE = ("-m", "suiji.sampling")
FREEZE = ("freeze", "frame.csv", "--plan", "plan.json", "--bundle", "b")
DRAW = ("draw", "b", "--reveal", "reveal.json")


def prepare(folder: Path, lots: int) -> None:
    """Write a list with the shares of classes that a province has, its plan, and what opens the shares."""
    with (folder / "frame.csv").open("w") as frame:
        frame.write("id,stratum\n")
        label = "A" * 12 + "B" * 6 + "CD"
        for number in range(lots):
            frame.write(f"91{number:016d},{label[number % 20]}\n")
    shares = []
    for party, value in PARTIES.items():
        text = b"\x00".join((b"suiji-share/1", CEREMONY.encode(), party.encode(), value))
        shares.append({"kind": "share", "party": party, "sha256": hashlib.sha256(text).hexdigest()})
    plan = {
        "task": "bench",
        "ceremony": CEREMONY,
        "frozen_at": "2026-11-23T09:00:00Z",
        "reveal_by": "2026-11-23T10:00:00Z",
        "rates_bp": {"A": 100, "B": 300, "C": 1000, "D": 2000},
        "count": None,
        "seed_sources": shares,
    }
    reveal = [{"kind": "share", "party": party, "value": value.hex()} for party, value in PARTIES.items()]
    (folder / "plan.json").write_text(json.dumps(plan))
    (folder / "reveal.json").write_text(json.dumps({"sources": reveal}))


def run(lots: int) -> list[Measured]:
    """Freeze, draw, and both verifications, in order."""
    with tempfile.TemporaryDirectory(prefix="suiji-bench-") as name:
        folder = Path(name)
        prepare(folder, lots)
        return [
            measure("freeze", (*REFERENCE, *FREEZE), folder=folder),
            measure("draw", (*REFERENCE, *DRAW), folder=folder),
            measure("verify", (*REFERENCE, "verify", "b"), folder=folder),
            measure("verify --audit", (*REFERENCE, "verify", "b", "--audit"), folder=folder),
        ]


def main(lots: int = 1_000_000) -> None:
    """Measure and print."""
    rows = run(lots)
    seconds, mib = sum(row.cpu for row in rows[:2]), max(row.mib for row in rows[:2])
    promise = f"freeze + draw of a million under {MOST_SECONDS:.0f} s ({seconds:.1f}) and {MOST_MIB} MiB ({mib:.0f})"
    holds = seconds < MOST_SECONDS and mib < MOST_MIB
    print(table(f"Reference, {lots:,} lots", rows, kept(promise, holds=holds)))


if __name__ == "__main__":
    main(*map(int, sys.argv[1:2]))
