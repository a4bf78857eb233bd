"""The first database of the house, with a city's year in it, becomes today's: nothing is lost and the ledger checks.

``first/database.dump.xz`` was made by the house as it stood when its migrations were begun anew, one a room (commit
f529320), out of its demonstration and under the tests' keys; of papers and packages only the beginnings are
kept, of 2,000 notes on rows fifty. Every migration since then meets real rows here.
"""

import lzma
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from django.conf import settings
from psycopg import sql

from suiji import vault
from suiji.libraries.models import Inspector
from suiji.running import dumping
from suiji.running.testing import _named

FIRST = Path(__file__).parent / "first"
COMMAND = [sys.executable, "-m", "suiji.running.command"]
OURS = {"django_migrations", "django_content_type", "auth_permission", "organs_region", "organs_industry",
        "organs_calendarday", "organs_tableedition", "libraries_change"}  # fmt: skip
"""What an upgrade itself brings up to date; the rows of one import it puts together (libraries 0006)."""


def rows(address: str) -> dict[str, int]:
    """How many rows every table has."""
    with psycopg.connect(address) as seen:
        names = [
            row[0] for row in seen.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
        ]
        counted = sql.SQL(" UNION ALL ").join(
            sql.SQL("SELECT {}, count(*) FROM {}").format(name, sql.Identifier(name)) for name in names
        )
        return dict(seen.execute(counted).fetchall())


class House:
    """The old database, before and after its operator brought it up to date."""

    def __init__(self, name: str) -> None:
        own, self.name = settings.ENVIRONMENT, name
        self.owner = _named(own.owner_database_url, name)
        dumping.load(lambda: iter([lzma.decompress((FIRST / "database.dump.xz").read_bytes())]), self.owner)
        self.before = rows(self.owner)
        self.addresses = {
            "SUIJI_OWNER_DATABASE_URL": self.owner,
            "DATABASE_URL": _named(own.database_url, name),
            "SUIJI_PUBLIC_DATABASE_URL": _named(own.public_database_url, name),
        }
        self.migrated = self.run("migrate", SUIJI_AS_OWNER="1")
        self.after = rows(self.owner)

    def run(self, *command: str, **more: str) -> "subprocess.CompletedProcess[str]":
        """A command of the house over this database."""
        environment = os.environ | self.addresses | {"SUIJI_AS_OWNER": "0"} | more
        return subprocess.run(
            [*COMMAND, *command], env=environment, check=False, capture_output=True, text=True
        )


@pytest.fixture(scope="module")
def house() -> Iterator[House]:
    name = f"suiji_first_{os.getpid()}"
    owner = settings.ENVIRONMENT.owner_database_url
    with psycopg.connect(_named(owner, "template1"), autocommit=True) as server:
        server.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
        try:
            yield House(name)
        finally:
            server.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))


def test_no_row_is_lost_on_the_way(house: House) -> None:
    assert house.migrated.returncode == 0, house.migrated.stderr
    assert "正在更新数据库结构" in house.migrated.stderr

    gone = {name: number for name, number in house.before.items() if house.after.get(name, 0) < number}

    assert gone.keys() <= OURS
    assert sum(house.before.values()) > 1000


def test_the_ledger_checks_from_its_first_entry_and_no_state_was_set_past_it(house: House) -> None:
    checked = house.run("ledger", "check")

    assert checked.returncode == 0, checked.stderr
    assert house.after["ledger_leaf"] == house.before["ledger_leaf"] > 100


def test_what_was_sealed_opens(house: House) -> None:
    with psycopg.connect(house.owner) as seen:
        found = seen.execute(
            "SELECT code, phone FROM libraries_inspector WHERE phone <> '' ORDER BY id LIMIT 3"
        ).fetchall()

    assert found
    for code, phone in found:
        assert vault.take(Inspector(code=code, phone=phone), "phone").isdecimal()


def test_its_past_is_guarded_like_that_of_a_new_one(house: House) -> None:
    checked = house.run("check")

    assert checked.returncode == 0, checked.stderr
