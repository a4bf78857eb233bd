"""Leave for the visits, silence about items, the desk instead of the street, another's result (Art. 18-20, 24)."""

from datetime import date, timedelta
from typing import Any

import pytest

from suiji.catalogue.models import ItemVersion
from suiji.draws.models import DrawnObject, TeamObject
from suiji.inspections import queries, services
from suiji.inspections.documents import notice_document
from suiji.inspections.models import ApprovalKind, Finding, Notice, VisitApproval, VisitMode
from suiji.inspections.states import ApprovalState, VisitState
from suiji.law import Refused
from suiji.ledger import Actor, NotYours, Stale
from suiji.organs.roles import Role
from suiji.papers.models import IssuedPaper
from suiji.tasks.models import Task
from tests.factories.inspections import (
    ARRIVED_AT,
    ENDED_AT,
    TOLD_AT,
    Crew,
    a_checked_item,
    a_crew,
    a_task_with_inspectors,
    approved,
    ended,
    filled,
    officer_of,
    on_site,
    signed_by_all,
    the_actor,
    told,
)
from tests.factories.organs import an_actor

pytestmark = pytest.mark.django_db


def article(refusal: pytest.ExceptionInfo[Refused]) -> int:
    return refusal.value.article


def clerk(task: Task) -> Actor:
    return an_actor(Role.CLERK, department=task.initiator, name="李华")


def deputy(task: Task) -> Actor:
    return an_actor(Role.DEPUTY_HEAD, department=task.initiator, name="周璟")


def ask(task: Task) -> VisitApproval:
    return services.apply_for_visits(task=task, reason="按计划", actor=clerk(task), at=TOLD_AT)


@pytest.mark.article(18)
class TestVisitsAreApproved:
    def test_gives_the_leave_a_number_and_a_paper(self) -> None:
        task = a_task_with_inspectors()

        approval = services.approve(approval=ask(task), actor=deputy(task), at=TOLD_AT)

        assert approval.state == ApprovalState.APPROVED
        assert approval.number.endswith("〔2026〕1号")
        assert approval.paper == IssuedPaper.objects.get()
        assert queries.is_approved(task)
        assert queries.approval_number(task) == approval.number

    def test_refuses_a_second_application_while_one_lives(self) -> None:
        task = a_task_with_inspectors()
        ask(task)

        with pytest.raises(Stale):
            ask(task)

    def test_takes_another_application_after_a_refusal(self) -> None:
        task = a_task_with_inspectors()
        services.refuse(approval=ask(task), because="事由不清", actor=deputy(task), at=TOLD_AT)

        again = services.approve(approval=ask(task), actor=deputy(task), at=TOLD_AT)

        assert again.state == ApprovalState.APPROVED

    def test_is_not_decided_by_whoever_asked(self) -> None:
        task = a_task_with_inspectors()
        both = an_actor(Role.CLERK, Role.DEPUTY_HEAD, department=task.initiator, name="钱多")
        approval = services.apply_for_visits(task=task, reason="按计划", actor=both, at=TOLD_AT)

        with pytest.raises(NotYours):
            services.approve(approval=approval, actor=both, at=TOLD_AT)

    def test_is_not_decided_by_another_department(self) -> None:
        crew = a_crew(leave=False)
        approval = ask(crew.visit.task)
        outsider = an_actor(Role.DEPUTY_HEAD, department=officer_of(crew.guest).department, name="别局副局长")

        with pytest.raises(NotYours):
            services.approve(approval=approval, actor=outsider, at=TOLD_AT)

    def test_refuses_leave_before_the_scheme_is_signed(self) -> None:
        task = a_task_with_inspectors()
        Task.objects.filter(pk=task.pk).update(state="COUNTERSIGNING")

        with pytest.raises(Refused) as refusal:
            ask(Task.objects.get(pk=task.pk))

        assert article(refusal) == 14

    def test_refuses_a_notice_before_the_leave(self) -> None:
        with pytest.raises(Refused) as refusal:
            told(a_crew(leave=False))

        assert article(refusal) == 18
        assert not Notice.objects.exists()


def two_items(crew: Crew) -> tuple[ItemVersion, ItemVersion]:
    """The visit's own item, and a second one."""
    first = crew.visit.task.item_versions.get()
    departments = [part.department for part in first.parts.order_by("-leads")]
    second = a_checked_item(departments, code="JC-900")
    crew.visit.task.item_versions.add(second)
    for part in second.parts.all():
        Finding.objects.create(visit=crew.visit, department=part.department, item_version=second, part=part)
    return first, second


def quiet(crew: Crew, items: list[ItemVersion]) -> VisitApproval:
    task = crew.visit.task
    return services.apply_for_silence(
        task=task, items=items, reason="提前告知会转移证据", actor=clerk(task), at=TOLD_AT
    )


