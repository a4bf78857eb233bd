"""What may be done to plans, and the words in which the law refuses the rest."""

from datetime import UTC, date, datetime

import pytest

from suiji.law import Refused
from suiji.ledger import NotYours
from suiji.ledger.queries import history
from suiji.organs.roles import Role
from suiji.plans import queries, services
from suiji.plans.models import PlanKind, PlanLine
from suiji.plans.states import PlanState
from tests.factories.catalogue import a_draft_item, a_published_item
from tests.factories.organs import AT, TODAY, a_department, an_actor, an_office
from tests.factories.plans import (
    a_confirmed_line,
    a_draft_line,
    a_published_line,
    a_submitted_line,
)

pytestmark = pytest.mark.django_db

IN_TIME = datetime(2026, 2, 28, 15, 59, tzinfo=UTC)
"""One minute before midnight in Anyang, on the last day of February."""
TOO_LATE = datetime(2026, 2, 28, 16, 0, tzinfo=UTC)


def clerk(line: str = "商务", region: str = "410500") -> object:
    return an_actor(Role.CLERK, department=a_department(line, region=region))


def office(region: str = "410500") -> object:
    return an_actor(Role.OFFICE, department=an_office(region))


class TestDraftLine:
    def test_invites_the_participants_and_never_the_initiator(self) -> None:
        commerce = a_department("商务")
        line = a_draft_line(participants=[commerce, a_department("市场监管")])

        assert line.state == PlanState.DRAFT
        assert [part.department.short_name for part in line.parts.all()] == ["市场监管"]
        assert [entry.act for entry in history(line)] == ["plans.drafted"]

    def test_is_the_initiators_clerks(self) -> None:
        for actor in (clerk("教育"), an_actor(Role.DEPUTY_HEAD, department=a_department("商务"))):
            with pytest.raises(NotYours):
                services.draft_line(
                    year=2026,
                    number="X",
                    title="抽查",
                    kind=PlanKind.ANNUAL,
                    initiator=a_department("商务"),
                    items=[],
                    participants=[],
                    fields={},
                    actor=actor,
                    at=AT,
                )

    @pytest.mark.article(3)
    def test_refuses_the_office_as_participant(self) -> None:
        with pytest.raises(Refused) as caught:
            a_draft_line(participants=[an_office()], items=[])

        assert caught.value.article == 3

    def test_knows_no_field_it_was_not_told_of(self) -> None:
        with pytest.raises(ValueError, match="state"):
            a_draft_line(items=[], state="PUBLISHED")


class TestRewrite:
    def rewrite(self, line: PlanLine, actor: object) -> PlanLine:
        return services.rewrite(
            line=line,
            title="加油站联合抽查（修改）",
            items=list(line.items.all()),
            participants=[a_department("市场监管")],
            fields={"ratio_text": "6 %"},
            actor=actor,
            at=AT,
        )

    def test_asks_the_participants_again(self) -> None:
        line = self.rewrite(a_confirmed_line(), clerk())

        assert (line.title, line.ratio_text) == ("加油站联合抽查（修改）", "6 %")
        assert [part.confirmed_at for part in line.parts.all()] == [None]

    def test_is_closed_once_handed_in_and_to_others(self) -> None:
        with pytest.raises(NotYours):
            self.rewrite(a_confirmed_line("AY-1"), clerk("市场监管"))

        for line in (a_submitted_line("AY-2"), a_published_line("AY-3")):
            with pytest.raises(Refused) as caught:
                self.rewrite(line, clerk())
            assert caught.value.article == 14


class TestConfirmPart:
    def test_is_given_once_by_a_participants_clerk(self) -> None:
        line = a_draft_line()

        part = services.confirm_part(line=line, actor=clerk("市场监管"), at=AT)

        assert part.confirmed_at == AT
        with pytest.raises(Refused):
            services.confirm_part(line=line, actor=clerk("市场监管"), at=AT)
        for actor in (
            clerk("教育"),
            clerk("商务"),
            an_actor(Role.OFFICE, department=a_department("应急管理")),
        ):
            with pytest.raises(NotYours):
                services.confirm_part(line=line, actor=actor, at=AT)


