"""第二章: lists, plans, temporary checks, the floor of three and the cap of two."""

from datetime import date

import pytest

from suiji.law import RecordedException, lists_and_plans, parameter, require
from tests.law.insist import content, refuses


@pytest.mark.article(6)
class TestJointItemCountersigned:
    def test_content_when_nobody_is_missing(self) -> None:
        content(lists_and_plans.joint_item_countersigned, missing=0)

    def test_refuses_while_a_participant_is_missing(self) -> None:
        refuses(lists_and_plans.joint_item_countersigned, 6, missing=1)


@pytest.mark.article(6)
class TestItemIsComplete:
    def test_content_when_no_field_is_missing(self) -> None:
        content(lists_and_plans.item_is_complete, missing_fields=0)

    def test_refuses_a_gap(self) -> None:
        refuses(lists_and_plans.item_is_complete, 6, missing_fields=2)


@pytest.mark.article(2)
class TestItemBeginsNoEarlierThanPublished:
    @pytest.mark.parametrize("first", [date(2026, 3, 2), date(2026, 4, 1)])
    def test_content_from_the_day_of_publication_on(self, first: date) -> None:
        content(
            lists_and_plans.item_begins_no_earlier_than_published,
            effective_from=first,
            published_on=date(2026, 3, 2),
        )

    def test_refuses_to_reach_back(self) -> None:
        refuses(
            lists_and_plans.item_begins_no_earlier_than_published,
            2,
            effective_from=date(2026, 3, 1),
            published_on=date(2026, 3, 2),
        )


@pytest.mark.article(6)
class TestRepealHasReason:
    def test_content_with_a_reason(self) -> None:
        content(lists_and_plans.repeal_has_reason, reason="依据的规章已废止")

    @pytest.mark.parametrize("reason", ["", " \n"])
    def test_refuses_a_repeal_without_reason(self, reason: str) -> None:
        refuses(lists_and_plans.repeal_has_reason, 6, reason=reason)


@pytest.mark.article(6)
class TestSharingEndsWithReason:
    def test_content_with_a_reason(self) -> None:
        content(lists_and_plans.sharing_ends_with_reason, reason="导出后清单又有修订，重新导出")

    @pytest.mark.parametrize("reason", ["", " \n"])
    def test_refuses_to_take_back_without_reason(self, reason: str) -> None:
        refuses(lists_and_plans.sharing_ends_with_reason, 6, reason=reason)


@pytest.mark.article(13)
class TestRatioIsPossible:
    @pytest.mark.parametrize(
        ("min_bp", "max_bp"), [(None, None), (0, None), (None, 0), (300, 300), (50, 10_000), (0, 10_000)]
    )
    def test_content_between_nothing_and_the_whole(self, min_bp: int | None, max_bp: int | None) -> None:
        content(lists_and_plans.ratio_is_possible, min_bp=min_bp, max_bp=max_bp)

    @pytest.mark.parametrize(
        ("min_bp", "max_bp"), [(-1, None), (None, 10_001), (500, 300), (10_001, None), (None, -1)]
    )
    def test_refuses_the_impossible(self, min_bp: int | None, max_bp: int | None) -> None:
        refuses(lists_and_plans.ratio_is_possible, 13, min_bp=min_bp, max_bp=max_bp)


@pytest.mark.article(6)
class TestListConfirmationDue:
    def test_is_the_last_day_of_january(self) -> None:
        assert lists_and_plans.list_confirmation_due(year=2027) == date(2027, 1, 31)


@pytest.mark.article(7)
class TestPlanDue:
    @pytest.mark.parametrize(
        ("year", "due"),
        [
            (2023, "2023-02-28"),
            (2024, "2024-02-29"),
            (2026, "2026-02-28"),
        ],  # 2026-02-28 is a working Saturday
    )
    def test_is_the_last_day_of_february(self, year: int, due: str) -> None:
        assert lists_and_plans.plan_due(year=year) == date.fromisoformat(due)

    def test_agrees_with_the_table_of_numbers(self) -> None:
        month = parameter("plan_submit_month", date(2026, 1, 1))

        assert lists_and_plans.plan_due(year=2026) == lists_and_plans.plan_due(year=2026, month=month)


@pytest.mark.article(7)
class TestPlanPublicationDue:
    def test_is_the_last_day_of_april(self) -> None:
        assert lists_and_plans.plan_publication_due(year=2026) == date(2026, 4, 30)

    def test_agrees_with_the_table_of_numbers(self) -> None:
        month = parameter("plan_publish_month", date(2026, 1, 1))

        assert lists_and_plans.plan_publication_due(year=2026, month=month) == date(2026, 4, 30)


@pytest.mark.article(7)
class TestDepartmentsOfItemsTakePart:
    def test_content_when_every_department_of_the_items_is_there(self) -> None:
        content(lists_and_plans.departments_of_items_take_part, left_out=0)

    def test_refuses_to_leave_one_out(self) -> None:
        refuses(lists_and_plans.departments_of_items_take_part, 7, left_out=1)


