"""The pages of a visit, on the desk and on the phone."""

import base64
import hashlib
from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from suiji import vault
from suiji.config import clock
from suiji.inspections.documents import record_document
from suiji.inspections.models import Evidence, Notice, Signature
from suiji.inspections.states import VisitState
from suiji.ledger import Actor
from suiji.ledger.models import Entry
from suiji.ledger.queries import history
from suiji.organs.models import Person
from suiji.organs.roles import Role
from tests.factories.inspections import (
    ARRIVED_AT,
    ENDED_AT,
    JPEG,
    POINTS,
    Crew,
    a_crew,
    a_photo,
    a_task_with_inspectors,
    ended,
    filled,
    on_site,
    signed_by_all,
    told,
)
from tests.factories.organs import a_department, an_actor

pytestmark = pytest.mark.django_db
PNG = b"\x89PNG\r\n\x1a\n" + b"a drawn name"
LAYOUTS = ("inspections", "field")


@pytest.fixture(autouse=True)
def _evidence_goes_to_a_folder_of_its_own(settings: Any, tmp_path: Any) -> None:
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def now(monkeypatch: pytest.MonkeyPatch) -> Any:
    """Sets the clock of the edge."""

    def set_to(at: datetime) -> None:
        monkeypatch.setattr(clock, "now", lambda: at)

    set_to(ARRIVED_AT)
    return set_to


@pytest.fixture
def browser(now: Any) -> Any:
    """A browser logged in as somebody."""

    def as_actor(actor: Actor) -> Client:
        client = Client()
        client.force_login(Person.objects.get(pk=actor.id))
        return client

    return as_actor


def page(client: Client, name: str, *args: Any) -> str:
    answer = client.get(reverse(name, args=args))
    assert answer.status_code == 200, answer.content.decode()[:500]
    return answer.content.decode()


class TestList:
    def test_shows_an_inspector_the_own_visits(self, browser: Any) -> None:
        crew = a_crew()

        words = page(browser(crew.leader), "inspections:list")

        assert crew.visit.drawn.object.name in words

    def test_shows_a_task_to_take_over_and_takes_it_over(self, browser: Any) -> None:
        task = a_task_with_inspectors(objects=2)
        client = browser(an_actor(Role.CLERK, department=task.initiator))
        assert "接收为上门检查" in page(client, "inspections:list")

        client.post(reverse("inspections:take_over", args=[task.pk]))

        assert task.visits.count() == 2
        assert "接收为上门检查" not in page(client, "inspections:list")

    @pytest.mark.article(20)
    def test_hides_an_unannounced_visit_from_everybody_but_the_team_until_they_arrive(
        self, browser: Any
    ) -> None:
        crew = a_crew(unannounced=True)
        name, department = crew.visit.drawn.object.name, crew.visit.task.initiator
        others = [
            an_actor(Role.CLERK, department=department),
            an_actor(Role.INSPECTOR, department=department),
            an_actor(Role.AUDITOR),
            an_actor(Role.PRINCIPAL_HEAD, department=department),
        ]
        url = reverse("inspections:detail", args=[crew.visit.pk])

        for actor in others:
            client = browser(actor)
            assert name not in client.get(reverse("inspections:list") + "?scope=all").content.decode()
            assert client.get(url).status_code == 404
        assert name in page(browser(crew.guest), "inspections:list")
        on_site(crew)
        assert name in page(browser(others[0]), "inspections:list")

    def test_asks_the_database_a_fixed_number_of_times(
        self, browser: Any, django_assert_max_num_queries: Any
    ) -> None:
        task = a_task_with_inspectors(objects=12)
        clerk = an_actor(Role.CLERK, department=task.initiator)
        client = browser(clerk)
        client.post(reverse("inspections:take_over", args=[task.pk]))

        with django_assert_max_num_queries(14):
            page(client, "inspections:list")


