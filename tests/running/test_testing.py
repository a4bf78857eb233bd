"""The tests' server: shared while anybody is present, gone when the last has left."""

import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from suiji.running.locks import Lock

CLIENT = """
import sys
from pathlib import Path
from suiji.running.testing import start_test_server
print(start_test_server(Path(sys.argv[1]))[0], flush=True)
sys.stdin.read()
"""


@pytest.fixture
def home() -> Iterator[Path]:
    base = Path(tempfile.mkdtemp(prefix="suiji-"))
    base.chmod(0o755)
    yield base
    shutil.rmtree(base)


def arrive(home: Path) -> tuple["subprocess.Popen[str]", str]:
    environment = os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)}
    client = subprocess.Popen(
        [sys.executable, "-c", CLIENT, str(home)], env=environment, text=True, stdin=-1, stdout=-1
    )
    assert client.stdout is not None
    return client, client.stdout.readline().strip()


def test_outlives_the_first_who_leaves_and_not_the_last(home: Path) -> None:
    first, one = arrive(home)
    second, other = arrive(home)
    assert one != other
    first.kill()
    first.communicate()
    time.sleep(1.5)

    psycopg.connect(other, dbname="suiji").close()

    second.communicate("")
    lock, deadline = Lock(home / "postgres.lock"), time.monotonic() + 10
    while not lock.take():
        assert time.monotonic() < deadline
        time.sleep(0.1)
    lock.release()
    with pytest.raises(psycopg.OperationalError):
        psycopg.connect(other, dbname="suiji")


def test_copies_test_databases_from_one_that_is_migrated_granted_and_finished() -> None:
    from django.conf import settings

    from suiji.running.testing import migrated_template

    environment = settings.ENVIRONMENT
    name = migrated_template(environment.owner_database_url, environment.database_url)

    assert name == migrated_template(environment.owner_database_url, environment.database_url)
    with psycopg.connect(environment.owner_database_url, dbname=name) as connection:
        regions = connection.execute("SELECT count(*) FROM organs_region").fetchone()
        may = connection.execute(
            "SELECT has_table_privilege('suiji_web', 'ledger_entry', 'INSERT'),"
            " has_table_privilege('suiji_web', 'ledger_entry', 'UPDATE')"
        ).fetchone()
    assert regions is not None
    assert regions[0] > 3000
    assert may == (True, False)
