"""督导文书 and 保障申请: guidance and supervision with receipt and reply (Art. 28); vehicles on a task (Art. 30)."""

import io
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.db import DatabaseError, transaction
from django.test import Client
from django.urls import reverse
from pypdf import PdfReader

from suiji.law import Refused
from suiji.ledger import NotYours
from suiji.organs.roles import Role
from suiji.oversight import queries, services
from suiji.oversight.models import LetterKind, OversightLetter, ResourceRequest
from suiji.oversight.states import LetterState, ResourceState
from tests.factories.followup import a_drawn_task
from tests.factories.organs import AT, a_department, an_actor, the_person
from tests.factories.oversight import DUE, a_letter, a_member, the_province

pytestmark = pytest.mark.django_db
LATER = AT + timedelta(days=3)


@pytest.mark.article(28)
class TestSendLetter:
    def test_goes_down_the_upper_departments_own_line(self) -> None:
        letter = a_letter()

        assert letter.state == LetterState.SENT
        assert letter.number.endswith("督〔2026〕1号")
        assert queries.letter_history(letter).get().act == "oversight.letter_sent"

    def test_does_not_leave_the_line(self) -> None:
        with pytest.raises(NotYours):
            a_letter(to=a_department("教育"))

    def test_supervision_is_not_an_upper_departments(self) -> None:
        with pytest.raises(NotYours):
            a_letter(kind=LetterKind.DECISION)

    def test_a_supervisor_writes_to_any_department_but_gives_no_guidance(self) -> None:
        supervisor = an_actor(Role.AUDITOR, department=a_department("司法行政"))

        letter = a_letter(
            supervisor, kind=LetterKind.NOTICE, to=a_department("教育"), basis="《行政执法监督条例》"
        )

        assert letter.get_kind_display() == "行政执法监督通知书"
        with pytest.raises(Refused):
            a_letter(supervisor, kind=LetterKind.NOTICE)
        with pytest.raises(NotYours):
            a_letter(supervisor, kind=LetterKind.GUIDANCE)

    def test_the_discipline_inspection_advises_and_does_not_supervise_enforcement(self) -> None:
        inspection = an_actor(Role.AUDITOR, department=a_department("纪委监委"))

        assert a_letter(inspection, kind=LetterKind.ADVICE).get_kind_display() == "纪检监察建议书"
        with pytest.raises(NotYours):
            a_letter(inspection, kind=LetterKind.DECISION)

    @pytest.mark.article(20)
    def test_tells_nobody_of_anothers_task(self) -> None:
        task = a_drawn_task()

        with pytest.raises(NotYours):
            a_letter(
                an_actor(Role.AUDITOR, department=a_department("纪委监委")), kind=LetterKind.ADVICE,
                to=a_department("教育"), task=task,
            )  # fmt: skip

        assert a_letter(
            an_actor(Role.AUDITOR, department=a_department("纪委监委")), kind=LetterKind.ADVICE,
            to=task.initiator, task=task,
        ).task == task  # fmt: skip

    @pytest.mark.parametrize("role", [Role.CLERK, Role.OFFICE, Role.PRINCIPAL_HEAD])
    def test_is_not_for_others(self, role: Role) -> None:
        with pytest.raises(NotYours):
            a_letter(an_actor(role))

    def test_gives_time_to_answer(self) -> None:
        with pytest.raises(Refused):
            services.send_letter(
                kind="GUIDANCE", receiver=a_department(), title="题", content="文", due_on=date(2026, 3, 1),
                actor=the_province(), at=AT,
            )  # fmt: skip


