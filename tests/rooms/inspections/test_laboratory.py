"""Samples in a laboratory: signed without a result, and formed by the report (Art. 20(4), reading R100)."""

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, transaction
from django.test import Client
from django.urls import reverse

from suiji.disclosure import queries as public
from suiji.disclosure import services as disclosing
from suiji.inspections import queries, services
from suiji.inspections.models import LabReport
from suiji.inspections.services.evidence import UnfitEvidence
from suiji.law import Refused
from suiji.ledger import Actor, Stale
from suiji.ledger.queries import history
from suiji.organs.models import Person
from suiji.organs.roles import Role
from tests.factories.field import Phone
from tests.factories.inspections import (
    ARRIVED_AT,
    ENDED_AT,
    POINTS,
    a_crew,
    on_site,
    signed_by_all,
)
from tests.factories.laboratory import NEXT_MONTH, PDF, RECEIVED, left_open, reported, sampled, signed
from tests.factories.organs import an_actor

pytestmark = [pytest.mark.django_db, pytest.mark.article(20)]


@pytest.fixture(autouse=True)
def _own_folder(settings: Any, tmp_path: Any) -> None:
    settings.MEDIA_ROOT = tmp_path


class TestRecord:
    def test_is_signed_without_a_result_where_a_sample_was_taken(self) -> None:
        crew, _ = signed()

        assert crew.finding(crew.leader).results == []
        assert crew.finding(crew.leader).result_words == ["以检验报告为准"]

    def test_is_not_left_open_without_a_sample(self) -> None:
        crew = on_site(a_crew(tests_products=True))

        with pytest.raises(Refused, match="第二十条"):
            left_open(crew)

    def test_keeps_its_hash_and_its_signatures_when_the_report_comes(self) -> None:
        crew, sample = signed()
        before = queries.record_of(crew.again())

        reported(sample, crew.leader)

        after = queries.record_of(crew.again())
        assert after.sha256 == before.sha256
        assert len(after.signatures) == len(before.signatures) == 5

    def test_takes_the_result_of_a_report_that_came_before_the_signatures(self) -> None:
        crew, sample = sampled()
        left_open(crew)
        services.receive_lab_report(
            sample=sample, number="快检-1", laboratory="快检车", conforming=True, issued_on=date(2026, 4, 30),
            received_on=date(2026, 4, 30), content=PDF, actor=crew.leader, at=ARRIVED_AT + timedelta(hours=2),
        )  # fmt: skip
        assert crew.finding(crew.leader).results == []

        signed_by_all(crew)
        services.close_record(visit=crew.again(), actor=crew.leader, at=ENDED_AT)

        assert crew.finding(crew.leader).results == ["CONFORMING"]

    def test_is_not_chosen_by_the_application_beside_the_reports(self) -> None:
        """The database itself lets the open result be written once, with the reports, and nothing else changed."""
        crew, sample = signed()
        finding = crew.finding(crew.leader)
        finding.results = ["CONFORMING"]
        with pytest.raises(DatabaseError), transaction.atomic():
            finding.save(update_fields=["results"])

        reported(sample, crew.leader, conforming=False)

        finding = crew.finding(crew.leader)
        assert finding.results == ["NONCONFORMING"]
        finding.results = ["CONFORMING"]
        with pytest.raises(DatabaseError), transaction.atomic():
            finding.save(update_fields=["results"])


class TestReport:
    @pytest.mark.parametrize(("second", "result"), [(True, "CONFORMING"), (False, "NONCONFORMING")])
    def test_of_the_last_sample_forms_the_result(self, second: bool, result: str) -> None:
        crew, first = sampled()
        _, other = sampled(crew)
        left_open(crew)
        signed_by_all(crew)
        services.close_record(visit=crew.again(), actor=crew.leader, at=ENDED_AT)

        reported(first, crew.leader)
        assert crew.finding(crew.leader).results == []
        reported(other, crew.leader, conforming=second)

        assert crew.finding(crew.leader).results == [result]
        assert any("结果按检验报告形成" in entry.sentence for entry in history(crew.again()))

    def test_comes_once(self) -> None:
        crew, sample = signed()
        reported(sample, crew.leader)

        with pytest.raises(Stale):
            reported(sample, crew.leader, conforming=False)

    def test_is_entered_by_the_department_that_sampled(self) -> None:
        crew, sample = signed()

        with pytest.raises(Refused):
            reported(sample, crew.guest)

    @pytest.mark.parametrize(
        ("issued", "received"),
        [
            (date(2026, 4, 1), RECEIVED),
            (date(2026, 5, 27), date(2026, 5, 26)),
            (date(2026, 5, 27), date(2026, 12, 1)),
        ],
    )
    def test_follows_the_sample_and_is_not_of_tomorrow(self, issued: date, received: date) -> None:
        crew, sample = signed()

        with pytest.raises(Refused):
            reported(sample, crew.leader, issued_on=issued, received_on=received)

    @pytest.mark.parametrize(
        "fault", [{"content": b"MZ program"}, {"conforming": False, "nonconformity": "  "}]
    )
    def test_is_a_paper_that_names_what_does_not_conform(self, fault: dict[str, Any]) -> None:
        crew, sample = signed()

        with pytest.raises(UnfitEvidence):
            reported(sample, crew.leader, **fault)
        assert not LabReport.objects.exists()


