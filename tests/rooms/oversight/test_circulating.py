"""征求意见: frozen figures go round, are answered for, and become the report unchanged (Art. 29); what lies behind."""

from datetime import UTC, date, datetime
from io import BytesIO
from typing import Any

import pytest
from django.db import DatabaseError, transaction
from django.test import Client
from django.urls import reverse
from docx import Document
from python_calamine import CalamineWorkbook

from suiji.law import Refused
from suiji.law.workdays import shipped_calendar
from suiji.ledger import NotYours
from suiji.organs.roles import Role
from suiji.oversight import papers, queries, services
from suiji.oversight.figures import KEYS, behind, count
from suiji.oversight.models import Circulation, Report
from suiji.oversight.states import CirculationState
from suiji.papers.documents import REPORT_COLUMNS
from tests.factories.archive import publish
from tests.factories.followup import a_signed_visit, a_transfer
from tests.factories.organs import a_department, an_actor, an_office, the_person
from tests.factories.oversight import the_office
from tests.rooms.papers.test_services import pages

pytestmark = [pytest.mark.django_db, pytest.mark.article(29)]
CUT_OFF = datetime(2026, 6, 30, 15, 59, tzinfo=UTC)
SENT = datetime(2026, 7, 1, 2, 0, tzinfo=UTC)
UNTIL = date(2026, 7, 10)
IN_TIME = datetime(2026, 7, 10, 15, 0, tzinfo=UTC)
AFTER = datetime(2026, 7, 10, 16, 0, tzinfo=UTC)


def sent_round(office: Any = None) -> Circulation:
    return services.circulate(
        year=2026, cut_off_at=CUT_OFF, comment_until=UNTIL, actor=office or the_office(), at=SENT
    )


def a_word(circulation: Circulation, *, line: str = "消防救援", at: datetime = IN_TIME) -> Any:
    clerk = an_actor(Role.CLERK, department=a_department(line))
    return services.comment(circulation=circulation, text="有一户已补录。", actor=clerk, at=at)


class TestCirculate:
    def test_freezes_the_figures_before_anybody_speaks(self) -> None:
        a_signed_visit()

        circulation = sent_round()

        assert circulation.sha256 == queries.sha256_of(circulation.snapshot)
        assert circulation.snapshot["totals"]["inspected"] == 2

    def test_is_the_offices(self) -> None:
        with pytest.raises(NotYours):
            sent_round(an_actor(Role.CLERK))

    def test_refuses_a_period_that_is_over(self) -> None:
        with pytest.raises(Refused):
            services.circulate(
                year=2026, cut_off_at=CUT_OFF, comment_until=date(2026, 6, 30), actor=the_office(), at=SENT
            )

    def test_refuses_figures_the_platform_did_not_count(self) -> None:
        with pytest.raises(Refused) as refused:
            services.circulate(
                year=2026, cut_off_at=CUT_OFF, comment_until=UNTIL, seen_sha256="0" * 64, actor=the_office(),
                at=SENT,
            )  # fmt: skip

        assert refused.value.article == 29

    def test_the_database_refuses_to_touch_what_went_round(self) -> None:
        circulation = sent_round()

        for act in (lambda: Circulation.objects.update(notes="改"), circulation.delete):
            with pytest.raises(DatabaseError), transaction.atomic():
                act()  # type: ignore[operator]


class TestComment:
    def test_is_made_by_a_department_within_the_period(self) -> None:
        circulation = sent_round()

        assert a_word(circulation).department == a_department("消防救援")
        with pytest.raises(Refused):
            a_word(circulation, at=AFTER)

    def test_is_not_the_offices_nor_a_strangers(self) -> None:
        circulation = sent_round()

        with pytest.raises(NotYours):
            services.comment(circulation=circulation, text="无", actor=the_office(), at=IN_TIME)
        far = an_actor(Role.CLERK, department=a_department("商务", region="410100"))
        with pytest.raises(NotYours):
            services.comment(circulation=circulation, text="无", actor=far, at=IN_TIME)

    def test_is_answered_once(self) -> None:
        office = the_office()
        said = a_word(sent_round(office))

        services.answer_comment(comment=said, text="补录仍视为未完成。", actor=office, at=AFTER)
        said.refresh_from_db()

        with pytest.raises(Refused):
            services.answer_comment(comment=said, text="再答", actor=office, at=AFTER)


