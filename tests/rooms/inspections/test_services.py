"""Everything up to the door: take over, pre-check, notice, arrival, and what each refuses."""

from datetime import date, timedelta

import pytest

from suiji.inspections import services
from suiji.inspections.models import Finding, Notice, Visit
from suiji.inspections.states import VisitState
from suiji.law import Refused
from suiji.ledger import NotYours, Stale
from suiji.ledger.models import Entry
from suiji.libraries.models import Inspector
from suiji.organs.roles import Role
from suiji.tasks.models import Task
from tests.factories.inspections import (
    ARRIVED_AT,
    TOLD_AT,
    a_crew,
    a_task_with_inspectors,
    approved,
    on_site,
    the_actor,
    told,
)
from tests.factories.organs import a_department, an_actor

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _evidence_goes_to_a_folder_of_its_own(settings, tmp_path) -> None:
    settings.MEDIA_ROOT = tmp_path


def article(refusal: pytest.ExceptionInfo[Refused]) -> int:
    return refusal.value.article


@pytest.mark.article(17)
class TestTakeOver:
    def test_makes_a_visit_for_each_drawn_object_and_a_finding_for_each_department_and_item(self) -> None:
        task = a_task_with_inspectors(objects=3)
        clerk = an_actor(Role.CLERK, department=task.initiator)

        visits = services.take_over(task=task, actor=clerk, at=TOLD_AT)

        assert len(visits) == 3
        assert {v.state for v in visits} == {VisitState.ASSIGNED}
        assert Finding.objects.count() == 6

    def test_changes_nothing_when_asked_again(self) -> None:
        task = a_task_with_inspectors(objects=2)
        clerk = an_actor(Role.CLERK, department=task.initiator)
        first = services.take_over(task=task, actor=clerk, at=TOLD_AT)

        again = services.take_over(task=Task.objects.get(pk=task.pk), actor=clerk, at=TOLD_AT)

        assert again == first
        assert Finding.objects.count() == 4
        assert Entry.objects.filter(act="inspections.taken_over").count() == 1

    def test_refuses_a_task_whose_inspectors_are_not_drawn(self) -> None:
        task = a_task_with_inspectors()
        Task.objects.filter(pk=task.pk).update(state="DISPATCHED")
        clerk = an_actor(Role.CLERK, department=task.initiator)

        with pytest.raises(Refused) as refusal:
            services.take_over(task=Task.objects.get(pk=task.pk), actor=clerk, at=TOLD_AT)

        assert article(refusal) == 14

    def test_refuses_a_team_without_a_department_that_has_a_part(self) -> None:
        task = a_task_with_inspectors()
        version = task.item_versions.get()
        version.parts.create(
            department=a_department("生态环境"), leads=False, content="排放", check_points=[]
        )
        clerk = an_actor(Role.CLERK, department=task.initiator)

        with pytest.raises(Refused) as refusal:
            services.take_over(task=task, actor=clerk, at=TOLD_AT)

        assert article(refusal) == 17

    def test_is_not_for_another_department(self) -> None:
        task = a_task_with_inspectors()

        with pytest.raises(NotYours):
            services.take_over(
                task=task, actor=an_actor(Role.CLERK, department=a_department("消防救援")), at=TOLD_AT
            )

    def test_gives_a_part_to_the_lower_department_of_the_same_line(self) -> None:
        task = a_task_with_inspectors()
        county = a_department("消防救援", region="410502")
        city = a_department("消防救援")
        Inspector.objects.filter(department=city).update(department=county)

        services.take_over(task=task, actor=an_actor(Role.CLERK, department=task.initiator), at=TOLD_AT)

        assert Finding.objects.filter(department=county).count() == 1
        assert not Finding.objects.filter(department=city).exists()


@pytest.mark.article(20)
class TestPreCheck:
    def test_is_written_down_once_for_each_officer(self) -> None:
        crew = a_crew()

        first = services.open_pre_check(visit=crew.again(), actor=crew.leader, at=TOLD_AT)
        again = services.open_pre_check(visit=crew.again(), actor=crew.leader, at=ARRIVED_AT)

        assert first == again
        assert Entry.objects.filter(act="inspections.pre_checked").count() == 1

    def test_is_not_for_officers_outside_the_team(self) -> None:
        crew = a_crew()

        with pytest.raises(NotYours):
            services.open_pre_check(visit=crew.again(), actor=an_actor(Role.INSPECTOR), at=TOLD_AT)


