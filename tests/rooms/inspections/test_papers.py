"""Notes, orders, samples, reports, letters, service, printing: the papers of a visit (Art. 19-21)."""

import hashlib
import io
import json
import zipfile
from datetime import date, timedelta
from typing import Any

import pytest

from suiji.inspections import queries, services
from suiji.inspections.models import (
    Mandate,
    Order,
    PaperKind,
    PreparedNotice,
    PrintJob,
    Service,
    Visit,
    VisitPaper,
)
from suiji.inspections.services.evidence import UnfitEvidence
from suiji.law import Refused
from suiji.ledger import NotYours, Stale
from suiji.organs.roles import Role
from suiji.papers.models import IssuedPaper, PaperWithdrawal
from tests.factories.inspections import (
    ARRIVED_AT,
    ENDED_AT,
    TOLD_AT,
    Crew,
    a_contact,
    a_crew,
    a_photo,
    a_task_with_inspectors,
    approved,
    ended,
    fill,
    filled,
    officer_of,
    on_site,
    ordered,
    signed_by_all,
    told,
)
from tests.factories.organs import a_department, an_actor

pytestmark = pytest.mark.django_db
PDF = b"%PDF-1.7 a scanned letter"
LATER = ARRIVED_AT + timedelta(hours=1)


@pytest.fixture(autouse=True)
def _files_go_to_a_folder_of_their_own(settings: Any, tmp_path: Any) -> None:
    settings.MEDIA_ROOT = tmp_path


def article(refusal: pytest.ExceptionInfo[Refused]) -> int:
    return refusal.value.article


@pytest.mark.article(20)
class TestService:
    def test_leaves_a_receipt_with_both_servers_under_its_own_number(self) -> None:
        crew = told(a_crew())

        service = Service.objects.get()
        assert {service.first.person_id, service.second.person_id if service.second else 0} == {
            crew.leader.id,
            crew.second.id,
        }
        assert service.receipt.number.endswith("〔2026〕1号")
        assert {paper.kind for paper in VisitPaper.objects.all()} == {PaperKind.NOTICE, PaperKind.RECEIPT}

    def test_refuses_a_paper_handed_over_by_one_officer(self) -> None:
        crew = a_crew()

        with pytest.raises(Refused) as refusal:
            services.serve_notice(
                visit=crew.again(),
                mode="WRITTEN",
                receiver="李",
                visit_on=date(2026, 4, 30),
                actor=crew.leader,
                at=TOLD_AT,
            )

        assert article(refusal) == 20
        assert not IssuedPaper.objects.filter(title="送达回证").exists()

    def test_lets_one_officer_telephone(self) -> None:
        crew = a_crew()

        services.serve_notice(
            visit=crew.again(), mode="PHONE", receiver="李", visit_on=date(2026, 4, 30),
            actor=crew.leader, at=TOLD_AT,
        )  # fmt: skip

        assert Service.objects.get().get_way_display() == "电话记录"

    def test_refuses_to_leave_a_paper_without_a_witness(self) -> None:
        crew = told(a_crew())
        notice = queries.paper_of(crew.visit, PaperKind.NOTICE)
        assert notice is not None

        with pytest.raises(Refused) as refusal:
            services.serve_paper(
                visit=crew.again(), paper=notice, way="LEFT", receiver="无人", second=officer_of(crew.second),
                served_at=TOLD_AT, actor=crew.leader, at=LATER,
            )  # fmt: skip

        assert article(refusal) == 20

    def test_refuses_a_service_before_the_paper_was_made(self) -> None:
        crew = told(a_crew())
        notice = queries.paper_of(crew.visit, PaperKind.NOTICE)
        assert notice is not None

        with pytest.raises(Refused) as refusal:
            services.serve_paper(
                visit=crew.again(), paper=notice, way="POST", receiver="收发室",
                served_at=TOLD_AT - timedelta(days=1), actor=crew.leader, at=LATER,
            )  # fmt: skip

        assert article(refusal) == 14

    def test_is_not_for_a_paper_of_another_visit(self) -> None:
        crew, other = told(a_crew()), told(a_crew())
        notice = queries.paper_of(other.visit, PaperKind.NOTICE)
        assert notice is not None

        with pytest.raises(NotYours):
            services.serve_paper(
                visit=crew.again(), paper=notice, way="POST", receiver="收发室", served_at=LATER,
                actor=crew.leader, at=LATER,
            )  # fmt: skip

    def test_serves_the_notice_that_was_printed_before(self) -> None:
        crew = a_crew()
        clerk = an_actor(Role.CLERK, department=crew.visit.task.initiator)
        ready = services.prepare_notice(
            visit=crew.again(),
            visit_on=date(2026, 4, 30),
            materials="营业执照\n进货台账",
            actor=clerk,
            at=TOLD_AT,
        )

        told(crew, at=TOLD_AT + timedelta(hours=1))

        assert Service.objects.get().served == ready.paper
        assert IssuedPaper.objects.filter(title="部门联合检查告知书").count() == 1

    def test_withdraws_the_printed_notice_when_the_day_changes(self) -> None:
        crew = a_crew()
        clerk = an_actor(Role.CLERK, department=crew.visit.task.initiator)
        ready = services.prepare_notice(
            visit=crew.again(), visit_on=date(2026, 5, 7), actor=clerk, at=TOLD_AT
        )

        told(crew, at=TOLD_AT + timedelta(hours=1))

        assert PaperWithdrawal.objects.get().paper == ready.paper
        assert Service.objects.get().served != ready.paper


