"""第五章, Articles 23 and 24."""

from datetime import date

import pytest

from suiji.law import aftercare
from suiji.law.results import ResultCode
from tests.law.insist import content, refuses

CLEAN = ("NO_PROBLEM", "NO_SUCH_ACTIVITY", "CONFORMING")


@pytest.mark.article(23)
class TestFollowUpRecorded:
    @pytest.mark.parametrize("code", CLEAN)
    def test_content_with_a_clean_result_alone(self, code: str) -> None:
        content(aftercare.follow_up_recorded, codes=[code], follow_ups=0)

    @pytest.mark.parametrize("code", [code for code in ResultCode if code not in CLEAN])
    def test_content_with_a_finding_followed_up(self, code: str) -> None:
        content(aftercare.follow_up_recorded, codes=[code], follow_ups=1)

    @pytest.mark.parametrize("code", [code for code in ResultCode if code not in CLEAN])
    def test_refuses_a_finding_left_alone(self, code: str) -> None:
        refuses(aftercare.follow_up_recorded, 23, codes=[code], follow_ups=0)


@pytest.mark.article(23)
class TestNoOpenFollowUp:
    def test_content_when_all_have_an_outcome(self) -> None:
        content(aftercare.no_open_follow_up, open=0)

    def test_refuses_while_one_is_open(self) -> None:
        refuses(aftercare.no_open_follow_up, 23, open=1)


@pytest.mark.article(23)
class TestOutcomeHasItsDocument:
    @pytest.mark.parametrize(
        ("needed", "number", "day"), [(False, "", None), (True, "安市监罚〔2026〕1号", date(2026, 5, 1))]
    )
    def test_content_with_number_and_day(self, needed: bool, number: str, day: date | None) -> None:
        content(aftercare.outcome_has_its_document, needed=needed, number=number, decided_on=day)

    @pytest.mark.parametrize(("number", "day"), [("", date(2026, 5, 1)), ("安市监罚〔2026〕1号", None)])
    def test_refuses_a_penalty_without(self, number: str, day: date | None) -> None:
        refuses(aftercare.outcome_has_its_document, 23, needed=True, number=number, decided_on=day)


@pytest.mark.article(24)
class TestResultMayBeRecognised:
    UNTIL = date(2027, 4, 30)

    def test_content_to_the_last_day(self) -> None:
        content(aftercare.result_may_be_recognised, published=True, today=self.UNTIL, until=self.UNTIL)

    @pytest.mark.parametrize(("published", "today"), [(False, UNTIL), (True, date(2027, 5, 1))])
    def test_refuses_the_unpublished_and_the_old(self, published: bool, today: date) -> None:
        refuses(aftercare.result_may_be_recognised, 24, published=published, today=today, until=self.UNTIL)


@pytest.mark.article(24)
class TestRecognitionEnds:
    @pytest.mark.parametrize(
        ("ended", "months", "last"),
        [
            (date(2026, 4, 30), 12, date(2027, 4, 30)),
            (date(2024, 2, 29), 12, date(2025, 2, 28)),
            (date(2026, 8, 31), 6, date(2027, 2, 28)),
            (date(2026, 11, 15), 1, date(2026, 12, 15)),
        ],
    )
    def test_counts_months_to_the_same_day_or_the_months_last(
        self, ended: date, months: int, last: date
    ) -> None:
        assert aftercare.recognition_ends(ended_on=ended, months=months) == last


@pytest.mark.article(24)
class TestDisciplineHasALegalBasis:
    def test_content_with_a_law(self) -> None:
        content(aftercare.discipline_has_a_legal_basis, has_basis=True, rests_on_class=False)

    @pytest.mark.parametrize(("basis", "by_class"), [(False, False), (True, True)])
    def test_refuses_without_a_law_or_on_the_class(self, basis: bool, by_class: bool) -> None:
        refuses(aftercare.discipline_has_a_legal_basis, 24, has_basis=basis, rests_on_class=by_class)


@pytest.mark.article(24)
class TestResultMayStandForAnother:
    def test_content_with_a_recent_clean_result_of_the_same_item(self) -> None:
        content(
            aftercare.result_may_stand_for_another,
            same_object=True,
            same_item=True,
            clean=True,
            today=date(2027, 4, 30),
            until=date(2027, 4, 30),
        )

    @pytest.mark.parametrize(
        "differs",
        [
            {"same_object": False},
            {"same_item": False},
            {"today": date(2027, 5, 1)},
            {"clean": False},
        ],
    )
    def test_refuses_another_object_or_item_an_old_one_or_a_finding(self, differs: dict[str, object]) -> None:
        facts: dict[str, object] = {
            "same_object": True, "same_item": True, "clean": True, "today": date(2027, 1, 1),
            "until": date(2027, 4, 30),
        }  # fmt: skip
        refuses(aftercare.result_may_stand_for_another, 24, **(facts | differs))
