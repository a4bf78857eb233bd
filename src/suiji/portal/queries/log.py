"""公开日志 — the newest signed checkpoint and the key it is checked with."""

from dataclasses import dataclass
from datetime import datetime

from suiji.ledger.queries import cosigned, last_checkpoint, signed_note
from suiji.ledger.signing import origin, verifier_key


@dataclass(frozen=True, slots=True)
class Log:
    """The log as it stands."""

    origin: str
    key: str
    size: int
    root: str
    note: str
    at: datetime | None
    witnesses: list[tuple[str, int]]
    """Who cosigned, and over how many entries last."""


def log() -> Log:
    """Key and newest checkpoint; size 0 before the first."""
    found = last_checkpoint()
    if found is None:
        return Log(origin(), verifier_key(), 0, "", "", None, [])
    seen = [(name, checkpoint.size) for name, checkpoint in cosigned()]
    return Log(
        origin(), verifier_key(), found.size, bytes(found.root).hex(), signed_note(found), found.at, seen
    )


def key() -> str:
    """The verifier key as one line."""
    return verifier_key()
