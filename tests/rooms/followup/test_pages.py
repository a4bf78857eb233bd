"""The pages of 后续处理, as a browser meets them."""

from datetime import UTC, datetime
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.test import Client
from django.urls import reverse

from suiji.followup.models import FollowUp
from suiji.followup.services import open_follow_up
from suiji.followup.states import FollowUpState
from suiji.followup.views.following import PER_PAGE
from suiji.inspections.models import Evidence, Visit
from suiji.organs.models import Person
from suiji.organs.roles import Role
from tests.factories.followup import SIGNED_AT, a_clerk, a_signed_visit, a_transfer, finding_of
from tests.factories.organs import a_department, a_person

pytestmark = pytest.mark.django_db
AT = datetime(2026, 5, 6, 2, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _on_the_sixth_of_may(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("suiji.config.clock.now", lambda: AT)


def a_client(*roles: Role, line: str = "市场监管") -> Client:
    client = Client()
    client.force_login(a_person("李华", *(roles or (Role.CLERK,)), department=a_department(line)))
    return client


def a_stored_photo(visit: Visit) -> Evidence:
    kept = Evidence(
        visit=visit, department=visit.task.initiator, kind="PHOTO", title="现场照片", sha256="ab" * 32, place="门口",
        taken_at=SIGNED_AT, received_at=SIGNED_AT,
    )  # fmt: skip
    kept.file.save("a.png", ContentFile(b"\x89PNG\r\n"), save=True)
    return kept


class TestList:
    def test_is_read_by_the_page_however_long_it_is(self, django_assert_max_num_queries: Any) -> None:
        scene = a_signed_visit()
        one = a_transfer(scene)
        fields = ("finding", "department", "due_on", "opened_by", "opened_at")
        alike = {name: getattr(one, name) for name in fields} | {"kind": "CASE", "state": "OPEN"}
        FollowUp.objects.bulk_create(FollowUp(**alike) for _ in range(PER_PAGE + 4))

        client = a_client()
        with django_assert_max_num_queries(20):
            first = client.get(reverse("followup:list")).content.decode()
        second = client.get(reverse("followup:list"), {"page": "2"}).content.decode()

        assert first.count("data-row") == PER_PAGE
        assert second.count("data-row") == 5
        assert f"共 {PER_PAGE + 5} 件" in first

    def test_shows_what_is_owed_and_what_runs(self, django_assert_max_num_queries: Any) -> None:
        scene = a_signed_visit()
        a_transfer(scene)
        client = a_client()

        with django_assert_max_num_queries(20):
            page = client.get(reverse("followup:list"))

        assert "移送（转办）" in page.content.decode()
        assert "还有 6 个工作日" in page.content.decode()
        assert "登记后续处理" in a_client(line="消防救援").get(reverse("followup:list")).content.decode()

    def test_teaches_when_it_is_empty(self) -> None:
        assert (
            "没有符合条件的后续处理"
            in a_client().get(reverse("followup:list") + "?state=late").content.decode()
        )


class TestOpen:
    def test_registers_a_transfer_with_its_evidence_list(self) -> None:
        scene = a_signed_visit()
        client = a_client()
        url = reverse("followup:open", args=[finding_of(scene).pk])
        assert client.get(url).status_code == 200

        answer = client.post(
            url,
            {
                "kind": "TRANSFER",
                "receiver": scene.other.pk,
                "facts": "涉嫌违法",
                "papers": "现场笔录，3页\n照片 2页",
            },
            follow=True,
        )

        follow_up = FollowUp.objects.get()
        assert follow_up.evidence == [{"title": "现场笔录", "pages": 3}, {"title": "照片", "pages": 2}]
        assert "已登记“移送（转办）”" in answer.content.decode()

    def test_names_the_line_that_cannot_be_read_and_keeps_what_was_typed(self) -> None:
        scene = a_signed_visit()
        url = reverse("followup:open", args=[finding_of(scene).pk])

        page = a_client().post(url, {"kind": "CASE", "facts": "保留我", "papers": "没有页数"})

        assert "第 1 行看不出页数" in page.content.decode()
        assert "保留我" in page.content.decode()

    def test_asks_for_the_day_of_a_recheck(self) -> None:
        scene = a_signed_visit()

        page = a_client().post(reverse("followup:open", args=[finding_of(scene).pk]), {"kind": "RECHECK"})

        assert "责令改正复查要写明复查日期" in page.content.decode()

    def test_refuses_two_receivers(self) -> None:
        scene = a_signed_visit()

        page = a_client().post(
            reverse("followup:open", args=[finding_of(scene).pk]),
            {"kind": "INFORM", "receiver": scene.other.pk, "receiver_outside": "海关"},
        )

        assert "请不要再填写名录以外的单位" in page.content.decode()

    @pytest.mark.article(20)
    def test_refuses_a_transfer_without_evidence_in_the_articles_words(self) -> None:
        scene = a_signed_visit()

        page = a_client().post(
            reverse("followup:open", args=[finding_of(scene).pk]),
            {"kind": "TRANSFER", "receiver": scene.other.pk},
        )

        assert page.status_code == 409
        assert "对被检查主体涉嫌违法行为如需移送（转办）的" in page.content.decode()

    def test_another_departments_finding_is_not_found(self) -> None:
        scene = a_signed_visit()

        page = a_client().get(reverse("followup:open", args=[finding_of(scene, scene.other).pk]))

        assert page.status_code == 404

    @pytest.mark.parametrize("role", [Role.OFFICE, Role.AUDITOR, Role.INSPECTOR])
    def test_is_closed_to_others(self, role: Role) -> None:
        scene = a_signed_visit()

        assert a_client(role).get(reverse("followup:open", args=[finding_of(scene).pk])).status_code == 403


class TestFromHandToHand:
    def test_sends_receives_and_closes(self) -> None:
        follow_up = a_transfer()
        sender, receiver = a_client(), a_client(line="消防救援")
        page = lambda name: reverse(f"followup:{name}", args=[follow_up.pk])  # noqa: E731

        assert "移送安阳市消防救援局" in sender.get(page("detail")).content.decode()
        assert sender.get(page("send")).status_code == 200
        assert "请等待签收" in sender.post(page("send"), follow=True).content.decode()
        assert "已签收" in receiver.post(page("receive"), follow=True).content.decode()
        assert receiver.get(page("close")).status_code == 200
        assert "办结" in receiver.post(page("close"), {"outcome": "已立案"}, follow=True).content.decode()

        follow_up.refresh_from_db()
        assert follow_up.state == FollowUpState.CLOSED

    def test_returns_with_a_reason_and_sends_elsewhere(self) -> None:
        follow_up = a_transfer()
        sender, receiver = a_client(), a_client(line="消防救援")
        sender.post(reverse("followup:send", args=[follow_up.pk]))

        assert receiver.get(reverse("followup:return", args=[follow_up.pk])).status_code == 200
        receiver.post(reverse("followup:return", args=[follow_up.pk]), {"because": "不属于本部门管辖"})
        form = sender.get(reverse("followup:send", args=[follow_up.pk]))
        sender.post(reverse("followup:send", args=[follow_up.pk]), {"receiver_outside": "安阳海关"})

        follow_up.refresh_from_db()
        assert "上次移送被退回" in form.content.decode()
        assert (follow_up.state, follow_up.receiver_name) == (FollowUpState.SENT, "安阳海关")

    def test_sender_is_told_that_the_receipt_is_not_theirs(self) -> None:
        follow_up = a_transfer()
        sender = a_client()
        sender.post(reverse("followup:send", args=[follow_up.pk]))

        assert sender.post(reverse("followup:receive", args=[follow_up.pk])).status_code == 403

    def test_an_organ_outside_sends_back_through_the_sender(self) -> None:
        follow_up = a_transfer(outside="安阳海关")
        sender = a_client()
        sender.post(reverse("followup:send", args=[follow_up.pk]))
        page = sender.get(reverse("followup:detail", args=[follow_up.pk])).content.decode()
        assert "登记对方退回" in page
        url = reverse("followup:return", args=[follow_up.pk])

        answer = sender.post(url, {"because": "不属于海关管辖"}, follow=True).content.decode()

        follow_up.refresh_from_db()
        assert "另行移送或者自行办理" in answer
        assert follow_up.state == FollowUpState.RETURNED

    def test_what_was_addressed_to_nobody_is_asked_for_its_receiver_at_the_sending(self) -> None:
        scene = a_signed_visit()
        inform = open_follow_up(
            finding=finding_of(scene), kind="INFORM", actor=a_clerk(scene.lead), at=SIGNED_AT
        )
        sender, url = a_client(), reverse("followup:send", args=[inform.pk])

        assert "请选择受移送部门" in sender.post(url).content.decode()
        sender.post(url, {"receiver": scene.other.pk})

        inform.refresh_from_db()
        assert (inform.state, inform.receiver) == (FollowUpState.SENT, scene.other)

    def test_the_receiver_opens_the_files_that_came_with_it_and_nobody_before(self) -> None:
        scene = a_signed_visit()
        kept = a_stored_photo(scene.visit)
        strangers = a_department("税务")
        transfer = open_follow_up(
            finding=finding_of(scene), kind="TRANSFER", receiver=strangers, actor=a_clerk(scene.lead), at=SIGNED_AT,
            evidence=[{"title": "现场照片", "sha256": kept.sha256}, {"title": "笔录", "pages": 2}],
        )  # fmt: skip
        receiver, url = a_client(line="税务"), reverse("followup:evidence", args=[transfer.pk, 0])

        assert receiver.get(url).status_code == 404
        a_client().post(reverse("followup:send", args=[transfer.pk]))

        assert receiver.get(url)["Content-Type"] == "image/png"
        assert url in receiver.get(reverse("followup:detail", args=[transfer.pk])).content.decode()
        assert receiver.get(reverse("followup:evidence", args=[transfer.pk, 1])).status_code == 404
        assert receiver.get(reverse("followup:evidence", args=[transfer.pk, 9])).status_code == 404

    def test_a_deputy_head_strikes_a_mistake_out(self) -> None:
        follow_up = a_transfer()
        deputy = a_client(Role.DEPUTY_HEAD)
        url = reverse("followup:withdraw", args=[follow_up.pk])

        assert "撤销登记" in deputy.get(reverse("followup:detail", args=[follow_up.pk])).content.decode()
        assert deputy.get(url).status_code == 200
        assert "登记已撤销" in deputy.post(url, {"because": "错"}, follow=True).content.decode()
        assert a_client().get(url).status_code == 403

    def test_a_change_by_get_is_not_taken(self) -> None:
        assert a_client().get(reverse("followup:receive", args=[a_transfer().pk])).status_code == 405

    def test_a_third_department_finds_nothing(self) -> None:
        follow_up = a_transfer()

        page = a_client(line="教育").get(reverse("followup:detail", args=[follow_up.pk]))

        assert page.status_code == 404


class TestLetter:
    def test_is_a_pdf_with_the_number_it_was_sent_under(self) -> None:
        follow_up = a_transfer()
        client = a_client()
        client.post(reverse("followup:send", args=[follow_up.pk]))

        answer = client.get(reverse("followup:letter", args=[follow_up.pk]))

        assert answer["Content-Type"] == "application/pdf"
        assert answer.content.startswith(b"%PDF")

    def test_is_the_same_letter_every_time(self) -> None:
        follow_up = a_transfer()
        client = a_client()
        client.post(reverse("followup:send", args=[follow_up.pk]))
        url = reverse("followup:letter", args=[follow_up.pk])

        assert client.get(url).content == client.get(url).content


def test_strangers_are_sent_to_the_log_in() -> None:
    answer = Client().get(reverse("followup:list"))

    assert answer.status_code == 302
    assert Person.objects.count() == 0