class TestIssueCirculated:
    def test_issues_exactly_what_went_round(self) -> None:
        a_signed_visit()
        office = the_office()
        circulation = sent_round(office)
        said = a_word(circulation)
        services.answer_comment(comment=said, text="补录仍视为未完成。", actor=office, at=AFTER)
        a_signed_visit()

        report = services.issue_circulated(circulation=circulation, actor=office, at=AFTER)

        assert report.sha256 == circulation.sha256
        assert circulation.state == CirculationState.ISSUED
        assert "1 个部门反馈意见 1 条" in " ".join(papers.report_document(report).overall)

    @pytest.mark.parametrize("at", [IN_TIME, AFTER])
    def test_waits_for_the_end_of_the_period_and_for_every_answer(self, at: datetime) -> None:
        office = the_office()
        circulation = sent_round(office)
        if at == AFTER:
            a_word(circulation)

        with pytest.raises(Refused) as refused:
            services.issue_circulated(circulation=circulation, actor=office, at=at)

        assert refused.value.article == 29

    def test_gives_way_when_records_were_put_right(self) -> None:
        office = the_office()
        circulation = sent_round(office)

        services.withdraw_circulation(circulation=circulation, because="数据更正", actor=office, at=AFTER)

        assert circulation.state == CirculationState.WITHDRAWN
        with pytest.raises(Refused):
            services.issue_circulated(circulation=circulation, actor=office, at=AFTER)


class TestToDo:
    def test_asks_the_departments_then_the_office(self) -> None:
        office = the_office()
        circulation = sent_round(office)
        clerk = an_actor(Role.CLERK, department=a_department("消防救援"))

        def actions(actor: Any, on: date) -> list[str]:
            return [todo.action for todo in queries.to_do(actor, today=on)]

        assert actions(clerk, UNTIL) == ["核对并反馈"]
        said = services.comment(circulation=circulation, text="无意见", actor=clerk, at=IN_TIME)
        assert actions(clerk, UNTIL) == []
        assert actions(office, UNTIL) == ["答复意见"]
        services.answer_comment(comment=said, text="收到", actor=office, at=IN_TIME)
        assert actions(office, UNTIL) == []
        assert actions(office, date(2026, 7, 11)) == ["印发通报"]


