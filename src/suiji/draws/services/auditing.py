"""核验 — before a result is stored, a process of its own repeats the draw from the bundle (protocol §4)."""

import os
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path

import suiji.sampling
from suiji import law

SOURCE = Path(suiji.sampling.__file__).resolve().parents[2]
PATIENCE = 900
"""Seconds after which a check that does not end has failed."""


def audited(files: Mapping[str, bytes]) -> str:
    """What the auditor's check said of a bundle it accepts. Refused when it does not, and nothing is kept.

    The bundle goes into a folder that only this user may read; the key never stands on a command line.
    """
    with tempfile.TemporaryDirectory(prefix="suiji-audit-") as folder:
        _write(Path(folder), files)
        done = subprocess.run(  # noqa: S603 — our own interpreter, our own words
            [sys.executable, "-m", "suiji.sampling", "verify", folder, "--audit"],
            env={"PYTHONPATH": str(SOURCE), "PATH": os.defpath, "PYTHONIOENCODING": "utf-8"},
            capture_output=True,
            encoding="utf-8",
            timeout=PATIENCE,
            check=False,
        )
    law.require(law.sampling_duties.result_is_verified, verified=done.returncode == 0)
    return done.stdout.replace(folder, "证据包").strip()


def _write(folder: Path, files: Mapping[str, bytes]) -> None:
    for path, content in files.items():
        place = folder / path
        place.parent.mkdir(mode=0o700, exist_ok=True)
        place.write_bytes(content)
