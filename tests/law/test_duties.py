"""Every article of the regulation is answered for, and an open one says what it lacks."""

import pytest

from suiji.law import ARTICLES
from suiji.law.duties import STATUSES, Duty, all_duties


def _article(duty: Duty) -> str:
    return str(duty.article)


class TestAllDuties:
    def test_answer_for_every_article_once(self) -> None:
        assert [duty.article for duty in all_duties()] == list(range(1, ARTICLES + 1))

    @pytest.mark.parametrize("duty", all_duties(), ids=_article)
    def test_have_a_known_status_and_a_reason(self, duty: Duty) -> None:
        assert duty.status in STATUSES
        assert duty.reason.endswith("。")

    @pytest.mark.parametrize("duty", all_duties(), ids=_article)
    def test_say_what_is_missing_if_and_only_if_open(self, duty: Duty) -> None:
        assert bool(duty.missing) is (duty.status == "open")

    @pytest.mark.parametrize("duty", all_duties(), ids=_article)
    def test_name_a_room_unless_there_is_nothing_to_do(self, duty: Duty) -> None:
        assert bool(duty.rooms) is (duty.status != "declaratory")
