"""A PostgreSQL for the tests: shared by every test run on this checkout, gone when the last of them ends.

A keeper (``python -m suiji.running.testing``) supervises the server; test runs count themselves in with
a shared lock that the kernel releases however they end, so a killed run never leaves a server behind.
"""

import hashlib
import os
import re
import subprocess
import sys
import time
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import psycopg
from psycopg import sql

from suiji.config.environment import PROJECT
from suiji.running.locks import Lock, Presence
from suiji.running.postgres import FORGETFUL, Server
from suiji.running.roles import DATABASE
from suiji.running.trouble import Trouble

HOME = PROJECT / "var" / "test"
_PRESENT: list[Presence] = []
_TEMPLATE = f"{DATABASE}_template_"


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


def migrated_template(owner: str, web: str, home: Path = HOME) -> str:
    """Name of a database with everything ``suiji migrate`` makes, from which a test database is copied in a moment.

    Made once for each state of the migrations, by whoever comes first; the others wait. Older ones are dropped.
    """
    name = f"{_TEMPLATE}{_state_of_migrations()}"
    home.mkdir(parents=True, exist_ok=True)
    lock = Lock(home / "template.lock")
    while not lock.take():
        time.sleep(0.2)
    try:
        with psycopg.connect(owner, dbname="template1", autocommit=True) as connection:
            found = {row[0] for row in connection.execute("SELECT datname FROM pg_database")}
            if name not in found:
                _make_template(connection, name, owner, web)
                for old in found:
                    if old.startswith(_TEMPLATE):
                        connection.execute(sql.SQL("DROP DATABASE IF EXISTS {}").format(sql.Identifier(old)))
    finally:
        lock.release()
    return name


def _state_of_migrations() -> str:
    files = [
        *sorted((PROJECT / "src").rglob("migrations/*.py")),
        *sorted((PROJECT / "src" / "suiji" / "organs" / "tables").iterdir()),
        *sorted((PROJECT / "src" / "suiji" / "law" / "tables").iterdir()),
        PROJECT / "src" / "suiji" / "running" / "grants.py",
        PROJECT / "src" / "suiji" / "running" / "rights.toml",
        PROJECT / "src" / "suiji" / "portal" / "window.py",
        PROJECT / "requirements" / "run.txt",
    ]
    digest = hashlib.sha256()
    for file in files:
        if file.is_file():
            digest.update(f"{file.relative_to(PROJECT)}\0".encode() + file.read_bytes())
    return digest.hexdigest()[:12]


def _make_template(connection: "psycopg.Connection[Any]", name: str, owner: str, web: str) -> None:
    """Made under another name first, so that a killed run leaves nothing that looks finished."""
    making = f"{_TEMPLATE}making"
    connection.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(making)))
    connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(making)))
    environment = os.environ | {
        "PYTHONPATH": os.pathsep.join([str(PROJECT / "src"), os.environ.get("PYTHONPATH", "")]),
        "SUIJI_OWNER_DATABASE_URL": _named(owner, making),
        "DATABASE_URL": _named(web, making),
    }
    command = [sys.executable, "-m", "suiji.running.command", "migrate"]
    done = subprocess.run(command, env=environment, check=False, capture_output=True, text=True)  # noqa: S603
    if done.returncode:
        raise Trouble(f"测试用的数据库没有建成：\n{done.stdout}{done.stderr}")
    connection.execute(
        sql.SQL("ALTER DATABASE {} RENAME TO {}").format(sql.Identifier(making), sql.Identifier(name))
    )


def _named(address: str, name: str) -> str:
    """The same server and role, another database."""
    parts = urlsplit(address)
    return urlunsplit(parts._replace(path=f"/{name}"))


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