@pytest.mark.article(20)
class TestOnSite:
    def test_prints_a_note_of_what_was_seen(self) -> None:
        crew = on_site()

        note = services.write_note(
            visit=crew.again(), begun_at=ARRIVED_AT, ended_at=LATER, place="后厨", present="店长",
            content="冷藏柜内有三盒熟食。", actor=crew.guest, at=LATER,
        )  # fmt: skip

        assert note.department == officer_of(crew.guest).department
        assert note.paper.content[:5] == b"%PDF-"

    def test_refuses_a_note_from_before_the_arrival(self) -> None:
        crew = on_site()

        with pytest.raises(Refused) as refusal:
            services.write_note(
                visit=crew.again(), begun_at=ARRIVED_AT - timedelta(hours=1), ended_at=LATER, place="后厨",
                present="店长", content="熟食。", actor=crew.leader, at=LATER,
            )  # fmt: skip

        assert article(refusal) == 14

    def test_numbers_a_written_order_and_only_records_a_spoken_one(self) -> None:
        crew = on_site()
        ordered(crew, crew.guest)

        written = services.give_order(
            finding=crew.finding(crew.leader), way="WRITTEN", problem="台账缺页", basis="第五十三条",
            demand="补齐台账", due_on=date(2026, 5, 15), recheck_on=date(2026, 5, 18),
            actor=crew.leader, at=LATER,
        )  # fmt: skip

        assert written.number.endswith("〔2026〕1号")
        assert [order.paper_id is None for order in Order.objects.order_by("pk")] == [True, False]

    def test_refuses_a_term_in_the_past_and_a_recheck_before_it(self) -> None:
        crew = on_site()
        for due, recheck in ((date(2026, 4, 1), date(2026, 5, 1)), (date(2026, 5, 15), date(2026, 5, 14))):
            with pytest.raises(Refused) as refusal:
                services.give_order(
                    finding=crew.finding(crew.leader), way="ORAL", problem="台账缺页", basis="第五十三条",
                    demand="补齐", due_on=due, recheck_on=recheck, actor=crew.leader, at=LATER,
                )  # fmt: skip
            assert article(refusal) == 14

    def test_refuses_an_order_about_another_departments_finding(self) -> None:
        crew = on_site()

        with pytest.raises(Refused) as refusal:
            services.give_order(
                finding=crew.finding(crew.guest), way="ORAL", problem="台账缺页", basis="第五十三条",
                demand="补齐", due_on=date(2026, 5, 15), recheck_on=date(2026, 5, 15),
                actor=crew.leader, at=LATER,
            )  # fmt: skip

        assert article(refusal) == 4

    def test_refuses_to_close_on_a_correction_that_nobody_ordered(self) -> None:
        crew = on_site()
        for actor in (crew.leader, crew.guest):
            fill(crew, actor, ["CORRECTION_ORDERED"], answer="有", problem="台账缺页")
        ordered(crew, crew.leader)
        signed_by_all(crew)

        with pytest.raises(Refused) as refusal:
            services.close_record(visit=crew.again(), actor=crew.leader, at=ENDED_AT)

        assert article(refusal) == 20
        assert "督促当事人整改" in refusal.value.says


