"""Neither a firm's own pages nor any line of a log tells what must stay inside (Art. 20(2), 25)."""

import io
import logging
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from django.db import DataError, IntegrityError, transaction
from django.http import HttpResponseBase
from django.test import Client
from django.urls import reverse

from suiji.config.logs import Discreet
from suiji.inspections.models import Notice, Visit
from suiji.libraries.models import InspectedObject, RiskRating
from suiji.voices import services
from suiji.voices.queries import COOKIE
from tests.factories.portal import MUCH_LATER, Town, a_town, standing
from tests.house import crawler
from tests.house.secrecy import Readable, letters_near, rated_codes, secrets, untold_codes

CLOCK = "suiji.config.clock.now"


def a_browser_of(thing: InspectedObject) -> Client:
    """The firm has shown who it is."""
    client = Client()
    client.cookies[COOKIE] = services.access._open(thing, MUCH_LATER)
    return client


def told(text: str, known: dict[str, str], readable: Readable) -> list[str]:
    """The secrets that stand in a text."""
    rest = readable.rest(text)
    return [f"{kind} ({secret})" for secret, kind in known.items() if "".join(secret.split()) in rest]


@dataclass(frozen=True)
class Inside:
    """Each firm's own pages, and everything that was logged meanwhile."""

    town: Town
    pages: dict[str, dict[str, HttpResponseBase]]
    """Code → address → answer."""
    lines: str


@pytest.fixture(scope="module")
def inside(django_db_setup: None, django_db_blocker: Any) -> Iterator[Inside]:
    """Every kind of firm at its door, and every kind of mistake, with all loggers open."""
    with django_db_blocker.unblock(), standing(), pytest.MonkeyPatch.context() as patch:
        town = a_town()
        patch.setattr(CLOCK, lambda: MUCH_LATER)
        heard = io.StringIO()
        handler = logging.StreamHandler(heard)
        handler.setFormatter(Discreet("%(name)s %(levelname)s %(message)s"))
        root = logging.getLogger()
        before = root.level
        root.addHandler(handler)
        root.setLevel(logging.DEBUG)
        try:
            pages = {thing.code: crawler.crawl_firm(a_browser_of(thing)) for thing in _firms(town)}
            crawler.crawl(Client())
            _stumble(town, patch)
        finally:
            root.removeHandler(handler)
            root.setLevel(before)
        yield Inside(town, pages, heard.getvalue())


def _firms(town: Town) -> list[InspectedObject]:
    """One with a result, one with a corrected result, one drawn only for the unannounced task, one of no list."""
    untold = InspectedObject.objects.filter(code__in=untold_codes()).order_by("code")[:2]
    free = InspectedObject.objects.exclude(pk__in=town.untold.drawn.values("object")).order_by("-code")[:1]
    checked = [one.visit.drawn.object for one in (town.publication, town.corrected)]
    return [*checked, *untold, *free]


def _stumble(town: Town, patch: pytest.MonkeyPatch) -> None:
    """What goes wrong: strangers, forged forms, a broken page, a row that the database refuses and quotes."""
    thing = town.publication.visit.drawn.object
    client = Client(raise_request_exception=False)
    client.get("/nowhere")
    client.post(reverse("firms:enter"), {"code": thing.code, "digits": "00000000"})
    client.post(reverse("portal:home"))
    Client(enforce_csrf_checks=True).post(reverse("firms:enter"), {"code": thing.code})
    Client().get("/", headers={"Host": "evil.example"})
    own = a_browser_of(thing)
    own.raise_request_exception = False

    def refused(*_args: Any, **_words: Any) -> None:
        with transaction.atomic():
            RiskRating.objects.create(
                object=thing, value="D（高风险）", rated_on=None, source="省局", received_at=MUCH_LATER
            )

    with patch.context() as broken:
        broken.setattr("suiji.firms.queries.count", refused)
        assert own.get(reverse("firms:home")).status_code == 500


@pytest.mark.django_db
@pytest.mark.article(25)
class TestAFirmsOwnPages:
    def test_are_all_walked(self, inside: Inside) -> None:
        walked = inside.pages[inside.town.corrected.visit.drawn.object.code]

        names = {"home", "documents", "frames", "complain"}
        assert {reverse(f"firms:{name}") for name in names} <= walked.keys()
        assert reverse("firms:visit", args=[inside.town.corrected.visit.pk]) in walked
        assert reverse("firms:result", args=[inside.town.corrected.pk]) in walked
        assert reverse("firms:object", args=[inside.town.corrected.pk]) in walked
        assert any(url.endswith(".json") for url in walked)
        assert {page.status_code for page in walked.values()} <= {200, 405}

    def test_hold_no_secret_but_their_own_notices_telephone(self, inside: Inside) -> None:
        own = set(Notice.objects.values_list("phone", flat=True))
        known = {secret: kind for secret, kind in secrets().items() if secret not in own}
        readable = Readable()

        found = [
            (code, where, leak)
            for code, pages in inside.pages.items()
            for url, answer in pages.items()
            for where, text in crawler.texts(url, answer)
            for leak in told(text, known, readable)
        ]

        assert found == []

    def test_put_no_class_letter_beside_a_firm(self, inside: Inside) -> None:
        codes = rated_codes()

        found = [
            (url, near)
            for pages in inside.pages.values()
            for url, answer in pages.items()
            for _, text in crawler.texts(url, answer)
            for near in [letters_near(text, codes)]
            if near
        ]

        assert found == []

    def test_name_no_other_firm(self, inside: Inside) -> None:
        codes = set(rated_codes())

        found = [
            (code, url, other)
            for code, pages in inside.pages.items()
            for url, answer in pages.items()
            for _, text in crawler.texts(url, answer)
            for other in codes - {code}
            if other in "".join(text.split())
        ]

        assert found == []


@pytest.mark.django_db
@pytest.mark.article(25)
class TestEveryLogLine:
    def test_was_heard(self, inside: Inside) -> None:
        for words in ("Not Found: /nowhere", "Internal Server Error: /firm/", "Traceback", "Forbidden"):
            assert words in inside.lines

    def test_holds_no_secret(self, inside: Inside) -> None:
        assert told(inside.lines, secrets(), Readable()) == []
        assert [code for code in untold_codes() if code in inside.lines] == []

    def test_would_quote_the_row_if_the_formatter_let_it(self, inside: Inside) -> None:
        """Planted: the same error through logging's own formatter."""
        thing = inside.town.publication.visit.drawn.object
        try:
            with transaction.atomic():
                RiskRating.objects.create(
                    object=thing, value="D", rated_on=None, source="省局", received_at=MUCH_LATER
                )
        except (IntegrityError, DataError) as error:
            said = (type(error), error, error.__traceback__)
        plain, discreet = logging.Formatter().formatException(said), Discreet().formatException(said)

        assert "Failing row contains" in plain
        assert "Failing row contains" not in discreet
        assert "IntegrityError" in discreet


@pytest.mark.django_db
class TestVisitsInsideTheTown:
    def test_are_some(self, inside: Inside) -> None:
        assert Visit.objects.count() >= 2
