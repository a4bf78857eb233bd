"""第五章, Articles 23 and 24."""

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
