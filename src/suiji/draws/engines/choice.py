"""选择引擎 — the reference for what it does in a moment, an engine for what is large."""

from collections.abc import Callable
from enum import StrEnum

from suiji.sampling.staffing import Staffing

LARGE_LIST = 400_000
"""From so many lots on two cores and a bounded memory are worth the files that DuckDB works in."""
LARGE_STAFFING = 5_000
"""From so many eligible pairs on the reference takes seconds."""

Progress = Callable[[str, int, int], None]
"""``progress(label, done, total)``: called as each step of a long piece of work is finished."""


class Engine(StrEnum):
    """Who computes. All give the same bytes."""

    REFERENCE = "reference"
    DUCKDB = "duckdb"
    AUTO = "auto"


def unheard(label: str, done: int, total: int) -> None:
    """The progress of work nobody waits for."""


def for_list(engine: Engine, lots: int) -> Engine:
    """The engine for a list of so many lots: the one asked for, or else by size."""
    if engine is not Engine.AUTO:
        return engine
    return Engine.DUCKDB if lots >= LARGE_LIST else Engine.REFERENCE


def for_staffing(engine: Engine, staffing: Staffing) -> Engine:
    """The engine for a staffing: the one asked for, or else by the number of eligible pairs."""
    if engine is not Engine.AUTO:
        return engine
    pairs = sum(len(names) for one in staffing.departments for names in one.eligible.values())
    return Engine.DUCKDB if pairs >= LARGE_STAFFING else Engine.REFERENCE
