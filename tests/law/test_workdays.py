"""Working days with make-up days; the vectors are those of the requirements."""

from datetime import date

import pytest

from suiji.law.workdays import (
    Calendar,
    Deadline,
    add_workdays,
    is_workday,
    shipped_calendar,
    shipped_days,
    workdays_between,
)

NO_CALENDAR = Calendar(off=frozenset(), work=frozenset(), years=frozenset({2026}))

VECTORS = [
    # start, +7, +20, naive +7, naive +20
    ("2026-09-18", "2026-09-29", "2026-10-22", "2026-09-29", "2026-10-16"),
    ("2026-02-13", "2026-03-02", "2026-03-19", "2026-02-24", "2026-03-13"),
    ("2026-04-30", "2026-05-13", "2026-06-01", "2026-05-11", "2026-05-28"),
    ("2026-06-18", "2026-06-30", "2026-07-17", "2026-06-29", "2026-07-16"),
    ("2026-09-30", "2026-10-15", "2026-11-03", "2026-10-09", "2026-10-28"),
]


def _day(text: str) -> date:
    return date.fromisoformat(text)


@pytest.mark.article(20)
class TestAddWorkdays:
    @pytest.mark.parametrize(("start", "seven", "twenty", "naive_seven", "naive_twenty"), VECTORS)
    def test_follows_the_state_councils_calendar(
        self, start: str, seven: str, twenty: str, naive_seven: str, naive_twenty: str
    ) -> None:
        calendar = shipped_calendar()

        assert add_workdays(_day(start), 7, calendar) == Deadline(_day(seven), provisional=False)
        assert add_workdays(_day(start), 20, calendar) == Deadline(_day(twenty), provisional=False)
        assert add_workdays(_day(start), 7, NO_CALENDAR).on == _day(naive_seven)
        assert add_workdays(_day(start), 20, NO_CALENDAR).on == _day(naive_twenty)

    def test_counts_a_make_up_weekend_day(self) -> None:
        assert add_workdays(date(2026, 9, 18), 1, shipped_calendar()).on == date(2026, 9, 20)

    def test_does_not_count_the_day_of_the_event(self) -> None:
        assert add_workdays(date(2026, 3, 2), 1, shipped_calendar()).on == date(2026, 3, 3)

    def test_ends_where_it_starts_when_no_day_is_given(self) -> None:
        assert add_workdays(date(2026, 3, 7), 0, shipped_calendar()) == Deadline(
            date(2026, 3, 7), provisional=False
        )

    def test_is_provisional_when_it_reaches_into_a_year_without_notice(self) -> None:
        inside = add_workdays(date(2026, 12, 24), 5, shipped_calendar())
        beyond = add_workdays(date(2026, 12, 24), 6, shipped_calendar())

        assert inside == Deadline(date(2026, 12, 31), provisional=False)
        assert beyond == Deadline(date(2027, 1, 1), provisional=True)

    def test_stays_provisional_across_a_gap_between_known_years(self) -> None:
        gap = Calendar(off=frozenset(), work=frozenset(), years=frozenset({2025, 2027}))

        assert add_workdays(date(2025, 12, 31), 262, gap) == Deadline(date(2027, 1, 1), provisional=True)

    def test_refuses_to_run_backwards(self) -> None:
        with pytest.raises(ValueError, match="backwards"):
            add_workdays(date(2026, 3, 2), -1, shipped_calendar())


class TestWorkdaysBetween:
    @pytest.mark.parametrize(("start", "seven", "twenty", "_naive", "_naive_too"), VECTORS)
    def test_undoes_the_adding(
        self, start: str, seven: str, twenty: str, _naive: str, _naive_too: str
    ) -> None:
        assert workdays_between(_day(start), _day(seven), shipped_calendar()) == 7
        assert workdays_between(_day(start), _day(twenty), shipped_calendar()) == 20

    def test_is_nothing_within_a_day(self) -> None:
        assert workdays_between(date(2026, 3, 2), date(2026, 3, 2), shipped_calendar()) == 0

    def test_is_negative_when_the_term_is_over(self) -> None:
        assert workdays_between(date(2026, 3, 13), date(2026, 3, 9), shipped_calendar()) == -4

    def test_is_negative_on_the_weekend_after_the_last_day_too(self) -> None:
        assert workdays_between(date(2026, 3, 14), date(2026, 3, 13), shipped_calendar()) == -1


class TestIsWorkday:
    @pytest.mark.parametrize(
        ("day", "works"),
        [
            ("2026-01-05", True),  # an ordinary Monday
            ("2026-01-10", False),  # an ordinary Saturday
            ("2026-10-01", False),  # 国庆节, a Thursday
            ("2026-10-10", True),  # a Saturday made up for
            ("2018-12-29", True),  # named by the next year's notice
        ],
    )
    def test_knows_rest_and_make_up_days(self, day: str, works: bool) -> None:
        assert is_workday(_day(day), shipped_calendar()) is works


class TestShippedDays:
    def test_covers_2018_to_2026_and_nothing_else(self) -> None:
        assert shipped_calendar().years == frozenset(range(2018, 2027))

    def test_never_calls_a_day_both(self) -> None:
        calendar = shipped_calendar()

        assert len(shipped_days()) == len(calendar.off) + len(calendar.work) == 315
        assert calendar.off.isdisjoint(calendar.work)

    def test_makes_up_at_weekends_but_for_the_day_the_long_holiday_of_2020_ended(self) -> None:
        on_weekdays = [day.on for day in shipped_days() if not day.is_off and day.on.weekday() < 5]

        assert on_weekdays == [date(2020, 2, 3)]