@pytest.mark.article(20)
class TestServeNotice:
    def test_numbers_the_notice_and_tells_the_object(self) -> None:
        crew = told(a_crew())

        notice = Notice.objects.get()
        assert notice.number.endswith("〔2026〕1号")
        assert crew.again().state == VisitState.NOTIFIED
        assert crew.again().scheduled_on == date(2026, 4, 30)

    def test_refuses_a_notice_of_an_unannounced_check(self) -> None:
        crew = a_crew(unannounced=True)

        with pytest.raises(Refused) as refusal:
            told(crew)

        assert article(refusal) == 20
        assert "不宜告知" in refusal.value.says
        assert not Notice.objects.exists()

    def test_refuses_a_second_notice(self) -> None:
        crew = told(a_crew())

        with pytest.raises(Refused):
            told(crew, at=TOLD_AT + timedelta(hours=1))

    def test_is_not_for_the_clerk(self) -> None:
        crew = a_crew()
        clerk = an_actor(Role.CLERK, department=crew.visit.task.initiator)

        with pytest.raises(NotYours):
            services.serve_notice(
                visit=crew.again(),
                mode="PHONE",
                receiver="李",
                visit_on=date(2026, 4, 30),
                actor=clerk,
                at=TOLD_AT,
            )


@pytest.mark.article(20)
class TestArrive:
    @pytest.mark.article(17)
    def test_refuses_a_team_in_which_a_department_has_one_officer(self) -> None:
        task = a_task_with_inspectors(unannounced=True, officers=1)
        clerk = an_actor(Role.CLERK, department=task.initiator)
        visit = services.take_over(task=task, actor=clerk, at=TOLD_AT)[0]
        approved(task)
        leader = the_actor(visit.team.members.get(leads=True).inspector)

        with pytest.raises(Refused) as refusal:
            services.arrive(visit=visit, actor=leader, at=ARRIVED_AT)

        assert article(refusal) == 17

    @pytest.mark.article(18)
    def test_refuses_a_visit_that_no_deputy_head_approved(self) -> None:
        crew = a_crew(unannounced=True, leave=False)

        with pytest.raises(Refused) as refusal:
            services.arrive(visit=crew.again(), actor=crew.leader, at=ARRIVED_AT)

        assert article(refusal) == 18
        assert crew.again().arrived_at is None

    def test_refuses_the_door_before_the_notice(self) -> None:
        crew = a_crew()

        with pytest.raises(Refused) as refusal:
            services.arrive(visit=crew.again(), actor=crew.leader, at=ARRIVED_AT)

        assert article(refusal) == 20
        assert crew.again().arrived_at is None

    def test_refuses_an_arrival_at_the_very_moment_of_the_notice(self) -> None:
        crew = told(a_crew())

        with pytest.raises(Refused) as refusal:
            services.arrive(visit=crew.again(), actor=crew.leader, at=TOLD_AT)

        assert article(refusal) == 20

    def test_needs_no_notice_when_the_check_is_unannounced(self) -> None:
        crew = on_site(a_crew(unannounced=True))

        assert crew.again().state == VisitState.ON_SITE
        assert crew.again().arrived_at == ARRIVED_AT

    def test_is_for_any_member_but_nobody_else(self) -> None:
        crew = told(a_crew())

        with pytest.raises(NotYours):
            services.arrive(visit=crew.again(), actor=an_actor(Role.INSPECTOR), at=ARRIVED_AT)
        services.arrive(visit=crew.again(), actor=crew.guest, at=ARRIVED_AT)

        assert crew.again().state == VisitState.ON_SITE

    def test_is_stale_when_a_colleague_has_arrived_first(self) -> None:
        crew = told(a_crew())
        seen = crew.again()
        services.arrive(visit=crew.again(), actor=crew.guest, at=ARRIVED_AT)

        with pytest.raises(Stale):
            services.arrive(visit=seen, actor=crew.leader, at=ARRIVED_AT)


class TestTheTable:
    @pytest.mark.parametrize("role", [r for r in Role if r not in (Role.INSPECTOR, Role.SYSTEM)])
    def test_is_moved_by_inspectors_alone(self, role: Role) -> None:
        crew = told(a_crew())

        with pytest.raises(NotYours):
            services.arrive(visit=crew.again(), actor=an_actor(role), at=ARRIVED_AT)

    def test_holds_no_way_back(self) -> None:
        forward = [VisitState.ASSIGNED, VisitState.NOTIFIED, VisitState.ON_SITE, VisitState.SIGNED]

        assert all(forward.index(e.source) < forward.index(e.target) for e in Visit.machine.edges)


@pytest.mark.article(14)
class TestAVoidTask:
    def test_is_visited_by_nobody(self) -> None:
        crew = told(a_crew())
        Task.objects.filter(pk=crew.visit.task_id).update(state="VOID")

        with pytest.raises(Refused) as refusal:
            services.open_pre_check(visit=crew.again(), actor=crew.leader, at=ARRIVED_AT)

        assert article(refusal) == 14