@pytest.mark.article(28)
class TestAnswerLetter:
    def test_follows_the_receipt_and_stops_the_clock_once(self) -> None:
        writer = the_province()
        letter, clerk = a_letter(writer), an_actor(Role.CLERK, department=a_department())

        services.receive_letter(letter=letter, actor=clerk, at=LATER)
        services.answer_letter(letter=letter, reply="依据是省局文件。", actor=clerk, at=LATER)
        services.send_letter_back(letter=letter, because="请附文件", actor=writer, at=LATER)
        services.answer_letter(letter=letter, reply="附后。", actor=clerk, at=LATER + timedelta(days=1))
        services.close_letter(letter=letter, actor=writer, at=LATER + timedelta(days=2))

        assert (letter.state, letter.answered_at, letter.reply) == (LetterState.CLOSED, LATER, "附后。")
        assert queries.await_reply(letter, today=date(2026, 12, 1)).days is None

    def test_refuses_before_it_was_signed_for(self) -> None:
        with pytest.raises(Refused):
            services.answer_letter(
                letter=a_letter(), reply="是", actor=an_actor(Role.CLERK, department=a_department()), at=LATER
            )

    def test_is_the_receivers_alone(self) -> None:
        with pytest.raises(NotYours):
            services.receive_letter(letter=a_letter(), actor=a_member("教育"), at=LATER)

    def test_changes_nothing_and_is_never_deleted(self) -> None:
        letter = a_letter()

        with pytest.raises(DatabaseError), transaction.atomic():
            letter.delete()

    def test_waits_on_the_desk_of_both(self) -> None:
        writer = the_province()
        letter, clerk = a_letter(writer), an_actor(Role.CLERK, department=a_department())

        assert [todo.action for todo in queries.to_do(clerk, today=DUE)] == ["签收"]
        services.receive_letter(letter=letter, actor=clerk, at=LATER)
        assert [todo.action for todo in queries.to_do(clerk, today=DUE)] == ["回复"]
        services.answer_letter(letter=letter, reply="是", actor=clerk, at=LATER)
        assert [todo.action for todo in queries.to_do(writer, today=DUE)] == ["核对了结"]


@pytest.mark.article(28)
class TestUnansweredLetter:
    def test_reaches_the_deputy_head_and_the_writer_after_its_day(self) -> None:
        writer = the_province()
        letter = a_letter(writer)
        deputy = an_actor(Role.DEPUTY_HEAD, department=letter.receiver)

        assert queries.to_do(deputy, today=DUE) == []
        for actor in (deputy, writer):
            (todo,) = queries.to_do(actor, today=DUE + timedelta(days=1))
            assert "逾期没有回复" in todo.sentence


@pytest.mark.article(30)
class TestResources:
    def ask(self, **given: Any) -> ResourceRequest:
        task = a_drawn_task()
        clerk = an_actor(Role.CLERK, department=task.initiator)
        fields: dict[str, Any] = {
            "task": task, "kind": "VEHICLE", "content": "越野车 1 辆", "needed_on": DUE, "actor": clerk, "at": AT,
        }  # fmt: skip
        return services.ask_for_resource(**fields | given)

    def test_are_arranged_by_the_departments_deputy_head(self) -> None:
        asked = self.ask()
        deputy = an_actor(Role.DEPUTY_HEAD, department=asked.department)
        assert [todo.action for todo in queries.to_do(deputy, today=DUE)] == ["安排"]

        services.answer_resource(request=asked, arranged=True, answer="豫E12345", actor=deputy, at=AT)

        assert (asked.state, asked.answer) == (ResourceState.ARRANGED, "豫E12345")

    def test_are_not_arranged_by_another_department(self) -> None:
        with pytest.raises(NotYours):
            services.answer_resource(
                request=self.ask(), arranged=False, answer="无车",
                actor=an_actor(Role.DEPUTY_HEAD, department=a_department("教育")), at=AT,
            )  # fmt: skip

    def test_are_not_arranged_by_who_asked_and_are_taken_back_until_then(self) -> None:
        task = a_drawn_task()
        both = an_actor(Role.CLERK, Role.DEPUTY_HEAD, department=task.initiator, name="赵兼")
        asked = self.ask(task=task, actor=both)

        with pytest.raises(Refused):
            services.answer_resource(request=asked, arranged=True, answer="豫E12345", actor=both, at=AT)
        services.withdraw_resource(request=asked, because="自有车辆", actor=both, at=AT)

        assert asked.state == ResourceState.WITHDRAWN

    def test_are_for_a_day_that_can_still_be_provided_for(self) -> None:
        with pytest.raises(Refused):
            self.ask(needed_on=AT.date() - timedelta(days=1))

    def test_are_for_a_task_of_ones_own(self) -> None:
        with pytest.raises(NotYours):
            self.ask(actor=a_member("教育"))

    def test_say_why_where_nothing_could_be_had(self) -> None:
        asked = self.ask()
        deputy = an_actor(Role.DEPUTY_HEAD, department=asked.department)

        with pytest.raises(Refused):
            services.answer_resource(request=asked, arranged=False, answer="", actor=deputy, at=AT)


