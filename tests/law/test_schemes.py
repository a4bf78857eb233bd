"""A scheme stands on its plan, covers its rates, and is taken back only before the freeze."""

import pytest

from suiji.law import schemes
from tests.law.insist import content, refuses


@pytest.mark.article(12)
class TestSchemeHasThePlansDepartments:
    def test_content_with_the_same(self) -> None:
        content(schemes.scheme_has_the_plans_departments, missing=0, strange=0)

    @pytest.mark.parametrize(("missing", "strange"), [(1, 0), (0, 1)])
    def test_refuses_one_more_or_fewer(self, missing: int, strange: int) -> None:
        refuses(schemes.scheme_has_the_plans_departments, 12, missing=missing, strange=strange)


@pytest.mark.article(12)
class TestSchemeIsTakenBackBeforeTheFreeze:
    def test_content_with_a_reason_before_it(self) -> None:
        content(schemes.scheme_is_taken_back_before_the_freeze, frozen=False, reason="事项有新版本")

    @pytest.mark.parametrize(("frozen", "reason"), [(True, "事项有新版本"), (False, " ")])
    def test_refuses_afterwards_or_without_one(self, frozen: bool, reason: str) -> None:
        refuses(schemes.scheme_is_taken_back_before_the_freeze, 12, frozen=frozen, reason=reason)


@pytest.mark.article(13)
class TestTotalCoversTheRates:
    @pytest.mark.parametrize("count", [None, 5, 7, 9])
    def test_content_between_the_rates_and_all(self, count: int | None) -> None:
        content(schemes.total_covers_the_rates, count=count, least=5, most=9)

    @pytest.mark.parametrize("count", [4, 10])
    def test_refuses_fewer_and_more(self, count: int) -> None:
        refuses(schemes.total_covers_the_rates, 13, count=count, least=5, most=9)