@pytest.mark.article(25)
class TestContactPage:
    """Whom to call: for the visit's own officers, for a reason, and once."""

    def crew(self, *, unannounced: bool = False) -> Crew:
        crew = a_crew(unannounced=unannounced)
        thing = crew.visit.drawn.object
        vault.put(thing, "phone", "13800000001")
        thing.save()
        return crew

    @pytest.mark.parametrize("layout", LAYOUTS)
    def test_shows_a_number_to_an_officer_of_the_visit_and_records_why(
        self, browser: Any, layout: str
    ) -> None:
        crew = self.crew()
        client, door = browser(crew.guest), reverse(f"{layout}:contact", args=[crew.visit.pk])
        before = client.get(door).content.decode()
        assert "138****0001" in before
        assert "13800000001" not in before
        assert door in page(client, f"{layout}:detail", crew.visit.pk)

        after = client.post(door, {"field": "phone", "because": "电话告知检查时间"}).content.decode()

        assert "13800000001" in after
        entry = Entry.objects.get(act="libraries.sealed_opened")
        assert (entry.because, entry.actor_id) == ("电话告知检查时间", crew.guest.id)
        assert crew.visit.task.number in entry.sentence

    def test_is_closed_to_others_and_before_the_arrival_of_an_unannounced_check(self, browser: Any) -> None:
        crew = self.crew(unannounced=True)
        door = reverse("inspections:contact", args=[crew.visit.pk])
        said = {"field": "phone", "because": "核对地址"}

        assert browser(an_actor(Role.INSPECTOR)).post(door, said).status_code == 404
        assert browser(crew.leader).post(door, said).status_code == 409
        assert not Entry.objects.filter(act="libraries.sealed_opened").exists()
        on_site(crew)
        assert "13800000001" in browser(crew.leader).post(door, said).content.decode()

    def test_asks_for_a_reason(self, browser: Any) -> None:
        crew = self.crew()

        html = browser(crew.leader).post(
            reverse("inspections:contact", args=[crew.visit.pk]), {"field": "phone", "because": " "}
        )

        assert "13800000001" not in html.content.decode()


class TestWorkingPage:
    def test_shows_each_state_on_the_desk_and_on_the_phone(self, browser: Any, now: Any) -> None:
        for build in (
            a_crew,
            lambda: told(a_crew()),
            on_site,
            filled,
            lambda: signed_by_all(filled()),
            ended,
        ):
            crew = build()
            client = browser(crew.leader)
            now(ENDED_AT)

            for layout in LAYOUTS:
                words = page(client, f"{layout}:detail", crew.visit.pk)
                assert crew.visit.drawn.object.name in words

    def test_asks_the_database_a_fixed_number_of_times(
        self, browser: Any, django_assert_max_num_queries: Any
    ) -> None:
        crew = ended()
        client = browser(crew.leader)

        with django_assert_max_num_queries(30):
            page(client, "inspections:detail", crew.visit.pk)

    @pytest.mark.article(20)
    def test_quotes_the_law_instead_of_the_notice_when_unannounced(self, browser: Any) -> None:
        crew = a_crew(unannounced=True)
        client = browser(crew.leader)

        words = page(client, "inspections:detail", crew.visit.pk)
        refused = client.get(reverse("inspections:notice", args=[crew.visit.pk]))

        announced = a_crew()
        assert "送达告知书</a>" in page(browser(announced.leader), "inspections:detail", announced.visit.pk)
        assert "送达告知书</a>" not in words
        assert "不发放部门联合检查告知书" in words
        assert refused.status_code == 409
        assert "不宜告知的" in refused.content.decode()

    def test_is_not_found_by_another_department(self, browser: Any) -> None:
        crew = a_crew()
        client = browser(an_actor(Role.CLERK, department=a_department("生态环境")))

        assert client.get(reverse("inspections:detail", args=[crew.visit.pk])).status_code == 404

    def test_shows_no_class_of_the_object(self, browser: Any) -> None:
        crew = on_site()
        crew.visit.drawn.object.ratings.create(
            value="D", rated_on=date(2026, 1, 1), source="省局", received_at=ARRIVED_AT
        )
        client = browser(crew.leader)

        for layout in LAYOUTS:
            client.post(reverse(f"{layout}:pre_check", args=[crew.visit.pk]))
            for name in ("detail", "pre_check"):
                assert "高风险" not in page(client, f"{layout}:{name}", crew.visit.pk)


