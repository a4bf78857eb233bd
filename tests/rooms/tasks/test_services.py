"""A task is drafted, countersigned and confirmed — or refused in the words of the article."""

from datetime import date, timedelta

import pytest

from suiji.catalogue import services as catalogue
from suiji.law import Refused
from suiji.ledger import NotYours, Stale
from suiji.ledger.queries import history
from suiji.libraries.models import InspectedObject, Library
from suiji.organs.models import Level
from suiji.organs.roles import Role
from suiji.plans.models import PlanLine, PlanPart
from suiji.tasks import queries, services
from suiji.tasks.states import TASK, TaskState
from tests.factories.organs import AT, TODAY, a_department, an_actor
from tests.factories.tasks import (
    Cast,
    a_cast,
    a_draft,
    a_plan_line,
    an_item,
    confirmed,
    countersigned,
    later,
    some_firms,
)

pytestmark = pytest.mark.django_db


def refused(caught: pytest.ExceptionInfo[Refused], article: int) -> None:
    assert caught.value.article == article


class TestDraftTask:
    def test_has_a_part_for_every_department_of_its_plan_line(self) -> None:
        cast = a_cast("市场监管", "消防救援", "公安")

        task = a_draft(cast)

        assert [part.department for part in queries.parts_of(task)] == cast.departments
        assert queries.parts_of(task)[0].leads
        assert task.rates_bp == {"A": 100, "B": 300, "C": 1000, "D": 2000}
        assert [entry.act for entry in history(task)] == ["tasks.drafted"]

    def test_takes_higher_rates_and_refuses_one_under_its_floor(self) -> None:
        cast = a_cast()
        versions = [an_item(cast)]
        line = a_plan_line(cast, versions)

        task = a_draft(cast, line=line, versions=versions, rates_bp={"C": 1500})
        with pytest.raises(Refused) as caught:
            a_draft(cast, line=line, versions=versions, number="RW-02", rates_bp={"C": 999})

        assert task.rates_bp["C"] == 1500
        refused(caught, 13)

    def test_refuses_a_lower_rate_for_a_higher_class(self) -> None:
        with pytest.raises(Refused) as caught:
            a_draft(rates_bp={"A": 5000})

        refused(caught, 13)

    def test_refuses_a_single_officer_unless_the_scheme_says_why(self) -> None:
        cast = a_cast()
        versions = [an_item(cast)]
        line = a_plan_line(cast, versions)
        alone = {cast.others[0].pk: {"officers": 1}}

        with pytest.raises(Refused) as caught:
            a_draft(cast, line=line, versions=versions, staff=alone)

        refused(caught, 17)
        alone[cast.others[0].pk] |= {"officers_reason": "只派员配合"}
        task = a_draft(cast, line=line, versions=versions, staff=alone)
        assert [queries.officers_of(part) for part in queries.parts_of(task)] == [2, 1]

    def test_refuses_a_countys_dispatch_to_a_level_below(self) -> None:
        city = a_cast()
        county = Cast(
            a_department("市场监管", region="410581", level=Level.COUNTY),
            [a_department("消防救援", region="410581", level=Level.COUNTY)],
        )
        versions = [an_item(city)]
        line = a_plan_line(city, versions)
        PlanLine.objects.filter(pk=line.pk).update(initiator=county.initiator)
        line.refresh_from_db()

        with pytest.raises(Refused) as caught:
            a_draft(county, line=line, versions=versions, execution="LOWER")

        refused(caught, 13)
        assert queries.mode_of(a_draft(county, line=line, versions=versions)).label == "县抽县查"

    def test_refuses_a_rate_beyond_the_whole(self) -> None:
        with pytest.raises(Refused) as caught:
            a_draft(rates_bp={"D": 10001})

        refused(caught, 13)

    def test_refuses_a_plan_that_is_not_public(self) -> None:
        cast = a_cast()
        versions = [an_item(cast)]

        with pytest.raises(Refused) as caught:
            a_draft(cast, line=a_plan_line(cast, versions, published=False), versions=versions)

        refused(caught, 2)

    def test_refuses_one_department_alone(self) -> None:
        cast = a_cast()
        versions = [an_item(cast)]
        line = a_plan_line(cast, versions)
        PlanPart.objects.filter(line=line).delete()

        with pytest.raises(Refused) as caught:
            a_draft(cast, line=line, versions=versions)

        refused(caught, 2)

    def test_refuses_an_item_that_is_suspended_or_none_at_all(self) -> None:
        cast = a_cast()
        version = an_item(cast)
        line = a_plan_line(cast, [version])
        catalogue.suspend(version=version, because="修订", actor=cast.clerk, at=AT)

        for versions in ([version], []):
            with pytest.raises(Refused) as caught:
                a_draft(cast, line=line, versions=versions)
            refused(caught, 2)

    def test_refuses_an_item_outside_the_plan_line(self) -> None:
        cast = a_cast()
        line = a_plan_line(cast, [an_item(cast)])

        with pytest.raises(Refused) as caught:
            a_draft(cast, line=line, versions=[an_item(cast, code="AY-02")])

        refused(caught, 12)

    def test_refuses_a_period_outside_the_plan_line(self) -> None:
        cast = a_cast()
        versions = [an_item(cast)]
        line = a_plan_line(cast, versions)

        with pytest.raises(Refused) as caught:
            services.draft_task(
                number="RW-09",
                title="过期",
                plan_line=line,
                item_versions=versions,
                scope_rule={},
                period_from=date(2026, 3, 2),
                period_until=date(2027, 1, 1),
                rates_bp={},
                fields={},
                actor=cast.clerk,
                at=AT,
            )

        refused(caught, 12)

    def test_is_not_drafted_by_another_department_or_role(self) -> None:
        cast = a_cast()
        versions = [an_item(cast)]
        line = a_plan_line(cast, versions)
        for wrong in (
            cast.of(cast.others[0], Role.CLERK),
            cast.of(cast.initiator, Role.LIBRARIAN),
            cast.office,
        ):
            cast.actors[cast.initiator.pk, Role.CLERK] = wrong
            with pytest.raises(NotYours):
                a_draft(cast, line=line, versions=versions)


