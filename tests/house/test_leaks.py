"""Nothing a stranger can reach tells what must stay inside (Art. 20(2), 25)."""

import io
import json
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from django.http import HttpResponseBase
from django.test import Client
from django.urls import reverse

from suiji.api.interface import description
from suiji.followup.models import FollowUpKind
from suiji.followup.services import open_follow_up
from suiji.ledger.leaf import leaf_bytes
from suiji.ledger.models import Entry
from suiji.libraries.models import Inspector
from suiji.organs.models import Department
from suiji.portal.dictionary import SHEETS
from suiji.portal.queries.news import FEEDS
from tests.factories.followup import EVIDENCE, a_clerk
from tests.factories.libraries import a_csv, an_identity, import_inspectors
from tests.factories.machines import BASE, a_machine
from tests.factories.portal import MUCH_LATER, RELATION, UNTOLD_NUMBER, UNTOLD_TITLE, Town, a_town, standing
from tests.house import crawler
from tests.house.secrecy import Readable, letters_near, rated_codes, sealed_lots, secrets, untold_codes

TRANSFER = "涉嫌使用超过保质期的食品原料"
CLOCK = "suiji.config.clock.now"


@dataclass(frozen=True)
class Seen:
    """The town and everything a stranger read in it."""

    town: Town
    pages: dict[str, HttpResponseBase]
    machines: dict[str, HttpResponseBase]
    """What programs of the departments concerned were answered, with every scope there is."""

    def texts(self) -> Iterator[tuple[str, str]]:
        """Every readable text with where it was found; the readable entries of the log are public as well."""
        for url, answer in (self.pages | self.machines).items():
            yield from crawler.texts(url, answer)
        for entry in Entry.objects.filter(body__isnull=False):
            yield f"log entry {entry.act}", leaf_bytes(entry).decode()


@pytest.fixture(scope="module")
def seen(django_db_setup: None, django_db_blocker: Any) -> Iterator[Seen]:
    """One crawl over a town full of secrets."""
    with django_db_blocker.unblock(), standing(), pytest.MonkeyPatch.context() as patch:
        town = a_town()
        finding = town.corrected.visit.findings.filter(department=town.corrected.department).get()
        clerk = a_clerk(town.corrected.department)
        open_follow_up(
            finding=finding,
            kind=FollowUpKind.TRANSFER,
            receiver=town.cast.initiator,
            facts=TRANSFER,
            evidence=EVIDENCE,
            actor=clerk,
            at=MUCH_LATER,
        )
        patch.setattr(CLOCK, lambda: MUCH_LATER)
        queries = [f"{reverse(f'portal:{name}')}?q=餐饮" for name in ("search", "results", "items")]
        machines = {
            f"{one.code} {url}": answer for one in town.cast.departments for url, answer in _asked(one)
        }
        yield Seen(town, crawler.crawl(Client(), also=queries), machines)


def _asked(department: Department) -> Iterator[tuple[str, HttpResponseBase]]:
    """Every list that a program of the department can read; the interface names them itself."""
    machine = a_machine(department=department)
    for path, operations in json.loads(description())["paths"].items():
        if "get" in operations and "{" not in path.replace("{year}", "2026"):
            url = path.replace("{year}", "2026").removeprefix(BASE)
            yield url, machine.get(url, limit=200)


@pytest.mark.django_db
class TestCrawl:
    def test_reaches_every_kind_of_public_page(self, seen: Seen) -> None:
        town = seen.town
        ceremonies = (town.public, town.people, town.sealed, town.untold, town.void, town.abandoned)
        wanted = [
            *(reverse("portal:draw", args=[one.ceremony]) for one in ceremonies),
            *(reverse("portal:bundle", args=[one.ceremony]) for one in ceremonies if one != town.void),
            *(reverse(f"portal:{kind}", args=[name]) for kind in ("table", "records") for name in SHEETS),
            *(reverse("portal:feed", args=[name]) for name in FEEDS),
            reverse("portal:dictionary"),
            reverse("portal:task", args=[town.public.task.number]),
            reverse("portal:result", args=[town.corrected.pk]),
            reverse("portal:firm", args=[town.publication.visit.drawn.object.code]),
            reverse("portal:rule", args=[31]),
            reverse("portal:checkpoint"),
        ]

        assert not [url for url in wanted if url not in seen.pages]
        assert {seen.pages[url].status_code for url in wanted} == {200}

    def test_meets_no_broken_link(self, seen: Seen) -> None:
        broken = {
            url: page.status_code for url, page in seen.pages.items() if page.status_code not in (200, 302)
        }

        assert not set(broken) - set(crawler.ERRORS)
        assert set(broken.values()) == {404}

    def test_is_given_no_cookie_but_at_the_log_in_and_for_larger_print(self, seen: Seen) -> None:
        known = (reverse("account_login"), reverse("portal:large"))

        assert not [url for url, page in seen.pages.items() if page.cookies and not url.startswith(known)]