@pytest.mark.parametrize("layout", LAYOUTS)
class TestTheWholeVisit:
    def test_runs_from_notice_to_end(self, browser: Any, now: Any, layout: str) -> None:
        crew = a_crew()
        clients = {actor.id: browser(actor) for actor in crew.everybody}
        leader = clients[crew.leader.id]

        def post(client: Client, name: str, data: dict[str, Any] | None = None, pk: int | None = None) -> Any:
            answer = client.post(reverse(f"{layout}:{name}", args=[pk or crew.visit.pk]), data or {})
            assert answer.status_code == 302, answer.content.decode()
            return answer

        now(datetime(2026, 4, 27, 1, 0, tzinfo=UTC))
        post(leader, "pre_check")
        assert "经营范围" in page(leader, f"{layout}:pre_check", crew.visit.pk)
        post(
            leader,
            "notice",
            {"mode": "PHONE", "receiver": "李经理", "visit_on": "2026-04-30", "materials": "执照"},
        )
        now(ARRIVED_AT)
        post(leader, "arrive")
        photo = SimpleUploadedFile("a.jpg", JPEG, "image/jpeg")
        post(
            leader,
            "evidence",
            {
                "kind": "PHOTO",
                "title": "门头",
                "place": "门前",
                "taken_at": "2026-04-30T08:59",
                "file": photo,
            },
        )
        for actor in (crew.leader, crew.guest):
            answers = {f"point_{i}": "无" for i in range(len(POINTS))}
            post(clients[actor.id], "finding", {**answers, "results": ["NO_PROBLEM"]}, crew.finding(actor).pk)
        now(ENDED_AT)
        for client in clients.values():
            assert "记录校验值" in page(client, f"{layout}:sign", crew.visit.pk)
            post(client, "sign")
        said = {"signer": "李经理", "read": "on", "opinion": "台账是供货商的，不是本店的"}
        post(leader, "firm_signs", said)
        assert "确认以后不能再改" in page(leader, f"{layout}:close", crew.visit.pk)
        post(leader, "close")

        assert crew.again().state == VisitState.SIGNED
        assert record_document(crew.again()).opinion == said["opinion"]
        assert (Notice.objects.count(), Evidence.objects.count(), Signature.objects.count()) == (1, 1, 5)