class TestCountersign:
    def test_last_signature_completes_the_scheme(self) -> None:
        cast = a_cast("市场监管", "消防救援", "公安")
        task = a_draft(cast)

        some_firms(cast, number=1)
        services.send(task=task, actor=cast.clerk, at=AT)
        services.countersign(task=task, actor=cast.of(cast.others[0], Role.CLERK), at=AT)
        assert task.state == TaskState.COUNTERSIGNING
        services.countersign(task=task, actor=cast.of(cast.others[1], Role.CLERK), at=AT)

        assert task.state == TaskState.COUNTERSIGNED
        assert all(part.countersigned_at for part in queries.parts_of(task))

    def test_refuses_to_send_an_incomplete_scheme(self) -> None:
        cast = a_cast()
        task = a_draft(cast, method=" ")

        with pytest.raises(Refused) as caught:
            services.send(task=task, actor=cast.clerk, at=AT)

        refused(caught, 12)

    def test_refuses_to_send_an_unannounced_task_without_its_reason(self) -> None:
        cast = a_cast()
        task = a_draft(cast, unannounced=True)

        with pytest.raises(Refused) as caught:
            services.send(task=task, actor=cast.clerk, at=AT)

        refused(caught, 12)

    def test_refuses_before_it_was_sent(self) -> None:
        cast = a_cast()
        task = a_draft(cast)

        with pytest.raises(Refused) as caught:
            services.countersign(task=task, actor=cast.of(cast.others[0], Role.CLERK), at=AT)

        refused(caught, 14)

    def test_is_not_for_outsiders_nor_twice(self) -> None:
        cast = a_cast("市场监管", "消防救援", "公安")
        task = a_draft(cast)
        some_firms(cast, number=1)
        services.send(task=task, actor=cast.clerk, at=AT)

        outsider = an_actor(Role.CLERK, department=a_department("税务"))
        with pytest.raises(NotYours):
            services.countersign(task=task, actor=outsider, at=AT)
        with pytest.raises(NotYours):
            services.countersign(task=task, actor=cast.of(cast.others[0], Role.LIBRARIAN), at=AT)
        services.countersign(task=task, actor=cast.of(cast.others[0], Role.CLERK), at=AT)
        with pytest.raises(Stale):
            services.countersign(task=task, actor=cast.of(cast.others[0], Role.CLERK), at=AT)

    def test_reopening_lets_every_signature_lapse(self) -> None:
        cast = a_cast("市场监管", "消防救援", "公安")
        task = a_draft(cast)
        some_firms(cast, number=1)
        services.send(task=task, actor=cast.clerk, at=AT)
        services.countersign(task=task, actor=cast.of(cast.others[0], Role.CLERK), at=AT)

        services.reopen(task=task, because="调整时间", actor=cast.clerk, at=AT)

        assert task.state == TaskState.DRAFT
        assert not any(part.countersigned_at for part in queries.parts_of(task))

    def test_a_draft_may_be_withdrawn_by_its_initiator_only(self) -> None:
        cast = a_cast()
        task = a_draft(cast)

        with pytest.raises(NotYours):
            services.withdraw(task=task, because="计划变更", actor=cast.of(cast.others[0], Role.CLERK), at=AT)
        services.withdraw(task=task, because="计划变更", actor=cast.clerk, at=AT)

        assert task.state == TaskState.WITHDRAWN