@pytest.mark.article(20)
class TestSilenceAboutItems:
    def test_keeps_an_item_out_of_the_notice(self) -> None:
        crew = a_crew()
        _, second = two_items(crew)
        services.approve(approval=quiet(crew, [second]), actor=deputy(crew.visit.task), at=TOLD_AT)

        told(crew)

        document = notice_document(Notice.objects.get())
        assert len(document.assignments) == 2
        assert queries.quiet_items(crew.visit.task) == {second.pk}

    def test_shows_the_item_to_the_firm_from_the_arrival_on(self) -> None:
        crew = a_crew()
        _, second = two_items(crew)
        services.approve(approval=quiet(crew, [second]), actor=deputy(crew.visit.task), at=TOLD_AT)
        told(crew)

        assert queries.check_in(crew.visit.check_code, at=TOLD_AT + timedelta(hours=1)) is None
        services.arrive(visit=crew.again(), actor=crew.leader, at=ARRIVED_AT)

        page = queries.check_in(crew.visit.check_code, at=ARRIVED_AT)
        assert page is not None
        assert len(page.items) == 4

    def test_refuses_silence_about_everything(self) -> None:
        crew = a_crew()

        with pytest.raises(Refused) as refusal:
            quiet(crew, [crew.visit.task.item_versions.get()])

        assert article(refusal) == 20

    def test_refuses_an_item_that_is_not_on_the_task(self) -> None:
        crew = a_crew()
        task = crew.visit.task
        stranger = a_checked_item([task.initiator], code="JC-901")

        with pytest.raises(Refused) as refusal:
            quiet(crew, [stranger])

        assert article(refusal) == 4

    def test_refuses_silence_after_a_notice_is_printed(self) -> None:
        crew = a_crew()
        _, second = two_items(crew)
        services.prepare_notice(
            visit=crew.again(), visit_on=date(2026, 4, 30), actor=clerk(crew.visit.task), at=TOLD_AT
        )

        with pytest.raises(Refused) as refusal:
            quiet(crew, [second])

        assert article(refusal) == 14

    def test_holds_every_notice_back_while_the_deputy_head_decides(self) -> None:
        crew = a_crew()
        _, second = two_items(crew)
        quiet(crew, [second])

        with pytest.raises(Refused) as refusal:
            told(crew)

        assert article(refusal) == 14


def from_the_desk(crew: Crew, mode: str = "WRITTEN") -> VisitApproval:
    task = crew.visit.task
    return services.apply_for_desk(
        visits=[crew.again()], mode=mode, reason="材料可以书面核对", actor=clerk(task), at=TOLD_AT
    )


def a_desk_crew() -> Crew:
    """A visit of which every item may be checked in writing by the item list."""
    task = a_task_with_inspectors()
    version = task.item_versions.get()
    fresh = a_checked_item([part.department for part in version.parts.order_by("-leads")], code="JC-910")
    task.item_versions.set([_written(fresh)])
    approved(task)
    visit = services.take_over(task=task, actor=clerk(task), at=TOLD_AT - timedelta(days=1))[0]
    return Crew(visit, *[the_actor(m.inspector) for m in visit.team.members.order_by("pk")])


def _written(version: ItemVersion) -> ItemVersion:
    """The same item, whose list allows it to be checked in writing."""
    copy = ItemVersion.objects.create(
        item=version.item,
        number=version.number + 1,
        state="DRAFT",
        field=version.field,
        title=version.title,
        legal_basis=version.legal_basis,
        modes=["ON_SITE", "WRITTEN"],
    )
    for part in version.parts.all():
        copy.parts.create(
            department=part.department, leads=part.leads, content=part.content, check_points=part.check_points
        )
    return copy


@pytest.mark.article(19)
class TestFromTheDesk:
    def test_is_the_recorded_exception_to_the_spot(self) -> None:
        crew = a_desk_crew()
        services.approve(approval=from_the_desk(crew), actor=deputy(crew.visit.task), at=TOLD_AT)
        signed_by_all(filled(on_site(crew)))

        services.close_record(visit=crew.again(), actor=crew.leader, at=ENDED_AT)

        visit = crew.again()
        assert visit.state == VisitState.SIGNED
        assert visit.mode == VisitMode.WRITTEN
        assert not visit.on_site

    def test_refuses_a_visit_with_an_item_that_must_be_seen(self) -> None:
        with pytest.raises(Refused) as refusal:
            from_the_desk(a_crew())

        assert article(refusal) == 19

    def test_refuses_to_call_the_spot_a_desk(self) -> None:
        with pytest.raises(Refused) as refusal:
            from_the_desk(a_desk_crew(), mode="ON_SITE")

        assert article(refusal) == 14

    def test_refuses_a_visit_that_has_begun(self) -> None:
        crew = on_site(a_desk_crew())

        with pytest.raises(Refused) as refusal:
            from_the_desk(crew)

        assert article(refusal) == 14

    def test_changes_nothing_before_the_deputy_head_allows_it(self) -> None:
        crew = a_desk_crew()
        from_the_desk(crew)

        assert crew.again().on_site