@pytest.mark.article(7)
class TestParticipantsConfirmed:
    def test_content_when_all_have_agreed(self) -> None:
        content(lists_and_plans.participants_confirmed, missing=0)

    def test_refuses_while_one_has_not(self) -> None:
        refuses(lists_and_plans.participants_confirmed, 7, missing=1)


@pytest.mark.article(7)
class TestPlanLineIsComplete:
    def test_content_when_no_field_is_missing(self) -> None:
        content(lists_and_plans.plan_line_is_complete, missing_fields=0)

    def test_refuses_a_gap(self) -> None:
        refuses(lists_and_plans.plan_line_is_complete, 7, missing_fields=1)


@pytest.mark.article(7)
class TestRefusalToTakePartHasReason:
    def test_content_with_a_reason(self) -> None:
        content(lists_and_plans.refusal_to_take_part_has_reason, reason="本年度已有三项牵头任务")

    def test_refuses_a_refusal_without_reason(self) -> None:
        refuses(lists_and_plans.refusal_to_take_part_has_reason, 7, reason="  ")


@pytest.mark.article(7)
class TestPublishedLineChangesWithReason:
    def test_content_with_a_reason(self) -> None:
        content(lists_and_plans.published_line_changes_with_reason, reason="与教育部门错开开学时间")

    def test_refuses_a_silent_change(self) -> None:
        refuses(lists_and_plans.published_line_changes_with_reason, 7, reason="")


@pytest.mark.article(7)
class TestPlanLineWithdrawnBeforeDraw:
    def test_content_while_nothing_is_drawn(self) -> None:
        content(lists_and_plans.plan_line_withdrawn_before_draw, drawn=False)

    def test_refuses_after_the_draw(self) -> None:
        refuses(lists_and_plans.plan_line_withdrawn_before_draw, 7, drawn=True)


@pytest.mark.article(8)
class TestTemporaryCheckHasSource:
    def test_content_with_organ_and_document(self) -> None:
        content(
            lists_and_plans.temporary_check_has_source,
            document="豫政办〔2026〕3号",
            organ="省人民政府办公厅",
            dated=True,
            attached=True,
            own_initiative=False,
        )

    @pytest.mark.parametrize(
        "lacking",
        [
            {"document": ""},
            {"organ": " "},
            {"document": "", "organ": ""},
            {"organ": "安阳市商务局", "own_initiative": True},
            {"dated": False},
            {"attached": False},
        ],
        ids=lambda lacking: "-".join(lacking),
    )
    def test_refuses_an_own_initiative_in_disguise_and_a_source_without_day_or_paper(
        self, lacking: dict[str, object]
    ) -> None:
        whole: dict[str, object] = {
            "document": "豫政办〔2026〕3号",
            "organ": "省人民政府办公厅",
            "dated": True,
            "attached": True,
            "own_initiative": False,
        }
        refuses(lists_and_plans.temporary_check_has_source, 8, **whole | lacking)


@pytest.mark.article(8)
class TestRectificationComparedWithList:
    @pytest.mark.parametrize(("joint_items", "none_touched"), [(1, False), (0, True)])
    def test_content_with_items_or_with_the_word_that_there_are_none(
        self, joint_items: int, none_touched: bool
    ) -> None:
        content(
            lists_and_plans.rectification_compared_with_list,
            joint_items=joint_items,
            none_touched=none_touched,
        )

    @pytest.mark.parametrize(("joint_items", "none_touched"), [(0, False), (2, True)])
    def test_refuses_silence_and_a_contradiction(self, joint_items: int, none_touched: bool) -> None:
        refuses(
            lists_and_plans.rectification_compared_with_list,
            8,
            joint_items=joint_items,
            none_touched=none_touched,
        )


@pytest.mark.article(8)
class TestRectificationApartHasReason:
    def test_content_with_a_reason(self) -> None:
        content(lists_and_plans.rectification_apart_has_reason, reason="只涉及一项职权")

    @pytest.mark.parametrize("reason", ["", " \n"])
    def test_refuses_silence(self, reason: str) -> None:
        refuses(lists_and_plans.rectification_apart_has_reason, 8, reason=reason)


@pytest.mark.article(10)
class TestOpeningBalanceCountedOnce:
    def test_content_with_a_new_file(self) -> None:
        content(lists_and_plans.opening_balance_counted_once, known=False)

    def test_refuses_a_known_one(self) -> None:
        refuses(lists_and_plans.opening_balance_counted_once, 10, known=True)


@pytest.mark.article(8)
class TestRectificationIsApproved:
    def test_content_with_government_and_approval(self) -> None:
        content(lists_and_plans.rectification_is_approved, needed_by="市人民政府", approval="安政〔2026〕3号")

    @pytest.mark.parametrize(("needed_by", "approval"), [("", "安政〔2026〕3号"), ("市人民政府", " ")])
    def test_refuses_one_that_nobody_approved(self, needed_by: str, approval: str) -> None:
        refuses(lists_and_plans.rectification_is_approved, 8, needed_by=needed_by, approval=approval)


