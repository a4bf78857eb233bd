"""What is backed up comes back whole; what does not is no backup."""

import os
import shutil
from datetime import timedelta
from pathlib import Path
from typing import Any

import psycopg
import pytest
from django.conf import settings
from django.db import connection
from psycopg.conninfo import make_conninfo

from suiji.config.environment import Environment
from suiji.ledger.models import Entry
from suiji.ledger.services import record, sequence
from suiji.organs.roles import Role
from suiji.running import backup, dumping
from suiji.running.installation import Installation
from suiji.running.keyring import keyring
from suiji.running.restoring import restore
from suiji.running.trouble import Trouble
from suiji.vault import Unopenable
from suiji.vault.streams import new_pair
from tests.factories.organs import AT, an_actor, the_person

SECRET, PUBLIC = new_pair()
pytestmark = pytest.mark.django_db(transaction=True)


def silent(_message: str) -> None:
    """Nobody listens."""


def a_house(home: Path) -> tuple[Installation, Environment]:
    """The test's database, keys, and an evidence file; two entries under a checkpoint."""
    name = connection.settings_dict["NAME"]
    surroundings = settings.ENVIRONMENT
    addresses = (surroundings.owner_database_url, surroundings.database_url, surroundings.public_database_url)
    here = Installation(home, None, *(make_conninfo(whole, dbname=name) for whole in addresses))
    environment = surroundings.model_copy(
        update={"data_dir": home, "backup_dir": None, "backup_keys_dir": None, "backup_public": PUBLIC}
    )
    (home / "evidence" / "a").mkdir(parents=True)
    (home / "evidence" / "a" / "照片.jpg").write_bytes(b"\xff\xd8" + bytes(3_000_000))
    keyring(home / "secrets.json")
    actor = an_actor(Role.CLERK)
    for number in range(2):
        record(the_person(actor), "test.noted", actor=actor, at=AT, sentence=f"记下䶮{number}。")
    sequence(at=AT)
    return here, environment


def rows(address: str) -> dict[str, int]:
    """How many rows every table has."""
    with psycopg.connect(address) as found:
        names = found.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'").fetchall()
        return {
            name: found.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0]  # type: ignore[index]  # noqa: S608
            for (name,) in names
        }


@pytest.fixture
def known_keys(monkeypatch: pytest.MonkeyPatch) -> None:
    """The child that checks the ledger signs and opens with the tests' keys."""
    surroundings = settings.ENVIRONMENT
    monkeypatch.setattr(
        Installation,
        "environment",
        lambda self, as_owner=False: (
            os.environ
            | {
                "DJANGO_SETTINGS_MODULE": "suiji.config.settings",
                "SUIJI_LEDGER_KEY": surroundings.ledger_key,
                "SUIJI_FIELD_KEY": surroundings.field_key,
                "SUIJI_SECRET_KEY": surroundings.secret_key,
                "SUIJI_OWNER_DATABASE_URL": self.owner,
                "DATABASE_URL": self.web,
                "SUIJI_PUBLIC_DATABASE_URL": self.public,
            }
            | ({"SUIJI_AS_OWNER": "1"} if as_owner else {"SUIJI_AS_OWNER": "0"})
        ),
    )


