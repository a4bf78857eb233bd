"""kill -9 of web server, worker, sequencer and database at random moments, under load (``make faults``)."""

import os
import socket
import tempfile
import time
from pathlib import Path

import pytest

from tests.faults.house import VICTIMS, Accepted, Load, a_house, losses, strike

ROUNDS = int(os.environ.get("SUIJI_FAULT_ROUNDS", "200"))
BATCH = 10
"""Rounds after which everything is counted: whoever stops early still knows what was reached."""
pytestmark = pytest.mark.skipif("SUIJI_FAULTS" not in os.environ, reason="hours: make faults")


def a_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def test_everything_accepted_is_there_once_after_every_death() -> None:
    with tempfile.TemporaryDirectory(prefix="suiji-faults-") as folder:
        Path(folder).chmod(0o755)
        with a_house(Path(folder) / "var", a_port()) as house:
            whole, deaths = Accepted(), dict.fromkeys(VICTIMS, 0)
            while deaths[VICTIMS[-1]] < ROUNDS:
                for victim in VICTIMS:
                    rounds = min(BATCH, ROUNDS - deaths[victim])
                    accepted, began = Accepted(), time.monotonic()
                    with Load(house, accepted):
                        for _ in range(rounds):
                            strike(house, victim, accepted)
                    whole.acts |= accepted.acts
                    whole.jobs |= accepted.jobs
                    deaths[victim] += rounds
                    wrong = losses(house, whole)
                    print(
                        f"{deaths}; {rounds} of {victim} in {time.monotonic() - began:.0f} s; so far accepted"
                        f" {len(whole.acts)} acts and {len(whole.jobs)} jobs;"
                        f" {accepted.refused} requests met a dead process; lost {len(wrong)}",
                        flush=True,
                    )
                    assert accepted.acts
                    assert wrong == []
