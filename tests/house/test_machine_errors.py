"""A machine reads no page: whatever goes wrong under the interface's addresses is told as a problem (RFC 9457)."""

from typing import Any

import pytest
from django.db import OperationalError
from django.test import Client

from suiji.api.problems import MEDIA
from tests.factories.machines import Machine, a_token
from tests.factories.organs import AT


def wrong(answer: Any) -> tuple[int, str]:
    """Status and kind of a refusal, which says all that a problem says and is kept by nobody."""
    said = answer.json()
    assert answer["Content-Type"] == MEDIA
    assert "no-store" in answer["Cache-Control"]
    assert said["status"] == answer.status_code
    assert said["title"]
    assert said["detail"]
    assert int(answer.get("Content-Length", len(answer.content))) == len(answer.content)
    return answer.status_code, said["type"]


@pytest.mark.django_db
class TestBeforeTheDoors:
    def test_a_request_heavier_than_the_house_takes(self) -> None:
        heavy = Client().generic(
            "POST", "/api/v1/objects", b"x", "application/json", CONTENT_LENGTH=str(33 * 2**20)
        )
        nowhere = Client().generic(
            "POST", "/api/v1/nowhere", b"x", "application/json", CONTENT_LENGTH=str(33 * 2**20)
        )

        assert wrong(heavy) == wrong(nowhere) == (413, "urn:suiji:too-large")

    def test_a_host_that_is_not_ours(self) -> None:
        answer = Client().get("/api/v1/public/items", headers={"Host": "evil.example"})

        assert wrong(answer) == (400, "urn:suiji:unreadable")

    def test_an_address_that_no_database_can_compare(self) -> None:
        assert wrong(Client().get("/api/v1/objects/%00")) == (400, "urn:suiji:unreadable")

    def test_an_address_on_two_lines(self) -> None:
        assert wrong(Client().get("/api/v1/no%0Awhere")) == (404, "urn:suiji:not-found")

    def test_a_form_of_another_site(self) -> None:
        answer = Client(enforce_csrf_checks=True).post("/api/v1/objects", {"rows": []})

        assert wrong(answer) == (401, "urn:suiji:unauthorised")


@pytest.mark.django_db
class TestBehindTheDoors:
    @pytest.fixture
    def machine(self, monkeypatch: pytest.MonkeyPatch) -> Machine:
        monkeypatch.setattr("suiji.config.clock.now", lambda: AT)
        found = Machine(a_token()[1])
        found.client = Client(raise_request_exception=False)
        return found

    @pytest.mark.parametrize(
        ("fault", "told"),
        [
            (RuntimeError("某某餐饮店"), (500, "urn:suiji:breakdown")),
            (OperationalError("某某餐饮店"), (503, "urn:suiji:away")),
        ],
    )
    def test_a_breakdown_is_told_without_its_words(
        self, machine: Machine, fault: Exception, told: tuple[int, str], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def broken(*_args: Any, **_words: Any) -> None:
            raise fault

        monkeypatch.setattr("suiji.api.queries.own.task_list", broken)

        answer = machine.get("/tasks")

        assert wrong(answer) == told
        assert "餐饮店" not in answer.content.decode()
        assert ("Retry-After" in answer) == (told[0] == 503)

    def test_a_person_still_reads_a_page(self) -> None:
        assert Client().get("/api/nowhere")["Content-Type"].startswith("text/html")
