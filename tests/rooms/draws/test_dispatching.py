"""A city's list goes to the counties: accepted there, or back for want of jurisdiction only (Art. 13, 15, 17)."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from suiji.archive.queries import to_be_filed
from suiji.archive.queries import visible_to as archive_visible_to
from suiji.archive.services import open_file
from suiji.draws import queries, services
from suiji.draws.models import Dispatch, DispatchReceipt, DrawKind
from suiji.draws.queries.dispatching import waiting
from suiji.draws.queries.waiting import to_do
from suiji.inspections.documents import notice_document
from suiji.inspections.services import prepare_notice, take_over
from suiji.law import Refused
from suiji.ledger import NotYours, Stale
from suiji.libraries.models import InspectedObject
from suiji.organs.models import Department, Level
from suiji.organs.roles import Role
from suiji.tasks.models import ExecutingUnit
from suiji.tasks.queries import executors_of, visible_to
from suiji.tasks.states import TaskState
from tests.factories.draws import a_ceremony, drawn_objects, hand_in, staffed_by
from tests.factories.inspections import approved
from tests.factories.organs import TODAY, a_department, the_person
from tests.factories.tasks import a_cast, a_ready_task, confirmed, later, some_inspectors

pytestmark = pytest.mark.django_db

LINZHOU, TANGYIN = "410581", "410523"


class Scene:
    """A list drawn over the city and two counties; 林州 has both lines, 汤阴 only the initiator's."""

    def __init__(self, **draft: Any) -> None:
        self.cast = a_cast("市场监管", "消防救援")
        self.linzhou = self.county(LINZHOU, "市场监管")
        self.fire = self.county(LINZHOU, "消防救援")
        self.tangyin = self.county(TANGYIN, "市场监管")
        everything = dict.fromkeys("ABCD", 10_000)
        self.task = a_ready_task(self.cast, firms=24, execution="LOWER", rates_bp=everything, **draft)
        firms = list(InspectedObject.objects.order_by("code").values_list("pk", flat=True))
        InspectedObject.objects.filter(pk__in=firms[::3]).update(region=LINZHOU)
        InspectedObject.objects.filter(pk__in=firms[1::3]).update(region=TANGYIN)
        confirmed(self.task, self.cast)
        drawn_objects(self.task, self.cast)

    def county(self, region: str, line: str) -> Department:
        found = a_department(line, region=region, level=Level.COUNTY)
        some_inspectors(found)
        return found

    def dispatch(self) -> None:
        services.dispatch(task=self.task, actor=self.cast.clerk, at=later(6))

    def unit(self, region: str) -> ExecutingUnit:
        return self.task.units.get(region=region)

    def accept(self, *departments: Department) -> None:
        for one in departments or (self.linzhou, self.tangyin):
            unit = self.unit(one.region_id)
            services.accept(unit=unit, actor=self.cast.of(one, Role.CLERK), at=later(7))
        self.task.refresh_from_db()

    def some(self, region: str, number: int = 1) -> list[int]:
        rows = Dispatch.objects.filter(unit=self.unit(region)).order_by("pk")
        return list(rows.values_list("drawn", flat=True)[:number])

    def send_back(self, number: int = 1, **why: str) -> list[int]:
        keys = self.some(TANGYIN, number)
        services.send_back(
            unit=self.unit(TANGYIN),
            drawn=keys,
            reason=why.get("reason", "AREA"),
            explanation=why.get("explanation", "住所在林州市"),
            actor=self.cast.of(self.tangyin, Role.CLERK),
            at=later(7),
        )
        return keys


