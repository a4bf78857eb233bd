"""One piece of work in one process: how long it took, what it cost, and how much memory it held at most."""

import os
import platform
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median

PROJECT = Path(__file__).resolve().parents[1]


@dataclass(frozen=True, slots=True)
class Measured:
    """One piece of work."""

    name: str
    seconds: float
    cpu: float
    """Seconds of processor time, all cores together: others on the machine hardly lengthen it."""
    mib: float


def measure(name: str, words: Sequence[str], *, folder: Path) -> Measured:
    """Run one command of this Python and wait for it; interpreter and imports are counted too.

    ``PYTHONPATH`` goes along: that is where somebody keeps peers that the house does not install.
    """
    path = os.pathsep.join((str(PROJECT / "src"), str(PROJECT), os.environ.get("PYTHONPATH", "")))
    began = time.perf_counter()
    child = subprocess.Popen(
        [sys.executable, *words],
        cwd=folder,
        env={"PYTHONPATH": path, "PATH": os.defpath},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    _, status, usage = os.wait4(child.pid, 0)
    seconds = time.perf_counter() - began
    child.returncode = os.waitstatus_to_exitcode(status)
    if child.returncode != 0:
        raise SystemExit(f"{name} ended with {child.returncode}")
    return Measured(name, seconds, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024)


def middle(runs: Sequence[Measured]) -> Measured:
    """Of several runs the median of each figure."""
    return Measured(
        runs[0].name,
        median(run.seconds for run in runs),
        median(run.cpu for run in runs),
        median(run.mib for run in runs),
    )


def table(title: str, rows: Sequence[Measured], *verdicts: str) -> str:
    """The measurements as a Markdown table, with what is promised below it."""
    lines = [title, "", "| work | seconds | cpu | peak MiB |", "|---|---:|---:|---:|"]
    lines += [f"| {row.name} | {row.seconds:.2f} | {row.cpu:.2f} | {row.mib:.0f} |" for row in rows]
    return "\n".join([*lines, "", *verdicts, ""])


def kept(promise: str, *, holds: bool) -> str:
    """A promise with its verdict."""
    return f"{promise}: {'kept' if holds else 'BROKEN'}"


def machine() -> str:
    """Where this was measured, and how busy it was: figures of a busy machine say little."""
    names = [
        line.partition(":")[2].strip()
        for line in Path("/proc/cpuinfo").read_text().splitlines()
        if line.startswith("model name")
    ]
    busy = ", ".join(f"{load:.1f}" for load in os.getloadavg())
    return f"{len(names)} × {names[0]}, Python {platform.python_version()}; load before: {busy}\n"