class TestSubmit:
    @pytest.mark.article(7)
    @pytest.mark.parametrize(("at", "late"), [(IN_TIME, False), (TOO_LATE, True)])
    def test_is_accepted_late_and_stays_marked(self, at: datetime, late: bool) -> None:
        line = a_submitted_line(submitted_at=at)

        assert (line.state, line.submitted_at, line.submitted_late) == (PlanState.SUBMITTED, at, late)

    def test_counts_the_first_submission_after_a_return(self) -> None:
        line = a_submitted_line(submitted_at=IN_TIME)
        services.return_line(line=line, because="请补充户数", actor=office(), at=AT)

        services.submit(line=line, actor=clerk(), at=AT)

        assert (line.submitted_at, line.submitted_late) == (IN_TIME, False)

    def test_has_no_last_day_for_a_temporary_check(self) -> None:
        line = a_submitted_line(kind=PlanKind.TEMPORARY, submitted_at=datetime(2026, 9, 1, tzinfo=UTC))

        assert not line.submitted_late

    @pytest.mark.article(7)
    def test_refuses_an_unconfirmed_participant(self) -> None:
        line = a_draft_line()
        services.confirm_part(line=line, actor=clerk("市场监管"), at=AT)

        with pytest.raises(Refused) as caught:
            services.submit(line=line, actor=clerk(), at=AT)

        assert (caught.value.article, caught.value.says) == (7, "应确定并主动协调参与部门")

    @pytest.mark.article(7)
    def test_refuses_to_leave_out_a_department_to_which_an_item_gives_a_part(self) -> None:
        item = a_published_item("AY-LH-07").item
        line = a_confirmed_line(participants=[a_department("市场监管")], items=[item])

        with pytest.raises(Refused) as caught:
            services.submit(line=line, actor=clerk(), at=AT)

        assert caught.value.rule.name == "departments_of_items_take_part"
        assert queries.doable(queries.line(line.pk), clerk(), today=TODAY).missing == (
            "安阳市应急管理局参与（事项分工里有该部门）",
        )

    @pytest.mark.article(7)
    def test_takes_a_countys_department_for_the_citys_of_its_line(self) -> None:
        item = a_published_item("AY-LH-07").item
        own, partners = a_department("商务", region="410581"), ["市场监管", "应急管理"]
        line = a_confirmed_line(
            initiator=own, items=[item], participants=[a_department(one, region="410581") for one in partners]
        )

        assert services.submit(line=line, actor=clerk(region="410581"), at=AT).state == PlanState.SUBMITTED

    @pytest.mark.article(2)
    @pytest.mark.parametrize("kind", ["DEPARTMENT", "JOINT"])
    def test_refuses_what_is_no_joint_item_in_force(self, kind: str) -> None:
        version = a_published_item("AY-X-07", kind="DEPARTMENT") if kind == "DEPARTMENT" else a_draft_item()
        line = a_confirmed_line(items=[version.item])

        with pytest.raises(Refused) as caught:
            services.submit(line=line, actor=clerk(), at=AT)

        assert caught.value.rule.name == "items_published"

    @pytest.mark.article(2)
    def test_refuses_a_single_department(self) -> None:
        line = a_draft_line(participants=[])

        with pytest.raises(Refused) as caught:
            services.submit(line=line, actor=clerk(), at=AT)

        assert caught.value.article == 2

    @pytest.mark.article(7)
    @pytest.mark.parametrize(
        "empty",
        [
            {"period_from": None},
            {"period_until": None},
            {"ratio_text": ""},
            {"object_scope": ""},
            {"items": []},
        ],
        ids=lambda empty: next(iter(empty)),
    )
    def test_refuses_a_line_without_period_items_or_ratio(self, empty: dict[str, object]) -> None:
        line = a_confirmed_line(**empty)

        with pytest.raises(Refused) as caught:
            services.submit(line=line, actor=clerk(), at=AT)

        assert caught.value.article == 7

    @pytest.mark.article(8)
    @pytest.mark.parametrize(
        "source",
        [
            {"source_organ": " "},
            {"source_document": " "},
            {"source_on": None},
            *({"source_organ": name} for name in ("安阳市商务局", "市商务局", "商 务局", "商务", "本局")),
        ],
        ids=lambda source: "-".join(str(value or "").strip() for value in source.values()),
    )
    def test_refuses_a_temporary_check_of_ones_own_making(self, source: dict[str, object]) -> None:
        line = a_confirmed_line(kind=PlanKind.TEMPORARY, **source)

        with pytest.raises(Refused) as caught:
            services.submit(line=line, actor=clerk(), at=AT)

        assert caught.value.article == 8
        assert "转办交办" in caught.value.headline

    @pytest.mark.article(8)
    def test_refuses_a_temporary_check_without_the_paper_that_handed_it_down(self) -> None:
        line = a_draft_line(kind=PlanKind.TEMPORARY)
        for part in line.parts.select_related("department"):
            services.confirm_part(line=line, actor=clerk(part.department.line), at=AT)

        with pytest.raises(Refused) as caught:
            services.submit(line=line, actor=clerk(), at=AT)

        assert caught.value.rule.name == "temporary_check_has_source"
        assert queries.doable(queries.line(line.pk), clerk(), today=TODAY).missing == ("交办文件（附件）",)

    def test_is_the_initiators_clerks(self) -> None:
        line = a_confirmed_line()

        for actor in (clerk("市场监管"), office()):
            with pytest.raises(NotYours):
                services.submit(line=line, actor=actor, at=AT)


