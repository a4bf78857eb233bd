"""How the house writes dates, codes and shares."""

from datetime import UTC, date, datetime

import pytest

from suiji.organs.templatetags.suiji_text import (
    bp,
    cndate,
    cndatetime,
    cnday,
    cnnumber,
    cntime,
    days_left,
    isodate,
    short_hash,
    urgency,
    uscc_groups,
)

NIGHT = datetime(2026, 11, 22, 18, 5, tzinfo=UTC)
"""In Shanghai already Monday the 23rd, five past two."""


class TestDates:
    def test_are_written_with_the_weekday(self) -> None:
        assert cndate(date(2026, 11, 23)) == "2026年11月23日（周一）"
        assert cndate(date(2026, 11, 29)) == "2026年11月29日（周日）"

    def test_of_instants_are_those_of_shanghai(self) -> None:
        assert cndate(NIGHT) == "2026年11月23日（周一）"
        assert cntime(NIGHT) == "02:05"
        assert cndatetime(NIGHT) == "2026年11月23日（周一）02:05"
        assert isodate(NIGHT) == "2026-11-23T02:05+08:00"

    def test_without_an_hour_do_not_invent_one(self) -> None:
        assert cndatetime(date(2026, 11, 23)) == "2026年11月23日（周一）"

    def test_are_shorter_in_narrow_places(self) -> None:
        assert cnday(date(2026, 11, 23)) == "2026年11月23日"

    def test_that_are_missing_are_empty(self) -> None:
        assert [cndate(None), cnday(None), cntime(None), cndatetime(None), isodate(None)] == [""] * 5

    def test_that_are_words_stay_words(self) -> None:
        assert cndatetime("检查结束之日起") == "检查结束之日起"


class TestCodes:
    def test_of_credit_are_grouped_by_six(self) -> None:
        assert uscc_groups("91410500MA0000001J") == "914105 00MA00 00001J"

    def test_that_are_missing_are_empty(self) -> None:
        assert uscc_groups(None) == ""

    def test_of_fingerprints_are_short_enough_for_paper(self) -> None:
        assert short_hash("a3f1c9d02b7e4851ffff") == "a3f1 c9d0 2b7e 4851"
        assert short_hash(bytes.fromhex("a3f1c9d02b7e4851ff")) == "a3f1 c9d0 2b7e 4851"


@pytest.mark.parametrize(
    ("points", "written"),
    [
        (300, "3 %"),
        (250, "2.5 %"),
        (9972, "99.72 %"),
        (5, "0.05 %"),
        (0, "0 %"),
        (-150, "-1.5 %"),
        (None, ""),
    ],
)
class TestBasisPoints:
    def test_are_written_as_a_percentage_without_floats(self, points: object, written: str) -> None:
        assert bp(points) == written


@pytest.mark.parametrize(
    ("days", "words", "mark"),
    [
        (6, "还有 6 个工作日", "far"),
        (4, "还有 4 个工作日", "far"),
        (3, "还有 3 个工作日", "soon"),
        (0, "今天到期", "soon"),
        (-2, "已超期 2 个工作日", "late"),
        (None, "", "far"),
    ],
)
class TestDeadline:
    def test_says_in_words_what_the_colour_says(self, days: int | None, words: str, mark: str) -> None:
        assert days_left(days) == words
        assert urgency(days) == mark


class TestArticleNumbers:
    def test_are_written_as_the_regulation_writes_them(self) -> None:
        assert [cnnumber(7), cnnumber("10"), cnnumber(21), cnnumber(31)] == ["七", "十", "二十一", "三十一"]

    def test_that_are_no_numbers_stay_as_they_are(self) -> None:
        assert cnnumber("附则") == "附则"
