"""A PostgreSQL for the tests: shared by every test run on this checkout, gone when the last of them ends.

A keeper (``python -m suiji.running.testing``) supervises the server; test runs count themselves in with
a shared lock that the kernel releases however they end, so a killed run never leaves a server behind.
"""

import os
import re
import subprocess
import sys
import time
from pathlib import Path

import psycopg
from psycopg import sql

from suiji.config.environment import PROJECT
from suiji.running.locks import Presence
from suiji.running.postgres import FORGETFUL, Server
from suiji.running.roles import DATABASE
from suiji.running.trouble import Trouble

HOME = PROJECT / "var" / "test"
_PRESENT: list[Presence] = []


def start_test_server(home: Path = HOME) -> tuple[str, str, str]:
    """Addresses (owner's, web's, public's) of a running test server; it stops by itself after this process has ended.

    The database's name differs from run to run, so that two runs at once do not share a test database;
    ``SUIJI_TEST_DATABASE`` fixes it (for ``--reuse-db``).
    """
    home.mkdir(parents=True, exist_ok=True)
    _PRESENT.append(Presence(home / "presence.lock").enter())
    server = Server(home, settings=FORGETFUL)
    if not server.supervisor_elsewhere():
        _start_keeper(home)
    server.attach()
    name = os.environ.get("SUIJI_TEST_DATABASE", f"{DATABASE}_{os.getpid()}")
    known = server.connection_settings()
    owner, web, public = (
        address.replace(f"@/{DATABASE}?", f"@/{name}?") for address in (known.owner, known.web, known.public)
    )
    return owner, web, public


def _start_keeper(home: Path) -> None:
    """Returns when a keeper, ours or one that was quicker, supervises a server that answers."""
    source = str(PROJECT / "src")
    environment = os.environ | {"PYTHONPATH": os.pathsep.join([source, os.environ.get("PYTHONPATH", "")])}
    for name in ("COVERAGE_PROCESS_START", "COV_CORE_SOURCE", "COV_CORE_DATAFILE", "COV_CORE_CONFIG"):
        environment.pop(name, None)
    log = home / "keeper.log"
    with log.open("wb") as complaints:
        keeper = subprocess.Popen(  # noqa: S603 — a list of our own making
            [sys.executable, "-m", "suiji.running.testing", str(home)],
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=complaints,
            start_new_session=True,
        )
    assert keeper.stdout is not None
    with keeper.stdout as said:
        if not said.readline():
            raise Trouble(log.read_text(errors="replace").strip())


def keep(home: Path) -> None:
    """Supervise the server in ``home`` until nobody is present; say one line once it answers."""
    server = Server(home, settings=FORGETFUL)
    server.ensure_running()
    if not server.attached:
        _drop_leftovers(server.connection_settings().owner)
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    if server.attached:
        return
    presence = Presence(home / "presence.lock")
    while not presence.close_if_empty():
        if not server.alive():
            server.ensure_running()
        time.sleep(0.5)
    server.stop()
    presence.leave()


def _drop_leftovers(owner: str) -> None:
    """Drop the test databases of killed runs: their names carry the number of a process that is no more."""
    with psycopg.connect(owner, autocommit=True) as connection:
        for (name,) in connection.execute("SELECT datname FROM pg_database").fetchall():
            run = re.match(rf"test_{DATABASE}_(\d+)", name)
            if run and not Path(f"/proc/{run[1]}").exists():
                connection.execute(sql.SQL("DROP DATABASE {}").format(sql.Identifier(name)))


if __name__ == "__main__":
    try:
        keep(Path(sys.argv[1]))
    except Trouble as trouble:
        sys.exit(str(trouble))
