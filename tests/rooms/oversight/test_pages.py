"""The pages of 通报与监督, as a browser meets them."""

from datetime import UTC, datetime
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from suiji.organs.models import Kind, Level
from suiji.organs.roles import Role
from suiji.oversight.models import Report
from suiji.oversight.services import issue_report
from tests.factories.archive import publish
from tests.factories.followup import a_signed_visit
from tests.factories.organs import a_department, a_person, an_actor, an_office

pytestmark = pytest.mark.django_db
AT = datetime(2026, 6, 20, 2, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _in_june(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("suiji.config.clock.now", lambda: AT)


def a_client(*roles: Role, department: Any = None) -> Client:
    client = Client()
    client.force_login(a_person("赵敏", *roles, department=department or a_department()))
    return client


def the_office() -> Client:
    return a_client(Role.OFFICE, department=an_office())


def a_report() -> Report:
    return issue_report(year=2026, cut_off_at=AT, actor=an_actor(Role.OFFICE, department=an_office()), at=AT)


class TestHome:
    def test_shows_the_figures_with_their_definitions(self, django_assert_max_num_queries: Any) -> None:
        scene = a_signed_visit()
        publish(scene.visit, scene.lead)
        client = the_office()

        with django_assert_max_num_queries(40):
            page = client.get(reverse("oversight:home")).content.decode()

        assert "制作通报" in page
        assert scene.other.name in page
        assert "逾期（视为未完成）" in page
        assert "20个工作日届满仍未公示" in page

    def test_offers_the_report_to_the_office_only(self) -> None:
        a_department()

        for role in (Role.CLERK, Role.AUDITOR, Role.UPPER):
            page = a_client(role).get(reverse("oversight:home"))
            assert page.status_code == 200
            assert "制作通报" not in page.content.decode()

    def test_takes_the_present_year_for_anything_it_does_not_understand(self) -> None:
        a_department()
        client = the_office()

        assert "2026 年各部门" in client.get(reverse("oversight:home"), {"year": "abc"}).content.decode()
        assert "2025 年各部门" in client.get(reverse("oversight:home"), {"year": "2025"}).content.decode()

    @pytest.mark.article(28)
    def test_an_upper_department_sees_its_line_below(self) -> None:
        a_department("教育")
        city = a_department()
        province = a_department("市场监管", region="410000", level=Level.PROVINCE)

        page = a_client(Role.UPPER, department=province).get(reverse("oversight:home")).content.decode()

        assert city.name in page
        assert "安阳市教育局" not in page

    def test_says_so_when_there_is_no_department_below(self) -> None:
        lonely = a_department("纪检监察", region="410502", kind=Kind.SUPERVISOR, level=Level.COUNTY)

        page = a_client(Role.UPPER, department=lonely).get(reverse("oversight:home")).content.decode()

        assert "没有可以查看的部门" in page


class TestIssue:
    def test_shows_the_figures_first_and_freezes_exactly_these(self) -> None:
        a_signed_visit()
        client, url = the_office(), reverse("oversight:issue")
        form = {"year": 2026, "cut_off_on": "2026-06-10", "notes": "第二季度"}
        assert client.get(url).status_code == 200

        preview = client.post(url, form)
        shown = preview.context["preview"]
        seen = {"seen_sha256": shown.sha256, "seen_at": shown.content["cut_off_at"], "issue": "1"}
        answer = client.post(url, form | seen, follow=True)

        report = Report.objects.get()
        assert report.sha256 == shown.sha256
        assert report.notes == "第二季度"
        assert "数据已冻结" in answer.content.decode()
        assert "与印发时一致" in answer.content.decode()

    def test_counts_again_when_another_day_was_chosen_since(self) -> None:
        a_department()
        client, url = the_office(), reverse("oversight:issue")
        preview = client.post(url, {"year": 2026, "cut_off_on": "2026-06-10"}).context["preview"]

        again = client.post(
            url,
            {
                "year": 2026,
                "cut_off_on": "2026-06-12",
                "seen_sha256": preview.sha256,
                "seen_at": preview.content["cut_off_at"],
                "issue": "1",
            },
        )

        assert again.context["preview"].content["cut_off_at"].startswith("2026-06-12")
        assert not Report.objects.exists()

    @pytest.mark.article(29)
    def test_refuses_figures_that_are_not_the_platforms_in_the_articles_words(self) -> None:
        a_department()
        given = {"year": 2026, "cut_off_on": "2026-06-10", "seen_at": "2026-06-10T15:59:59Z", "issue": "1"}

        answer = the_office().post(reverse("oversight:issue"), given | {"seen_sha256": "0" * 64})

        assert answer.status_code == 409
        assert "数据情况为基准" in answer.content.decode()

    def test_refuses_a_day_to_come(self) -> None:
        page = the_office().post(reverse("oversight:issue"), {"year": 2026, "cut_off_on": "2026-06-21"})

        assert "数据截止日期不能晚于今天" in page.content.decode()

    @pytest.mark.parametrize("role", [Role.CLERK, Role.UPPER, Role.AUDITOR, Role.PRINCIPAL_HEAD])
    def test_is_closed_to_others(self, role: Role) -> None:
        assert a_client(role).get(reverse("oversight:issue")).status_code == 403


class TestReport:
    def test_everybody_in_office_reads_it(self) -> None:
        a_signed_visit()
        report = a_report()
        client = a_client(Role.INSPECTOR)

        assert report.number in client.get(reverse("oversight:report", args=[report.pk])).content.decode()
        assert client.get(reverse("oversight:report_pdf", args=[report.pk])).content.startswith(b"%PDF")
        table = client.get(reverse("oversight:report_csv", args=[report.pk]))
        assert "部门" in table.content.decode("utf-8-sig")

    def test_stays_as_it_was_frozen(self) -> None:
        report = a_report()
        a_signed_visit()
        client = a_client(Role.AUDITOR)

        page = client.get(reverse("oversight:report", args=[report.pk]))

        assert page.context["shown"].content == report.snapshot
        assert page.context["shown"].content["totals"]["inspected"] == 0

    def test_the_public_is_sent_to_the_log_in(self) -> None:
        assert Client().get(reverse("oversight:report", args=[a_report().pk])).status_code == 302