def a_mandate(crew: Crew, *, until: date = date(2026, 12, 31)) -> Mandate:
    return services.register_mandate(
        task=crew.visit.task, body="安阳市食品药品检验所", body_code="12410500MB00000043", qualification="资质认定",
        number="委〔2026〕1号", scope="餐具检验", people="", valid_from=date(2026, 1, 1), valid_until=until,
        content=PDF, actor=crew.leader, at=TOLD_AT,
    )  # fmt: skip


def report(crew: Crew, mandate: Mandate | None, actor: Any = None) -> Any:
    return services.take_report(
        visit=crew.again(), mandate=mandate, title="检验报告", number="JY-1", conclusion="符合", content=PDF,
        issued_on=date(2026, 4, 30), actor=actor or crew.leader, at=LATER,
    )  # fmt: skip


@pytest.mark.article(19)
class TestThirdParties:
    def test_report_under_their_mandate(self) -> None:
        crew = on_site()

        kept = report(crew, a_mandate(crew))

        assert kept.sha256 == hashlib.sha256(PDF).hexdigest()

    def test_are_refused_without_one(self) -> None:
        with pytest.raises(Refused) as refusal:
            report(on_site(), None)

        assert article(refusal) == 19

    def test_are_refused_under_a_mandate_that_has_run_out(self) -> None:
        crew = on_site()

        with pytest.raises(Refused):
            report(crew, a_mandate(crew, until=date(2026, 4, 29)))

    def test_are_refused_under_another_departments_mandate(self) -> None:
        crew = on_site()

        with pytest.raises(Refused):
            report(crew, a_mandate(crew), actor=crew.guest)

    def test_are_not_entrusted_by_a_department_without_a_part(self) -> None:
        crew = on_site()
        stranger = an_actor(Role.CLERK, department=an_other_department())

        with pytest.raises(Refused) as refusal:
            services.register_mandate(
                task=crew.visit.task, body="某所", body_code="12410500MB00000043", qualification="资质", number="1",
                scope="检验", people="", valid_from=date(2026, 1, 1), valid_until=date(2026, 12, 31),
                content=PDF, actor=stranger, at=TOLD_AT,
            )  # fmt: skip

        assert article(refusal) == 4

    def test_hand_in_papers_and_nothing_else(self) -> None:
        crew = on_site()
        mandate = a_mandate(crew)

        with pytest.raises(UnfitEvidence):
            services.take_report(
                visit=crew.again(), mandate=mandate, title="检验报告", number="JY-1", conclusion="符合",
                content=b"MZ a program", issued_on=date(2026, 4, 30), actor=crew.leader, at=LATER,
            )  # fmt: skip

    def test_test_a_sample_under_their_mandate(self) -> None:
        crew = on_site()

        sample = services.take_sample(
            finding=crew.finding(crew.leader), name="餐碗", base="200 只", quantity="8 只", place="消毒间",
            sealing="封条", mandate=a_mandate(crew), actor=crew.leader, at=LATER,
        )  # fmt: skip

        assert sample.paper.title == "抽样记录"

    def test_test_no_sample_without_one(self) -> None:
        crew = on_site()

        with pytest.raises(Refused) as refusal:
            services.take_sample(
                finding=crew.finding(crew.guest), name="餐碗", base="200 只", quantity="8 只", place="消毒间",
                sealing="封条", mandate=a_mandate(crew), actor=crew.guest, at=LATER,
            )  # fmt: skip

        assert article(refusal) == 19


