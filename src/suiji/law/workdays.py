"""工作日 — working-day arithmetic over a calendar that is handed in, with make-up workdays (调休)."""

import csv
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from importlib.resources import files

_DAY = timedelta(days=1)
_SATURDAY = 5


@dataclass(frozen=True, slots=True)
class Calendar:
    """What the State Council's notices say. A day named in neither set follows the week."""

    off: frozenset[date]
    work: frozenset[date]
    years: frozenset[int]
    """Years whose notice is loaded."""


@dataclass(frozen=True, slots=True)
class Deadline:
    """The last day of a term; it ends at 24:00 of that day."""

    on: date
    provisional: bool
    """True when a day counted lies in a year whose notice is not loaded: to be computed again."""


@dataclass(frozen=True, slots=True)
class CalendarDay:
    """One line of the shipped table: a rest day, or a working day on a weekend."""

    notice_year: int
    on: date
    name: str
    is_off: bool


def is_workday(day: date, calendar: Calendar) -> bool:
    """Whether people work on this day, as far as the loaded notices tell."""
    if day in calendar.work:
        return True
    return day not in calendar.off and day.weekday() < _SATURDAY


def add_workdays(start: date, n: int, calendar: Calendar) -> Deadline:
    """The n-th working day after the event; the day of the event itself is not counted."""
    if n < 0:
        raise ValueError("a term never runs backwards")
    day, left, provisional = start, n, False
    while left:
        day += _DAY
        provisional = provisional or day.year not in calendar.years
        left -= is_workday(day, calendar)
    return Deadline(on=day, provisional=provisional)


def workdays_between(start: date, end: date, calendar: Calendar) -> int:
    """Working days after `start` up to and including `end`; negative when `end` lies before `start`.

    A term that ended on a Friday is over on the Saturday, although no working day has passed: -1.
    """
    first, last = sorted((start, end))
    days = (first + _DAY * step for step in range(1, (last - first).days + 1))
    count = sum(is_workday(day, calendar) for day in days)
    return count if start <= end else -max(count, 1)


@cache
def shipped_days() -> tuple[CalendarDay, ...]:
    """The table that comes with the program, from which an installation seeds its own."""
    table = (files("suiji.law") / "tables" / "holidays.csv").read_text(encoding="utf-8")
    return tuple(
        CalendarDay(
            notice_year=int(row["notice_year"]),
            on=date.fromisoformat(row["date"]),
            name=row["name"],
            is_off=row["day_type"] == "off",
        )
        for row in csv.DictReader(table.splitlines())
    )


@cache
def shipped_calendar() -> Calendar:
    """The shipped table as a calendar."""
    days = shipped_days()
    return Calendar(
        off=frozenset(day.on for day in days if day.is_off),
        work=frozenset(day.on for day in days if not day.is_off),
        years=frozenset(day.notice_year for day in days),
    )
