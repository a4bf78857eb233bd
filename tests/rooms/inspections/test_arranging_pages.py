"""The pages around a visit: leave, the task, the day, the papers; and who may open them."""

from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from suiji.config import clock
from suiji.inspections import queries, services
from suiji.inspections.models import Mandate, Order, PrintJob, SiteNote, VisitApproval, VisitPaper
from suiji.inspections.states import ApprovalState
from suiji.ledger import Actor
from suiji.organs.models import Person
from suiji.organs.roles import Role
from tests.factories.inspections import (
    ARRIVED_AT,
    ENDED_AT,
    Crew,
    a_crew,
    a_task_with_inspectors,
    ended,
    on_site,
    told,
)
from tests.factories.organs import a_department, an_actor

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _now(monkeypatch: pytest.MonkeyPatch, settings: Any, tmp_path: Any) -> None:
    settings.MEDIA_ROOT = tmp_path
    monkeypatch.setattr(clock, "now", lambda: ARRIVED_AT + timedelta(hours=1))


def browser(actor: Actor) -> Client:
    client = Client()
    client.force_login(Person.objects.get(pk=actor.id))
    return client


def words(client: Client, name: str, *args: Any) -> str:
    answer = client.get(reverse(name, args=args))
    assert answer.status_code == 200, answer.content.decode()[:600]
    return answer.content.decode()


class TestLeave:
    def test_is_asked_on_the_tasks_page_and_given_on_the_deputy_heads(self) -> None:
        task = a_task_with_inspectors()
        clerk = browser(an_actor(Role.CLERK, department=task.initiator, name="李华"))
        deputy = browser(an_actor(Role.DEPUTY_HEAD, department=task.initiator, name="周璟"))
        assert "提交行政检查审批" in words(clerk, "inspections:task", task.pk)

        clerk.post(reverse("inspections:apply", args=[task.pk]), {"reason": "按计划实施"})
        approval = VisitApproval.objects.get()
        assert "批准</button>" in words(deputy, "inspections:approval", approval.pk)
        deputy.post(reverse("inspections:decide", args=[approval.pk]), {"opinion": ""})

        approval.refresh_from_db()
        assert approval.state == ApprovalState.APPROVED
        assert deputy.get(reverse("inspections:approval_pdf", args=[approval.pk])).content[:5] == b"%PDF-"
        assert approval.number in words(clerk, "inspections:approvals")

    def test_is_not_refused_without_a_reason(self) -> None:
        crew = a_crew(leave=False)
        task = crew.visit.task
        clerk = an_actor(Role.CLERK, department=task.initiator, name="李华")
        approval = services.apply_for_visits(task=task, reason="按计划", actor=clerk, at=ARRIVED_AT)
        deputy = browser(an_actor(Role.DEPUTY_HEAD, department=task.initiator, name="周璟"))

        page = deputy.post(reverse("inspections:decide", args=[approval.pk]), {"refuse": "1"})

        assert "请写明理由" in page.content.decode()
        assert VisitApproval.objects.get().state == ApprovalState.APPLIED


class TestTask:
    def test_prints_forms_in_the_background(self) -> None:
        crew = a_crew()
        clerk = browser(an_actor(Role.CLERK, department=crew.visit.task.initiator, name="李华"))

        clerk.post(reverse("inspections:print_records", args=[crew.visit.task_id]))

        job = PrintJob.objects.get()
        assert "每 4 秒" in words(clerk, "inspections:print", job.pk)
        services.make_print(job=queries.print_job(job.pk), at=ARRIVED_AT)
        assert "打开 PDF 打印" in words(clerk, "inspections:print", job.pk)
        assert clerk.get(reverse("inspections:print_file", args=[job.pk])).content[:5] == b"%PDF-"

    def test_takes_a_mandate_with_a_true_code_only(self) -> None:
        crew = a_crew()
        client = browser(crew.leader)
        url = reverse("inspections:mandate", args=[crew.visit.task_id])
        facts = {
            "body": "检验所", "qualification": "资质认定", "number": "委1号", "scope": "检验",
            "valid_from": "2026-01-01", "valid_until": "2026-12-31",
        }  # fmt: skip

        def file() -> SimpleUploadedFile:
            return SimpleUploadedFile("委托书.pdf", b"%PDF-1.7 letter")

        wrong = client.post(url, {**facts, "body_code": "12410500MB00000044", "file": file()})
        assert "统一社会信用代码不正确" in wrong.content.decode()
        client.post(url, {**facts, "body_code": "12410500MB00000043", "file": file()})

        assert Mandate.objects.get().number == "委1号"

    def test_is_not_for_a_department_without_a_part(self) -> None:
        crew = a_crew()
        stranger = browser(an_actor(Role.CLERK, department=a_department("生态环境"), name="外人"))

        assert stranger.get(reverse("inspections:task", args=[crew.visit.task_id])).status_code == 404


