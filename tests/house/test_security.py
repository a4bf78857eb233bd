"""docs/security.md names tests that exist; every answer bears its headers; nothing that a user names is fetched."""

import ast
import re
from pathlib import Path

import pytest
from django.test import Client, override_settings
from django.urls import reverse

from suiji.organs.roles import Role
from tests.factories.organs import a_person
from tests.house.source import SOURCE, nodes

ROOT = Path(__file__).resolve().parents[2]
PAGE = ROOT / "docs" / "security.md"
ROW = re.compile(r"^\| (\d+\.\d+) ([^|]+?) \| ([^|]+?) \| ([^|]+?) \|$", re.MULTILINE)
TEST = re.compile(r"`((?:[\w/]+/)?test_\w+\.py)(?:` `(\w+))?`")
CHAPTERS = {
    1: 5, 2: 4, 3: 7, 4: 4, 5: 4, 6: 8, 7: 6, 8: 4, 9: 2, 10: 7, 11: 7, 12: 3, 13: 4, 14: 3, 15: 4, 16: 5, 17: 3,
}  # fmt: skip
"""ASVS 5.0: chapter → its number of sections."""


def rows() -> list[tuple[str, str, str, str]]:
    return ROW.findall(PAGE.read_text("utf-8"))


class TestThePage:
    def test_answers_for_every_section_of_asvs(self) -> None:
        wanted = [
            f"{chapter}.{section}" for chapter, last in CHAPTERS.items() for section in range(1, last + 1)
        ]

        assert [number for number, *_ in rows()] == wanted

    def test_proves_or_explains_every_line(self) -> None:
        for number, _, answer, proof in rows():
            assert len(answer) > 20, number
            assert TEST.search(proof) or proof.startswith(
                ("not ours:", "open:", "by reading:", "by setting:")
            ), number

    def test_names_only_tests_that_exist(self) -> None:
        named = {hit for *_, proof in rows() for hit in TEST.findall(proof)}

        assert len(named) > 40
        for file, name in sorted(named):
            path = ROOT / "tests" / file
            assert path.is_file(), file
            found = {node.name for node in nodes(path) if isinstance(node, ast.FunctionDef | ast.ClassDef)}
            assert not name or name in found, (file, name)


class TestThreats:
    def test_names_a_test_that_exists_for_every_attack(self) -> None:
        """Short names (``objects``, ``access``) stand for files; their tests are looked for everywhere."""
        tests = ROOT / "tests"
        files = {str(path.relative_to(tests)) for path in tests.rglob("test_*.py")}
        names = {
            node.name
            for path in tests.rglob("test_*.py")
            for node in nodes(path)
            if isinstance(node, ast.FunctionDef | ast.ClassDef)
        }
        page = (ROOT / "docs" / "threats.md").read_text("utf-8")
        attacks = [line for line in page.splitlines() if line.count("|") == 4 and "---" not in line]

        assert len(attacks) > 100
        for line in attacks:
            for word in re.findall(r"`([^`]+)`", line.split("|")[3]):
                if word.endswith(".py"):
                    assert any(file == word or file.endswith(f"/{word}") for file in files), word
                elif word.startswith(("test_", "Test")):
                    assert word in names, word


WHAT = {
    "X-Frame-Options": "DENY",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}


@pytest.mark.django_db
class TestHeaders:
    @pytest.mark.parametrize("path", ["/", "/account/login/", "/nowhere/", "/api/healthz", "/firm/enter/"])
    def test_stand_on_every_answer(self, path: str, client: Client) -> None:
        answer = client.get(path)

        assert {name: answer.headers.get(name) for name in WHAT} == WHAT
        policy = answer.headers["Content-Security-Policy"]
        assert "default-src 'none'" in policy
        assert "unsafe" not in policy
        assert "camera=(self)" in answer.headers["Permissions-Policy"]

    def test_of_an_officials_page_let_no_proxy_keep_it(self, client: Client) -> None:
        client.force_login(a_person("王芳", Role.CLERK))

        kept = client.get(reverse("desk:home")).headers["Cache-Control"]

        assert {"private", "no-cache"} <= set(kept.split(", "))

    def test_of_the_exit_empty_the_browsers_memory(self, client: Client) -> None:
        client.force_login(a_person("王芳", Role.CLERK))

        assert client.post(reverse("account_logout")).headers["Clear-Site-Data"] == '"cache"'

    @override_settings(SECURE_HSTS_SECONDS=31536000)
    def test_under_tls_insist_on_it(self, client: Client) -> None:
        assert client.get("/", secure=True).headers["Strict-Transport-Security"] == "max-age=31536000"


