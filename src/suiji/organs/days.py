"""The calendar day of an instant where the law is in force."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

SHANGHAI = ZoneInfo("Asia/Shanghai")


def day_of(at: datetime) -> date:
    """The day in Asia/Shanghai; deadlines and years are counted by it."""
    return at.astimezone(SHANGHAI).date()
