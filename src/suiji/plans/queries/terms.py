"""The two terms of Article 7, and the floor of Article 9."""

from dataclasses import dataclass
from datetime import date

from suiji import law
from suiji.law.workdays import Deadline, workdays_between
from suiji.organs import queries as organs


def floor_of_initiations(*, on: date) -> int:
    """How many joint checks each municipal department initiates a year at least (Art. 9)."""
    return law.parameter("min_initiated", on=on)


def due_of_submission(year: int) -> Deadline:
    """The last day on which departments hand in the plan of a year."""
    month = law.parameter("plan_submit_month", on=date(year, 1, 1))
    return Deadline(law.lists_and_plans.plan_due(year=year, month=month), provisional=False)


def due_of_publication(year: int) -> Deadline:
    """The last day on which the office publishes the plan of a year."""
    month = law.parameter("plan_publish_month", on=date(year, 1, 1))
    return Deadline(law.lists_and_plans.plan_publication_due(year=year, month=month), provisional=False)


@dataclass(frozen=True, slots=True)
class Clock:
    """A term of the plan and how far away it is."""

    label: str
    due: Deadline
    days: int
    """Working days left; negative once passed."""


def clocks(year: int, *, today: date) -> list[Clock]:
    """The two terms of Art. 7 for a year; none for a year before the regulation."""
    if date(year, 1, 1) < date(2023, 1, 1):
        return []
    calendar = organs.calendar()
    terms = (("部门报送计划", due_of_submission(year)), ("联席会议办公室公示计划", due_of_publication(year)))
    return [Clock(label, due, workdays_between(today, due.on, calendar)) for label, due in terms]