class TestDay:
    def test_lets_the_leader_fix_days_and_everybody_of_the_team_see_them(self) -> None:
        crew = a_crew()
        leader, member = browser(crew.leader), browser(crew.guest)

        leader.post(
            reverse("inspections:days"), {"visits": [crew.visit.pk], "on": "2026-05-06", "slot": "AM"}
        )

        page = member.get(reverse("inspections:days") + "?on=2026-05-06").content.decode()
        assert crew.visit.drawn.object.name in page
        assert "安排检查日期" not in page

    def test_gives_the_calendar_file(self) -> None:
        answer = browser(a_crew().leader).get(reverse("inspections:calendar"))

        assert answer["Content-Type"].startswith("text/calendar")


class TestPapers:
    def make_note(self, crew: Crew) -> None:
        browser(crew.leader).post(
            reverse("inspections:note", args=[crew.visit.pk]),
            {
                "begun_at": "2026-04-30T09:00", "ended_at": "2026-04-30T09:30", "place": "后厨",
                "present": "店长", "content": "冷藏柜内有三盒熟食。",
            },
        )  # fmt: skip

    def test_are_made_listed_served_and_had_as_word(self) -> None:
        crew = on_site()
        self.make_note(crew)
        note = SiteNote.objects.get()
        client = browser(crew.leader)
        row = VisitPaper.objects.get(paper=note.paper)
        page = words(client, "inspections:papers", crew.visit.pk)
        assert note.number in page
        assert "登记送达" in page

        client.post(
            reverse("inspections:serve", args=[row.pk]),
            {"way": "POST", "receiver": "店长", "served_at": "2026-04-30T10:00"},
        )

        assert "邮寄送达：店长" in words(client, "inspections:papers", crew.visit.pk)
        for paper in VisitPaper.objects.all():
            answer = client.get(reverse("inspections:paper_word", args=[paper.pk]))
            assert answer.content[:2] == b"PK", paper.kind

    def test_ask_for_two_officers_by_hand(self) -> None:
        crew = on_site()
        self.make_note(crew)
        row = VisitPaper.objects.get(paper=SiteNote.objects.get().paper)

        page = browser(crew.leader).post(
            reverse("inspections:serve", args=[row.pk]),
            {"way": "LEFT", "receiver": "店长", "served_at": "2026-04-30T10:00"},
        )

        assert "须有两名检查人员" in page.content.decode()
        assert "留置送达须写明见证人" in page.content.decode()

    def test_order_a_correction_from_the_finding(self) -> None:
        crew = on_site()
        url = reverse("inspections:order", args=[crew.finding(crew.leader).pk])
        facts = {
            "kind": "CORRECT", "way": "WRITTEN", "problem": "台账缺页", "basis": "第五十三条", "demand": "补齐",
        }  # fmt: skip
        client = browser(crew.leader)
        wrong = client.post(url, {**facts, "due_on": "2026-05-15", "recheck_on": "2026-05-14"})
        assert "复查日期不能早于改正期限" in wrong.content.decode()

        client.post(url, {**facts, "due_on": "2026-05-15", "recheck_on": "2026-05-18"})

        assert Order.objects.get().paper is not None

    def test_tell_the_object_its_results(self) -> None:
        crew = ended()
        client = browser(crew.leader)

        for what in ("record", "letter"):
            client.post(reverse("inspections:issue", args=[crew.visit.pk, what]))

        page = words(client, "inspections:papers", crew.visit.pk)
        assert "检查结果告知书" in page
        assert client.post(reverse("inspections:issue", args=[crew.visit.pk, "x"])).status_code == 404

    def test_are_closed_to_other_departments(self) -> None:
        crew = told(a_crew())
        row = VisitPaper.objects.first()
        assert row is not None
        stranger = browser(an_actor(Role.INSPECTOR, department=a_department("生态环境"), name="旁人"))

        assert stranger.get(reverse("inspections:paper_pdf", args=[row.pk])).status_code == 404
        assert stranger.get(reverse("inspections:note", args=[crew.visit.pk])).status_code == 404


def test_a_missing_scan_is_asked_for_until_it_can_no_longer_be_made_up() -> None:
    crew = ended()

    asked = queries.to_do(crew.leader, today=ENDED_AT.date() + timedelta(days=3))
    late = queries.to_do(crew.leader, today=ENDED_AT.date() + timedelta(days=11))

    assert any("补登" in one.sentence for one in asked)
    assert not any("补登" in one.sentence for one in late)
