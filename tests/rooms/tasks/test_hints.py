"""What lies beside a scheme: frequent inspections, and results known already (Art. 10, 12, 24)."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from suiji.disclosure import services as disclosure
from suiji.law.results import ResultCode
from suiji.ledger import Actor
from suiji.libraries import services as libraries
from suiji.libraries.models import InspectedObject, KnownResult, PastVisit, VisitKind
from suiji.organs.roles import Role
from suiji.tasks import queries
from suiji.tasks.models import Task
from tests.factories.disclosure import SIGNED_AT, applied, published
from tests.factories.organs import AT, TODAY, a_department, an_actor, the_person
from tests.factories.tasks import Cast, a_cast, a_draft, some_firms

pytestmark = pytest.mark.django_db


def client_of(actor: Actor) -> Client:
    client = Client()
    client.force_login(the_person(actor))
    return client


def known(firm: InspectedObject, task: Task, *codes: ResultCode, days_ago: int = 30) -> None:
    item = task.item_versions.get().item
    libraries.note_results(
        object=firm,
        department=a_department("市场监管").pk,
        results={item.code: [code.value for code in codes]},
        on=TODAY - timedelta(days=days_ago),
        reference="AY-0",
        at=AT,
    )


def a_scheme(firms: int = 3) -> tuple[Cast, Task, list[InspectedObject]]:
    cast = a_cast()
    rows = some_firms(cast, number=firms)
    return cast, a_draft(cast), rows


@pytest.mark.article(12)
@pytest.mark.article(24)
class TestHints:
    def test_show_results_of_the_same_item_within_the_window_the_clean_ones_apart(self) -> None:
        _, task, (clean, faulty, old) = a_scheme()
        known(clean, task, ResultCode.NO_PROBLEM)
        known(faulty, task, ResultCode.CORRECTION_ORDERED)
        known(old, task, ResultCode.NO_PROBLEM, days_ago=366)

        found = queries.hints(task, today=TODAY)

        assert [one.object for one in found.clean] == [clean]
        assert [one.object for one in found.other] == [faulty]
        assert found.spared == clean.code

    @pytest.mark.article(10)
    def test_count_objects_that_one_joint_check_more_brings_to_their_cap(self) -> None:
        _, task, (firm, other, _) = a_scheme()
        officer = an_actor(Role.INSPECTOR, department=a_department("生态环境"))
        for days in (1, 4):
            libraries.note_visit(
                object=other,
                codes=[],
                on=TODAY - timedelta(days),
                reference=f"RW-{days}",
                actor=officer,
                at=AT,
            )
        libraries.note_visit(object=firm, codes=[], on=TODAY, reference="RW-1", actor=officer, at=AT)

        assert queries.hints(task, today=TODAY).last == 1

    @pytest.mark.article(10)
    def test_warn_of_objects_inspected_often_by_anybody(self) -> None:
        _, task, (firm, *_) = a_scheme()
        clerk = an_actor(Role.CLERK, department=a_department("生态环境"))
        for days in (1, 4):
            libraries.register_visit(
                object=firm,
                kind=VisitKind.DAILY,
                on=TODAY - timedelta(days=days),
                reference=f"检{days}",
                actor=clerk,
                at=AT,
            )

        found = queries.hints(task, today=TODAY)

        assert [one.object for one in found.pressed] == [firm]

    def test_say_nothing_of_objects_outside_the_scope(self) -> None:
        _, task, (firm, *_) = a_scheme()
        known(firm, task, ResultCode.NO_PROBLEM)
        InspectedObject.objects.filter(pk=firm.pk).update(name="别的店", business_scope="零售")

        assert queries.hints(task, today=TODAY).is_empty


class TestPage:
    def test_leads_the_clerk_to_the_application_with_the_objects_filled_in(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("suiji.config.clock.now", lambda: AT)
        cast, task, (firm, *_) = a_scheme()
        known(firm, task, ResultCode.NO_PROBLEM)
        client = client_of(cast.clerk)

        html = client.get(reverse("tasks:hints", args=[task.pk])).content.decode()
        form = client.get(reverse("tasks:waive", args=[task.pk]), {"kind": "EXEMPT", "codes": firm.code})

        assert "为这些对象申请免查" in html
        assert firm.name in html
        assert firm.code in form.content.decode()

    def test_offers_no_application_to_others(self) -> None:
        cast, task, (firm, *_) = a_scheme()
        known(firm, task, ResultCode.NO_PROBLEM)
        other = client_of(cast.of(cast.others[0], Role.CLERK))

        answer = other.get(reverse("tasks:hints", args=[task.pk]))

        assert "申请免查" not in answer.content.decode()

    def test_says_when_there_is_nothing_to_tell(self) -> None:
        cast, task, _ = a_scheme()

        html = client_of(cast.clerk).get(reverse("tasks:hints", args=[task.pk])).content.decode()

        assert "没有需要提醒的对象" in html


@pytest.mark.article(24)
class TestFlowingBack:
    def test_a_closed_visit_and_a_published_result_are_known_and_a_correction_replaces_it(self) -> None:
        desk = published()
        firm = desk.crew.visit.drawn.object

        visit, result = PastVisit.objects.get(object=firm), KnownResult.objects.get(object=firm)
        assert visit.kind == VisitKind.JOINT
        assert visit.reference == desk.crew.visit.task.number
        assert result.codes == ["NOT_DISCLOSED"]

        correction = applied(desk)
        disclosure.sign_correction(correction=correction, actor=desk.principal, at=SIGNED_AT)

        assert KnownResult.objects.filter(object=firm).latest("pk").codes == ["NO_PROBLEM"]