class TestDispatch:
    def test_goes_by_region_to_the_counterparts_and_else_to_the_citys_own(self) -> None:
        scene = Scene()

        scene.dispatch()

        units = {unit.region_id: unit for unit in scene.task.units.all()}
        assert executors_of(units[LINZHOU]) == [scene.linzhou, scene.fire]
        assert executors_of(units[TANGYIN]) == [scene.tangyin, scene.cast.others[0]]
        assert executors_of(units["410500"]) == scene.cast.departments
        for row in Dispatch.objects.select_related("drawn__object"):
            own = {LINZHOU, TANGYIN} & {row.drawn.object.region_id} or {"410500"}
            assert row.unit.region_id in own
        assert Dispatch.objects.count() == scene.task.drawn.count()

    def test_waits_for_the_counties_and_accepts_the_citys_own_at_once(self) -> None:
        scene = Scene()

        scene.dispatch()

        scene.task.refresh_from_db()
        own = Dispatch.objects.filter(unit__region="410500")
        assert scene.task.state == TaskState.OBJECTS_DRAWN
        assert (
            DispatchReceipt.objects.count() == own.count() == scene.task.drawn.count() - waiting(scene.task)
        )
        scene.accept()
        assert scene.task.state == TaskState.DISPATCHED

    def test_is_accepted_at_once_where_the_own_level_carries_out(self) -> None:
        cast = a_cast()
        task = a_ready_task(cast, firms=24)
        drawn_objects(task, cast)

        services.dispatch(task=task, actor=cast.clerk, at=later(6))

        assert task.state == TaskState.DISPATCHED
        assert task.units.get().lead == cast.initiator

    def test_is_shown_to_the_county_and_to_nobody_elses_county(self) -> None:
        scene = Scene()
        clerk = scene.cast.of(scene.linzhou, Role.CLERK)
        stranger = scene.cast.of(a_department("公安", region=LINZHOU, level=Level.COUNTY), Role.CLERK)
        assert not visible_to(clerk).exists()

        scene.dispatch()

        assert list(visible_to(clerk)) == [scene.task]
        assert not visible_to(stranger).exists()
        assert [todo.action for todo in to_do(clerk, today=TODAY)] == ["签收名单"]

    def test_is_done_once(self) -> None:
        scene = Scene()
        scene.dispatch()

        with pytest.raises(Stale):
            scene.dispatch()


class TestReturn:
    def test_keeps_the_list_and_changes_only_the_executor(self) -> None:
        scene = Scene()
        scene.dispatch()
        before = sorted(scene.task.drawn.values_list("object", flat=True))
        keys = scene.send_back()
        scene.accept()
        assert scene.task.state == TaskState.OBJECTS_DRAWN

        unit = services.redirect(
            task=scene.task, drawn=keys, to=scene.linzhou, actor=scene.cast.clerk, at=later(8)
        )

        assert unit.region_id == LINZHOU
        assert sorted(scene.task.drawn.values_list("object", flat=True)) == before
        services.accept(unit=unit, actor=scene.cast.of(scene.linzhou, Role.CLERK), at=later(9))
        scene.task.refresh_from_db()
        assert scene.task.state == TaskState.DISPATCHED
        held = {page.unit.region_id: page for page in queries.unit_pages(scene.task, scene.cast.clerk)}
        assert keys[0] in [one.drawn.pk for one in held[LINZHOU].held]
        assert [one.drawn.pk for one in held[TANGYIN].returned] == keys

    @pytest.mark.parametrize(
        ("reason", "explanation"), [("CLOSED", "已经停业"), ("AREA", "  "), ("", "离得太远")]
    )
    def test_is_refused_for_any_other_ground(self, reason: str, explanation: str) -> None:
        scene = Scene()
        scene.dispatch()

        with pytest.raises(Refused) as caught:
            scene.send_back(reason=reason, explanation=explanation)

        assert caught.value.article == 13

    def test_is_refused_after_acceptance(self) -> None:
        scene = Scene()
        scene.dispatch()
        scene.accept(scene.tangyin)

        with pytest.raises(Stale):
            scene.send_back()

    def test_is_for_the_units_lead_alone(self) -> None:
        scene = Scene()
        scene.dispatch()
        keys = scene.some(TANGYIN)

        for wrong in (scene.cast.clerk, scene.cast.of(scene.linzhou, Role.CLERK)):
            with pytest.raises(NotYours):
                services.send_back(
                    unit=scene.unit(TANGYIN),
                    drawn=keys,
                    reason="AREA",
                    explanation="林州",
                    actor=wrong,
                    at=later(7),
                )
            with pytest.raises(NotYours):
                services.accept(unit=scene.unit(TANGYIN), actor=wrong, at=later(7))

    def test_does_not_go_back_to_who_returned_it_nor_to_a_stranger(self) -> None:
        scene = Scene()
        scene.dispatch()
        keys = scene.send_back()

        with pytest.raises(Stale):
            services.redirect(
                task=scene.task, drawn=keys, to=scene.tangyin, actor=scene.cast.clerk, at=later(8)
            )
        with pytest.raises(NotYours):
            services.redirect(task=scene.task, drawn=keys, to=scene.fire, actor=scene.cast.clerk, at=later(8))

    def test_may_be_taken_over_by_the_initiator_itself(self) -> None:
        scene = Scene()
        scene.dispatch()
        keys = scene.send_back(reason="LEVEL", explanation="市级发证，由市局管辖")
        scene.accept()

        home = services.redirect(
            task=scene.task, drawn=keys, to=scene.cast.initiator, actor=scene.cast.clerk, at=later(8)
        )

        scene.task.refresh_from_db()
        assert home.lead == scene.cast.initiator
        assert scene.task.state == TaskState.DISPATCHED


