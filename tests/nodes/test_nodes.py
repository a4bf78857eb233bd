"""Two web nodes over one database and one bucket: every request goes to the other node than the one before.

``make nodes``: not part of ``make test``, since it starts processes. Directly, behind nginx, behind HAProxy, and over
PgBouncer: each where it is installed.
"""

import hashlib
import json
import os
import re
import sys
import time
import uuid
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, suppress
from itertools import cycle
from pathlib import Path
from typing import Any

import pytest
import requests
from django.conf import settings
from django.db import connection
from psycopg.conninfo import conninfo_to_dict

from suiji.field.protocol import CURRENT
from suiji.organs.models import Person
from suiji.organs.roles import Role
from tests.factories import stores
from tests.factories.inspections import JPEG, on_site
from tests.factories.organs import a_person
from tests.nodes.fronts import a_free_port, balanced, missing, pooled, started

pytestmark = [
    pytest.mark.skipif(not os.environ.get("SUIJI_NODES"), reason="make nodes"),
    pytest.mark.django_db(transaction=True),
]
PASSWORD = "Nodes-2026-suiji"


def address(role: str) -> str:
    """The test database as a URL, by one of the roles."""
    said = conninfo_to_dict(role)
    host = str(said["host"]).replace("/", "%2F")
    return f"postgresql://{said['user']}:{said['password']}@/{connection.settings_dict['NAME']}?host={host}"


@pytest.fixture(params=["directly", "nginx", "haproxy", "pgbouncer"])
def houses(transactional_db: None, tmp_path: Path, request: pytest.FixtureRequest) -> Iterator["Nodes"]:
    way = str(request.param)
    assert way == "directly" or not missing(way), missing(way)
    stores.a_store()
    known = settings.ENVIRONMENT
    addresses = [address(known.database_url), address(known.public_database_url)]
    with ExitStack() as stack:
        pooler = "none"
        if way == "pgbouncer":
            pooler = "transaction"
            addresses = pooled(stack, str(connection.settings_dict["NAME"]), addresses)
        ports = [a_node(stack, tmp_path, addresses, pooler) for _ in range(2)]
        balanced_by = way in ("nginx", "haproxy")
        yield Nodes([balanced(stack, way, ports)] if balanced_by else ports, ports)


def a_node(stack: ExitStack, tmp_path: Path, addresses: Sequence[str], pooler: str) -> int:
    """One web node; the port on which it serves."""
    port = a_free_port()
    home = tmp_path / str(port)
    home.mkdir()
    environment = os.environ | {
        "DATABASE_URL": addresses[0],
        "SUIJI_PUBLIC_DATABASE_URL": addresses[1],
        "SUIJI_POOLER": pooler,
        "SUIJI_AS_OWNER": "0",
        "SUIJI_DATABASE_POOL": "1",
        "SUIJI_SECRET_KEY": "the same everywhere",
        "SUIJI_SECOND_FACTOR": "offered",
        "SUIJI_HOSTS": "localhost,127.0.0.1",
        "SUIJI_FILES_BUCKET": stores.BUCKET,
        "SUIJI_FILES_ENDPOINT": stores.address(),
        "SUIJI_FILES_KEY": "k",
        "SUIJI_FILES_SECRET": "s",
        "SUIJI_DATA_DIR": str(home),
    }
    words = ["-m", "suiji.running.command", "serve", "--port", str(port), "--workers", "1"]
    started(stack, [sys.executable, *words], environment)
    return port


class Nodes:
    """One browser, whose requests go round."""

    def __init__(self, fronts: list[int], ports: list[int]) -> None:
        for port in {*fronts, *ports}:
            self._wait(port)
        self.turn = cycle(fronts)
        self.session = requests.Session()

    @staticmethod
    def _wait(port: int) -> None:
        deadline = time.monotonic() + 180
        while True:
            with suppress(requests.RequestException):
                if requests.get(f"http://127.0.0.1:{port}/api/readyz", timeout=60).status_code == 200:
                    return
            assert time.monotonic() < deadline, f"nothing answers on {port}"
            time.sleep(0.5)

    def ask(self, method: str, path: str, **more: Any) -> requests.Response:
        """To the next node; redirects are asked of the one after it."""
        answer = self.session.request(
            method, f"http://127.0.0.1:{next(self.turn)}{path}", allow_redirects=False, timeout=120, **more
        )
        assert answer.status_code < 500, answer.text
        if answer.status_code in (301, 302):
            return self.ask("GET", re.sub(r"^https?://[^/]+", "", answer.headers["Location"]))
        return answer

    def log_in(self, username: str) -> requests.Response:
        """The form from one node, sent to the other."""
        page = self.ask("GET", "/account/login/").text
        token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)
        assert token
        return self.ask(
            "POST",
            "/account/login/",
            data={"csrfmiddlewaretoken": token[1], "login": username, "password": PASSWORD},
        )


def test_a_day_that_goes_from_node_to_node(houses: Nodes) -> None:
    crew = on_site()
    person = Person.objects.get(pk=crew.leader.id)
    person.set_password(PASSWORD)
    person.save()

    assert "退出" in houses.log_in(person.username).text
    assert houses.ask("GET", "/desk/").status_code == 200
    token = houses.ask("GET", "/field/api/session/").json()["csrf"]
    headers = {"X-Suiji-Protocol": str(CURRENT), "X-CSRFToken": token, "X-Suiji-Person": str(person.pk)}
    uid = str(uuid.uuid4())
    about = {
        "uid": uid,
        "visit": crew.visit.pk,
        "sha256": hashlib.sha256(JPEG).hexdigest(),
        "size": len(JPEG),
    }
    assert (
        houses.ask("POST", "/field/api/uploads/", data=json.dumps(about), headers=headers).status_code < 300
    )
    for offset in range(0, len(JPEG), 20):
        piece = JPEG[offset : offset + 20]
        answer = houses.ask("PUT", f"/field/api/uploads/{uid}/?offset={offset}", data=piece, headers=headers)
        assert answer.json()["received"] == offset + len(piece)
    again = houses.ask("POST", "/field/api/uploads/", data=json.dumps(about), headers=headers)
    assert again.json()["received"] == len(JPEG)
    assert len(stores.contents()) == -(-len(JPEG) // 20)


def test_a_stranger_reads_from_node_to_node(houses: Nodes) -> None:
    for path in ("/", "/draws/", "/results/", "/search/?q=安阳", "/open-data/", "/api/v1/public/draws"):
        assert houses.ask("GET", path).status_code == 200, path


def test_wrong_passwords_are_counted_by_all_nodes_together(houses: Nodes) -> None:
    a_person("王芳", Role.CLERK, username="wang")

    last = [houses.log_in("wang") for _ in range(7)][-1]

    assert last.status_code in (403, 429)
