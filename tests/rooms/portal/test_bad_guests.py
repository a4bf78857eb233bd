"""Guests nobody invited: who count codes, scrape, send scripts, play tricks, bring too much."""

import re
from collections.abc import Sequence
from typing import Any
from urllib.parse import quote

import pytest
from django.db import connection
from django.http import HttpResponse
from django.test import Client, RequestFactory
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from suiji.config import keeping
from suiji.libraries.models import InspectedObject
from suiji.portal.forms import WORDS
from suiji.portal.paging import MOST
from tests.factories.disclosure import published
from tests.factories.libraries import some_objects

pytestmark = pytest.mark.django_db
SCRIPT = "<script>alert(1)</script>\"'><img src=x onerror=alert(1)>"
ASKED = (
    ("portal:search", "q"), ("portal:items", "q"), ("portal:items", "kind"), ("portal:items", "page"),
    ("portal:results", "q"), ("portal:results", "department"), ("portal:results", "result"),
    ("portal:results", "page"), ("portal:draws", "kind"), ("portal:draws", "state"), ("portal:draws", "page"),
    ("portal:search", "page"), ("portal:home", "utm_source"),
)  # fmt: skip
"""Everything the public can say in an address."""
ODD: Sequence[str] = (
    SCRIPT, "\x00", "' OR '1'='1", "%27%20OR%201=1", "\u202e" * 50, "９" * 50,
    "-1", "99999999999999999999", "1e9", "\u200b",
    "{{ 7|add:7 }}", "${7*7}", "../../etc/passwd", "餐" * 5000,
)  # fmt: skip


class TestCountingCodes:
    def test_learns_nothing_from_the_page_of_a_firm_that_was_never_named(self) -> None:
        (hidden,) = some_objects(1)
        answers = []
        for code in (hidden.code, "91410500MA9999999X"):
            answer = Client().get(reverse("portal:firm", args=[code]))
            grouped = re.sub(r"[\s\u00a0\u2009]", "", answer.content.decode())
            answers.append((answer.status_code, grouped.replace(code, "◆")))

        assert answers[0][0] == 404
        assert answers[0] == answers[1]

    def test_learns_nothing_from_the_search(self) -> None:
        (hidden,) = some_objects(1)
        bodies = []
        for text in (hidden.code, "91410500MA9999999X", hidden.name, "安阳市第九加油站"):
            answer = Client().get(reverse("portal:search"), {"q": text})
            asked = answer.content.decode().replace(text, "◆").replace(quote(text), "◆")
            bodies.append((answer.status_code, asked))

        assert len(set(bodies)) == 1

    def test_costs_as_many_questions_at_the_firms_door_for_a_code_that_exists(self) -> None:
        (known,) = some_objects(1)
        asked = []
        for code in (known.code, "91410500MA9999999X"):
            with CaptureQueriesContext(connection) as queries:
                Client().post(reverse("firms:enter"), {"code": code, "digits": "12345678"})
            asked.append(len(queries))

        assert asked[0] == asked[1]


def _for_all() -> HttpResponse:
    answer = HttpResponse("一页")
    answer["Cache-Control"] = f"public, max-age={keeping.SECONDS}"
    return answer


class TestScraping:
    def test_goes_no_deeper_than_the_last_page_and_counts_no_million(self) -> None:
        published()

        for page in ("2", "101", "99999999999999999999", "-5", "last"):
            answer = Client().get(reverse("portal:results"), {"page": page})
            assert answer.status_code == 200
            assert answer.context["page"].paginator.count <= MOST

    def test_fills_no_memory_with_made_up_addresses(self, settings: Any, monkeypatch: Any) -> None:
        monkeypatch.setattr(settings.ENVIRONMENT, "page_cache", True)
        monkeypatch.setattr(keeping, "MOST", 5)
        kept = keeping.Kept(lambda _: _for_all())
        for number in range(12):
            kept(RequestFactory().get("/rules/1/", {"n": number}))

        assert len(kept.pages) == 5


class TestScripts:
    @pytest.mark.parametrize(("name", "field"), ASKED)
    def test_and_other_odd_words_are_words(self, name: str, field: str) -> None:
        published()

        for words in ODD:
            answer = Client().get(reverse(name), {field: words})

            assert answer.status_code in (200, 302)
            assert "<script>alert" not in answer.content.decode()
            assert "onerror=alert(1)>" not in answer.content.decode()
            assert "script-src 'self'" in answer.headers["Content-Security-Policy"]

    def test_in_a_firms_name_are_shown_as_text(self) -> None:
        thing = published().crew.visit.drawn.object
        InspectedObject.objects.filter(pk=thing.pk).update(name=SCRIPT)

        pages = [
            reverse("portal:firm", args=[thing.code]),
            reverse("portal:results"),
            reverse("portal:feed", args=["results"]),
        ]
        for url in pages:
            text = Client().get(url).content.decode()
            assert "&lt;script&gt;" in text
            assert "<script>alert" not in text

    def test_in_a_firms_name_are_no_formula_in_a_spreadsheet(self) -> None:
        thing = published().crew.visit.drawn.object
        InspectedObject.objects.filter(pk=thing.pk).update(name='=HYPERLINK("http://evil.example")')

        answer = Client().get(reverse("portal:table", args=["results"]))
        lines = b"".join(answer.streaming_content).decode()  # type: ignore[attr-defined]

        assert "'=HYPERLINK" in lines


