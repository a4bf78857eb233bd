"""The disk under database and evidence fills while officials act (``make faults``): refused, not lost."""

import os
import subprocess
import tempfile
import time
from contextlib import suppress
from pathlib import Path

import pytest

from tests.faults.house import Accepted, House, Load, a_house, losses
from tests.faults.test_house import a_port

ROUNDS = int(os.environ.get("SUIJI_DISK_ROUNDS", "3"))
FULL_FOR = 10.0
"""Seconds for which nothing more can be written."""
pytestmark = [
    pytest.mark.skipif("SUIJI_FAULTS" not in os.environ, reason="minutes: make faults"),
    pytest.mark.skipif(os.geteuid() != 0, reason="only root may mount a small disk"),
]


def fill(ballast: Path) -> None:
    """To the last byte."""
    with ballast.open("wb", buffering=0) as file:
        for size in (1 << 20, 1 << 12):
            with suppress(OSError):
                while file.write(b"x" * size):
                    pass


def strike(house: House, ballast: Path, accepted: Accepted) -> None:
    """Full while acts are being accepted, for some seconds; then there is room, and the house is back by itself."""
    before = len(accepted.acts)
    house.until(lambda: len(accepted.acts) > before, "the load")
    refused = accepted.refused
    until = time.monotonic() + FULL_FOR
    while time.monotonic() < until or accepted.refused == refused:
        fill(ballast)  # what others give back is taken as well
        time.sleep(0.2)
    ballast.unlink()
    since = len(accepted.acts)
    house.until(lambda: house.answers() and len(accepted.acts) > since, "the house after the disk was full")


def test_a_full_disk_refuses_and_loses_nothing() -> None:
    with tempfile.TemporaryDirectory(prefix="suiji-disk-") as folder:
        subprocess.run(["mount", "-t", "tmpfs", "-o", "size=700m,mode=755", "none", folder], check=True)
        try:
            with a_house(Path(folder) / "var", a_port()) as house:
                accepted, began = Accepted(), time.monotonic()
                for done in range(1, ROUNDS + 1):
                    with Load(house, accepted):
                        strike(house, Path(folder) / "ballast", accepted)
                    wrong = losses(house, accepted)
                    print(
                        f"disk full {done} times in {time.monotonic() - began:.0f} s; accepted"
                        f" {len(accepted.acts)} acts and {len(accepted.jobs)} jobs, refused {accepted.refused};"
                        f" lost {len(wrong)}",
                        flush=True,
                    )
                    assert wrong == []
        finally:
            subprocess.run(["umount", "-l", folder], check=True)
