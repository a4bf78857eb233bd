"""A whole house under load, and somebody who kills its processes: what it accepted must be there afterwards, once.

Two loads run all the time. Over HTTP an administrator renames a department, each time with a reason of its own:
accepted is what was answered with the redirect. Beside it jobs are put into the queue: accepted is what is committed.
"""

import os
import re
import secrets
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.client import HTTPException
from http.cookiejar import CookieJar
from pathlib import Path
from typing import Any
from urllib.error import HTTPError
from urllib.parse import urlencode
from urllib.request import HTTPCookieProcessor, HTTPRedirectHandler, Request, build_opener

import psycopg

from suiji.running.postgres import Server

PROJECT = Path(__file__).resolve().parents[2]
COMMAND = [sys.executable, "-m", "suiji.running.command"]
UP = """
import sys
from suiji.running import child, command
child.LONGEST_PAUSE = child.FIRST_PAUSE  # who is killed two hundred times need not wait thirty seconds each time
sys.exit(command.main(["up", "--port", sys.argv[1]]))
"""
PASSWORD = "Kill-Me-2026"
PATIENCE = 900.0
PACE = 0.2
"""Seconds between two acts of one hand: a load, and still some of the machine for those who come up again."""
VICTIMS = ("web", "worker", "sequencer", "database")
SEAT = """
from suiji.running.installation import django
with django():
    from suiji.accounts import services
    from suiji.config import clock
    from suiji.organs.roles import ADMINISTRATORS
    chairs = [services.Chair(r, f"admin{n}", f"管理员{n}") for n, r in enumerate(ADMINISTRATORS)]
    made = services.begin(unit="安阳市数据局", region_code="410500", chairs=chairs, at=clock.now())
    services.choose_password(person=made[0][0], password="%s", at=clock.now())
"""
DEFER = """
import sys
from suiji.running.installation import django
with django():
    from django.db import connection
    from procrastinate.contrib.django import app
    app.perform_import_paths()
    for line in sys.stdin:
        try:
            task = app.configure_task("suiji.sweep_pieces", queueing_lock=f"fault-{line.strip()}")
            print(task.defer(timestamp=0), flush=True)
        except Exception as error:
            connection.close()
            print(0, flush=True)
"""


@dataclass
class Accepted:
    """What the house has said yes to."""

    acts: set[str] = field(default_factory=set)
    jobs: set[int] = field(default_factory=set)
    refused: int = 0
    """Requests that met a dead process: nobody was told that they were done."""


class Stay(HTTPRedirectHandler):
    """A redirect is an answer like another."""

    def redirect_request(self, *_: Any) -> None:
        """Do not follow."""


class Administrator:
    """A browser's worth of HTTP: cookies, tokens, one act."""

    def __init__(self, address: str) -> None:
        self.address, self.jar, self.last = address, CookieJar(), 0
        self.opener = build_opener(HTTPCookieProcessor(self.jar), Stay)

    def ask(self, path: str, said: dict[str, str] | None = None) -> tuple[int, str]:
        data = None if said is None else urlencode(said).encode()
        try:
            with self.opener.open(Request(self.address + path, data=data), timeout=20) as answer:
                return answer.status, answer.read().decode("utf-8", "replace")
        except HTTPError as error:
            return error.code, error.read().decode("utf-8", "replace")

    def post(self, path: str, **said: str) -> int:
        _, page = self.ask(path)
        found = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', page)
        self.last = self.ask(path, said | {"csrfmiddlewaretoken": found[1] if found else ""})[0]
        return self.last

    def log_in(self) -> bool:
        return self.post("/account/login/", login="admin0", password=PASSWORD) == 302

    def act(self, department: int, token: str) -> bool:
        names = {"name": f"安阳市数据局{token}", "short_name": "平台", "sign": "平台", "because": token}
        return self.post(f"/account/people/departments/{department}/", **names) == 302


@dataclass
class House:
    """A running ``suiji up`` in a folder of its own."""

    home: Path
    port: int
    environment: dict[str, str]
    process: subprocess.Popen[bytes]
    answered: list[str] = field(default_factory=list)
    """What the load met instead of a yes, the newest last."""

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def database(self) -> str:
        """The owner's address, whether or not anybody answers there."""
        server = Server(self.home, say=lambda _: None)
        server.attach()
        return server.connection_settings().owner

    def pids(self, victim: str) -> list[int]:
        """Processes that belong to a victim; for the web server and the database also their children."""
        word = {"web": b"granian", "worker": b"worker", "sequencer": b"sequence", "database": b"-D"}[victim]
        children: dict[int, list[int]] = {}
        for entry in Path("/proc").iterdir():
            if entry.name.isdigit():
                with suppress(OSError, IndexError, ValueError):
                    parent = int((entry / "stat").read_text().rpartition(")")[2].split()[1])
                    children.setdefault(parent, []).append(int(entry.name))
        found = [pid for pid in children.get(self.process.pid, []) if word in self._command(pid)]
        return found + ([pid for one in found for pid in children.get(one, [])] if victim == "web" else [])

    @staticmethod
    def _command(pid: int) -> list[bytes]:
        with suppress(OSError):
            return Path(f"/proc/{pid}/cmdline").read_bytes().split(b"\0")
        return []

    def until(self, holds: Callable[[], bool], what: str) -> None:
        """Wait for it, with patience and an end."""
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline:
            assert self.process.poll() is None, f"the house came down: {self.process.returncode}"
            with suppress(OSError, psycopg.Error):
                if holds():
                    return
            time.sleep(0.2)
        log = (self.home.parent / "house.log").read_text("utf-8", "replace").splitlines()
        raise AssertionError(
            f"{what} did not come back within {PATIENCE:.0f} s; the last answers were {self.answered[-20:]},"
            f" in the database are {self.sessions()}, the house's last words:\n" + "\n".join(log[-60:])
        )

    def sessions(self) -> list[tuple[Any, ...]]:
        """Who does what in the database, and on what it waits."""
        asked = (
            "SELECT usename, state, wait_event, left(query, 60), now() - query_start FROM pg_stat_activity"
            " WHERE usename LIKE 'suiji%'"
        )
        with suppress(OSError, psycopg.Error), psycopg.connect(self.database(), autocommit=True) as seen:
            return seen.execute(asked).fetchall()
        return []

    def answers(self) -> bool:
        return Administrator(self.address).ask("/api/readyz")[0] == 200


