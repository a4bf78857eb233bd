"""What a monitor reads, and what nobody can read out of it."""

import json
import logging
from typing import Any

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client
from django.urls import reverse

from suiji.config.logs import Lines
from suiji.organs.roles import Role
from tests.factories.organs import a_person

pytestmark = pytest.mark.django_db


class TestMetrics:
    def test_tell_this_machine_how_the_house_stands(self, client: Client) -> None:
        client.get(reverse("portal:home"))

        said = client.get("/api/metrics").content.decode()

        assert "suiji_ready 1.0" in said
        assert "suiji_ledger_waiting 0.0" in said
        assert 'suiji_requests_total{method="GET",room="portal",status="2xx"}' in said

    @pytest.mark.parametrize(
        "stranger",
        [{"REMOTE_ADDR": "10.1.2.3"}, {"HTTP_X_FORWARDED_FOR": "10.1.2.3"}, {"HTTP_FORWARDED": "for=x"}],
    )
    def test_are_nowhere_for_strangers_and_behind_a_proxy(self, stranger: dict[str, str]) -> None:
        assert Client(**stranger).get("/api/metrics").status_code == 404  # type: ignore[arg-type]

    def test_ask_for_the_token_where_there_is_one(
        self, client: Client, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(settings.ENVIRONMENT, "metrics_token", "a-token")

        far = {"REMOTE_ADDR": "10.1.2.3"}
        assert client.get("/api/metrics").status_code == 404
        assert client.get("/api/metrics", HTTP_AUTHORIZATION="Bearer wrong", **far).status_code == 404
        assert client.get("/api/metrics", HTTP_AUTHORIZATION="Bearer a-token", **far).status_code == 200

    def test_name_no_page_person_or_address(self, client: Client) -> None:
        code = "914105000000000000"  # whole: four digits of it stand by chance in some measured time
        client.force_login(a_person("王芳", Role.CLERK, username="wang"))
        client.get("/desk/search/?q=安阳䶮业有限公司")
        client.get(f"/nowhere/{code}/")

        said = client.get("/api/metrics").content.decode()

        assert not [word for word in ("wang", "王芳", "䶮", code, "search", "127.0.0.1") if word in said]

    def test_ask_few_questions(self, client: Client, django_assert_max_num_queries: Any) -> None:
        with django_assert_max_num_queries(12):
            client.get("/api/metrics")


class TestLines:
    def record(self, **more: Any) -> logging.LogRecord:
        made = logging.LogRecord(
            "suiji.requests", logging.INFO, __file__, 1, "Not Found: /x/?q=王芳", (), None
        )
        made.__dict__.update(more)
        return made

    def test_are_json_with_what_is_said_and_without_a_query(self) -> None:
        said = json.loads(Lines().format(self.record(said={"ms": 12, "room": "portal"})))

        assert (said["message"], said["ms"], said["level"]) == ("Not Found: /x/", 12, "INFO")

    def test_of_a_request_hold_route_and_times_only(
        self, client: Client, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
    ) -> None:
        monkeypatch.setattr(settings.ENVIRONMENT, "log_requests", True)
        client.force_login(a_person("王芳", Role.CLERK, username="wang"))
        with caplog.at_level(logging.INFO, logger="suiji.requests"):
            client.get("/desk/search/?q=䶮业")

        line = Lines().format(caplog.records[-1])

        assert json.loads(line)["route"] == "desk/search/"
        assert not [word for word in ("䶮", "wang", "王芳", "127.0.0.1") if word in line]

    def test_of_a_slow_statement_hold_no_value(
        self, client: Client, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
    ) -> None:
        monkeypatch.setattr(settings.ENVIRONMENT, "slow_statement_ms", 0)
        with caplog.at_level(logging.WARNING, logger="suiji.slow"):
            client.post(reverse("account_login"), {"login": "zhangwei", "password": "Wrong-1"})

        lines = [Lines().format(record) for record in caplog.records if record.name == "suiji.slow"]

        assert any("%s" in line for line in lines)
        assert not [line for line in lines if "zhangwei" in line]
        assert connection.queries_logged is False
