"""核验 — before a result is stored, a process of its own repeats the draw from the bundle (protocol §4)."""

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import suiji.sampling
from suiji import law

SOURCE = Path(suiji.sampling.__file__).resolve().parents[2]
PREFIX = "suiji-audit-"
PATIENCE = 900
"""Seconds after which a check that does not end has failed."""


@dataclass(frozen=True, slots=True)
class Check:
    """What the separate process found."""

    holds: bool
    words: str


def audited(files: Mapping[str, bytes]) -> str:
    """What the auditor's check said of a bundle it accepts. Refused when it does not, and nothing is kept."""
    check = checked(files)
    law.require(law.sampling_duties.result_is_verified, verified=check.holds)
    return check.words


def checked(files: Mapping[str, bytes], *, require_log: bool = False) -> Check:
    """The auditor's check in a process of its own; with ``require_log`` the order of events is proven too.

    The bundle goes into a folder that only this user may read; the key never stands on a command line.
    """
    words = ["verify", "--audit", *(["--require-log"] if require_log else [])]
    with tempfile.TemporaryDirectory(prefix=PREFIX) as folder:
        _sweep(Path(folder))
        _write(Path(folder), files)
        done = subprocess.run(  # noqa: S603 — our own interpreter, our own words
            [sys.executable, "-m", "suiji.sampling", words[0], folder, *words[1:]],
            env={"PYTHONPATH": str(SOURCE), "PATH": os.defpath, "PYTHONIOENCODING": "utf-8"},
            capture_output=True,
            encoding="utf-8",
            timeout=PATIENCE,
            check=False,
        )
    said = (done.stdout + done.stderr).replace(folder, "证据包").strip()
    return Check(done.returncode == 0, said)


def _sweep(own: Path) -> None:
    """Folders of checks that were killed long ago hold a key: they are removed by whoever comes next."""
    for left in own.parent.glob(f"{PREFIX}*"):
        try:
            old = own.stat().st_mtime - left.stat().st_mtime > 2 * PATIENCE
        except FileNotFoundError:
            continue  # another check has just ended
        if old and left.stat().st_uid == os.getuid():
            shutil.rmtree(left, ignore_errors=True)


def _write(folder: Path, files: Mapping[str, bytes]) -> None:
    for path, content in files.items():
        place = folder / path
        place.parent.mkdir(mode=0o700, exist_ok=True)
        place.write_bytes(content)