@pytest.mark.article(24)
class TestRecognition:
    @pytest.fixture
    def scene(self) -> Any:
        """Two visits to one object for one item, the first of them ended."""

        def build(results: tuple[str, ...] = ("NO_PROBLEM",), problem: str = "") -> tuple[Crew, Finding]:
            first = ended(results, problem=problem)
            source = first.again().findings.get(department=officer_of(first.leader).department)
            task = a_task_with_inspectors()
            task.item_versions.set([source.item_version])
            approved(task)
            visit = services.take_over(task=task, actor=clerk(task), at=ENDED_AT)[0]
            same = first.visit.drawn.object
            drawn = DrawnObject.objects.create(
                ceremony=visit.drawn.ceremony, task=task, object=same, year=2026
            )
            TeamObject.objects.create(team=visit.team, drawn=drawn)
            again = services.take_over(task=task, actor=clerk(task), at=ENDED_AT)[-1]
            crew = Crew(again, *[the_actor(m.inspector) for m in again.team.members.order_by("pk")])
            return crew, source

        return build

    def propose(self, crew: Crew, source: Finding) -> VisitApproval:
        return services.propose_recognition(
            finding=crew.finding(crew.leader),
            source=source,
            reason="刚刚查过",
            actor=crew.leader,
            at=ENDED_AT + timedelta(days=30),
        )

    def test_writes_the_other_result_into_the_record_at_the_arrival(self, scene: Any) -> None:
        crew, source = scene()
        approval = self.propose(crew, source)
        services.approve(approval=approval, actor=deputy(crew.visit.task), at=ENDED_AT + timedelta(days=31))
        services.serve_notice(
            visit=crew.again(), mode="PHONE", receiver="李", visit_on=date(2026, 6, 2),
            actor=crew.leader, at=ENDED_AT + timedelta(days=32),
        )  # fmt: skip

        services.arrive(visit=crew.again(), actor=crew.leader, at=ENDED_AT + timedelta(days=33))

        finding = crew.finding(crew.leader)
        assert finding.results == ["NO_PROBLEM"]
        assert "互认" in finding.disposal
        assert approval.kind == ApprovalKind.RECOGNITION

    def test_is_proposed_on_the_pre_check_page(self, scene: Any) -> None:
        crew, source = scene()

        page = queries.pre_check_page(crew.again(), crew.leader, today=date(2026, 6, 1))

        assert [one.source for one in page.recognisable] == [source]

    def test_refuses_a_result_that_found_something(self, scene: Any) -> None:
        crew, source = scene(("TO_BE_HANDLED",), "许可证过期")

        with pytest.raises(Refused) as refusal:
            self.propose(crew, source)

        assert article(refusal) == 24

    def test_is_not_for_another_departments_item(self, scene: Any) -> None:
        crew, source = scene()

        with pytest.raises(Refused) as refusal:
            services.propose_recognition(
                finding=crew.finding(crew.guest),
                source=source,
                reason="刚刚查过",
                actor=crew.leader,
                at=ENDED_AT + timedelta(days=30),
            )

        assert article(refusal) == 4


@pytest.mark.article(17)
class TestSchedule:
    def test_is_fixed_by_the_leader(self) -> None:
        crew = a_crew()

        services.schedule_visits(
            visits=[crew.again()], on=date(2026, 5, 6), slot="AM", actor=crew.leader, at=TOLD_AT
        )

        assert crew.again().scheduled_on == date(2026, 5, 6)

    def test_is_not_for_a_member(self) -> None:
        crew = a_crew()

        with pytest.raises(NotYours):
            services.schedule_visits(
                visits=[crew.again()], on=date(2026, 5, 6), actor=crew.second, at=TOLD_AT
            )

    @pytest.mark.parametrize("on", [date(2026, 3, 31), date(2026, 7, 1)])
    def test_refuses_a_day_outside_the_task(self, on: date) -> None:
        crew = a_crew()

        with pytest.raises(Refused) as refusal:
            services.schedule_visits(visits=[crew.again()], on=on, actor=crew.leader, at=TOLD_AT)

        assert article(refusal) == 14

    def test_refuses_another_day_once_the_notice_names_one(self) -> None:
        crew = told(a_crew())

        with pytest.raises(Refused) as refusal:
            services.schedule_visits(
                visits=[crew.again()], on=date(2026, 5, 6), actor=crew.leader, at=TOLD_AT
            )

        assert article(refusal) == 14

    def test_gives_a_calendar_districts_and_numbers_but_no_names(self) -> None:
        crew = a_crew(unannounced=True)
        services.schedule_visits(
            visits=[crew.again()], on=date(2026, 5, 6), slot="PM", actor=crew.leader, at=TOLD_AT
        )

        text = queries.calendar_file(
            crew.leader, today=date(2026, 4, 28), at=TOLD_AT, site="https://suiji.example"
        )

        assert "文峰区 1 户" in text
        assert "DTSTART:20260506T063000Z" in text
        assert crew.visit.drawn.object.name not in text
        assert crew.visit.task.title not in text
        assert all(len(line.encode()) <= 75 for line in text.split("\r\n"))