@pytest.mark.article(8)
class TestRectificationTakesJointForm:
    @pytest.mark.parametrize(("joint_items", "joint"), [(2, True), (0, False), (0, True)])
    def test_content_in_joint_form_or_without_joint_items(self, joint_items: int, joint: bool) -> None:
        content(lists_and_plans.rectification_takes_joint_form, joint_items=joint_items, joint=joint)

    def test_refuses_one_department_alone_over_joint_items(self) -> None:
        refuses(lists_and_plans.rectification_takes_joint_form, 8, joint_items=1, joint=False)

    def test_content_alone_with_a_recorded_exception(self) -> None:
        given = RecordedException("只涉及一个部门的职权", "特种设备安全法", "李强", "安双随机办备〔2026〕1号")

        passed = require(
            lists_and_plans.rectification_takes_joint_form, exception=given, joint_items=1, joint=False
        )

        assert passed is given


@pytest.mark.article(8)
class TestTemporaryCheckFiledBeforeDraw:
    def test_content_when_filed(self) -> None:
        content(lists_and_plans.temporary_check_filed_before_draw, filed=True)

    def test_refuses_a_draw_before_filing(self) -> None:
        refuses(lists_and_plans.temporary_check_filed_before_draw, 8, filed=False)


@pytest.mark.article(9)
class TestInitiationsReached:
    @pytest.mark.parametrize("initiated", [3, 4])
    def test_content_with_three(self, initiated: int) -> None:
        content(lists_and_plans.initiations_reached, initiated=initiated, floor=3)

    @pytest.mark.parametrize("initiated", [0, 2])
    def test_refuses_to_count_fewer_as_enough(self, initiated: int) -> None:
        refuses(lists_and_plans.initiations_reached, 9, initiated=initiated, floor=3)


@pytest.mark.article(10)
class TestObjectHasVisitsLeft:
    @pytest.mark.parametrize(("visits", "frames"), [(0, 0), (1, 0), (0, 1)])
    def test_content_below_the_cap(self, visits: int, frames: int) -> None:
        content(lists_and_plans.object_has_visits_left, visits_this_year=visits, open_frames=frames, cap=2)

    @pytest.mark.parametrize(("visits", "frames"), [(2, 0), (1, 1), (0, 2), (3, 0)])
    def test_refuses_at_the_cap_with_open_frames_counted(self, visits: int, frames: int) -> None:
        refuses(
            lists_and_plans.object_has_visits_left, 10, visits_this_year=visits, open_frames=frames, cap=2
        )

    def test_content_over_the_cap_with_a_recorded_exception(self) -> None:
        exception = RecordedException(
            reason="重大隐患", basis="《安全生产法》第六十五条", approver="王分管", filing="备3号"
        )
        facts = {"visits_this_year": 2, "open_frames": 0, "cap": 2}

        assert require(lists_and_plans.object_has_visits_left, exception=exception, **facts) is exception


@pytest.mark.article(10)
class TestOpeningBalanceHasSource:
    def test_content_with_organ_and_document(self) -> None:
        content(
            lists_and_plans.opening_balance_has_source,
            document="安双随机办〔2026〕2号",
            organ="联席会议办公室",
        )

    @pytest.mark.parametrize(("document", "organ"), [("", "联席会议办公室"), ("安双随机办〔2026〕2号", " ")])
    def test_refuses_numbers_from_nowhere(self, document: str, organ: str) -> None:
        refuses(lists_and_plans.opening_balance_has_source, 10, document=document, organ=organ)


@pytest.mark.article(10)
class TestVisitsStayFew:
    @pytest.mark.parametrize("visits", [0, 1, 2])
    def test_content_up_to_the_limit(self, visits: int) -> None:
        content(lists_and_plans.visits_stay_few, visits=visits, limit=2)

    def test_refuses_more_without_a_warning(self) -> None:
        refuses(lists_and_plans.visits_stay_few, 10, visits=3, limit=2)


class TestChecksStayUnderCeiling:
    @pytest.mark.parametrize(
        ("checks", "ceiling", "by_complaint", "reason"),
        [(0, 1, False, ""), (9, None, False, ""), (1, 1, True, ""), (1, 1, False, "上级交办")],
    )
    def test_content_below_it_without_one_by_complaint_or_with_a_reason(
        self, checks: int, ceiling: int | None, by_complaint: bool, reason: str
    ) -> None:
        said = {"checks": checks, "ceiling": ceiling, "by_complaint": by_complaint, "reason": reason}
        content(lists_and_plans.checks_stay_under_ceiling, **said)

    def test_refuses_one_more_for_no_reason(self) -> None:
        said = {"checks": 1, "ceiling": 1, "by_complaint": False, "reason": "　"}
        refuses(lists_and_plans.checks_stay_under_ceiling, 8, **said)