@contextmanager
def a_house(home: Path, port: int) -> Iterator[House]:
    """An empty city with three administrators, up and serving."""
    environment = os.environ | {
        "SUIJI_DATA_DIR": str(home),
        "SUIJI_DEMONSTRATION": "0",
        "SUIJI_SECOND_FACTOR": "offered",
        "SUIJI_IDLE_MINUTES": "0",
        "SUIJI_SENDING_PACE": "0",
        "PYTHONPATH": str(PROJECT / "src"),
    }
    for name in ("DATABASE_URL", "SUIJI_OWNER_DATABASE_URL", "SUIJI_PUBLIC_DATABASE_URL", "SUIJI_AS_OWNER"):
        environment.pop(name, None)
    said = (home.parent / "house.log").open("wb")
    process = subprocess.Popen(
        [sys.executable, "-c", UP, str(port)], env=environment, stdout=said, stderr=said
    )
    house = House(home, port, environment, process)
    try:
        house.until(house.answers, "the house")
        subprocess.run([sys.executable, "-c", SEAT % PASSWORD], env=environment, check=True)
        yield house
    finally:
        process.send_signal(signal.SIGINT)
        try:
            process.wait(120)
        except subprocess.TimeoutExpired:
            process.kill()  # its children end with it; what the test has to say is not this


class Load:
    """Acts over HTTP and jobs into the queue, for as long as it is asked to."""

    def __init__(self, house: House, accepted: Accepted) -> None:
        self.house, self.accepted, self.stopping = house, accepted, threading.Event()
        self.threads = [threading.Thread(target=self._acts) for _ in range(2)]
        self.threads.append(threading.Thread(target=self._jobs))

    def __enter__(self) -> "Load":
        for thread in self.threads:
            thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stopping.set()
        for thread in self.threads:
            thread.join()

    def _acts(self) -> None:
        """Acts, one after the other; who met a dead process asks again in the same session, as people do."""
        browser, inside = Administrator(self.house.address), False
        while not self.stopping.is_set():
            token = secrets.token_hex(8)
            try:
                inside = inside or browser.log_in()
                if inside and browser.act(1, token):
                    self.accepted.acts.add(token)
                    time.sleep(PACE)
                    continue
                self.house.answered.append(f"{browser.last} {'inside' if inside else 'at the door'}")
                if browser.last < 500:
                    inside, browser = False, Administrator(self.house.address)
            except (OSError, ValueError, HTTPException) as error:
                self.house.answered.append(type(error).__name__)
            self.accepted.refused += 1
            time.sleep(PACE)

    def _jobs(self) -> None:
        pipe = subprocess.PIPE
        with subprocess.Popen(
            [sys.executable, "-c", DEFER], env=self.house.environment, stdin=pipe, stdout=pipe, text=True
        ) as teller:
            assert teller.stdin is not None
            assert teller.stdout is not None
            while not self.stopping.is_set():
                teller.stdin.write(secrets.token_hex(8) + "\n")
                teller.stdin.flush()
                number = int(teller.stdout.readline() or 0)
                if number:
                    self.accepted.jobs.add(number)
                time.sleep(0.5)
            teller.stdin.close()


def losses(house: House, accepted: Accepted) -> list[str]:
    """What was accepted and is not there, or there twice, or half; the ledger's own findings with it."""
    with psycopg.connect(house.database(), autocommit=True) as found:

        def numbers(statement: str) -> list[Any]:
            return [row[0] for row in found.execute(statement).fetchall()]

        house.until(lambda: numbers("SELECT count(*) FROM ledger_pending") == [0], "the sequencer's queue")
        house.until(
            lambda: numbers("SELECT count(*) FROM procrastinate_jobs WHERE status IN ('todo', 'doing')"
                            " AND queueing_lock LIKE 'fault-%'") == [0],
            "the worker's queue",
        )  # fmt: skip
        recorded = numbers("SELECT because FROM ledger_entry WHERE act = 'organs.department_renamed'")
        done = set(numbers("SELECT id FROM procrastinate_jobs WHERE status = 'succeeded'"))
        name = numbers("SELECT name FROM organs_department WHERE id = 1")
        last = numbers(
            "SELECT because FROM ledger_entry WHERE act = 'organs.department_renamed' ORDER BY id DESC LIMIT 1"
        )
    wrong = [f"act {token} is lost" for token in accepted.acts - set(recorded)]
    wrong += [f"act {token} is there twice" for token in set(recorded) if recorded.count(token) > 1]
    wrong += [f"job {number} was not done" for number in accepted.jobs - done]
    if last and not name[0].endswith(last[0]):
        wrong.append(f"the department is called {name[0]}, the ledger's last word is {last[0]}")
    command = [*COMMAND, "ledger", "check"]
    checked = subprocess.run(command, env=house.environment, capture_output=True, text=True, check=False)
    return wrong + ([] if checked.returncode == 0 else [checked.stdout + checked.stderr])


__all__ = ["PROJECT", "VICTIMS", "Accepted", "House", "Load", "a_house", "losses"]