class TestOffice:
    def test_returns_with_a_reason(self) -> None:
        line = a_submitted_line()

        services.return_line(line=line, because="请补充户数", actor=office(), at=AT)

        assert line.state == PlanState.RETURNED
        assert "请补充户数" in history(line).last().sentence

    def test_is_that_of_the_same_level_only(self) -> None:
        line = a_submitted_line()
        an_office()

        for act in (services.accept, services.publish):
            for actor in (office("410502"), clerk()):
                with pytest.raises(NotYours):
                    act(line=line, actor=actor, at=AT)

    def test_must_exist(self) -> None:
        line = a_submitted_line()

        with pytest.raises(NotYours):
            services.accept(line=line, actor=office("410502"), at=AT)

    def test_accepts_before_it_publishes(self) -> None:
        line = a_submitted_line()

        with pytest.raises(Refused) as caught:
            services.publish(line=line, actor=office(), at=AT)

        assert caught.value.article == 14
        line.refresh_from_db()
        assert line.published_at is None

    def test_publishes_readably(self) -> None:
        line = a_published_line()

        entry = history(line).last()
        assert (line.state, line.published_at, entry.act) == (PlanState.PUBLISHED, AT, "plans.published")
        assert entry.body["initiator"] == "安阳市商务局"
        assert entry.body["participants"] == ["安阳市市场监管局", "安阳市应急管理局"]
        assert entry.body["period"] == "2026年5月11日至2026年6月30日"
        assert "张明" not in str(entry.body)

    @pytest.mark.article(20)
    def test_tells_of_an_unannounced_check_only_its_field_and_quarter(self) -> None:
        line = a_published_line(unannounced=True, period_until=date(2026, 7, 20))

        body = history(line).last().body
        assert (body["title"], body["period"]) == ("加油站领域部门联合抽查", "2026年第二季度至2026年第三季度")
        assert (body["items"], body["participants"], body["object_scope"], body["ratio"]) == ([], [], "", "")


class TestWithdraw:
    def test_gives_up_a_draft_or_a_returned_line(self) -> None:
        line = services.withdraw(line=a_draft_line(items=[]), because="与公安合并实施", actor=clerk(), at=AT)

        assert line.state == PlanState.WITHDRAWN

    def test_is_closed_once_handed_in(self) -> None:
        with pytest.raises(Refused) as caught:
            services.withdraw(line=a_submitted_line(), because="不办了", actor=clerk(), at=AT)

        assert caught.value.article == 14

    def test_is_the_initiators(self) -> None:
        with pytest.raises(NotYours):
            services.withdraw(line=a_draft_line(items=[]), because="x", actor=clerk("市场监管"), at=AT)