class TestSilence:
    def test_accepts_after_three_working_days_and_not_before(self) -> None:
        scene = Scene()
        scene.dispatch()

        assert services.accept_silent(at=later(6) + timedelta(days=3)) == 0
        number = services.accept_silent(at=later(6) + timedelta(days=4))

        scene.task.refresh_from_db()
        assert number == DispatchReceipt.objects.filter(verdict="SILENT").count() > 0
        assert scene.task.state == TaskState.DISPATCHED
        assert services.accept_silent(at=later(6) + timedelta(days=5)) == 0


class TestInspectorsOfTheCounties:
    def test_are_drawn_only_after_everything_is_accepted(self) -> None:
        scene = Scene()
        scene.dispatch()
        scene.accept(scene.linzhou)

        with pytest.raises(Refused) as caught:
            a_ceremony(
                scene.task,
                scene.cast,
                DrawKind.INSPECTORS,
                host=scene.linzhou,
                unit=scene.unit(LINZHOU),
                at=later(8),
            )

        assert caught.value.article == 13

    def test_stand_in_teams_of_their_unit_led_by_the_initiators_counterpart(self) -> None:
        scene = Scene()
        scene.dispatch()
        scene.accept()

        for host in (scene.linzhou, scene.tangyin, scene.cast.initiator):
            staffed_by(scene.task, scene.cast, host, unit=scene.unit(host.region_id))

        assert scene.task.state == TaskState.INSPECTORS_DRAWN
        teams = queries.teams_of(scene.task)
        assert [one.team.code for one in teams] == ["01", "02", "03", "04", "05", "06"]
        for one in teams:
            unit = one.team.ceremony.unit
            assert unit is not None
            assert {member.inspector.department for member in one.members} == set(executors_of(unit))
            assert [member.inspector.department for member in one.members if member.leads] == [unit.lead]
            holders = set(Dispatch.objects.filter(drawn__in=one.objects).values_list("unit", flat=True))
            assert holders == {unit.pk}
        dealt = [row.pk for one in teams for row in one.objects]
        assert sorted(dealt) == sorted(scene.task.drawn.values_list("pk", flat=True))

    def test_are_not_asked_of_a_unit_that_sent_everything_back(self) -> None:
        scene = Scene()
        scene.dispatch()
        keys = scene.send_back(number=24)
        home = services.redirect(
            task=scene.task, drawn=keys, to=scene.linzhou, actor=scene.cast.clerk, at=later(8)
        )
        services.accept(unit=home, actor=scene.cast.of(scene.linzhou, Role.CLERK), at=later(8))
        scene.task.refresh_from_db()
        clerk = scene.cast.of(scene.tangyin, Role.CLERK)

        assert scene.task.state == TaskState.DISPATCHED
        assert to_do(clerk, today=TODAY) == []
        for host in (scene.linzhou, scene.cast.initiator):
            staffed_by(scene.task, scene.cast, host, unit=scene.unit(host.region_id))
        assert scene.task.state == TaskState.INSPECTORS_DRAWN

    def test_go_out_without_waiting_for_the_other_counties(self) -> None:
        scene = Scene()
        scene.dispatch()
        scene.accept()
        staffed_by(scene.task, scene.cast, scene.linzhou, unit=scene.unit(LINZHOU))

        visits = take_over(task=scene.task, actor=scene.cast.of(scene.linzhou, Role.CLERK), at=later(9))

        assert {visit.team.ceremony.unit_id for visit in visits} == {scene.unit(LINZHOU).pk}
        filled = {finding.department for visit in visits for finding in visit.findings.all()}
        assert filled == {scene.linzhou, scene.fire}
        with pytest.raises(Refused):
            take_over(task=scene.task, actor=scene.cast.clerk, at=later(9))

    def test_sign_papers_of_their_own_department_and_file_their_own_visits(self) -> None:
        scene = Scene()
        scene.dispatch()
        scene.accept()
        for host in (scene.linzhou, scene.tangyin, scene.cast.initiator):
            staffed_by(scene.task, scene.cast, host, unit=scene.unit(host.region_id))
        clerk = scene.cast.of(scene.linzhou, Role.CLERK)
        visit = take_over(task=scene.task, actor=clerk, at=later(9))[0]
        approved(scene.task, at=later(10))

        notice = prepare_notice(visit=visit, visit_on=TODAY, actor=clerk, at=later(11))

        paper = notice_document(notice)
        assert paper.issuer == paper.contact == scene.linzhou.name
        with pytest.raises(NotYours):
            prepare_notice(visit=visit, visit_on=TODAY, actor=scene.cast.clerk, at=later(11))
        type(visit).objects.filter(pk=visit.pk).update(state="SIGNED")
        visit.refresh_from_db()
        assert list(to_be_filed(clerk)) == [visit]
        assert not to_be_filed(scene.cast.clerk).exists()
        assert open_file(visit=visit, actor=clerk, at=later(12)) in archive_visible_to(clerk)

    def test_are_drawn_by_each_county_department_where_the_scheme_says_so(self) -> None:
        scene = Scene(central_inspectors=False)
        scene.dispatch()
        scene.accept()

        for host in (scene.fire, scene.linzhou):
            staffed_by(scene.task, scene.cast, host, unit=scene.unit(LINZHOU))

        teams = [one for one in queries.teams_of(scene.task) if one.team.ceremony.unit == scene.unit(LINZHOU)]
        for one in teams:
            assert {member.inspector.department for member in one.members} == {scene.linzhou, scene.fire}
            assert [m.inspector.department for m in one.members if m.leads] == [scene.linzhou]

    def test_have_the_shares_of_their_own_departments(self) -> None:
        scene = Scene()
        scene.dispatch()
        scene.accept()
        ceremony = a_ceremony(
            scene.task,
            scene.cast,
            DrawKind.INSPECTORS,
            host=scene.linzhou,
            unit=scene.unit(LINZHOU),
            at=later(8),
        )

        hand_in(ceremony, scene.cast, at=later(8))

        assert set(ceremony.shares.values_list("party", flat=True)) == {scene.linzhou.pk, scene.fire.pk}
        with pytest.raises(NotYours):
            services.hand_in_share(ceremony=ceremony, sha256="ab" * 32, actor=scene.cast.clerk, at=later(8))


