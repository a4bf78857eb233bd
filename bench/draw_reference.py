"""抽取基准 — the reference draw on a large list: wall time and peak memory of each command, in its own process.

``python -m bench.draw_reference [LOTS]``; one million by default. Promised (two cores of 2020, nothing else
running): a million lots frozen and drawn in under 15 s, in under 700 MiB. The verdict goes by processor time,
which others on the machine do not lengthen; the reference uses one core.
"""

import hashlib
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

SOURCE = Path(__file__).resolve().parents[1] / "src"
MOST_SECONDS, MOST_MIB = 15.0, 700
CEREMONY = "00112233445566778899aabbccddeeff"
PARTIES = {"first": b"\x01" * 32, "second": b"\x02" * 32}


@dataclass(frozen=True, slots=True)
class Measured:
    """One command: how long it took, and how much memory at most."""

    command: str
    seconds: float
    cpu: float
    """Seconds of processor time: what the wall time is on a machine with nothing else to do."""
    mib: float


def prepare(folder: Path, lots: int) -> None:
    """Write a list with the shares of classes that a province has, its plan, and what opens the shares."""
    with (folder / "frame.csv").open("w") as frame:
        frame.write("id,stratum\n")
        for number in range(lots):
            label = "A" * 12 + "B" * 6 + "CD"
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


def measure(folder: Path, *words: str) -> Measured:
    """Run one command of the reference and wait for it."""
    environment = {"PYTHONPATH": str(SOURCE), "PATH": os.defpath}
    began = time.perf_counter()
    child = subprocess.Popen(
        [sys.executable, "-m", "suiji.sampling", *words],
        cwd=folder,
        env=environment,
        stdout=subprocess.DEVNULL,
    )
    _, status, usage = os.wait4(child.pid, 0)
    seconds = time.perf_counter() - began
    child.returncode = os.waitstatus_to_exitcode(status)
    if child.returncode != 0:
        raise SystemExit(f"{words[0]} ended with {child.returncode}")
    command = " ".join((words[0], *(word for word in words if word == "--audit")))
    return Measured(command, seconds, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024)


def run(lots: int) -> list[Measured]:
    """Freeze, draw, and both verifications, in order."""
    with tempfile.TemporaryDirectory(prefix="suiji-bench-") as name:
        folder = Path(name)
        prepare(folder, lots)
        return [
            measure(folder, "freeze", "frame.csv", "--plan", "plan.json", "--bundle", "b"),
            measure(folder, "draw", "b", "--reveal", "reveal.json"),
            measure(folder, "verify", "b"),
            measure(folder, "verify", "b", "--audit"),
        ]


def table(lots: int, rows: Sequence[Measured]) -> str:
    """The measurements as a Markdown table, with the verdict on what is promised."""
    lines = [
        f"Reference draw, {lots:,} lots",
        "",
        "| command | seconds | cpu | peak MiB |",
        "|---|---:|---:|---:|",
    ]
    lines += [f"| {row.command} | {row.seconds:.1f} | {row.cpu:.1f} | {row.mib:.0f} |" for row in rows]
    seconds, mib = sum(row.cpu for row in rows[:2]), max(row.mib for row in rows[:2])
    kept = "kept" if seconds < MOST_SECONDS and mib < MOST_MIB else "BROKEN"
    return "\n".join(
        [*lines, "", f"freeze + draw: {seconds:.1f} s of one core, {mib:.0f} MiB ({kept} for a million)"]
    )


def main() -> None:
    """Measure and print."""
    lots = int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000
    print(table(lots, run(lots)))


if __name__ == "__main__":
    main()
