"""Checks that nobody drew: on the same form, counted with the others, never among the drawn (Art. 4, 8, 10)."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest
from django.db import DatabaseError, transaction
from django.test import Client
from django.urls import reverse

from suiji.catalogue.models import ItemVersion
from suiji.config import clock
from suiji.inspections import queries, services
from suiji.inspections.documents import other_document
from suiji.inspections.models import Finding, OtherCheck, OtherFinding, Visit
from suiji.inspections.queries import yearly
from suiji.inspections.states import OtherCheckState
from suiji.law import Refused
from suiji.ledger import Actor, NotYours, Stale
from suiji.ledger.queries import history
from suiji.libraries.models import InspectedObject, PastVisit, VisitKind
from suiji.libraries.queries import frequency, inspector_of
from suiji.libraries.services import declare_recusal
from suiji.organs.days import day_of
from suiji.organs.models import Person
from suiji.organs.roles import Role
from suiji.papers.services import render
from tests.factories.inspections import (
    ARRIVED_AT as AT,
)
from tests.factories.inspections import (
    ENDED_AT,
    POINTS,
    a_certified_officer,
    a_checked_item,
    a_firm,
    ended,
    the_actor,
)
from tests.factories.organs import a_department, an_actor

pytestmark = pytest.mark.django_db


@dataclass
class Scene:
    """An object, an item of the list, and two officers of one department."""

    firm: InspectedObject
    item: ItemVersion
    first: Actor
    second: Actor

    def begin(self, **said: Any) -> OtherCheck:
        """The two begin a daily check."""
        second = inspector_of(self.second)
        assert second is not None
        given = {
            "object": self.firm,
            "kind": VisitKind.DAILY,
            "reference": "文市监检〔2026〕7号",
            "items": [self.item],
            "colleagues": [second],
            "actor": self.first,
            "at": AT,
        }
        return services.begin_other_check(**{**given, **said})

    def filled(self, made: OtherCheck, results: tuple[str, ...] = ("NO_PROBLEM",)) -> OtherFinding:
        """Its one item is filled in."""
        said = {"answers": dict.fromkeys(POINTS, "无"), "results": results, "actor": self.first, "at": AT}
        return services.fill_other_finding(finding=made.findings.get(), **said)

    def signed(self, made: OtherCheck) -> None:
        """Everybody signs."""
        for actor in (self.first, self.second):
            services.sign_other_officer(made=made, actor=actor, at=AT)
        services.sign_other_firm(made=made, signer="李经理", opinion="无意见", actor=self.first, at=AT)

    def ended(self, **said: Any) -> OtherCheck:
        """From begin to end."""
        made = self.begin(**said)
        self.filled(made)
        self.signed(made)
        return services.close_other_check(made=made, actor=self.second, at=ENDED_AT)


@pytest.fixture
def scene() -> Scene:
    department = a_department()
    first, second = (the_actor(a_certified_officer(department)) for _ in range(2))
    return Scene(a_firm(), a_checked_item([department]), first, second)


@pytest.mark.article(8)
class TestOtherCheck:
    def test_goes_from_the_door_to_a_signed_record_and_counts_once(self, scene: Scene) -> None:
        made = scene.ended()

        assert made.state == OtherCheckState.SIGNED
        assert list(PastVisit.objects.values_list("kind", "reference")) == [("DAILY", "文市监检〔2026〕7号")]
        found = frequency(scene.firm, today=day_of(AT))
        assert (found.year, found.spans[0].visits) == (1, 1)
        acts = set(history(made).values_list("act", flat=True))
        assert {"inspections.other_begun", "inspections.other_filled", "inspections.other_signed"} <= acts

    def test_is_never_among_the_drawn(self, scene: Scene) -> None:
        scene.ended()

        assert not Visit.objects.exists()
        assert not Finding.objects.exists()
        assert yearly.counted(scene.firm, 2026) == 0

    def test_that_did_not_take_place_stays_on_record_and_counts_as_none(self, scene: Scene) -> None:
        made = services.drop_other_check(made=scene.begin(), because="门店停业", actor=scene.first, at=AT)

        assert made.state == OtherCheckState.DROPPED
        assert not PastVisit.objects.exists()
        assert "门店停业" in history(made).latest("pk").because
        scene.begin()

    def test_refuses_what_stands_on_no_list(self, scene: Scene) -> None:
        other = a_checked_item([a_department("消防救援")])

        with pytest.raises(Refused, match="第四条"):
            scene.begin(items=[other])
        with pytest.raises(Refused, match="第十四条"):
            scene.begin(items=[])

    def test_refuses_one_officer_alone(self, scene: Scene) -> None:
        with pytest.raises(Refused, match="第十七条"):
            scene.begin(colleagues=[])

    def test_refuses_officers_of_another_department_or_with_an_interest(self, scene: Scene) -> None:
        with pytest.raises(Refused, match="第十六条"):
            scene.begin(colleagues=[a_certified_officer(a_department("消防救援"))])
        mine = inspector_of(scene.second)
        assert mine is not None
        declare_recusal(inspector=mine, object=scene.firm, relation="近亲属", actor=scene.second, at=AT)
        with pytest.raises(Refused, match="第十六条"):
            scene.begin()

    def test_is_for_officers_of_the_library_and_no_joint_check(self, scene: Scene) -> None:
        with pytest.raises(NotYours):
            scene.begin(actor=an_actor(Role.INSPECTOR))
        with pytest.raises(NotYours):
            scene.begin(actor=an_actor(Role.CLERK))
        with pytest.raises(ValueError, match="joint check"):
            scene.begin(kind=VisitKind.JOINT)

    def test_is_open_once_a_department_and_object(self, scene: Scene) -> None:
        scene.begin()

        with pytest.raises(Stale):
            scene.begin()


@pytest.mark.article(8)
class TestCeiling:
    def test_of_the_list_holds_for_all_kinds_together(self, scene: Scene) -> None:
        crew = ended()
        item, firm = crew.visit.task.item_versions.get(), crew.visit.drawn.object
        ItemVersion.objects.filter(pk=item.pk).update(state="DRAFT")
        ItemVersion.objects.filter(pk=item.pk).update(frequency_max=1)
        ItemVersion.objects.filter(pk=item.pk).update(state="PUBLISHED")
        again = ItemVersion.objects.get(pk=item.pk)
        said = {"object": firm, "items": [again], "at": ENDED_AT + timedelta(days=30)}

        assert queries.checks_of_item(firm, again, year=2026) == 1
        with pytest.raises(Refused, match="第八条"):
            scene.begin(**said)
        assert scene.begin(**said, kind=VisitKind.CASE).reason == ""

    def test_gives_way_to_a_reason_that_stays(self, scene: Scene) -> None:
        scene.ended()
        ItemVersion.objects.filter(pk=scene.item.pk).update(state="DRAFT")
        ItemVersion.objects.filter(pk=scene.item.pk).update(frequency_max=1)
        ItemVersion.objects.filter(pk=scene.item.pk).update(state="PUBLISHED")
        scene.item.refresh_from_db()

        with pytest.raises(Refused, match="第八条"):
            scene.begin()
        made = scene.begin(reason="上级交办复查")
        assert history(made).latest("pk").because == "上级交办复查"


@pytest.mark.article(20)
class TestRecord:
    def test_loses_its_signatures_with_a_word_changed(self, scene: Scene) -> None:
        made = scene.begin()
        scene.filled(made)
        scene.signed(made)
        scene.filled(made, ("NOT_DISCLOSED",))

        form = queries.other_record(made)
        assert (form.lapsed, len(form.missing)) == (3, 2)
        with pytest.raises(Refused, match="第二十条"):
            services.close_other_check(made=made, actor=scene.first, at=ENDED_AT)

    def test_is_not_signed_before_it_is_filled_nor_twice(self, scene: Scene) -> None:
        made = scene.begin()
        with pytest.raises(Refused, match="第十八条"):
            services.sign_other_officer(made=made, actor=scene.first, at=AT)
        scene.filled(made)
        scene.signed(made)

        with pytest.raises(Stale):
            services.sign_other_officer(made=made, actor=scene.first, at=AT)
        with pytest.raises(Stale):
            services.sign_other_firm(made=made, signer="李经理", actor=scene.first, at=AT)

    def test_needs_two_notes_where_the_object_does_not_sign(self, scene: Scene) -> None:
        made = scene.begin()
        scene.filled(made)
        for actor in (scene.first, scene.second):
            services.sign_other_officer(made=made, actor=actor, at=AT)
        services.note_other_refusal(made=made, note="负责人拒签", actor=scene.first, at=AT)

        with pytest.raises(Refused, match="第二十条"):
            services.close_other_check(made=made, actor=scene.first, at=ENDED_AT)
        with pytest.raises(Stale):
            services.note_other_refusal(made=made, note="", actor=scene.first, at=AT)
        services.note_other_refusal(made=made, note="", actor=scene.second, at=AT)
        assert services.close_other_check(made=made, actor=scene.first, at=ENDED_AT).ended_at == ENDED_AT

    def test_says_nothing_of_an_object_that_was_not_met(self, scene: Scene) -> None:
        with pytest.raises(Refused, match="第二十一条"):
            scene.filled(scene.begin(), ("UNREACHABLE",))

    def test_stands_once_it_is_signed(self, scene: Scene) -> None:
        made = scene.ended()

        with pytest.raises(Refused, match="第十四条"):
            scene.filled(made)
        with pytest.raises(DatabaseError, match="is signed"), transaction.atomic():
            OtherFinding.objects.filter(check_made=made).update(problem="改")

    def test_is_nobody_elses(self, scene: Scene) -> None:
        made = scene.begin()

        with pytest.raises(NotYours):
            services.drop_other_check(
                made=made,
                because="x",
                actor=the_actor(a_certified_officer(made.department)),
                at=AT,
            )

    def test_prints_under_its_own_name(self, scene: Scene) -> None:
        document = other_document(queries.other_record(scene.ended()))

        assert (document.title, document.task_name, document.is_drawn) == (
            "行政检查记录表",
            "日常检查",
            False,
        )
        assert [one.check_point for one in document.findings] == POINTS
        assert render(document, demonstration=False).startswith(b"%PDF")


class TestReaders:
    def test_are_the_department_and_the_auditor(self, scene: Scene) -> None:
        made = scene.begin()

        for actor, sees in (
            (an_actor(Role.CLERK, department=made.department), True),
            (an_actor(Role.AUDITOR), True),
            (an_actor(Role.CLERK, department=a_department("消防救援")), False),
            (an_actor(Role.OFFICE), False),
        ):
            assert queries.other_checks_visible_to(actor).exists() is sees


class TestPages:
    @pytest.fixture
    def client(self, scene: Scene, monkeypatch: pytest.MonkeyPatch) -> Client:
        monkeypatch.setattr(clock, "now", lambda: AT)
        client = Client()
        client.force_login(Person.objects.get(pk=scene.first.id))
        return client

    def url(self, name: str, pk: int) -> str:
        return reverse(f"inspections:{name}", args=[pk])

    def test_lead_from_the_objects_page_to_the_signed_paper(self, scene: Scene, client: Client) -> None:
        door = self.url("begin_other", scene.firm.pk)
        assert door in client.get(reverse("libraries:object", args=[scene.firm.pk])).content.decode()
        assert "登记检查开始" in client.get(door).content.decode()
        second = inspector_of(scene.second)
        assert second is not None
        said = {
            "kind": "SPECIAL",
            "reference": "专项1号",
            "items": [scene.item.pk],
            "colleagues": [second.pk],
        }
        words = client.post(door, said, follow=True).content.decode()
        assert "已登记检查开始" in words

        made = OtherCheck.objects.get()
        finding = self.url("other_finding", made.findings.get().pk)
        assert "通过登记的住所" not in client.get(finding).content.decode().split("<aside")[0]
        points = {f"point_{place}": "无" for place, _ in enumerate(POINTS)}
        assert 'value="无"' in client.post(finding, {"all_none": "1"}).content.decode()
        assert (
            "检查情况已填写"
            in client.post(finding, points | {"results": ["NO_PROBLEM"]}, follow=True).content.decode()
        )
        for name in ("other_sign", "other_firm_signs", "other_refusal", "other_close", "other_drop"):
            assert client.get(self.url(name, made.pk)).status_code == 200
        assert (
            "您已在记录表上签字" in client.post(self.url("other_sign", made.pk), follow=True).content.decode()
        )
        firm = {"signer": "李经理", "read": "on"}
        assert (
            "被检查对象已签字"
            in client.post(self.url("other_firm_signs", made.pk), firm, follow=True).content.decode()
        )
        services.sign_other_officer(made=made, actor=scene.second, at=AT)
        assert "已计入" in client.post(self.url("other_close", made.pk), follow=True).content.decode()
        assert client.get(self.url("other_pdf", made.pk)).content.startswith(b"%PDF")
        assert scene.firm.name in client.get(reverse("inspections:others")).content.decode()

    def test_drop_a_check_and_note_a_refusal(self, scene: Scene, client: Client) -> None:
        made = scene.begin()
        scene.filled(made)
        noted = client.post(self.url("other_refusal", made.pk), {"note": "负责人拒签"}, follow=True)
        assert "已签字说明" in noted.content.decode()
        dropped = client.post(self.url("other_drop", made.pk), {"because": "没有见到人"}, follow=True)
        assert "不计入检查次数" in dropped.content.decode()
        assert client.post(self.url("other_drop", made.pk), {"because": "x"}).status_code == 404

    def test_wait_on_the_officers_own_page(self, scene: Scene) -> None:
        scene.begin()

        (todo,) = queries.to_do(scene.first, today=day_of(AT))
        assert todo.sentence == "对安阳市乙餐饮有限公司的日常检查还没有结束，请填写记录表并签字。"

    def test_ask_little_of_the_database(
        self, scene: Scene, client: Client, django_assert_max_num_queries: Any
    ) -> None:
        made = scene.ended()

        with django_assert_max_num_queries(22):
            page = client.get(self.url("other", made.pk))

        assert page.status_code == 200