class TestBehind:
    def test_every_figure_is_the_sum_of_its_rows(self) -> None:
        scene = a_signed_visit()
        publish(scene.visit, scene.lead)
        a_transfer(scene)
        calendar = shipped_calendar()

        for department in (scene.lead, scene.other):
            figures = count([department.pk], year=2026, cut_off=CUT_OFF, calendar=calendar).figures
            for key in KEYS:
                rows = behind(department.pk, key, year=2026, cut_off=CUT_OFF, calendar=calendar)
                assert sum(times for _, times in rows) == figures[department.pk][key], key

    def test_is_shown_with_names_and_pages(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr("suiji.config.clock.now", lambda: SENT)
        scene = a_signed_visit()
        publish(scene.visit, scene.lead)
        a_transfer(scene)
        client = Client()
        client.force_login(the_person(the_office()))
        given = {"department": scene.lead.code, "year": 2026}

        for key in KEYS:
            page = client.get(reverse("oversight:behind", args=[key]), given)
            assert page.status_code == 200, key
        late = client.get(reverse("oversight:behind", args=["published"]), given).content.decode()
        assert scene.visit.drawn.object.name in late
        assert reverse("disclosure:detail", args=[scene.visit.publications.get().pk]) in late

    def test_a_department_opens_its_own_only(self) -> None:
        scene = a_signed_visit()
        client = Client()
        client.force_login(the_person(an_actor(Role.CLERK, department=scene.lead)))
        url = reverse("oversight:behind", args=["late"])

        assert client.get(url, {"department": scene.lead.code}).status_code == 200
        assert client.get(url, {"department": scene.other.code}).status_code == 404
        assert client.get(url, {"department": scene.lead.code, "report": 99}).status_code == 404
        assert client.get(url).status_code == 404
        wrong = reverse("oversight:behind", args=["nothing"])
        assert client.get(wrong, {"department": scene.lead.code}).status_code == 404


class TestPapers:
    def report(self) -> Report:
        a_signed_visit()
        office = the_office()
        return services.issue_report(year=2026, cut_off_at=CUT_OFF, actor=office, at=SENT)

    @pytest.mark.parametrize("form", ["pdf", "docx", "xlsx", "csv"])
    def test_are_the_same_bytes_every_time(self, form: str, monkeypatch: pytest.MonkeyPatch) -> None:
        report = self.report()
        first = papers.paper(report, form, demonstration=False)
        monkeypatch.setattr("zipfile.time.time", lambda: 2_000_000_000)

        assert papers.paper(report, form, demonstration=False) == first

    def test_word_and_workbook_say_the_figures(self) -> None:
        report = self.report()
        word = Document(BytesIO(papers.paper(report, "docx", demonstration=False).content))
        book = CalamineWorkbook.from_filelike(
            BytesIO(papers.paper(report, "xlsx", demonstration=False).content)
        )

        rows = [[cell.text for cell in row.cells] for row in word.tables[0].rows]
        names = {row["department"]: row["initiated"] for row in report.snapshot["rows"]}
        assert {row[0]: int(row[1].split("/")[0]) for row in rows[1:]} == names
        document = papers.report_document(report)
        assert tuple(rows[0]) == REPORT_COLUMNS
        assert [tuple(row) for row in rows] == list(document.rows)
        printed = "".join("".join(pages(papers.report_pdf(report, demonstration=False))).split())
        assert all(words in printed for words in REPORT_COLUMNS)
        assert document.about in printed
        assert document.about in {paragraph.text for paragraph in word.paragraphs}
        head, *_ = word.paragraphs
        assert (head.text, str(head.runs[0].font.color.rgb)) == (f"{document.issuer}文件", "D0021B")
        assert word.paragraphs[-1].text.endswith("印发")
        assert "PAGE" in word.sections[0].footer._element.xml
        sheet = {row[0]: row for row in book.get_sheet_by_name("分部门").to_python()}
        assert sheet["合计"][1:] == [report.snapshot["totals"][key] for key in KEYS]
        assert report.sha256 in {cell for row in book.get_sheet_by_name("核对").to_python() for cell in row}

    @pytest.mark.parametrize("form", ["pdf", "docx", "xlsx"])
    def test_are_refused_when_a_figure_was_touched(self, form: str) -> None:
        report = self.report()
        report.snapshot["totals"]["late"] = 99

        with pytest.raises(Refused) as refused:
            papers.paper(report, form, demonstration=False)

        assert refused.value.article == 29


class TestPages:
    def test_send_round_comment_answer_and_issue(self, monkeypatch: pytest.MonkeyPatch) -> None:
        now = [SENT]
        monkeypatch.setattr("suiji.config.clock.now", lambda: now[0])
        scene = a_signed_visit()
        office, clerk = Client(), Client()
        office.force_login(the_person(an_actor(Role.OFFICE, department=an_office())))
        clerk.force_login(the_person(an_actor(Role.CLERK, department=scene.lead)))
        url, form = reverse("oversight:issue"), {"year": 2026, "cut_off_on": "2026-06-30"}
        shown = office.post(url, form).context["preview"]
        form |= {"seen_sha256": shown.sha256, "seen_at": shown.content["cut_off_at"], "circulate": "1"}

        assert "征求意见要写明截止日期" in office.post(url, form).content.decode()
        office.post(url, form | {"comment_until": "2026-07-10"})
        pk = Circulation.objects.get().pk
        page = reverse("oversight:circulation", args=[pk])
        assert "反馈意见" in clerk.get(page).content.decode()
        clerk.post(reverse("oversight:comment", args=[pk]), {"words": "一户有误"})
        said = Circulation.objects.get().comments.get()
        assert "一户有误" in office.get(reverse("oversight:comment_answer", args=[said.pk])).content.decode()
        office.post(reverse("oversight:comment_answer", args=[said.pk]), {"words": "已核对"})
        now[0] = AFTER
        answer = office.post(reverse("oversight:circulation_issue", args=[pk]), follow=True).content.decode()

        assert "数据与征求意见稿一致" in answer
        assert "已核对" in answer
        report = Report.objects.get()
        for name in ("pdf", "docx", "xlsx", "csv"):
            assert clerk.get(reverse(f"oversight:report_{name}", args=[report.pk])).status_code == 200
        behind_page = reverse("oversight:behind", args=["inspected"])
        given = {"department": scene.lead.code, "report": report.pk}
        assert office.get(behind_page, given).context["opened"].number == 1

    def test_take_it_back(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr("suiji.config.clock.now", lambda: SENT)
        office = the_office()
        circulation = sent_round(office)
        client = Client()
        client.force_login(the_person(office))

        client.post(reverse("oversight:circulation_withdraw", args=[circulation.pk]), {"words": "重新统计"})

        assert Circulation.objects.get().state == CirculationState.WITHDRAWN