class TestConfirmLibrary:
    def test_last_confirmation_completes_the_task(self) -> None:
        cast = a_cast()
        some_firms(cast, number=3)
        task = countersigned(a_draft(cast), cast)

        confirmed(task, cast)

        rows = queries.confirmations(task, TODAY)
        assert task.state == TaskState.CONFIRMED
        assert [(row.department, row.library) for row in rows] == [
            (department, library) for department in cast.departments for library in Library.values
        ]
        assert all(row.valid for row in rows)
        first = rows[0].confirmation
        assert first is not None
        assert (first.rows, first.valid_until) == (3, date(2026, 3, 9))

    def test_refuses_before_the_scheme_is_countersigned(self) -> None:
        cast = a_cast()
        task = a_draft(cast)

        with pytest.raises(Refused) as caught:
            services.confirm_library(
                task=task, library=Library.OBJECTS, actor=cast.of(cast.initiator, Role.LIBRARIAN), at=AT
            )

        refused(caught, 12)

    def test_is_the_librarians_of_a_member_department(self) -> None:
        cast = a_cast()
        task = countersigned(a_draft(cast), cast)
        outsider = an_actor(Role.LIBRARIAN, department=a_department("税务"))

        for wrong in (cast.clerk, outsider):
            with pytest.raises(NotYours):
                services.confirm_library(task=task, library=Library.OBJECTS, actor=wrong, at=AT)

    def test_lapses_with_its_days_and_sends_the_task_back(self) -> None:
        cast = a_cast()
        task = confirmed(countersigned(a_draft(cast), cast), cast)

        services.insist_on_confirmations(task=task, actor=cast.clerk, at=AT + timedelta(days=7))
        with pytest.raises(Refused) as caught:
            services.insist_on_confirmations(task=task, actor=cast.clerk, at=AT + timedelta(days=8))

        refused(caught, 11)
        assert task.state == TaskState.COUNTERSIGNED
        assert history(task).last().act == "tasks.confirmation_lapsed"  # type: ignore[union-attr]

    def test_lapses_when_rows_change_until_confirmed_again(self) -> None:
        cast = a_cast()
        some_firms(cast, number=3)
        task = confirmed(countersigned(a_draft(cast), cast), cast)
        InspectedObject.objects.filter(code="F00001").update(name="改名餐饮店")

        with pytest.raises(Refused) as caught:
            services.insist_on_confirmations(task=task, actor=cast.clerk, at=later(5))
        services.confirm_library(
            task=task, library=Library.OBJECTS, actor=cast.of(cast.initiator, Role.LIBRARIAN), at=later(6)
        )

        refused(caught, 11)
        assert task.state == TaskState.CONFIRMED

    def test_a_missing_confirmation_is_refused_as_missing(self) -> None:
        cast = a_cast()
        task = countersigned(a_draft(cast), cast)

        with pytest.raises(Refused) as caught:
            services.insist_on_confirmations(task=task, actor=cast.clerk, at=AT)

        refused(caught, 11)
        assert task.state == TaskState.COUNTERSIGNED


class TestStates:
    @pytest.mark.parametrize("edge", TASK.edges, ids=lambda edge: f"{edge.source}-{edge.target}")
    def test_every_move_is_refused_to_roles_the_table_does_not_name(self, edge) -> None:  # type: ignore[no-untyped-def]
        task = a_draft()
        type(task).objects.filter(pk=task.pk).update(state=edge.source)
        task.refresh_from_db()
        wrong = an_actor(*(role for role in Role if role not in edge.by and role is not Role.SYSTEM))

        with pytest.raises(NotYours):
            services.mark(task=task, to=TaskState(edge.target), actor=wrong, at=AT)

    def test_a_move_the_table_does_not_hold_is_refused(self) -> None:
        cast = a_cast()
        task = a_draft(cast)

        with pytest.raises(Refused) as caught:
            services.mark(task=task, to=TaskState.FROZEN, actor=cast.clerk, at=AT)

        refused(caught, 14)


class TestVisibleTo:
    def test_shows_a_task_to_those_who_have_part_in_it(self) -> None:
        cast = a_cast()
        task = a_draft(cast)
        outsider = an_actor(Role.CLERK, department=a_department("税务"))
        province = a_department("市场监管", region="410000", level="PROVINCE")
        upper = an_actor(Role.UPPER, department=province)

        for reader in (cast.clerk, cast.of(cast.others[0], Role.CLERK), cast.office, upper,
                       an_actor(Role.AUDITOR, department=a_department("纪检"))):  # fmt: skip
            assert list(queries.visible_to(reader)) == [task]
        for stranger in (outsider, cast.of(cast.initiator, Role.INSPECTOR), an_actor()):
            assert list(queries.visible_to(stranger)) == []