def an_other_department() -> Any:
    return a_department("生态环境")


def nobody_there() -> Crew:
    """A visit that ended with nobody found."""
    crew = on_site()
    a_photo(crew)
    a_contact(crew)
    fill(crew, crew.leader, ["UNREACHABLE"], problem="大门紧锁")
    for actor in crew.everybody:
        services.sign_officer(visit=crew.again(), actor=actor, at=ENDED_AT)
    for actor in (crew.leader, crew.second):
        services.note_refusal(visit=crew.again(), note="现场无人", actor=actor, at=ENDED_AT)
    services.close_record(visit=crew.again(), actor=crew.leader, at=ENDED_AT)
    return crew


def send(crew: Crew, on: date) -> Any:
    return services.send_letter(
        visit=crew.again(), tracking=f"XA{on:%Y%m%d}", sent_on=on, actor=crew.leader,
        at=ENDED_AT + timedelta(days=60),
    )  # fmt: skip


def returned(letter: Any, crew: Crew, outcome: str = "UNSIGNED") -> None:
    services.note_letter(
        letter=letter, outcome=outcome, on=letter.sent_on + timedelta(days=5), actor=crew.leader,
        at=ENDED_AT + timedelta(days=60),
    )  # fmt: skip


@pytest.mark.article(21)
class TestLetters:
    @pytest.mark.parametrize("gap", [15, 30])
    def test_are_two_between_fifteen_and_thirty_days(self, gap: int) -> None:
        crew = nobody_there()
        first = send(crew, date(2026, 5, 6))

        second = send(crew, first.sent_on + timedelta(days=gap))

        assert (first.place, second.place) == (1, 2)

    @pytest.mark.parametrize("gap", [14, 31])
    def test_are_refused_too_soon_and_too_late(self, gap: int) -> None:
        crew = nobody_there()
        first = send(crew, date(2026, 5, 6))

        with pytest.raises(Refused) as refusal:
            send(crew, first.sent_on + timedelta(days=gap))

        assert article(refusal) == 21

    def test_are_never_three(self) -> None:
        crew = nobody_there()
        for day in (date(2026, 5, 6), date(2026, 5, 26)):
            send(crew, day)

        with pytest.raises(Stale):
            send(crew, date(2026, 6, 15))

    def test_open_the_hand_over_to_the_registration_organ(self) -> None:
        crew = nobody_there()
        for day in (date(2026, 5, 6), date(2026, 5, 26)):
            returned(send(crew, day), crew)

        paper = services.hand_over_listing(
            visit=crew.again(), receiver="安阳市市场监督管理局", actor=crew.leader,
            at=ENDED_AT + timedelta(days=61),
        )  # fmt: skip

        content = queries.listing_package(crew.again())
        assert content is not None
        with zipfile.ZipFile(io.BytesIO(content)) as package:
            clue = json.loads(package.read("clue.json"))
            assert hashlib.sha256(package.read("letter.pdf")).hexdigest() == paper.sha256
        assert [one["outcome"] for one in clue["letters"]] == ["无人签收，退回"] * 2
        assert clue["evidence"][0]["file"] == "evidence/01.jpg"

    def test_open_nothing_when_one_was_signed_for(self) -> None:
        crew = nobody_there()
        returned(send(crew, date(2026, 5, 6)), crew)
        returned(send(crew, date(2026, 5, 26)), crew, "SIGNED")

        with pytest.raises(Refused) as refusal:
            services.hand_over_listing(
                visit=crew.again(), receiver="登记机关", actor=crew.leader, at=ENDED_AT + timedelta(days=61)
            )

        assert article(refusal) == 21

    def test_open_nothing_where_somebody_was_found(self) -> None:
        crew = ended()

        with pytest.raises(Refused) as refusal:
            services.hand_over_listing(
                visit=crew.again(), receiver="登记机关", actor=crew.leader, at=ENDED_AT + timedelta(days=61)
            )

        assert article(refusal) == 21


