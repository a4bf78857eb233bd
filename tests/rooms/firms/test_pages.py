"""The object's own pages, and the guests nobody invited."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from suiji.disclosure import services as disclosure
from suiji.disclosure.models import Objection
from suiji.firms import queries
from suiji.inspections import services as inspections
from suiji.inspections.models import PaperKind, VisitPaper
from suiji.inspections.passcodes import digits_of, token_of
from suiji.inspections.queries.before import pre_check_page
from suiji.inspections.services import take_over
from suiji.libraries.models import RiskRating
from suiji.organs.roles import Role
from suiji.plans.services import OpeningRow, bring_in_balance
from suiji.tasks.models import Task
from suiji.tasks.states import TaskState
from suiji.voices.models import Complaint, Evaluation, Prepared
from suiji.voices.queries import COOKIE
from tests.factories.disclosure import SIGNED_AT, applied, published
from tests.factories.firms import AT_THE_DOOR, a_firm_in, a_published_firm, a_told_crew, the_notice
from tests.factories.inspections import (
    ARRIVED_AT,
    TOLD_AT,
    a_crew,
    a_task_with_inspectors,
    approved,
    the_actor,
)
from tests.factories.organs import a_person, an_actor

pytestmark = pytest.mark.django_db
SCRIPT = '<script>alert("x")</script>'


@pytest.fixture(autouse=True)
def _evidence_goes_to_a_folder_of_its_own(settings: Any, tmp_path: Any) -> None:
    settings.MEDIA_ROOT = tmp_path


def text(answer: Any) -> str:
    return str(answer.content.decode())


class TestEntering:
    @pytest.fixture(autouse=True)
    def _the_day(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr("suiji.config.clock.now", lambda: TOLD_AT + timedelta(hours=2))

    def test_by_the_notices_digits_leads_to_ones_own_pages(self) -> None:
        notice = the_notice(a_told_crew())
        thing, client = notice.visit.drawn.object, Client()

        answer = client.post(reverse("firms:enter"), {"code": thing.code, "digits": digits_of(notice)})

        assert answer.headers["Location"] == reverse("firms:home")
        cookie = answer.cookies[COOKIE]
        assert (cookie["httponly"], cookie["path"], cookie["samesite"]) == (True, "/firm/", "Lax")
        page = client.get(reverse("firms:home"))
        assert thing.name in text(page)
        assert "no-store" in page.headers["Cache-Control"]

    def test_by_a_link_needs_a_press_of_the_button(self) -> None:
        notice, client = the_notice(a_told_crew()), Client()
        url = reverse("firms:link", args=[token_of(notice)])

        assert client.get(url).status_code == 200
        assert client.get(reverse("firms:home")).status_code == 302
        client.post(url)

        assert client.get(reverse("firms:home")).status_code == 200

    def test_with_used_digits_a_wrong_code_and_an_unknown_code_is_one_answer(self) -> None:
        notice, client = the_notice(a_told_crew()), Client()
        good = {"code": notice.visit.drawn.object.code, "digits": digits_of(notice)}
        Client().post(reverse("firms:enter"), good)

        answers = [
            client.post(reverse("firms:enter"), said)
            for said in (good, good | {"digits": "11112222"}, good | {"code": "91410500MA9999999X"})
        ]

        assert {answer.status_code for answer in answers} == {403}
        bodies = {re.sub(r'value="[^"]*"', "", text(answer)) for answer in answers}
        assert len(bodies) == 1
        assert not any(COOKIE in answer.cookies for answer in answers)

    def test_works_from_a_browser_that_says_whence_a_form_comes(self) -> None:
        """Under ``no-referrer`` a browser posts with ``Origin: null``, and no form of the door would work."""
        notice = the_notice(a_told_crew())
        said = {"code": notice.visit.drawn.object.code, "digits": digits_of(notice)}
        client, url = Client(enforce_csrf_checks=True), reverse("firms:enter")
        page = client.get(url)
        origin = "null" if page.headers["Referrer-Policy"] == "no-referrer" else "http://testserver"
        said["csrfmiddlewaretoken"] = page.context["csrf_token"]

        answer = client.post(url, said, headers={"Origin": origin})

        assert answer.status_code == 302

    def test_from_another_site_is_refused_in_words(self) -> None:
        answer = Client(enforce_csrf_checks=True).post(
            reverse("firms:enter"), {"code": "X", "digits": "1"}, headers={"Origin": "https://evil.example"}
        )

        assert answer.status_code == 403
        assert "没有办成，请重新提交一次" in text(answer)

    @pytest.mark.parametrize("token", ["1-" + "0" * 40, "..%2f..%2fetc", "1' OR '1'='1", "x" * 3000])
    def test_by_a_forged_link_is_refused(self, token: str) -> None:
        assert Client().post(reverse("firms:link", args=[token])).status_code == 403

    def test_is_shut_after_too_many_guesses_whatever_the_headers_say(self) -> None:
        notice = the_notice(a_told_crew())
        said = {"code": notice.visit.drawn.object.code, "digits": "00000000"}

        codes = [
            Client()
            .post(
                reverse("firms:enter"),
                said,
                headers={"X-Forwarded-For": f"10.0.0.{n}", "X-Real-IP": f"10.0.0.{n}"},
            )
            .status_code
            for n in range(7)
        ]

        assert codes == [403] * 5 + [429] * 2

    def test_reads_oversized_and_odd_input_as_input(self) -> None:
        for said in (
            {"code": "9" * 100_000, "digits": "1"},
            {"code": SCRIPT, "digits": SCRIPT},
            {"code": "\u202e;DROP TABLE", "digits": "１２３４"},
            {},
        ):
            answer = Client().post(reverse("firms:enter"), said)
            assert answer.status_code in (200, 403)
            assert SCRIPT not in text(answer)


class TestOwnPages:
    def test_show_what_will_be_asked_and_what_to_prepare(self, monkeypatch: pytest.MonkeyPatch) -> None:
        crew = a_told_crew()
        client = a_firm_in(crew.visit.drawn.object, at=TOLD_AT + timedelta(hours=1), monkeypatch=monkeypatch)

        page = text(client.get(reverse("firms:visit", args=[crew.visit.pk])))

        for words in ("证照齐全", "进货台账", "食品安全法", the_notice(crew).number):
            assert words in page
        for officer in crew.everybody:
            assert officer.name not in page

    def test_give_the_papers_made_out_to_the_object_to_nobody_else(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        crew = a_told_crew()
        at = TOLD_AT + timedelta(hours=1)
        client = a_firm_in(crew.visit.drawn.object, at=at, monkeypatch=monkeypatch)
        stranger = a_firm_in(a_told_crew().visit.drawn.object, at=at, monkeypatch=monkeypatch)
        notice = VisitPaper.objects.get(visit=crew.visit, kind=PaperKind.NOTICE)
        url = reverse("firms:paper", args=[notice.pk])

        assert url in text(client.get(reverse("firms:visit", args=[crew.visit.pk])))
        answer = client.get(url)

        assert (answer["Content-Type"], answer.content[:5]) == ("application/pdf", b"%PDF-")
        assert "no-store" in answer["Cache-Control"]
        assert stranger.get(url).status_code == 404

    def test_give_no_notice_before_it_was_served(self) -> None:
        crew = a_crew()
        inspections.prepare_notice(
            visit=crew.again(), visit_on=TOLD_AT.date(), actor=crew.leader, at=TOLD_AT - timedelta(hours=1)
        )

        assert VisitPaper.objects.filter(visit=crew.visit, kind=PaperKind.NOTICE).exists()
        assert not queries.papers(crew.visit.drawn.object).exists()

    def test_of_another_object_are_not_there(self, monkeypatch: pytest.MonkeyPatch) -> None:
        desk, thing = a_published_firm()
        other, _ = a_published_firm()
        client = a_firm_in(thing, at=AT_THE_DOOR, monkeypatch=monkeypatch)
        visit, result = other.crew.visit.pk, other.publication().pk

        assert client.get(reverse("firms:inclusion", args=["0" * 32])).status_code == 404
        for name, args in (
            ("visit", [visit]),
            ("evaluate", [visit]),
            ("state", [visit, desk.department.pk]),
            ("result", [result]),
            ("object", [result]),
        ):
            assert client.get(reverse(f"firms:{name}", args=args)).status_code == 404
        assert client.post(reverse("firms:revoke", args=[visit])).status_code == 404

    @pytest.mark.article(25)
    def test_never_show_a_class(self, monkeypatch: pytest.MonkeyPatch) -> None:
        desk, thing = a_published_firm()
        RiskRating.objects.create(
            object=thing, value="D", rated_on=AT_THE_DOOR.date(), source="x", received_at=AT_THE_DOOR
        )
        client = a_firm_in(thing, at=AT_THE_DOOR, monkeypatch=monkeypatch)

        pages = [
            text(client.get(url))
            for url in (
                reverse("firms:home"),
                reverse("firms:visit", args=[desk.crew.visit.pk]),
                reverse("firms:result", args=[desk.publication().pk]),
                reverse("firms:documents"),
                reverse("firms:complain"),
                reverse("firms:frames"),
            )
        ]

        assert not [page for page in pages if "风险" in page or re.search(r"\bD（|[（]高风险", page)]

    @pytest.mark.article(22)
    def test_keep_the_earlier_versions_of_a_corrected_result(self, monkeypatch: pytest.MonkeyPatch) -> None:
        desk = published()
        disclosure.sign_correction(correction=applied(desk), actor=desk.principal, at=SIGNED_AT)
        thing = desk.crew.visit.drawn.object
        client = a_firm_in(thing, at=SIGNED_AT + timedelta(days=1), monkeypatch=monkeypatch)

        page = text(client.get(reverse("firms:result", args=[desk.publication().pk])))

        assert "未发现问题" in page
        assert "第 1 版" in page
        assert "未按规定公示应当公示的信息" in page

    def test_send_an_official_back(self) -> None:
        client = Client()
        client.force_login(a_person("李华", Role.CLERK))

        assert client.get(reverse("firms:home")).status_code == 403

    def test_take_an_objection_a_complaint_an_evaluation_and_a_document(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        desk, thing = a_published_firm()
        client = a_firm_in(thing, at=AT_THE_DOOR, monkeypatch=monkeypatch)
        visit = desk.crew.visit.pk
        said = {"words": SCRIPT, "proof": SCRIPT}
        shown = SimpleUploadedFile(f"{SCRIPT}.pdf", b"%PDF-1.7 x")

        client.post(reverse("firms:object", args=[desk.publication().pk]), {**said, "proofs": [shown]})
        client.post(reverse("firms:state", args=[visit, desk.department.pk]), said)
        said_of = {"department": desk.department.pk, "words": SCRIPT, "visit": visit}
        client.post(reverse("firms:complain"), said_of)
        client.post(reverse("firms:evaluate", args=[visit]), {"lawful": "5", "polite": "4", "sparing": "3"})
        file = SimpleUploadedFile("../../执照.pdf", b"%PDF-1.7 x")
        client.post(reverse("firms:documents"), {"title": SCRIPT, "file": file})

        assert (Objection.objects.count(), Complaint.objects.count()) == (2, 1)
        assert Complaint.objects.get().visit_id == visit
        assert Objection.objects.get(kind="OBJECTION").proofs.count() == 1
        assert Evaluation.objects.count() == 2  # one for each department
        assert "/" not in Prepared.objects.get().name
        for url in (
            reverse("firms:visit", args=[visit]),
            reverse("firms:complain"),
            reverse("firms:documents"),
        ):
            assert SCRIPT not in text(client.get(url))

    @pytest.mark.parametrize(
        ("name", "content"), [("a.pdf", b"<html>"), ("a.html", b"%PDF-1"), ("a.exe", b"MZ"), ("a", b"%PDF")]
    )
    def test_take_no_file_that_is_not_what_it_says(
        self, name: str, content: bytes, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        thing = a_told_crew().visit.drawn.object
        client = a_firm_in(thing, at=AT_THE_DOOR, monkeypatch=monkeypatch)

        client.post(reverse("firms:documents"), {"title": "执照", "file": SimpleUploadedFile(name, content)})

        assert not Prepared.objects.exists()


@pytest.mark.article(20)
class TestUnannounced:
    def test_visit_is_nowhere_before_the_officers_have_arrived(self, monkeypatch: pytest.MonkeyPatch) -> None:
        task = a_task_with_inspectors(unannounced=True)
        thing = task.drawn.get().object
        client = a_firm_in(thing, at=TOLD_AT, monkeypatch=monkeypatch)

        def seen() -> str:
            return text(client.get(reverse("firms:home")))

        drawn = seen()
        visit = take_over(
            task=task, actor=an_actor(Role.CLERK, department=task.initiator), at=TOLD_AT - timedelta(days=2)
        )[0]
        assigned = seen()
        hidden = client.get(reverse("firms:visit", args=[visit.pk])).status_code
        approved(task)
        leader = the_actor(visit.team.members.get(leads=True).inspector)
        monkeypatch.setattr("suiji.config.clock.now", lambda: TOLD_AT + timedelta(minutes=5))
        inspections.arrive(visit=visit, actor=leader, at=TOLD_AT + timedelta(minutes=1))

        for page in (drawn, assigned):
            assert task.title not in page
            assert "部门联合抽查 0 次" in page
        assert hidden == 404
        assert task.title in seen()
        assert "部门联合抽查 1 次" in seen()

    def test_of_a_void_draw_is_never_told_not_even_by_the_count(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        task = a_task_with_inspectors(unannounced=True)
        Task.objects.filter(pk=task.pk).update(state=TaskState.VOID)
        client = a_firm_in(task.drawn.get().object, at=TOLD_AT, monkeypatch=monkeypatch)

        assert "部门联合抽查 0 次" in text(client.get(reverse("firms:home")))

    def test_and_what_was_before_the_platform_counts_too(self, monkeypatch: pytest.MonkeyPatch) -> None:
        crew = a_crew()
        thing = crew.visit.drawn.object
        bring_in_balance(
            year=ARRIVED_AT.year,
            source_organ="联席会议办公室",
            source_document="安双随机办〔2026〕2号",
            file_name="期初数.xlsx",
            sha256="0" * 64,
            rows=[OpeningRow(1, thing.name, object_code=thing.code)],
            actor=an_actor(Role.OFFICE),
            at=TOLD_AT,
        )
        client = a_firm_in(thing, at=ARRIVED_AT, monkeypatch=monkeypatch)

        assert "部门联合抽查 2 次" in text(client.get(reverse("firms:home")))
        assert pre_check_page(crew.visit, crew.leader, today=ARRIVED_AT.date()).visits_this_year == 2

    def test_and_an_announced_one_counts_from_the_draw(self, monkeypatch: pytest.MonkeyPatch) -> None:
        crew = a_crew()
        client = a_firm_in(crew.visit.drawn.object, at=ARRIVED_AT, monkeypatch=monkeypatch)

        assert "部门联合抽查 1 次" in text(client.get(reverse("firms:home")))