class TestForms:
    def test_answers_all_points_at_once_without_handing_in(self, browser: Any) -> None:
        crew = on_site()
        url = reverse("inspections:finding", args=[crew.finding(crew.leader).pk])

        words = browser(crew.leader).post(url, {"all_none": "1", "disposal": "已告知"}).content.decode()

        assert words.count('value="无"') == len(POINTS)
        assert words.count("checked") == len(POINTS) + 1
        assert "已告知" in words
        assert crew.finding(crew.leader).filled_at is None

    def test_names_the_unanswered_point_and_keeps_what_was_typed(self, browser: Any) -> None:
        crew = on_site()
        url = reverse("inspections:finding", args=[crew.finding(crew.leader).pk])

        words = browser(crew.leader).post(
            url, {"point_0": "有", "results": ["CORRECTION_ORDERED"], "problem": "证照过期"}
        ).content.decode()  # fmt: skip

        assert f"{POINTS[1]}：请选择" in words
        assert "证照过期" in words
        assert crew.finding(crew.leader).filled_at is None

    @pytest.mark.parametrize(
        ("data", "error"),
        [
            ({"point_0": "有", "point_1": "无", "results": ["NO_PROBLEM"]}, "请核对其中一处"),
            ({"point_0": "无", "point_1": "无", "results": ["NO_PROBLEM", "TO_BE_HANDLED"]}, "只能单独填写"),
            ({"point_0": "有", "point_1": "无", "results": ["TO_BE_HANDLED"]}, "请写明发现的问题"),
        ],
    )
    def test_explains_what_does_not_fit(self, browser: Any, data: dict[str, Any], error: str) -> None:
        crew = on_site()
        url = reverse("inspections:finding", args=[crew.finding(crew.leader).pk])

        assert error in browser(crew.leader).post(url, data).content.decode()

    @pytest.mark.article(21)
    def test_answers_with_the_article_when_unreachable_is_not_proved(self, browser: Any) -> None:
        crew = on_site()
        url = reverse("inspections:finding", args=[crew.finding(crew.leader).pk])

        answer = browser(crew.leader).post(url, {"results": ["UNREACHABLE"], "problem": "锁门"})

        assert answer.status_code == 409
        assert "第二十一条" in answer.content.decode()

    def test_opens_no_other_departments_finding(self, browser: Any) -> None:
        crew = on_site()
        url = reverse("inspections:finding", args=[crew.finding(crew.guest).pk])

        assert browser(crew.leader).get(url).status_code == 404

    def test_refuses_a_file_that_is_not_what_its_name_says(self, browser: Any) -> None:
        crew = on_site()
        fake = SimpleUploadedFile("a.jpg", b"<html>", "image/jpeg")
        url = reverse("inspections:evidence", args=[crew.visit.pk])

        words = browser(crew.leader).post(
            url, {"kind": "PHOTO", "title": "门头", "taken_at": "2026-04-30T08:59", "file": fake}
        ).content.decode()  # fmt: skip

        assert "文件内容不是照片可用的格式" in words
        assert not Evidence.objects.exists()

    def test_refuses_a_notice_for_a_day_outside_the_task(self, browser: Any) -> None:
        crew = a_crew()
        url = reverse("inspections:notice", args=[crew.visit.pk])
        client = browser(crew.leader)

        for day in ("2026-04-29", "2026-07-01"):
            client.post(url, {"mode": "PHONE", "receiver": "李", "visit_on": day})

        assert not Notice.objects.exists()

    def test_takes_a_notice_late_rather_than_never(self, browser: Any, now: Any) -> None:
        crew = a_crew()
        now(datetime(2026, 7, 2, 1, 0, tzinfo=UTC))

        browser(crew.leader).post(
            reverse("inspections:notice", args=[crew.visit.pk]),
            {"mode": "PHONE", "receiver": "李", "visit_on": "2026-07-03"},
        )

        assert Notice.objects.get().visit_on == date(2026, 7, 3)


class TestSignatureOnGlass:
    """The firm's person signs by finger; the picture is kept with the record and shown to its readers only."""

    DRAWN = f"data:image/png;base64,{base64.b64encode(PNG).decode()}"

    def sign(self, crew: Crew, client: Client, drawing: str) -> Any:
        url = reverse("field:firm_signs", args=[crew.visit.pk])
        return client.post(url, {"signer": "李经理", "read": "on", "drawing": drawing})

    def test_is_kept_and_shown_beside_the_name(self, browser: Any) -> None:
        crew = filled()
        client = browser(crew.leader)

        self.sign(crew, client, self.DRAWN)

        signature = Signature.objects.get(kind="FIRM")
        assert bytes(signature.drawing) == PNG
        assert "李经理的手写签名" in page(client, "inspections:detail", crew.visit.pk)
        picture = client.get(reverse("inspections:drawing", args=[signature.pk]))
        assert (picture["Content-Type"], picture.content) == ("image/png", PNG)
        entry = history(crew.visit).get(act="inspections.firm_signed")
        assert entry.facts["drawing_sha256"] == hashlib.sha256(PNG).hexdigest()

    def test_may_be_left_out_where_nobody_can_draw(self, browser: Any) -> None:
        crew = filled()

        self.sign(crew, browser(crew.leader), "")

        assert not Signature.objects.get(kind="FIRM").drawing

    @pytest.mark.parametrize(
        "drawing",
        [
            "data:image/png;base64,???",
            "data:image/png;base64," + base64.b64encode(b"<svg/>").decode(),
            "data:text/html;base64," + base64.b64encode(PNG).decode(),
            "data:image/png;base64," + base64.b64encode(PNG + bytes(200 * 1024)).decode(),
        ],
    )
    def test_is_refused_when_it_is_no_small_picture(self, browser: Any, drawing: str) -> None:
        crew = filled()

        answer = self.sign(crew, browser(crew.leader), drawing)

        assert "请清除后重新签" in answer.content.decode()
        assert not Signature.objects.filter(kind="FIRM").exists()

    def test_is_not_shown_to_a_department_without_part(self, browser: Any) -> None:
        crew = filled()
        self.sign(crew, browser(crew.leader), self.DRAWN)
        stranger = browser(an_actor(Role.CLERK, department=a_department("生态环境")))

        answer = stranger.get(reverse("inspections:drawing", args=[Signature.objects.get(kind="FIRM").pk]))

        assert answer.status_code == 404


