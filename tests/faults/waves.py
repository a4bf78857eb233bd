"""Deaths in waves: of those at work some die, each by itself at a random moment; then all must be at work again.

What was reached is kept in a file, so that a long run may be made in pieces and its deaths add up.
"""

import json
import os
import secrets
import signal
import time
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psycopg

from tests.faults.house import VICTIMS, Accepted, House

WITHIN = 1500
"""Milliseconds within which the deaths of a wave fall."""
WORK = {
    "worker": "SELECT count(*) FROM procrastinate_jobs WHERE status = 'succeeded' AND queueing_lock LIKE 'fault-%'",
    "sequencer": "SELECT count(*) FROM ledger_leaf",
}
"""What a victim has done so far: it is killed at its work, not while it is still coming up."""


def at_work(house: House, victim: str, accepted: Accepted) -> int:
    if victim not in WORK:
        return len(accepted.acts)
    with psycopg.connect(house.database(), autocommit=True) as seen:
        return int((seen.execute(WORK[victim]).fetchone() or (0,))[0])


def chosen(left: dict[str, int]) -> list[str]:
    """Whom a wave takes: of those with deaths left seven in eight, in any order, the database last: all lean on it."""
    living = [victim for victim in VICTIMS if left[victim]]
    some = [victim for victim in living if secrets.randbelow(8)] or [secrets.choice(living)]
    dice = secrets.SystemRandom()
    return sorted(dice.sample(some, len(some)), key=lambda victim: victim == "database")


def strike(house: House, victims: list[str], accepted: Accepted) -> list[str]:
    """kill -9, at random moments, of one process of each victim, all of them at work; who died. Then all are back."""
    before = {victim: at_work(house, victim, accepted) for victim in victims}
    for victim in victims:
        house.until(lambda v=victim: at_work(house, v, accepted) > before[v], f"the {victim}'s work")
    moments = sorted(secrets.randbelow(WITHIN) / 1000 for _ in victims)
    began, died = time.monotonic(), []
    for moment, victim in zip(moments, victims, strict=True):
        time.sleep(max(0.0, began + moment - time.monotonic()))
        with suppress(IndexError, ProcessLookupError):
            os.kill(secrets.choice(house.pids(victim)), signal.SIGKILL)
            died.append(victim)
    time.sleep(0.3)
    for victim in VICTIMS:
        house.until(lambda v=victim: bool(house.pids(v)), victim)
    house.until(house.answers, "the house")
    return died


def standing(house: House, accepted: Accepted) -> list[str]:
    """What a look in passing finds lost: an act or a job that was accepted and is not there, or an act there twice."""
    acts, jobs = set(accepted.acts), set(accepted.jobs)
    found: dict[str, int] = {}
    kept: set[int] = set()

    def look() -> bool:
        with psycopg.connect(house.database(), autocommit=True) as seen:
            found.update(seen.execute(
                "SELECT because, count(*) FROM ledger_entry WHERE act = 'organs.department_renamed' GROUP BY because"
            ).fetchall())  # fmt: skip
            kept.update(row[0] for row in seen.execute("SELECT id FROM procrastinate_jobs").fetchall())
        return True

    house.until(look, "the database")
    wrong = [f"act {token} is lost" for token in acts - found.keys()]
    wrong += [f"act {token} is there {times} times" for token, times in found.items() if times > 1]
    return wrong + [f"job {number} is lost" for number in jobs - kept]


@dataclass
class Tally:
    """What all runs that ended well have reached together."""

    file: Path
    runs: list[dict[str, Any]] = field(default_factory=list)

    @classmethod
    def kept_in(cls, file: Path) -> "Tally":
        """As the last run has left it."""
        return cls(file, json.loads(file.read_text("utf-8")) if file.exists() else [])

    def deaths(self) -> dict[str, int]:
        """Of each victim, in all runs."""
        return {victim: sum(run["deaths"][victim] for run in self.runs) for victim in VICTIMS}

    def add(self, deaths: dict[str, int], accepted: Accepted, seconds: float) -> None:
        """One run more, looked over at its end and found whole."""
        self.runs.append({
            "deaths": dict(deaths), "acts": len(accepted.acts), "jobs": len(accepted.jobs),
            "refused": accepted.refused, "seconds": round(seconds),
        })  # fmt: skip
        self.file.parent.mkdir(parents=True, exist_ok=True)
        self.file.write_text(json.dumps(self.runs, indent=1) + "\n", "utf-8")

    def __str__(self) -> str:
        acts, jobs, refused, seconds = (
            sum(run[name] for run in self.runs) for name in ("acts", "jobs", "refused", "seconds")
        )
        return (
            f"{self.deaths()} in {len(self.runs)} runs and {seconds} s: accepted {acts} acts and {jobs} jobs,"
            f" {refused} requests met a dead process, lost 0"
        )


__all__ = ["Tally", "at_work", "chosen", "standing", "strike"]