class TestClocks:
    def test_start_for_the_department_that_waits_with_the_last_report(self) -> None:
        crew, sample = signed()
        clerk = an_actor(Role.CLERK, department=sample.department, name="李华")
        guests = an_actor(Role.CLERK, department=crew.finding(crew.guest).department, name="孙悦")
        today = NEXT_MONTH.date()
        assert not public.visits_to_enter(clerk)
        assert public.visits_to_enter(guests).get() == crew.visit
        with pytest.raises(Refused, match="第二十条"):
            disclosing.enter_result(visit=crew.again(), actor=clerk, at=NEXT_MONTH)
        assert {row.department_id for row in public.owed(clerk)} == set()

        reported(sample, crew.leader)

        assert public.visits_to_enter(clerk).get() == crew.visit
        own = public.clocks(public.owed(clerk), today=today)[0]
        theirs = public.clocks(public.owed(guests), today=today)[0]
        publication = disclosing.enter_result(visit=crew.again(), actor=clerk, at=NEXT_MONTH)
        assert publication.due_on == own.due.on > theirs.due.on
        assert own.days > theirs.days

    def test_let_nobody_tell_the_firm_a_result_that_is_not_there(self) -> None:
        crew, sample = signed()

        with pytest.raises(Refused, match="第二十条"):
            services.issue_result_letter(visit=crew.again(), actor=crew.leader, at=NEXT_MONTH)

        reported(sample, crew.leader)
        assert services.issue_result_letter(visit=crew.again(), actor=crew.leader, at=NEXT_MONTH)


class TestPages:
    @staticmethod
    def client(actor: Actor) -> Client:
        client = Client()
        client.force_login(Person.objects.get(pk=actor.id))
        return client

    def test_let_an_officer_leave_the_result_to_the_report(self) -> None:
        crew, _ = sampled()
        finding = crew.finding(crew.leader)
        page = reverse("inspections:finding", args=[finding.pk])
        typed = {f"point_{n}": "无" for n in range(len(POINTS))}
        client = self.client(crew.leader)
        assert "以检验报告为准" in client.get(page).content.decode()

        nothing = client.post(page, typed)
        assert "请选择检查结果，或者勾选" in nothing.content.decode()
        both = client.post(page, {**typed, "awaits_report": "on", "results": ["NO_PROBLEM"]})
        assert "请去掉其中一处" in both.content.decode()
        assert client.post(page, {**typed, "awaits_report": "on"}).status_code == 302
        assert crew.finding(crew.leader).awaits_report

    def test_take_the_report_and_show_it(self, monkeypatch: pytest.MonkeyPatch) -> None:
        from suiji.config import clock

        monkeypatch.setattr(clock, "now", lambda: NEXT_MONTH)
        crew, sample = signed()
        client = self.client(crew.leader)
        home = [todo.url for todo in queries.to_do(crew.leader, today=NEXT_MONTH.date())]
        page = reverse("inspections:lab_report", args=[sample.pk])
        assert page in home
        form = {
            "number": "JY-1", "laboratory": "检验所", "outcome": "0", "issued_on": "2026-05-27",
            "received_on": "2026-05-29",
        }  # fmt: skip

        kept = client.post(page, {**form, "file": SimpleUploadedFile("r.pdf", PDF)})
        assert "请写明不合格项目" in kept.content.decode()
        assert 'value="JY-1"' in kept.content.decode()
        done = client.post(
            page, {**form, "nonconformity": "过氧化值", "file": SimpleUploadedFile("r.pdf", PDF)}, follow=True
        )

        words = done.content.decode()
        assert "检验报告 JY-1" in words
        assert "不合格" in words
        assert client.get(page).status_code == 404
        report = LabReport.objects.get()
        file = client.get(reverse("inspections:lab_report_file", args=[report.pk]))
        assert b"".join(file.streaming_content if file.streaming else [file.content]) == PDF

    def test_tell_the_phone_that_a_sample_was_taken_and_hear_that_it_waits(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        from suiji.config import clock

        at: datetime = ARRIVED_AT + timedelta(hours=1)
        monkeypatch.setattr(clock, "now", lambda: at)
        crew, _ = sampled()
        phone = Phone(crew.leader)
        finding = crew.finding(crew.leader)
        package = phone.package(crew.visit)
        mine = next(f for f in package["findings"] if f["id"] == finding.pk)
        assert mine["sampled"]
        said = {**mine["said"], "answers": dict.fromkeys(POINTS, "无"), "awaits_report": True}

        answer = phone.act(
            crew.visit, "FILL", {"finding": finding.pk, "base": mine["said"], "mine": said}, done=at
        )

        assert answer.status_code == 200
        assert crew.finding(crew.leader).awaits_report

        both = {**said, "results": ["CONFORMING"]}
        refused = phone.act(crew.visit, "FILL", {"finding": finding.pk, "base": said, "mine": both}, done=at)
        assert "请去掉其中一处" in refused.json()["words"]