class TestClosePage:
    @pytest.mark.article(20)
    def test_offers_the_end_only_when_every_signature_is_there(self, browser: Any) -> None:
        crew = filled()
        client = browser(crew.leader)
        assert "结束检查，锁定记录" not in page(client, "inspections:close", crew.visit.pk)

        signed_by_all(crew)

        assert "结束检查，锁定记录" in page(client, "inspections:close", crew.visit.pk)

    def test_shows_the_check_points_in_the_order_of_the_list(self, browser: Any) -> None:
        crew = filled()

        words = page(browser(crew.leader), "inspections:close", crew.visit.pk)

        assert words.index(POINTS[0]) < words.index(POINTS[1])


class TestWrongHands:
    @pytest.mark.parametrize(
        "name", ["notice", "arrive", "evidence", "sign", "firm_signs", "refusal", "close"]
    )
    @pytest.mark.parametrize("layout", LAYOUTS)
    def test_closes_the_acts_of_the_team_to_everybody_else(
        self, browser: Any, name: str, layout: str
    ) -> None:
        crew = on_site()
        url = reverse(f"{layout}:{name}", args=[crew.visit.pk])

        assert (
            browser(an_actor(Role.CLERK, department=crew.visit.task.initiator)).post(url).status_code == 403
        )
        colleague = an_actor(Role.INSPECTOR, department=crew.visit.task.initiator)
        assert browser(colleague).post(url).status_code == 404

    def test_refuses_an_arrival_by_a_link(self, browser: Any) -> None:
        crew = told(a_crew())

        answer = browser(crew.leader).get(reverse("inspections:arrive", args=[crew.visit.pk]))

        assert answer.status_code == 405


class TestPapers:
    def test_prints_notice_and_record(self, browser: Any) -> None:
        crew = ended(["TO_BE_HANDLED"], problem="许可证过期")
        client = browser(crew.guest)

        for name in ("notice_pdf", "record_pdf"):
            answer = client.get(reverse(f"inspections:{name}", args=[crew.visit.pk]))
            assert answer.content.startswith(b"%PDF")
            assert answer["Content-Type"] == "application/pdf"

    def test_serves_evidence_to_readers_of_the_visit_only(self, browser: Any) -> None:
        crew = on_site()
        a_photo(crew)
        url = reverse("inspections:evidence_file", args=[Evidence.objects.get().pk])

        assert browser(crew.guest).get(url).content == JPEG
        assert browser(an_actor(Role.CLERK, department=a_department("生态环境"))).get(url).status_code == 404


class TestReview:
    def test_lets_the_deputy_head_look_at_the_proof(self, browser: Any) -> None:
        crew: Crew = on_site()
        leader = browser(crew.leader)
        leader.post(
            reverse("inspections:evidence", args=[crew.visit.pk]),
            {"kind": "WITNESS", "title": "见证", "note": "社区王主任所见", "taken_at": "2026-04-30T08:59"},
        )
        client = browser(an_actor(Role.DEPUTY_HEAD, department=crew.visit.task.initiator))
        assert "审核不配合检查的证据" in page(client, "inspections:detail", crew.visit.pk)

        answer = client.post(reverse("inspections:review", args=[crew.visit.pk]), {"note": "证据充分"})

        assert answer.status_code == 302
        assert crew.again().reviews.count() == 1


class TestField:
    def test_shows_todays_visits_and_not_those_of_another_day(self, browser: Any, now: Any) -> None:
        crew = told(a_crew())
        client = browser(crew.leader)
        assert crew.visit.drawn.object.name in page(client, "field:home")

        now(datetime(2026, 4, 29, 1, 0, tzinfo=UTC))

        assert "今天没有要做的检查" in page(client, "field:home")

    def test_is_for_inspectors(self, browser: Any) -> None:
        assert browser(an_actor(Role.CLERK)).get(reverse("field:home")).status_code == 403