class TestAfterwards:
    def test_the_signed_record_becomes_one_paper(self) -> None:
        crew = ended()

        first = services.issue_record(visit=crew.again(), actor=crew.leader, at=ENDED_AT)
        again = services.issue_record(visit=crew.again(), actor=crew.guest, at=ENDED_AT)

        assert first == again

    def test_the_object_is_told_once(self) -> None:
        crew = ended()
        services.issue_result_letter(visit=crew.again(), actor=crew.leader, at=ENDED_AT)

        with pytest.raises(Stale):
            services.issue_result_letter(visit=crew.again(), actor=crew.leader, at=ENDED_AT)

    def test_the_object_is_told_nothing_before_the_record_is_signed(self) -> None:
        with pytest.raises(Refused) as refusal:
            services.issue_result_letter(visit=filled().again(), actor=on_site().leader, at=ENDED_AT)

        assert article(refusal) == 14

    def test_an_evidence_list_needs_evidence(self) -> None:
        crew = on_site()

        with pytest.raises(Refused):
            services.issue_evidence_list(visit=crew.again(), actor=crew.leader, at=LATER)

        a_photo(crew)
        paper = services.issue_evidence_list(visit=crew.again(), actor=crew.leader, at=LATER)
        assert paper.title == "证据清单"


def printed(task: Any, kind: str, **facts: Any) -> PrintJob:
    clerk = an_actor(Role.CLERK, department=task.initiator, name="李华")
    job = services.order_print(task=task, kind=kind, actor=clerk, at=TOLD_AT, later=False, **facts)
    return services.make_print(job=queries.print_job(job.pk), at=TOLD_AT)


class TestPrinting:
    def test_numbers_and_prints_every_notice_in_one_file(self) -> None:
        task = a_task_with_inspectors(objects=3)
        services.take_over(task=task, actor=an_actor(Role.CLERK, department=task.initiator), at=TOLD_AT)
        approved(task)

        job = printed(task, "NOTICES", visit_on=date(2026, 5, 6), materials="营业执照")

        assert job.done == 3
        assert job.file.read(5) == b"%PDF-"
        assert PreparedNotice.objects.count() == 3
        assert len({notice.number for notice in PreparedNotice.objects.all()}) == 3

    def test_does_nothing_when_it_runs_again(self) -> None:
        task = a_task_with_inspectors()
        services.take_over(task=task, actor=an_actor(Role.CLERK, department=task.initiator), at=TOLD_AT)
        approved(task)
        job = printed(task, "NOTICES", visit_on=date(2026, 5, 6))

        services.make_print(job=queries.print_job(job.pk), at=TOLD_AT)

        assert PreparedNotice.objects.count() == 1

    def test_prints_blank_records_of_an_unannounced_task_too(self) -> None:
        crew = a_crew(unannounced=True)

        assert printed(crew.visit.task, "RECORDS").done == 1

    @pytest.mark.article(20)
    def test_refuses_notices_of_an_unannounced_task(self) -> None:
        crew = a_crew(unannounced=True)

        with pytest.raises(Refused) as refusal:
            printed(crew.visit.task, "NOTICES", visit_on=date(2026, 5, 6))

        assert article(refusal) == 20

    @pytest.mark.article(18)
    def test_refuses_notices_before_the_leave(self) -> None:
        crew = a_crew(leave=False)

        with pytest.raises(Refused) as refusal:
            printed(crew.visit.task, "NOTICES", visit_on=date(2026, 5, 6))

        assert article(refusal) == 18

    def test_refuses_a_task_without_visits(self) -> None:
        task = approved(a_task_with_inspectors())

        with pytest.raises(Refused):
            printed(task, "RECORDS")

        assert not Visit.objects.exists()
