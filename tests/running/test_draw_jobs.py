"""What the worker does about draws by the clock; may be done twice without harm."""

import json
import threading
from collections.abc import Iterator
from contextlib import nullcontext
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest
from click.testing import CliRunner
from procrastinate.contrib.django import app

from suiji.draws.models import Ceremony
from suiji.draws.queries.progress import later_sources
from suiji.draws.states import CeremonyState
from suiji.running import draw_jobs
from suiji.running.beacons import fetch
from suiji.running.commands.draws import settle
from suiji.sampling.sources import QUICKNET, Beacon
from tests.factories.draws import a_ceremony, drawn_objects, freeze, hand_in, reveal
from tests.factories.tasks import a_cast, a_ready_task, later
from tests.rooms.draws.test_public_chance import due, with_beacon
from tests.sampling.ceremonies import BEACON, ROUND

PATH = f"/{QUICKNET}/public/{ROUND}"


class Relay(BaseHTTPRequestHandler):
    """A relay of the beacon, as the network has it."""

    bent = False

    def do_GET(self) -> None:
        signature = "00" * 48 if type(self).bent else BEACON["signature"]
        self.send_response(200 if self.path == PATH else 404)
        self.end_headers()
        self.wfile.write(json.dumps({"round": ROUND, "signature": signature}).encode())

    def log_message(self, *args: object) -> None:
        """Say nothing."""


@pytest.fixture
def relay() -> Iterator[str]:
    server = HTTPServer(("127.0.0.1", 0), Relay)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    Relay.bent = False


class TestFetch:
    def test_brings_the_round_or_nothing(self, relay: str) -> None:
        assert json.loads(fetch(relay, Beacon(QUICKNET, ROUND)) or b"{}")["round"] == ROUND
        assert fetch(relay, Beacon(QUICKNET, 1)) is None
        assert fetch("http://127.0.0.1:1", Beacon(QUICKNET, 1)) is None
        assert fetch("", Beacon(QUICKNET, 1)) is None


@pytest.mark.django_db
class TestBringBeacons:
    def test_once_the_round_is_out_and_only_once(self, relay: str) -> None:
        ceremony = with_beacon(a_cast())

        early = draw_jobs.bring_beacons(relay, at=due(ceremony, -2))
        brought = draw_jobs.bring_beacons(relay, at=due(ceremony))
        again = draw_jobs.bring_beacons(relay, at=due(ceremony, 2))

        assert (early, brought, again) == (0, 1, 0)
        assert later_sources(ceremony)[0].value == BEACON["signature"]

    def test_takes_no_forged_round(self, relay: str) -> None:
        ceremony = with_beacon(a_cast())
        Relay.bent = True

        assert draw_jobs.bring_beacons(relay, at=due(ceremony)) == 0

        assert later_sources(ceremony)[0].value == ""


@pytest.mark.django_db
class TestSettleDraws:
    def test_voids_what_a_default_has_made_void_once(self, monkeypatch: pytest.MonkeyPatch) -> None:
        cast = a_cast()
        ceremony = a_ceremony(a_ready_task(cast, firms=8), cast)
        hand_in(ceremony, cast)
        freeze(ceremony, cast)
        reveal(ceremony, cast, cast.initiator)
        monkeypatch.setattr("suiji.config.clock.now", lambda: later(63))
        monkeypatch.setattr(draw_jobs, "is_steady", lambda: True)

        draw_jobs.settle_draws(0)
        assert Ceremony.objects.get().state == CeremonyState.COMMITTED
        monkeypatch.setattr("suiji.config.clock.now", lambda: later(63) + timedelta(seconds=1))
        draw_jobs.settle_draws(0)
        draw_jobs.settle_draws(0)

        assert Ceremony.objects.get().state == CeremonyState.VOID


@pytest.mark.django_db
def test_settling_by_hand_names_late_signatures_too(monkeypatch: pytest.MonkeyPatch) -> None:
    cast = a_cast()
    ceremony = drawn_objects(a_ready_task(cast, firms=8), cast, confirmed=False)
    monkeypatch.setattr("suiji.config.clock.now", lambda: later(5) + timedelta(days=10))
    monkeypatch.setattr("suiji.running.commands.draws.django", nullcontext)  # it is set up already

    told = [CliRunner().invoke(settle, [], catch_exceptions=False).output for _ in range(2)]

    assert "公开逾期未签名 1 次" in told[0]
    assert str(ceremony) in told[0]
    assert "公开逾期未签名 0 次" in told[1]


def test_worker_knows_the_jobs() -> None:
    app.perform_import_paths()

    assert {"suiji.settle_draws", "suiji.fetch_beacons"} <= set(app.tasks)
    assert {"settle_draws", "fetch_beacons"} <= {
        task.periodic_id for task in app.periodic_registry.periodic_tasks.values()
    }
