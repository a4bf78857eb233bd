"""Departments and their year, statistics, large print, pictures, and pages kept for a minute."""

from collections import Counter
from datetime import UTC, datetime
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client, RequestFactory
from django.urls import reverse

from suiji.config.keeping import Kept
from suiji.disclosure.models import Publication, PublicationVersion
from suiji.disclosure.states import MADE_PUBLIC
from suiji.organs.days import day_of
from suiji.organs.models import Department
from suiji.portal.queries import departments, results
from suiji.portal.warming import TEMPLATES, warm
from suiji.portal.window import window
from tests.factories.disclosure import published
from tests.factories.portal import UNTOLD_TITLE, Town

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("town")]


def page(name: str, *args: Any) -> str:
    answer = Client().get(reverse(f"portal:{name}", args=args))
    assert answer.status_code == 200
    return str(answer.content.decode())


class TestDepartments:
    def test_are_listed_with_their_year(self, town: Town, django_assert_max_num_queries: Any) -> None:
        with django_assert_max_num_queries(8):
            text = page("departments")

        assert town.cast.initiator.name in text

    def test_have_a_page_each_with_duties_and_results(
        self, town: Town, django_assert_max_num_queries: Any
    ) -> None:
        with django_assert_max_num_queries(10):
            text = page("department", town.cast.initiator.code)

        assert town.publication.visit.drawn.object.name in text
        assert town.public.task.item_versions.get().title in text
        assert reverse("portal:draw", args=[town.public.ceremony]) in text
        assert UNTOLD_TITLE not in text
        assert town.untold.ceremony not in text

    def test_that_are_none_are_not_there(self) -> None:
        assert Client().get(reverse("portal:department", args=["nobody"])).status_code == 404

    def test_that_do_not_inspect_have_no_page(self) -> None:
        for one in Department.objects.exclude(kind="REGULATOR"):
            assert Client().get(reverse("portal:department", args=[one.code])).status_code == 404


class TestCounts:
    def test_that_the_database_keeps_are_those_of_the_results_themselves(self, town: Town) -> None:
        first = PublicationVersion.objects.filter(number=1).select_related("publication__department")
        expected: dict[str, list[int]] = {}
        for version in first:
            row = expected.setdefault(version.publication.department.code, [0, 0, 0])
            late = day_of(version.published_at) > version.publication.due_on
            row[0] += 1
            row[1] += version.publication.state == "CORRECTED"
            row[2] += late
        with window():
            standing = results.as_results(results.current())

        counted = {
            department.code: [year.published, year.corrected, year.late]
            for department, year in departments.by_department(2026)
            if year.published
        }
        shares = {share.label: share.count for share in departments.by_result() if share.count}

        assert counted == expected
        assert shares == Counter(words for result in standing for words in result.results)
        assert town.corrected.department.code in expected

    def test_of_a_year_are_those_first_published_in_it_late_ones_too(
        self, settings: Any, tmp_path: Any
    ) -> None:
        settings.MEDIA_ROOT = tmp_path
        before = {one.code: year.published for one, year in departments.by_department(2026)}

        late = published(at=datetime(2027, 1, 4, 2, 0, tzinfo=UTC)).department

        counted = departments.year_of(late, 2027, draws=0)
        assert (counted.published, counted.late, counted.corrected) == (1, 1, 0)
        assert departments.year_of(late, 2026, draws=0).published == before[late.code]
        assert results.counts()["published"] == Publication.objects.filter(state__in=MADE_PUBLIC).count()


class TestWarming:
    def test_compiles_every_public_template_before_anybody_asks(self) -> None:
        templates, _ = warm()

        assert templates == 2 + len(list(TEMPLATES.glob("*.html")))

    def test_writes_every_question_of_the_house(self, django_assert_num_queries: Any) -> None:
        with django_assert_num_queries(0):
            _, written = warm()

        assert written > 150


class TestFigures:
    def test_count_the_ten_results_and_no_class(self) -> None:
        text = page("figures")

        assert text.count("未发现开展本次抽查涉及的经营活动") >= 1
        assert "低风险" not in text


class TestLargePrint:
    def test_is_kept_in_the_browser_and_ends_again(self) -> None:
        client = Client()
        assert 'class="portal large"' not in client.get("/").content.decode()

        client.get(reverse("portal:large"))
        assert 'class="portal large"' in client.get("/").content.decode()

        client.get(reverse("portal:large"))
        assert 'class="portal large"' not in client.get("/").content.decode()

    @pytest.mark.parametrize("back", ["https://evil.example/", "//evil.example/x", "javascript:alert(1)"])
    def test_leads_nowhere_else(self, back: str) -> None:
        answer = Client().get(reverse("portal:large"), headers={"Referer": back})

        assert answer.headers["Location"] == "/"


class TestPictures:
    def test_are_made_here(self, town: Town) -> None:
        for url in (
            reverse("portal:result_card", args=[town.corrected.pk]),
            reverse("portal:draw_card", args=[town.untold.ceremony]),
        ):
            answer = Client().get(url)
            assert answer.headers["Content-Type"] == "image/png"
            assert answer.content.startswith(b"\x89PNG")

    def test_stand_in_the_head_of_the_page(self, town: Town) -> None:
        url = reverse("portal:result_card", args=[town.corrected.pk])

        assert f'property="og:image" content="http://testserver{url}"' in page("result", town.corrected.pk)


class TestKept:
    """A page for everybody is made once a minute."""

    @pytest.fixture(autouse=True)
    def _keeping(self, settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(settings.ENVIRONMENT, "page_cache", True)
        self.made = 0

    def answer(self, request: Any) -> HttpResponse:
        self.made += 1
        response = HttpResponse(f"{self.made}")
        response["Cache-Control"] = "no-store" if request.path == "/private/" else "public, max-age=60"
        return response

    @pytest.mark.parametrize(
        ("path", "cookie", "times"),
        [("/", "", 1), ("/private/", "", 3), ("/", "sessionid", 3), ("/", "suiji_firm", 3)],
    )
    def test_gives_what_is_for_all_and_nothing_else(self, path: str, cookie: str, times: int) -> None:
        kept, factory = Kept(self.answer), RequestFactory()

        for _ in range(3):
            request = factory.get(path)
            if cookie:
                request.COOKIES[cookie] = "x"
            kept(request)

        assert self.made == times

    def test_tells_pages_apart_by_address_host_and_print(self) -> None:
        kept, factory = Kept(self.answer), RequestFactory()
        large = factory.get("/")
        large.COOKIES["suiji_large"] = "1"

        for request in (
            factory.get("/"),
            factory.get("/?q=1"),
            factory.get("/", HTTP_HOST="localhost"),
            large,
        ):
            kept(request)

        assert self.made == 4

    def test_forgets_the_oldest(self) -> None:
        kept, factory = Kept(self.answer), RequestFactory()
        for number in range(601):
            kept(factory.get(f"/?q={number}"))

        assert len(kept.pages) == 600
        kept(factory.get("/?q=0"))
        assert self.made == 602
