"""Before inspectors are drawn, whoever carries out answers for its own inspectors, the counties too (Art. 11, R92)."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from suiji.config import clock
from suiji.draws import services
from suiji.draws.models import DrawKind
from suiji.draws.queries.waiting import to_do
from suiji.law import Refused
from suiji.ledger import NotYours
from suiji.libraries.models import Inspector, Library
from suiji.organs.models import Department
from suiji.organs.roles import Role
from suiji.tasks.services import confirm_library
from tests.factories.draws import dispatched, drawn_objects, hand_in, people_confirmed, staffed_by
from tests.factories.organs import TODAY, a_person, the_person
from tests.factories.tasks import Cast, a_cast, a_ready_task, later
from tests.rooms.draws.test_dispatching import LINZHOU, TANGYIN, Scene

pytestmark = pytest.mark.django_db


@pytest.fixture
def scene() -> Scene:
    found = Scene()
    found.dispatch()
    found.accept()
    return found


def confirm(scene: Scene, department: Department, library: Library = Library.INSPECTORS) -> None:
    librarian = scene.cast.of(department, Role.LIBRARIAN)
    confirm_library(task=scene.task, library=library, actor=librarian, at=later(8))


def open_for(scene: Scene, host: Department) -> None:
    services.open_ceremony(
        task=scene.task,
        kind=DrawKind.INSPECTORS,
        unit=scene.unit(host.region_id),
        witness=a_person("见证人", department=host),
        actor=scene.cast.of(host, Role.CLERK),
        at=later(9),
    )


def browser(cast: Cast, department: Department, role: Role) -> Client:
    client = Client()
    client.force_login(the_person(cast.of(department, role)))
    return client


class TestACounty:
    def test_draws_nobody_before_it_has_answered_for_its_inspectors(self, scene: Scene) -> None:
        with pytest.raises(Refused) as caught:
            open_for(scene, scene.linzhou)

        assert caught.value.article == 11

    def test_waits_for_every_department_of_the_unit_and_for_no_other_unit(self, scene: Scene) -> None:
        confirm(scene, scene.linzhou)
        with pytest.raises(Refused):
            open_for(scene, scene.linzhou)

        confirm(scene, scene.fire)

        open_for(scene, scene.linzhou)

    def test_answers_for_its_inspectors_only(self, scene: Scene) -> None:
        with pytest.raises(Refused) as caught:
            confirm(scene, scene.linzhou, Library.OBJECTS)

        assert caught.value.article == 14

    def test_that_carries_nothing_out_has_nothing_to_answer_for(self, scene: Scene) -> None:
        stranger = scene.county(TANGYIN, "公安")

        with pytest.raises(NotYours):
            confirm(scene, stranger)

    def test_is_told_so_until_it_has(self, scene: Scene) -> None:
        librarian = scene.cast.of(scene.linzhou, Role.LIBRARIAN)
        clerk = scene.cast.of(scene.linzhou, Role.CLERK)
        assert [todo.action for todo in to_do(librarian, today=TODAY)] == ["确认人员名录库"]
        assert to_do(clerk, today=TODAY) == []

        confirm(scene, scene.linzhou)
        confirm(scene, scene.fire)

        assert to_do(librarian, today=TODAY) == []
        assert [todo.action for todo in to_do(clerk, today=TODAY)] == ["抽取人员"]

    def test_drawing_only_its_own_waits_for_nobody_else(self) -> None:
        scene = Scene(central_inspectors=False)
        scene.dispatch()
        scene.accept()

        confirm(scene, scene.fire)

        open_for(scene, scene.fire)


class TestAFreezeOfInspectors:
    @pytest.fixture
    def cast(self) -> Cast:
        return a_cast()

    def test_is_refused_when_somebody_came_in_after_the_confirmation(self, scene: Scene) -> None:
        people_confirmed(scene.unit(LINZHOU), scene.cast, at=later(8))
        open_for(scene, scene.linzhou)
        ceremony = scene.task.ceremonies.get(host=scene.linzhou)
        hand_in(ceremony, scene.cast, at=later(9))
        Inspector.objects.filter(department=scene.fire).update(certificate_until="2029-01-01")

        with pytest.raises(Refused) as caught:
            services.freeze_inspectors(
                ceremony=ceremony,
                reveal_by=later(90),
                actor=scene.cast.of(scene.linzhou, Role.CLERK),
                at=later(10),
            )

        assert caught.value.article == 11

    def test_is_refused_once_the_confirmation_has_run_out(self, cast: Cast) -> None:
        task = a_ready_task(cast, firms=24)
        drawn_objects(task, cast)
        unit = dispatched(task, cast)

        with pytest.raises(Refused) as caught:
            services.open_ceremony(
                task=task,
                kind=DrawKind.INSPECTORS,
                unit=unit,
                witness=a_person("见证人", department=cast.initiator),
                actor=cast.clerk,
                at=later(9) + timedelta(days=14),
            )

        assert caught.value.article == 11

    def test_needs_no_second_word_while_the_first_holds(self, cast: Cast) -> None:
        task = a_ready_task(cast, firms=24)
        drawn_objects(task, cast)
        dispatched(task, cast)
        before = task.confirmations.count()

        staffed_by(task, cast, cast.initiator)

        assert task.confirmations.count() == before


class TestPages:
    def test_show_who_has_still_to_answer_and_let_the_librarian_do_it(self, scene: Scene) -> None:
        url = reverse("draws:detail", args=[scene.task.pk])
        client = browser(scene.cast, scene.linzhou, Role.LIBRARIAN)
        page = client.get(url).content.decode()
        assert "还须更新确认执法检查人员名录库" in page
        assert "确认本部门执法检查人员名录库" in page

        answer = client.post(reverse("tasks:confirm", args=[scene.task.pk]), {"library": "INSPECTORS"})

        assert answer.url == url  # type: ignore[attr-defined]
        page = client.get(url).content.decode()
        assert "确认本部门执法检查人员名录库" not in page
        assert scene.fire.name in page
        confirmed = client.get(reverse("tasks:detail", args=[scene.task.pk])).content.decode()
        assert "已确认" in confirmed

    def test_offer_the_draw_only_once_everybody_has(self, scene: Scene) -> None:
        url = reverse("draws:detail", args=[scene.task.pk])
        client = browser(scene.cast, scene.linzhou, Role.CLERK)
        assert "检查人员抽取</a>" not in client.get(url).content.decode()

        people_confirmed(scene.unit(LINZHOU), scene.cast, at=clock.now())

        assert "检查人员抽取</a>" in client.get(url).content.decode()
