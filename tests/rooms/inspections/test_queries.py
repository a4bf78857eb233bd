"""Who reads which visit, and what waits for whom."""

from datetime import date
from typing import Any

import pytest

from suiji.draws.models import Replacement
from suiji.draws.states import ReplacementState
from suiji.inspections import queries, services
from suiji.ledger import Actor
from suiji.organs.models import Person
from suiji.organs.roles import Role
from tests.factories.inspections import (
    ARRIVED_AT,
    TOLD_AT,
    Crew,
    a_certified_officer,
    a_crew,
    a_task_with_inspectors,
    ended,
    on_site,
    the_actor,
    told,
)
from tests.factories.organs import a_department, an_actor, an_office

pytestmark = pytest.mark.django_db
TODAY = date(2026, 4, 30)


@pytest.fixture(autouse=True)
def _evidence_goes_to_a_folder_of_its_own(settings: Any, tmp_path: Any) -> None:
    settings.MEDIA_ROOT = tmp_path


def actions(actor: Actor, today: date = TODAY) -> list[str]:
    return [todo.action for todo in queries.to_do(actor, today=today)]


def replaced(crew: Crew) -> Actor:
    """The guest's second officer, replaced with consent; returns the substitute."""
    member = crew.visit.team.members.get(inspector__person_id=crew.guest_second.id)
    substitute = a_certified_officer(member.inspector.department)
    Replacement.objects.create(
        state=ReplacementState.APPROVED,
        member=member,
        substitute=substitute,
        reason="HEALTH",
        explanation="",
        applicant=Person.objects.get(pk=crew.guest_second.id),
        applied_at=TOLD_AT,
        decided_at=TOLD_AT,
    )
    return the_actor(substitute)


class TestWhose:
    @pytest.mark.article(16)
    def test_follows_a_replacement(self) -> None:
        crew = a_crew()
        substitute = replaced(crew)

        assert list(queries.visits_of(substitute)) == [crew.visit]
        assert not queries.visits_of(crew.guest_second).exists()
        assert queries.officer_of(crew.visit, substitute) is not None
        assert queries.officer_of(crew.visit, crew.guest_second) is None

    @pytest.mark.article(20)
    def test_takes_an_unannounced_visit_from_the_sight_of_who_was_replaced(self) -> None:
        crew = a_crew(unannounced=True)
        substitute = replaced(crew)

        assert queries.visible_to(substitute).exists()
        assert not queries.visible_to(crew.guest_second).exists()

    @pytest.mark.article(28)
    def test_lets_upper_departments_of_the_line_read_lower_ones(self) -> None:
        crew = a_crew()
        county = a_department("消防救援", region="410502")
        crew.visit.findings.filter(department__line="消防救援").update(department=county)
        upper = {
            line: an_actor(Role.UPPER, department=a_department(line)) for line in ("消防救援", "生态环境")
        }
        type(county).objects.filter(pk=county.pk).update(level="COUNTY")

        assert queries.visible_to(upper["消防救援"]).exists()
        assert not queries.visible_to(upper["生态环境"]).exists()

    def test_shows_the_office_of_the_region_and_the_auditor_everything(self) -> None:
        a_crew()

        assert queries.visible_to(an_actor(Role.OFFICE, department=an_office())).exists()
        assert not queries.visible_to(an_actor(Role.OFFICE, department=an_office("410522"))).exists()
        assert queries.visible_to(an_actor(Role.AUDITOR, department=a_department("纪检"))).exists()


class TestRecord:
    def test_keeps_the_results_to_itself_until_it_is_signed(self) -> None:
        crew = on_site()
        assert queries.results_of(crew.again(), crew.leader.department_id) == []
        assert queries.summaries(crew.again()) == []

        done = ended()

        assert len(queries.results_of(done.again(), done.leader.department_id)) == 1

    @pytest.mark.article(20)
    def test_offers_earlier_visits_for_the_pre_check(self, django_assert_max_num_queries: Any) -> None:
        before, crew = ended(["TO_BE_HANDLED"], problem="台账缺页"), a_crew()
        now = crew.again()
        now.drawn.object = before.visit.drawn.object
        now.drawn.object_id = before.visit.drawn.object_id

        with django_assert_max_num_queries(3):
            earlier = list(queries.earlier_visits(now))
            assert [finding.problem for finding in earlier[0].findings.all()] == ["台账缺页"] * 2


class TestToDo:
    def test_asks_the_clerk_to_take_over_and_for_leave_to_visit(self) -> None:
        task = a_task_with_inspectors()
        clerk = an_actor(Role.CLERK, department=task.initiator)
        assert actions(clerk) == ["接收任务", "提交审批"]

        services.take_over(task=task, actor=clerk, at=TOLD_AT)

        assert actions(clerk) == ["提交审批"]

    def test_leads_an_officer_from_notice_to_record(self) -> None:
        crew = a_crew()
        assert actions(crew.leader) == ["告知"]
        assert actions(told(crew).leader) == ["上门检查"]
        services.arrive(visit=crew.again(), actor=crew.leader, at=ARRIVED_AT)
        assert actions(crew.guest) == ["填写记录"]
        assert actions(ended().leader) == ["补登扫码"], "nobody opened the check code"

    @pytest.mark.article(20)
    def test_speaks_of_no_notice_when_unannounced(self) -> None:
        todo = queries.to_do(a_crew(unannounced=True).leader, today=TODAY)[0]

        assert todo.action == "上门检查"
        assert "不予告知" in todo.sentence

    def test_says_when_the_tasks_period_is_over(self) -> None:
        crew = a_crew()

        assert "任务期间已过" in queries.to_do(crew.leader, today=date(2026, 7, 1))[0].sentence

    @pytest.mark.article(21)
    def test_asks_the_deputy_head_for_a_look_once(self) -> None:
        crew = on_site()
        deputy = an_actor(Role.DEPUTY_HEAD, department=crew.visit.task.initiator)
        assert actions(deputy) == []
        services.add_evidence(
            visit=crew.again(), kind="WITNESS", title="见证", note="王主任所见", taken_at=ARRIVED_AT,
            actor=crew.leader, at=ARRIVED_AT,
        )  # fmt: skip
        assert actions(deputy) == ["审核"]

        services.review_proof(visit=crew.again(), note="充分", actor=deputy, at=ARRIVED_AT)

        assert actions(deputy) == []


class TestOfTheDay:
    def test_keeps_what_was_signed_today_and_drops_it_tomorrow(self) -> None:
        crew = ended()

        assert list(queries.of_the_day(crew.leader, today=TODAY)) == [crew.visit]
        assert not queries.of_the_day(crew.leader, today=date(2026, 5, 6)).exists()
