"""第一章 and the order of Article 14."""

import pytest

from suiji.law import general
from tests.law.insist import content, refuses


@pytest.mark.article(2)
class TestSeveralDepartments:
    @pytest.mark.parametrize("departments", [2, 3, 9])
    def test_content_with_two_or_more(self, departments: int) -> None:
        content(general.several_departments, departments=departments)

    @pytest.mark.parametrize("departments", [0, 1])
    def test_refuses_fewer(self, departments: int) -> None:
        refuses(general.several_departments, 2, departments=departments)


@pytest.mark.article(2)
class TestPlanPublishedBeforeTask:
    def test_content_with_a_published_plan(self) -> None:
        content(general.plan_published_before_task, published=True)

    def test_refuses_a_plan_still_in_the_drawer(self) -> None:
        refuses(general.plan_published_before_task, 2, published=False)


@pytest.mark.article(2)
class TestItemsPublished:
    def test_content_when_all_are_public(self) -> None:
        content(general.items_published, unpublished=0)

    def test_refuses_a_single_unpublished_item(self) -> None:
        refuses(general.items_published, 2, unpublished=1)


@pytest.mark.article(4)
class TestItemHasLegalBasis:
    def test_content_with_a_law_and_its_provision(self) -> None:
        content(general.item_has_legal_basis, basis="《中华人民共和国食品安全法》第一百一十条")

    @pytest.mark.parametrize("basis", ["", "  ", "　"])
    def test_refuses_an_item_without_basis(self, basis: str) -> None:
        refuses(general.item_has_legal_basis, 4, basis=basis)


@pytest.mark.article(4)
class TestChecksOnlyListedItems:
    def test_content_inside_the_list(self) -> None:
        content(general.checks_only_listed_items, unlisted=0)

    def test_refuses_a_check_outside_the_list(self) -> None:
        refuses(general.checks_only_listed_items, 4, unlisted=1)


@pytest.mark.article(4)
class TestResultBelongsToItsDepartment:
    def test_content_with_the_owner(self) -> None:
        content(general.result_belongs_to_its_department, actor_department=3, owner_department=3)

    def test_refuses_another_department(self) -> None:
        refuses(general.result_belongs_to_its_department, 4, actor_department=3, owner_department=4)


@pytest.mark.article(14)
class TestStepsInOrder:
    def test_content_with_a_move_of_the_table(self) -> None:
        content(general.steps_in_order, allowed=True)

    def test_refuses_a_move_the_table_does_not_hold(self) -> None:
        refuses(general.steps_in_order, 14, allowed=False)


@pytest.mark.article(5)
class TestExceptionSaysWhy:
    def test_content_with_reason_and_basis(self) -> None:
        content(general.exception_says_why, reason="上级专项部署", basis="安政办〔2026〕3号")

    @pytest.mark.parametrize(("reason", "basis"), [("", "文件"), ("部署", " "), ("　", "文件")])
    def test_refuses_a_gap(self, reason: str, basis: str) -> None:
        refuses(general.exception_says_why, 5, reason=reason, basis=basis)


@pytest.mark.article(5)
class TestExceptionIsFiledUnderANumber:
    def test_content_with_a_number(self) -> None:
        content(general.exception_is_filed_under_a_number, filing="安双随机备〔2026〕1号")

    @pytest.mark.parametrize("filing", ["", " "])
    def test_refuses_none(self, filing: str) -> None:
        refuses(general.exception_is_filed_under_a_number, 5, filing=filing)