@pytest.mark.django_db
class TestMachines:
    def test_are_answered_with_what_their_departments_have(self, seen: Seen) -> None:
        told = {
            url: answer.json()["rows"] for url, answer in seen.machines.items() if not url.endswith("/me")
        }  # type: ignore[attr-defined]
        first = seen.town.cast.initiator.code

        assert {answer.status_code for answer in seen.machines.values()} == {200}
        for name in ("/tasks", "/drawn", "/draws", "/results", "/objects", "/plans/2026", "/items"):
            assert told[f"{first} {name}"], name
        second = seen.town.corrected.department.code
        assert [row["receiver"] for row in told[f"{second} /transfers"]] == [first]


@pytest.mark.django_db
class TestSecrets:
    def test_are_known_to_this_test(self, seen: Seen) -> None:
        known = secrets()
        inspector = Inspector.objects.first()

        assert inspector is not None
        for secret in (
            TRANSFER,
            RELATION,
            UNTOLD_TITLE,
            UNTOLD_NUMBER,
            inspector.name,
            inspector.certificate_number,
        ):
            assert secret in known
        assert "A（低风险）" in known
        assert sealed_lots()
        assert untold_codes()

    def test_stand_in_no_public_text(self, seen: Seen) -> None:
        known, readable = secrets(), Readable()

        found = [
            f"{where}: {kind} ({secret})"
            for where, text in seen.texts()
            for rest in [readable.rest(text)]
            for secret, kind in known.items()
            if "".join(secret.split()) in rest
        ]

        assert not found

    def test_are_found_where_they_stand(self, seen: Seen) -> None:
        readable = Readable()

        assert "A（低风险）" in readable.rest("<td>A（低风险）</td>")
        assert letters_near("<td>F00001</td><td>B</td>", ["F00001"]) == ["F00001"]
        assert not letters_near("F00001 第 B2 组", ["F00001"])

    def test_no_class_stands_beside_a_firm(self, seen: Seen) -> None:
        codes = rated_codes()

        found = [
            f"{where}: {near}" for where, text in seen.texts() for near in [letters_near(text, codes)] if near
        ]

        assert codes
        assert not found

    def test_no_firm_of_an_unannounced_draw_is_named(self, seen: Seen) -> None:
        codes = untold_codes()
        # A department's machine reads its own library whole, whoever was drawn from it.
        texts = [(where, text) for where, text in seen.texts() if not where.endswith(" /objects")]

        assert not [(where, code) for where, text in texts for code in codes if code in text]


@pytest.mark.django_db
class TestSealedDraw:
    def test_shows_neither_lots_nor_strata_nor_the_audit_folder(self, seen: Seen) -> None:
        answer = seen.pages[reverse("portal:bundle", args=[seen.town.sealed.ceremony])]
        with zipfile.ZipFile(io.BytesIO(crawler.body(answer))) as archive:
            names = {name.partition("/")[2] for name in archive.namelist()}
            commitment = json.loads(archive.read(f"{seen.town.sealed.ceremony}/commitment.json"))

        assert "commitment.json" in names
        assert not [name for name in names if name.startswith("audit/") or name.endswith(".csv")]
        assert "strata" not in commitment
        lots = sealed_lots()
        assert not [where for where, text in seen.texts() if any(lot in text for lot in lots)]


@pytest.mark.django_db
class TestEveryBundle:
    def test_holds_no_audit_folder(self, seen: Seen) -> None:
        bundles = [page for page in seen.pages.values() if page.get("Content-Type") == "application/zip"]

        assert len(bundles) == 5
        for page in bundles:
            with zipfile.ZipFile(io.BytesIO(crawler.body(page))) as archive:
                assert not [name for name in archive.namelist() if "audit" in name]


@pytest.mark.django_db
class TestSealedNumbers:
    def test_of_inspectors_are_known_to_this_test_and_stand_in_no_public_text(self, seen: Seen) -> None:
        number, phone = an_identity(77), "0372-0000077"
        department = seen.town.cast.initiator
        row = Inspector.objects.filter(department=department).first()
        assert row is not None
        heading = ["姓名", "人员编号", "工号", "执法证号", "身份证号", "手机"]
        cells = [row.name, row.code, row.staff_number, row.certificate_number, number, phone]
        import_inspectors(a_csv(heading, cells), department=department)

        pages = crawler.crawl(Client())

        assert {number, "03720000077"} <= secrets().keys()
        texts = [text for url, page in pages.items() for _, text in crawler.texts(url, page)]
        assert texts
        assert not [one for one in texts if number in one or "03720000077" in one]
