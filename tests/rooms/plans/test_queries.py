"""What may be asked of plans."""

from datetime import date

import pytest

from suiji.organs.roles import Role
from suiji.plans import queries, services
from suiji.plans.models import PlanKind
from tests.factories.organs import AT, TODAY, a_department, an_actor, an_office
from tests.factories.plans import a_confirmed_line, a_draft_line, a_published_line, a_submitted_line

pytestmark = pytest.mark.django_db


class TestPublished:
    def test_holds_published_lines_of_the_year_in_few_queries(
        self, django_assert_max_num_queries: object
    ) -> None:
        a_published_line("AY-1")
        a_published_line("AY-2", kind=PlanKind.TEMPORARY)
        a_submitted_line("AY-3")

        with django_assert_max_num_queries(5):
            rows = queries.published(year=2026)

        assert [(row.number, row.kind) for row in rows] == [("AY-1", "年度计划"), ("AY-2", "临时性联合抽查")]
        assert rows[0].items == ("加油站经营情况抽查",)
        assert rows[0].published_on == TODAY
        assert queries.published(year=2025) == []

    def test_hides_an_unannounced_check_but_for_field_and_quarter(self) -> None:
        a_published_line(unannounced=True)

        row = queries.published(year=2026)[0]

        assert (row.title, row.period) == ("加油站领域部门联合抽查", "2026年第二季度")
        assert (row.number, row.initiator) == ("", "")
        assert (row.items, row.participants, row.object_scope, row.ratio, row.frequency) == (
            (),
            (),
            "",
            "",
            "",
        )


class TestTerms:
    @pytest.mark.article(7)
    def test_end_with_february_and_april_whatever_the_weekday(self) -> None:
        assert queries.due_of_submission(2026).on == date(2026, 2, 28)
        assert queries.due_of_submission(2028).on == date(2028, 2, 29)
        assert queries.due_of_publication(2026).on == date(2026, 4, 30)

    def test_count_working_days_left(self) -> None:
        clocks = queries.clocks(2026, today=date(2026, 2, 26))

        assert (clocks[0].due.on, clocks[0].days) == (date(2026, 2, 28), 2)
        assert queries.clocks(2026, today=date(2026, 3, 2))[0].days < 0

    @pytest.mark.article(9)
    def test_floor_of_initiations_is_three(self) -> None:
        assert queries.floor_of_initiations(on=TODAY) == 3


class TestDoable:
    def test_names_what_is_missing_before_handing_in(self) -> None:
        line = queries.line(a_draft_line().pk)
        clerk = an_actor(Role.CLERK, department=a_department("商务"))

        answer = queries.doable(line, clerk, today=TODAY)

        assert not answer.submit
        assert answer.edit
        assert answer.hindrance is not None
        assert answer.missing == ("安阳市市场监管局的确认", "安阳市应急管理局的确认")

    def test_opens_the_office_its_acts_in_order(self) -> None:
        line = a_submitted_line()
        office = an_actor(Role.OFFICE, department=an_office())
        assert queries.doable(line, office, today=TODAY).accept
        services.accept(line=line, actor=office, at=AT)

        answer = queries.doable(line, office, today=TODAY)

        assert (answer.accept, answer.publish) == (False, True)


class TestOfYear:
    def test_filters_by_part_kind_and_state(self) -> None:
        line = a_published_line("AY-1")
        a_draft_line("AY-2", kind=PlanKind.TEMPORARY, participants=[], items=[])

        assert list(queries.of_year(2026, kind=PlanKind.ANNUAL)) == [line]
        assert list(queries.of_year(2026, department=a_department("应急管理").pk)) == [line]
        assert list(queries.of_year(2026, state="PUBLISHED")) == [line]
        assert queries.of_year(2026).count() == 2
        assert list(queries.ready_for_task(department=a_department("商务").pk)) == [line]


class TestToDo:
    def test_follows_a_line_from_hand_to_hand(self) -> None:
        clerk = an_actor(Role.CLERK, department=a_department("商务"))
        partner = an_actor(Role.CLERK, department=a_department("市场监管"))
        office = an_actor(Role.OFFICE, department=an_office())
        assert [row.action for row in queries.to_do(clerk, today=TODAY)] == ["新建计划"]

        line = a_draft_line()
        assert "答复参与" in [row.action for row in queries.to_do(partner, today=TODAY)]
        for part in line.parts.all():
            services.confirm_part(line=line, actor=an_actor(Role.CLERK, department=part.department), at=AT)
        todo = queries.to_do(clerk, today=TODAY)[0]
        assert (todo.action, todo.due.on) == ("办理计划", date(2026, 2, 28))
        services.submit(line=line, actor=clerk, at=AT)
        todo = queries.to_do(office, today=TODAY)[0]
        assert (todo.action, todo.due.on) == ("受理计划", date(2026, 4, 30))
        services.accept(line=line, actor=office, at=AT)
        assert [row.action for row in queries.to_do(office, today=TODAY)] == ["公示计划"]

    def test_gives_a_temporary_check_no_last_day(self) -> None:
        a_confirmed_line(kind=PlanKind.TEMPORARY)
        clerk = an_actor(Role.CLERK, department=a_department("商务"))

        assert [row.due for row in queries.to_do(clerk, today=TODAY)] == [None]
