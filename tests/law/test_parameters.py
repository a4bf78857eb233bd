"""Every number has an article, a meaning and a day from which it holds."""

from datetime import date

import pytest

from suiji.law.articles import Article
from suiji.law.parameters import Dated, all_parameters, class_of_unclassified, in_force, parameter

ISSUED = date(2022, 8, 26)

DEFAULTS = {
    "plan_submit_month": 2,
    "plan_publish_month": 4,
    "min_initiated": 3,
    "joint_cap": 2,
    "ratio_a": 100,
    "ratio_b": 300,
    "ratio_c": 1000,
    "ratio_d": 2000,
    "stratum_min": 1,
    "confirm_valid": 5,
    "alert_before_freeze": 10,
    "publish_within": 20,
    "transfer_within": 7,
    "receipt_within": 5,
    "min_officers_per_department": 2,
    "dispatch_accept_within": 3,
    "same_inspector_consecutive": 0,
    "visit_warn_day": 1,
    "visit_warn_week": 2,
    "visit_warn_month": 3,
    "nofinding_streak": 3,
    "backfill_scan": 10,
    "scan_shown": 10,
    "letter_gap_least": 15,
    "letter_gap_most": 30,
    "recognition_window": 12,
    "idle_minutes": 15,
    "lockout_failures": 5,
    "lockout_minutes": 30,
    "password_days": 90,
    "audit_keep_floor": 6,
    "audit_keep": 36,
    "anonymity_k": 5,
}

IN_THE_TEXT = {
    "min_initiated": "至少发起三次",
    "joint_cap": "不超过两次",
    "ratio_a": "不低于1%",
    "ratio_b": "不低于3%",
    "ratio_c": "不低于10%",
    "ratio_d": "不低于20%",
    "plan_submit_month": "每年2月底前",
    "plan_publish_month": "每年4月底前",
    "publish_within": "20个工作日",
    "transfer_within": "7个工作日",
}


@pytest.mark.article(31)
class TestParameter:
    @pytest.mark.parametrize(("name", "value"), DEFAULTS.items())
    def test_holds_from_the_day_of_issue(self, name: str, value: int) -> None:
        assert parameter(name, ISSUED) == value

    @pytest.mark.parametrize("name", DEFAULTS)
    def test_does_not_hold_before_the_day_of_issue(self, name: str) -> None:
        with pytest.raises(LookupError):
            parameter(name, date(2022, 8, 25))

    def test_knows_no_other_numbers(self) -> None:
        assert {known.name for known in all_parameters()} == DEFAULTS.keys() | {"unclassified_as"}

    def test_refuses_to_pass_off_a_letter_as_a_number(self) -> None:
        with pytest.raises(TypeError):
            parameter("unclassified_as", ISSUED)

    def test_refuses_an_unknown_name(self) -> None:
        with pytest.raises(LookupError):
            parameter("no_such_number", ISSUED)


class TestAllParameters:
    @pytest.mark.parametrize(("name", "words"), IN_THE_TEXT.items())
    def test_agrees_with_the_words_of_its_article(self, name: str, words: str) -> None:
        known = next(known for known in all_parameters() if known.name == name)

        assert Article(known.article).says(words)
        assert known.reading is None

    def test_names_a_reading_where_the_number_is_not_in_the_text(self) -> None:
        assert {known.name for known in all_parameters() if known.reading is None} == IN_THE_TEXT.keys()

    def test_explains_every_number_in_chinese(self) -> None:
        assert all(any("一" <= letter <= "鿿" for letter in known.meaning) for known in all_parameters())

    def test_draws_the_unclassified_as_b(self) -> None:
        assert class_of_unclassified(ISSUED) == "B"


@pytest.mark.article(31)
class TestInForce:
    VALUES = (Dated(date(2026, 1, 1), 3), Dated(date(2022, 8, 26), 2))

    @pytest.mark.parametrize(
        ("day", "value"),
        [("2022-08-26", 2), ("2025-12-31", 2), ("2026-01-01", 3), ("2030-01-01", 3)],
    )
    def test_is_the_latest_value_that_had_begun(self, day: str, value: int) -> None:
        assert in_force(self.VALUES, date.fromisoformat(day)) == value
