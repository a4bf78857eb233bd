"""A house goes back to a moment: what was done before it is there, what was done after it is not."""

import io
import tarfile
from datetime import UTC, datetime
from pathlib import Path

import psycopg
import pytest
from click.testing import CliRunner

from suiji.running import journal
from suiji.running.backup import DATABASE
from suiji.running.commands.backup import restore as command
from suiji.running.place import existing_data
from suiji.running.postgres import FORGETFUL, Server
from suiji.running.restoring import Moment, restore
from suiji.running.trouble import Trouble
from suiji.vault import Unopenable
from suiji.vault.streams import new_pair

SECRET, PUBLIC = new_pair()
LONG_AGO, SOME_DAY = datetime(2020, 1, 1, tzinfo=UTC), datetime(2100, 1, 1, tzinfo=UTC)
QUICK = {**FORGETFUL, "shared_buffers": "16MB", "min_wal_size": "32MB"}


def silent(_message: str) -> None:
    """Nobody listens."""


class TestALife:
    def test_ends_at_the_moment_that_was_named(self, tmp_path: Path) -> None:
        """One server, its journal sealed away, then another in another folder, led along it."""
        home, away, again = tmp_path / "house", tmp_path / "away", tmp_path / "again"
        for folder in (tmp_path, tmp_path.parent, tmp_path.parent.parent):
            folder.chmod(0o755)
        cluster = io.BytesIO()
        with Server(home, settings=QUICK, journal=True, say=silent) as server:
            with psycopg.connect(server.connection_settings().owner, autocommit=True) as owner:
                owner.execute("CREATE TABLE acts (name text)")
                journal.copy_cluster(server.superuser(), cluster)
                owner.execute("INSERT INTO acts VALUES ('before')")
                moment = owner.execute("SELECT clock_timestamp()").fetchone()
                owner.execute("INSERT INTO acts VALUES ('after')")
            with psycopg.connect(server.superuser(), autocommit=True) as root:
                root.execute("SELECT pg_switch_wal()")
        assert moment is not None
        tray = existing_data(home).with_name("journal")
        assert journal.move_sealed(tray, away, public=PUBLIC) >= 2
        assert list(tray.iterdir()) == []
        assert all(b"before" not in piece.read_bytes() for piece in away.iterdir())
        (again).mkdir()
        (again / "secrets.json").write_bytes((home / "secrets.json").read_bytes())
        cluster.seek(0)

        with tarfile.open(fileobj=cluster, mode="r|") as archive:
            pieces = journal.put_back(archive, away, again, secret=SECRET, until=moment[0], say=silent)
        with Server(again, settings=QUICK, say=silent) as server:
            journal.finished(again, pieces)
            with psycopg.connect(server.connection_settings().owner, autocommit=True) as owner:
                found = owner.execute("SELECT name FROM acts").fetchall()
                owner.execute("INSERT INTO acts VALUES ('from now on')")

        assert found == [("before",)]
        assert not pieces.exists()
        left = (existing_data(again) / "postgresql.auto.conf").read_text("utf-8")
        assert "restore_command" not in left
        assert "recovery_target" not in left


class TestPieces:
    def test_leave_the_tray_only_whole_and_sealed_for_another(self, tmp_path: Path) -> None:
        tray, away = tmp_path / "tray", tmp_path / "away"
        tray.mkdir()
        (tray / "000000010000000000000001").write_bytes(b"journal" * 1000)
        (tray / ".000000010000000000000002.part").write_bytes(b"half")

        assert journal.move_sealed(tray, away, public=PUBLIC) == 1
        assert journal.move_sealed(tray, away, public=PUBLIC) == 0
        assert [one.name for one in away.iterdir()] == ["000000010000000000000001.sealed"]
        assert [one.name for one in tray.iterdir()] == [".000000010000000000000002.part"]

    def test_that_cannot_be_put_away_stay(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        tray, away = tmp_path / "tray", tmp_path / "away"
        tray.mkdir()
        (tray / "1").write_bytes(b"journal")

        class Full:
            def __init__(self, *_: object, **__: object) -> None:
                raise OSError(28, "No space left on device")

        monkeypatch.setattr(journal, "Sealing", Full)

        with pytest.raises(OSError, match="No space left"):
            journal.move_sealed(tray, away, public=PUBLIC)
        assert (tray / "1").read_bytes() == b"journal"

    def test_that_no_backup_needs_any_more_are_forgotten(self, tmp_path: Path) -> None:
        (tmp_path / "1.sealed").write_bytes(b"x")

        assert journal.forget_before(tmp_path, LONG_AGO) == 0
        assert journal.forget_before(tmp_path, SOME_DAY) == 1


class TestRestoreAt:
    @pytest.fixture
    def empty(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
        for name in ("DATABASE_URL", "SUIJI_OWNER_DATABASE_URL", "SUIJI_PUBLIC_DATABASE_URL"):
            monkeypatch.delenv(name, raising=False)
        monkeypatch.setenv("SUIJI_DATA_DIR", str(tmp_path / "new"))
        folder = tmp_path / "20261127T023000Z"
        folder.mkdir()
        (folder / DATABASE).write_bytes(b"")
        return folder

    def put_back(self, folder: Path, at: datetime) -> None:
        moment = Moment(at, folder)
        restore(folder, secret=SECRET, keys=None, checkpoint=None, say=silent, moment=moment)

    def test_needs_a_backup_with_a_copy_of_the_cluster(self, empty: Path) -> None:
        with pytest.raises(Trouble, match="没有设置 SUIJI_JOURNAL_DIR"):
            self.put_back(empty, datetime(2026, 11, 27, 3, tzinfo=UTC))

    def test_refuses_a_moment_before_the_backup(self, empty: Path) -> None:
        (empty / journal.CLUSTER).write_bytes(b"")

        with pytest.raises(Trouble, match="早于这份备份"):
            self.put_back(empty, datetime(2026, 11, 27, 2, tzinfo=UTC))

    def test_takes_a_moment_without_a_zone_for_beijings(self, empty: Path) -> None:
        (empty / "secret").write_text(SECRET)
        (empty / journal.CLUSTER).write_bytes(b"")
        said = [str(empty), "--secret", str(empty / "secret"), "--journal", str(empty)]

        early = CliRunner().invoke(command, [*said, "--at", "2026-11-27T10:29:00"])
        wrong = CliRunner().invoke(command, [*said, "--at", "gestern"])

        assert isinstance(early.exception, Trouble | SystemExit)
        assert "早于这份备份" in early.output + str(early.exception)
        assert "看不懂时刻" in wrong.output + str(wrong.exception)

    def test_opens_nothing_with_another_key(self, tmp_path: Path) -> None:
        tray, away = tmp_path / "tray", tmp_path / "away"
        tray.mkdir()
        (tray / "1").write_bytes(b"journal")
        journal.move_sealed(tray, away, public=PUBLIC)

        with (away / "1.sealed").open("rb") as file, pytest.raises(Unopenable):
            list(journal.opened(file, name="1", secret=new_pair()[0]))


def test_a_journal_that_ends_too_early_is_told_by_the_servers_log(tmp_path: Path) -> None:
    log = tmp_path / "postgres.log"
    assert journal.ran_out(log) == ""
    log.write_text(
        "LOG:  last completed transaction was at log time 2026-11-28 00:30:17.58+00\n"
        "FATAL:  recovery ended before configured recovery target was reached\n"
    )

    assert journal.ran_out(log) == "2026-11-28 00:30:17.58+00"
