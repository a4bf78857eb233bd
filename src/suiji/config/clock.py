"""The one clock of the house. Rooms never read it: the edge passes ``at`` and ``today`` in."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

SHANGHAI = ZoneInfo("Asia/Shanghai")


def now() -> datetime:
    """The present instant, in UTC."""
    return datetime.now(UTC)  # noqa: TID251 — this is the clock


def day_of(at: datetime) -> date:
    """The calendar day of an instant where the law is in force (Asia/Shanghai)."""
    return at.astimezone(SHANGHAI).date()