@pytest.mark.django_db
class TestCookies:
    def test_of_a_session_are_out_of_reach_of_scripts_and_of_other_sites(self, client: Client) -> None:
        a_person("王芳", Role.CLERK, username="wang")
        before = client.get(reverse("account_login")).cookies["csrftoken"]
        client.post(reverse("account_login"), {"login": "wang", "password": "suiji-test-1"})
        session = client.cookies["sessionid"]

        assert (session["httponly"], session["samesite"], session["domain"]) == (True, "Lax", "")
        assert (before["httponly"], before["samesite"]) == (True, "Strict")

    def test_of_a_session_are_new_after_the_log_in(self, client: Client) -> None:
        a_person("王芳", Role.CLERK, username="wang")
        client.get(reverse("account_login"))
        client.cookies["sessionid"] = "a" * 32

        client.post(reverse("account_login"), {"login": "wang", "password": "suiji-test-1"})

        assert client.cookies["sessionid"].value != "a" * 32


_WRITTEN_ONLY = "api/client_writing.py"
"""The text of a client that runs at others: this house never runs it."""


class TestOutward:
    def test_requests_are_made_by_these_few_to_addresses_of_the_installation(self) -> None:
        """Another must say here whose address it fetches: nobody's who writes into a form."""
        found = {
            str(path.relative_to(ROOT / "src" / "suiji"))
            for path in (ROOT / "src" / "suiji").rglob("*.py")
            if re.search(
                r"\b(urlopen|http\.client|socket\.create_connection|requests\.(get|post|request))\b",
                path.read_text("utf-8"),
            )
        }

        assert found - {"running/supervisor.py", _WRITTEN_ONLY} == {
            "running/beacons.py",
            "running/witness.py",
            "messages/sms.py",
            "messages/channels.py",
            "messages/robots.py",
            "exchange/outward.py",  # to hosts that the installation names, whatever a form says
        }

    def test_nothing_is_unpickled_or_evaluated(self) -> None:
        for path in SOURCE.rglob("*.py"):
            called = {
                getattr(node.func, "id", getattr(node.func, "attr", ""))
                for node in nodes(path)
                if isinstance(node, ast.Call)
            }
            assert not called & {"eval", "exec", "loads_pickle", "mark_safe", "extra", "RawSQL"}, path


class TestWatermark:
    @pytest.mark.django_db
    def test_names_who_looks_and_when_on_pages_that_show_classes_or_people(self) -> None:
        """Art. 25: whoever photographs the screen is in the picture, in print too; a screen reader passes it over."""
        client = Client()
        person = a_person("王监", Role.LIBRARIAN, username="librarian.9")
        client.force_login(person)

        page = client.get(reverse("libraries:home")).content.decode()

        marks = re.findall(r'<span data-mark="([^"]+)"', page)
        assert len(marks) >= 12
        assert all(mark.startswith(f"{person.department.name} 王监 20") for mark in marks)
        assert '<div class="watermark" aria-hidden="true">' in page

    @pytest.mark.django_db
    @pytest.mark.parametrize("name", ["oversight:home", "archive:list", "disclosure:list", "field:home"])
    def test_is_on_the_pages_of_supervision_files_and_phones(self, name: str, client: Client) -> None:
        client.force_login(a_person("王监", Role.INSPECTOR, username="inspector.9"))

        page = client.get(reverse(name)).content.decode()

        assert len(re.findall(r'<span data-mark="[^"]*王监 20', page)) >= 12

    @pytest.mark.django_db
    def test_is_on_no_public_page_and_not_over_the_desk(self) -> None:
        client = Client()
        assert "data-mark" not in client.get(reverse("portal:home")).content.decode()

        client.force_login(a_person("王监", Role.LIBRARIAN, username="librarian.9"))
        assert "data-mark" not in client.get(reverse("desk:home")).content.decode()
