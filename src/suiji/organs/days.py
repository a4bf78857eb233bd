"""The calendar day of an instant where the law is in force."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

SHANGHAI = ZoneInfo("Asia/Shanghai")


def day_of(at: datetime) -> date:
    """The day in Asia/Shanghai; deadlines and years are counted by it."""
    return at.astimezone(SHANGHAI).date()


def bounds_of(year: int) -> tuple[datetime, datetime]:
    """The first instant of a year there, and the first of the next."""
    return datetime(year, 1, 1, tzinfo=SHANGHAI), datetime(year + 1, 1, 1, tzinfo=SHANGHAI)
