"""The story's own clock: only a demonstration may set it (the edge reads the real one)."""

from datetime import UTC, date, datetime, time, timedelta

from suiji.law.workdays import Calendar, is_workday
from suiji.organs.days import SHANGHAI

FIRST_MONTH_TO_TELL_IN = 9
"""From September the whole of this year's story lies in the past; before that, last year's is told."""


def year_of(today: date) -> int:
    """The year the story plays in."""
    return today.year if today.month >= FIRST_MONTH_TO_TELL_IN else today.year - 1


def moment(day: date, hour: int = 9, minute: int = 0) -> datetime:
    """An instant of the story, given in Anyang's time."""
    return datetime.combine(day, time(hour, minute), SHANGHAI).astimezone(UTC)


def workday(day: date, calendar: Calendar, *, step: int = 1) -> date:
    """The day itself when people work on it, else the next (or, with step −1, the previous) one."""
    while not is_workday(day, calendar):
        day += timedelta(days=step)
    return day


def workday_after(day: date, count: int, calendar: Calendar) -> date:
    """The count-th working day after (or, negative, before) a day."""
    step = 1 if count > 0 else -1
    for _ in range(abs(count)):
        day = workday(day + timedelta(days=step), calendar, step=step)
    return day
