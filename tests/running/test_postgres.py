"""The embedded server, for real: made, found again, killed, orphaned, joined."""

import json
import os
import shutil
import stat
import tempfile
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from psycopg import errors

from suiji.running.account import Account
from suiji.running.place import SOCKET_LIMIT, choose, existing_data
from suiji.running.postgres import Server
from suiji.running.trouble import Trouble


class Console:
    """Remembers what was said."""

    def __init__(self) -> None:
        self.lines: list[str] = []

    def __call__(self, message: str) -> None:
        self.lines.append(message)

    @property
    def text(self) -> str:
        return "\n".join(self.lines)


@pytest.fixture(scope="module")
def home() -> Iterator[Path]:
    """A folder with a space and Chinese characters in its name, open to other accounts as a checkout is."""
    base = Path(tempfile.mkdtemp(prefix="suiji 测试 "))
    base.chmod(0o755)
    yield base / "数据 一"
    shutil.rmtree(base)


@pytest.fixture
def console() -> Console:
    return Console()


@pytest.fixture
def server(home: Path, console: Console) -> Iterator[Server]:
    server = Server(home, say=console)
    server.ensure_running()
    yield server
    server.stop()


def remember(server: Server, word: str) -> None:
    with psycopg.connect(server.connection_settings().owner) as connection:
        connection.execute("CREATE TABLE IF NOT EXISTS memory (word text)")
        connection.execute("INSERT INTO memory VALUES (%s)", [word])


def remembered(server: Server) -> set[str]:
    with psycopg.connect(server.connection_settings().owner) as connection:
        return {word for (word,) in connection.execute("SELECT word FROM memory").fetchall()}


class TestServer:
    def test_keeps_rare_characters_from_one_day_to_the_next(self, server: Server, home: Path) -> None:
        remember(server, "䶮𠮷")

        server.stop()

        assert not (existing_data(home) / "postmaster.pid").exists()
        with Server(home) as tomorrow:
            assert "䶮𠮷" in remembered(tomorrow)

    def test_recovers_every_row_after_a_kill(self, server: Server, console: Console) -> None:
        remember(server, "杀后犹存")
        assert server.process is not None
        server.process.kill()
        server.process.wait()
        assert not server.alive()

        server.ensure_running()

        assert "杀后犹存" in remembered(server)
        assert "自动恢复" in console.text

    def test_ends_an_orphan_before_it_starts(self, server: Server, home: Path) -> None:
        remember(server, "孤儿")
        server._lock.release()  # what the kernel does when a supervisor is killed
        console = Console()

        with Server(home, say=console) as heir:
            assert not heir.attached
            assert "孤儿" in remembered(heir)
        assert "无人看管" in console.text

    def test_is_joined_not_doubled_by_a_second_process(self, server: Server, home: Path) -> None:
        second = Server(home)
        assert second.supervisor_elsewhere() == str(os.getpid())

        second.ensure_running()
        assert second.attached
        second.stop()

        assert server.alive()

    def test_listens_on_a_private_socket_only(self, server: Server) -> None:
        with psycopg.connect(server.connection_settings().web) as connection:
            row = connection.execute(
                "SELECT current_setting('listen_addresses'), current_setting('data_checksums')"
            ).fetchone()
            folder = Path(connection.info.host)

        assert row == ("", "on")
        assert stat.S_IMODE(folder.stat().st_mode) == 0o700

    def test_explains_secrets_that_do_not_fit(self, server: Server, home: Path) -> None:
        server.stop()
        file = home / "secrets.json"
        right = file.read_text()
        file.write_text(json.dumps(json.loads(right) | {"postgres_password": "wrong"}))

        with pytest.raises(Trouble, match=r"secrets\.json 与数据库不是同一次生成的"):
            Server(home).ensure_running()

        file.write_text(right)

    def test_explains_data_of_another_version(self, server: Server, home: Path) -> None:
        server.stop()
        file = existing_data(home) / "PG_VERSION"
        right = file.read_text()
        file.write_text("9\n")

        with pytest.raises(Trouble, match="由 PostgreSQL 9 写成"):
            Server(home).ensure_running()

        file.write_text(right)

    def test_shows_the_log_when_it_cannot_start(self, server: Server, home: Path) -> None:
        server.stop()

        with pytest.raises(Trouble, match="no_such_setting"):
            Server(home, settings={"no_such_setting": "1"}).ensure_running()


class TestRoles:
    def test_web_neither_makes_databases_nor_tables(self, server: Server) -> None:
        with psycopg.connect(server.connection_settings().web, autocommit=True) as web:
            with pytest.raises(errors.InsufficientPrivilege):
                web.execute("CREATE DATABASE mine")
            with pytest.raises(errors.InsufficientPrivilege):
                web.execute("CREATE TABLE mine ()")

    def test_owner_makes_databases_that_have_the_extensions(self, server: Server) -> None:
        owner = server.connection_settings().owner
        with psycopg.connect(owner, autocommit=True) as connection:
            connection.execute("CREATE DATABASE trial")
            with psycopg.connect(owner, dbname="trial") as trial:
                found = {name for (name,) in trial.execute("SELECT extname FROM pg_extension").fetchall()}
            connection.execute("DROP DATABASE trial")

        assert {"pg_trgm", "btree_gin", "btree_gist"} <= found

    def test_neither_is_a_superuser(self, server: Server) -> None:
        with psycopg.connect(server.connection_settings().owner) as connection:
            rows = connection.execute("SELECT rolname FROM pg_roles WHERE rolsuper").fetchall()

        assert rows == [("postgres",)]


class TestPlace:
    def test_a_deep_folder_has_its_socket_elsewhere(self, tmp_path: Path, console: Console) -> None:
        ourselves = Account("me", os.geteuid(), os.getegid())

        place = choose(tmp_path / ("很深" * 20), ourselves, console)

        assert len(os.fsencode(place.socket / ".s.PGSQL.5432")) <= SOCKET_LIMIT

    def test_moves_out_of_a_folder_the_account_cannot_enter(
        self, tmp_path: Path, console: Console, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        spare = tmp_path / "spare"
        monkeypatch.setattr("suiji.running.place.spare_of", lambda _home: spare)
        monkeypatch.setattr(Account, "reaches", lambda *_: False)

        place = choose(tmp_path / "home", Account("nobody", os.geteuid() + 1, os.getegid()), console)

        assert place.data == spare / "postgres"
        assert f"数据改存放在 {spare}" in console.text

    def test_never_leaves_data_behind(
        self, tmp_path: Path, console: Console, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        (tmp_path / "postgres").mkdir()
        monkeypatch.setattr(Account, "reaches", lambda *_: False)

        with pytest.raises(Trouble, match="已有数据在"):
            choose(tmp_path, Account("nobody", os.geteuid() + 1, os.getegid()), console)