class TestTricks:
    @pytest.mark.parametrize(
        "path",
        [
            "/../etc/passwd", "/static/../../settings.py", "/static/%2e%2e/%2e%2e/settings.py", "/\x00/",
            "/firms/..%2f..%2fdesk/", "/firms/%00/", "/results/%31%00/", "/log/tile/0/../../../secrets.json",
            "/open-data/..%2fsecrets.csv", "/draws/" + "f" * 32 + "/card.png", "/plans/batches/0.json",
            "/firm/link/%2e%2e/",
            "/firms/" + "9" * 3000 + "/", "/feeds/<script>.atom",
        ],
    )  # fmt: skip
    def test_in_a_path_lead_nowhere(self, path: str) -> None:
        answer = Client().get(path)

        assert answer.status_code in (200, 301, 302, 400, 404)
        if answer.status_code == 200:
            assert path.startswith("/firm/link/")
        assert not answer.headers.get("Location", "").startswith(("//", "http"))

    @pytest.mark.parametrize(
        "headers",
        [
            {"X-Forwarded-Host": "evil.example"}, {"X-Original-URL": "/desk/"}, {"X-Rewrite-URL": "/desk/"},
            {"X-HTTP-Method-Override": "DELETE"}, {"X-Forwarded-For": "127.0.0.1"}, {"X-Real-IP": "127.0.0.1"},
            {"Referer": "javascript:alert(1)"}, {"Accept-Language": "x" * 5000}, {"Cookie": "suiji_firm=" + "a" * 4000},
            {"Range": "bytes=0-10000000000"}, {"If-None-Match": "*"}, {"HX-Request": "true", "HX-Current-URL": "http://evil.example"},
        ],
    )  # fmt: skip
    def test_in_a_header_change_nothing(self, headers: dict[str, str]) -> None:
        plain, tricked = Client().get("/rules/"), Client().get("/rules/", headers=headers)

        assert tricked.status_code == 200
        assert tricked.content == plain.content
        assert "evil.example" not in str(tricked.headers)

    def test_in_the_host_are_refused(self, settings: Any) -> None:
        settings.ALLOWED_HOSTS = ["localhost"]

        assert Client().get("/", headers={"Host": "evil.example"}).status_code == 400

    @pytest.mark.parametrize(
        "referer",
        [
            "https://evil.example/",
            "//evil.example/",
            "javascript:alert(1)",
            "http://testserver@evil.example/",
        ],
    )
    def test_in_the_referer_of_larger_print_lead_home(self, referer: str) -> None:
        answer = Client().get(reverse("portal:large"), headers={"Referer": referer})

        assert answer.headers["Location"] == "/"

    def test_with_other_methods_are_refused(self) -> None:
        for method in ("post", "put", "delete", "patch"):
            assert getattr(Client(), method)(reverse("portal:results")).status_code == 405

    def test_with_a_firms_key_open_no_desk(self) -> None:
        client = Client()
        client.cookies["suiji_firm"] = "x" * 43
        client.cookies["sessionid"] = "../../x"

        assert client.get(reverse("firms:home")).status_code == 302
        assert client.get(reverse("desk:home")).status_code == 302


class TestTooMuch:
    def test_in_a_search_is_cut_or_ignored(self) -> None:
        assert len("餐" * 5000) > WORDS
        answer = Client().get(reverse("portal:search"), {"q": "餐" * 5000})

        assert answer.status_code == 200
        assert len(answer.content) < 100_000

    def test_of_parameters_is_refused_in_words(self) -> None:
        answer = Client().get("/results/?" + "&".join(f"{quote('果')}{n}=1" for n in range(6000)))

        assert answer.status_code in (200, 400)
        assert len(answer.content) < 100_000

    def test_in_a_form_is_refused_before_it_is_read(self) -> None:
        answer = Client().post(
            reverse("firms:enter"),
            b"x",
            content_type="application/x-www-form-urlencoded",
            CONTENT_LENGTH="99999999999",
        )

        assert answer.status_code in (400, 413)