class TestPages:
    def client(self, actor: Any, monkeypatch: pytest.MonkeyPatch, at: datetime = AT) -> Client:
        monkeypatch.setattr("suiji.config.clock.now", lambda: at)
        client = Client()
        client.force_login(the_person(actor))
        return client

    def test_write_sign_answer_and_close_a_letter(self, monkeypatch: pytest.MonkeyPatch) -> None:
        writer, city = the_province(), a_department()
        above = self.client(writer, monkeypatch)
        below = self.client(an_actor(Role.CLERK, department=city), monkeypatch)
        form = {
            "kind": "GUIDANCE",
            "receiver": city.pk,
            "title": "题",
            "content": "文",
            "due_on": "2026-03-31",
        }

        above.post(reverse("oversight:letter_new"), form)
        pk = OversightLetter.objects.get().pk
        below.post(reverse("oversight:letter_receive", args=[pk]))
        assert "已回复" not in below.get(reverse("oversight:letters")).content.decode()
        below.post(reverse("oversight:letter_answer", args=[pk]), {"words": "答"})
        above.post(reverse("oversight:letter_send_back", args=[pk]), {"words": "再答"})
        below.post(reverse("oversight:letter_answer", args=[pk]), {"words": "再次回复"})
        above.post(reverse("oversight:letter_close", args=[pk]))

        page = below.get(reverse("oversight:letter", args=[pk])).content.decode()
        assert "已了结" in page
        assert "已回复" in page
        assert "再次回复" in page
        assert "题" in above.get(reverse("oversight:letters")).content.decode()

    def test_print_a_letter_for_its_two_sides_and_nobody_else(self, monkeypatch: pytest.MonkeyPatch) -> None:
        letter = a_letter()
        address = reverse("oversight:letter_pdf", args=[letter.pk])
        clerk = self.client(an_actor(Role.CLERK, department=letter.receiver), monkeypatch)
        stranger = self.client(an_actor(Role.CLERK, department=a_department("教育")), monkeypatch)

        sent = clerk.get(address).content
        services.receive_letter(
            letter=letter, actor=an_actor(Role.CLERK, department=letter.receiver), at=LATER
        )

        text = "".join("".join(page.extract_text().split()) for page in PdfReader(io.BytesIO(sent)).pages)
        assert f"{letter.receiver.name}：请说明D类比例的确定依据。请于2026年3月31日前书面回复" in text
        assert f"{letter.number}指导意见" in text
        assert clerk.get(address).content == sent
        assert stranger.get(address).status_code == 404

    def test_ask_for_a_vehicle_and_arrange_it(self, monkeypatch: pytest.MonkeyPatch) -> None:
        task = a_drawn_task()
        clerk = self.client(an_actor(Role.CLERK, department=task.initiator), monkeypatch)
        head = self.client(an_actor(Role.DEPUTY_HEAD, department=task.initiator), monkeypatch)
        form = {"task": task.pk, "kind": "VEHICLE", "content": "车 1 辆", "needed_on": "2026-04-01"}

        assert clerk.get(reverse("oversight:resource_new")).status_code == 200
        clerk.post(reverse("oversight:resource_new"), form)
        pk = ResourceRequest.objects.get().pk
        assert "车 1 辆" in head.get(reverse("oversight:resource", args=[pk])).content.decode()
        head.post(reverse("oversight:resource", args=[pk]), {"arranged": "yes", "answer": "豫E12345"})

        assert "豫E12345" in clerk.get(reverse("oversight:resources")).content.decode()