class TestPages:
    def browser(self, scene: Scene, department: Department) -> Client:
        client = Client()
        client.force_login(the_person(scene.cast.of(department, Role.CLERK)))
        return client

    def test_tell_where_the_list_will_go_before_it_goes(self) -> None:
        scene = Scene()

        page = (
            self.browser(scene, scene.cast.initiator)
            .get(reverse("draws:dispatch", args=[scene.task.pk]))
            .content.decode()
        )

        assert scene.linzhou.name in page
        assert "本级实施" in page

    def test_let_a_county_accept_and_send_back(self, django_assert_max_num_queries: Any) -> None:
        scene = Scene()
        client = self.browser(scene, scene.cast.initiator)
        client.post(reverse("draws:dispatch", args=[scene.task.pk]))
        county, unit = self.browser(scene, scene.tangyin), scene.unit(TANGYIN)
        where = reverse("draws:receive", args=[unit.pk])
        with django_assert_max_num_queries(40):
            page = county.get(where).content.decode()
        assert "签收" in page
        assert "退回所选的检查对象" in page

        empty = county.post(reverse("draws:send_back", args=[unit.pk]), {"reason": "AREA"}).content.decode()
        assert "请选择要退回的检查对象" in empty
        county.post(
            reverse("draws:send_back", args=[unit.pk]),
            {"drawn": scene.some(TANGYIN), "reason": "AREA", "explanation": "住所在林州市"},
        )
        county.post(where)

        page = client.get(reverse("draws:redirect", args=[scene.task.pk])).content.decode()
        assert "住所在林州市" in page
        answer = client.post(
            reverse("draws:redirect", args=[scene.task.pk]),
            {"drawn": scene.some(TANGYIN), "to": scene.linzhou.pk},
        )
        assert answer.url == reverse("draws:detail", args=[scene.task.pk])  # type: ignore[attr-defined]
        shown = client.get(reverse("draws:detail", args=[scene.task.pk])).content.decode()
        assert "退回 1" in shown
        assert "等待签收" in shown

    def test_of_a_unit_are_closed_to_others(self) -> None:
        scene = Scene()
        scene.dispatch()

        answer = self.browser(scene, scene.linzhou).get(
            reverse("draws:receive", args=[scene.unit(TANGYIN).pk])
        )

        assert answer.status_code == 404