@pytest.mark.usefixtures("known_keys")
class TestBackUp:
    def test_loses_nothing(self, tmp_path: Path) -> None:
        here, environment = a_house(tmp_path)

        made = backup.back_up(here, environment, at=AT, say=silent)

        with backup.scratch() as server:
            address = server.connection_settings().owner
            dumping.load(lambda: backup.content(made / backup.DATABASE, secret=SECRET), address)
            assert rows(address) == rows(here.owner)
            with psycopg.connect(address) as found:
                sentences = found.execute("SELECT sentence FROM ledger_entry ORDER BY id").fetchall()
        backup.unpack(backup.content(made / backup.EVIDENCE, secret=SECRET), tmp_path / "again")
        again = (tmp_path / "again" / "evidence" / "a" / "照片.jpg").read_bytes()
        assert again == (tmp_path / "evidence" / "a" / "照片.jpg").read_bytes()
        assert sentences == [("记下䶮0。",), ("记下䶮1。",)]
        assert backup.made(environment)[0][1].ledger == 2

    def test_keeps_the_keys_apart_and_shows_nothing(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        here, environment = a_house(tmp_path)
        monkeypatch.setattr(backup, "_verify", lambda *_: 2)

        made = backup.back_up(here, environment, at=AT, say=silent)

        assert sorted(part.name for part in made.iterdir()) == [
            "backup.json",
            "database.sealed",
            "evidence.sealed",
        ]
        keys = tmp_path / "backups-keys" / f"{made.name}.keys.sealed"
        assert b"secrets.json" in b"".join(backup.content(keys, secret=SECRET))
        assert keys.stat().st_mode & 0o077 == 0
        for sealed in (keys, made / "database.sealed"):
            assert b"test.noted" not in sealed.read_bytes()
            assert b"ledger_key" not in sealed.read_bytes()

    def test_of_a_ledger_that_does_not_check_is_not_kept(self, tmp_path: Path, as_owner: Any) -> None:
        here, environment = a_house(tmp_path)
        as_owner.execute("ALTER TABLE ledger_entry DISABLE TRIGGER USER")
        as_owner.execute("UPDATE ledger_entry SET sentence = '没有这回事。'")
        as_owner.execute("ALTER TABLE ledger_entry ENABLE TRIGGER USER")

        with pytest.raises(Trouble, match="在入账后被改动"):
            backup.back_up(here, environment, at=AT, say=silent)

        assert backup.made(environment) == []
        assert not list((tmp_path / "backups").iterdir())
        assert not list((tmp_path / "backups-keys").iterdir())

    def test_needs_a_key_first(self, tmp_path: Path) -> None:
        here, environment = a_house(tmp_path)

        with pytest.raises(Trouble, match="suiji backup key"):
            backup.back_up(here, environment.model_copy(update={"backup_public": ""}), at=AT, say=silent)

    def test_lets_the_oldest_go_once_the_newest_counts(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        here, environment = a_house(tmp_path)
        monkeypatch.setattr(backup, "_verify", lambda *_: 2)
        environment = environment.model_copy(update={"backup_keep": 2})

        for day in range(4):
            backup.back_up(here, environment, at=AT + timedelta(days=day), say=silent)

        assert [folder.name[:8] for folder, _ in backup.made(environment)] == ["20260304", "20260305"]
        assert len(list((tmp_path / "backups-keys").iterdir())) == 2


@pytest.mark.usefixtures("known_keys")
class TestRestore:
    def at(self, monkeypatch: pytest.MonkeyPatch, home: Path, owner: str, web: str) -> None:
        for name, value in (
            ("SUIJI_DATA_DIR", str(home)),
            ("DATABASE_URL", web),
            ("SUIJI_OWNER_DATABASE_URL", owner),
        ):
            monkeypatch.setenv(name, value)

    def test_stands_again_with_keys_evidence_rights_and_a_ledger_that_checks(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        here, environment = a_house(tmp_path / "old")
        made = backup.back_up(here, environment, at=AT, say=silent)
        keys = next((tmp_path / "old" / "backups-keys").iterdir())
        with backup.scratch() as server:
            new = server.connection_settings()
            self.at(monkeypatch, tmp_path / "new", new.owner, new.web)
            monkeypatch.setenv("SUIJI_PUBLIC_DATABASE_URL", new.public)

            size = restore(made, secret=SECRET, keys=keys, checkpoint=None, say=silent)

            with psycopg.connect(new.web) as found, pytest.raises(psycopg.errors.InsufficientPrivilege):
                found.execute("UPDATE ledger_entry SET sentence = ''")
        assert size == 2
        assert (tmp_path / "new" / "secrets.json").stat().st_mode & 0o777 == 0o600
        assert (tmp_path / "new" / "evidence" / "a" / "照片.jpg").exists()

    def test_never_into_data_that_are_there(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        here, environment = a_house(tmp_path / "old")
        monkeypatch.setattr(backup, "_verify", lambda *_: 2)
        made = backup.back_up(here, environment, at=AT, say=silent)
        keys = next((tmp_path / "old" / "backups-keys").iterdir())
        self.at(monkeypatch, tmp_path / "new", here.owner, here.web)

        with pytest.raises(Trouble, match="已有数据"):
            restore(made, secret=SECRET, keys=keys, checkpoint=None, say=silent)

        assert Entry.objects.count() == 2

    def test_not_without_the_keys(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        here, environment = a_house(tmp_path / "old")
        monkeypatch.setattr(backup, "_verify", lambda *_: 2)
        made = backup.back_up(here, environment, at=AT, say=silent)
        self.at(monkeypatch, tmp_path / "new", here.owner, here.web)
        for name in ("SUIJI_LEDGER_KEY", "SUIJI_FIELD_KEY", "SUIJI_SECRET_KEY"):
            monkeypatch.delenv(name, raising=False)

        with pytest.raises(Trouble, match="--keys"):
            restore(made, secret=SECRET, keys=None, checkpoint=None, say=silent)

    def test_not_from_files_that_were_exchanged(self, tmp_path: Path) -> None:
        here, environment = a_house(tmp_path)
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(backup, "_verify", lambda *_: 2)
            made = backup.back_up(here, environment, at=AT, say=silent)
        shutil.copy(made / "evidence.sealed", made / "database.sealed")

        with pytest.raises(Unopenable):
            list(backup.content(made / "database.sealed", secret=SECRET))
