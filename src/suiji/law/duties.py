"""各条落实情况 — for every article: how the house answers for it, in which rooms, and what is missing."""

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

STATUSES = ("coded", "record", "declaratory", "open")


@dataclass(frozen=True, slots=True)
class Duty:
    """The house's answer for one article."""

    article: int
    status: str
    """coded, record, declaratory or open."""
    rooms: tuple[str, ...]
    reason: str
    missing: str
    """What an open article still lacks; empty otherwise."""


@cache
def all_duties() -> tuple[Duty, ...]:
    """Every entry, in the order of the file."""
    table = tomllib.loads((files("suiji.law") / "duties.toml").read_text(encoding="utf-8"))
    return tuple(
        Duty(
            article=own["article"],
            status=own["status"],
            rooms=tuple(own["rooms"]),
            reason=own["reason"],
            missing=own.get("missing", ""),
        )
        for own in table["duty"]
    )
