"""The one clock of the house. Rooms never read it: the edge passes ``at`` and ``today`` in."""

from datetime import UTC, datetime


def now() -> datetime:
    """The present instant, in UTC."""
    return datetime.now(UTC)  # noqa: TID251 — this is the clock
