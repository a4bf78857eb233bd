"""kill -9 of web server, worker, sequencer and database at random moments, under load (``make faults``).

``SUIJI_FAULT_ROUNDS`` deaths of each, together with those of earlier runs in ``SUIJI_FAULT_TALLY``; after
``SUIJI_FAULT_MINUTES`` a run ends early, looks everything over and counts.
"""

import os
import socket
import tempfile
import time
from pathlib import Path

import pytest

from tests.faults.house import PROJECT, VICTIMS, Accepted, Load, a_house, losses
from tests.faults.waves import Tally, chosen, standing, strike

ROUNDS = int(os.environ.get("SUIJI_FAULT_ROUNDS", "200"))
MINUTES = float(os.environ.get("SUIJI_FAULT_MINUTES", "600"))
TALLY = Path(os.environ.get("SUIJI_FAULT_TALLY", str(PROJECT / "var" / "faults.json")))
LOOK = 10
"""Waves after which it is looked in passing whether all is there."""
pytestmark = pytest.mark.skipif("SUIJI_FAULTS" not in os.environ, reason="an hour: make faults")


def a_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def test_everything_accepted_is_there_once_after_every_death() -> None:
    tally = Tally.kept_in(TALLY)
    left = {victim: max(0, ROUNDS - died) for victim, died in tally.deaths().items()}
    if not any(left.values()):
        print(f"\nreached: {tally}", flush=True)
        return
    with tempfile.TemporaryDirectory(prefix="suiji-faults-") as folder:
        Path(folder).chmod(0o755)
        with a_house(Path(folder) / "var", a_port()) as house:
            accepted, deaths, waves = Accepted(), dict.fromkeys(VICTIMS, 0), 0
            began = time.monotonic()
            with Load(house, accepted):
                while any(left.values()) and time.monotonic() - began < MINUTES * 60:
                    for victim in strike(house, chosen(left), accepted):
                        deaths[victim] += 1
                        left[victim] -= 1
                    waves += 1
                    if waves % LOOK == 0:
                        wrong = standing(house, accepted)
                        print(
                            f"{waves} waves, {deaths} in {time.monotonic() - began:.0f} s; accepted"
                            f" {len(accepted.acts)} acts and {len(accepted.jobs)} jobs;"
                            f" {accepted.refused} requests met a dead process; lost {len(wrong)}",
                            flush=True,
                        )
                        assert wrong == []
            assert losses(house, accepted) == []
            assert accepted.acts
            assert accepted.jobs
            tally.add(deaths, accepted, time.monotonic() - began)
    print(f"\nall looked over, nothing lost: {tally}", flush=True)
