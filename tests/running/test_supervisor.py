"""Together up, together down; crashes are noticed, and every refusal says what to do."""

import dataclasses
import signal
import socket
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path

import psycopg
import pytest

from suiji.running import child as children
from suiji.running.child import Child, Work
from suiji.running.installation import Installation
from suiji.running.postgres import Server
from suiji.running.supervisor import Supervisor, check_port, only_supervisor, site_of
from suiji.running.trouble import Trouble

SLEEP = "import time; time.sleep(60)"


def started(code: str, said: list[str]) -> Child:
    child = Child(Work("试验", (sys.executable, "-c", code)), {}, said.append)
    child.start()
    return child


def until(condition: Callable[[], object]) -> None:
    deadline = time.monotonic() + 10
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.02)


class TestPort:
    def test_a_taken_port_is_named_with_the_way_out(self) -> None:
        with socket.create_server(("127.0.0.1", 0)) as other:
            port = other.getsockname()[1]

            with pytest.raises(Trouble, match=rf"端口 {port} 已被另一个程序占用.*PORT={port + 1} make up"):
                check_port("127.0.0.1", port)

    @pytest.mark.parametrize(
        ("host", "tls", "site"),
        [("127.0.0.1", False, "http://localhost:8102"), ("10.1.0.7", True, "https://10.1.0.7:8102")],
        ids=["for this machine", "for others, over TLS"],
    )
    def test_a_port_of_ones_own_stands_in_the_address_on_papers(
        self, host: str, tls: bool, site: str
    ) -> None:
        assert site_of(host, 8102, tls=tls) == site

    def test_a_free_port_is_taken_silently(self) -> None:
        with socket.create_server(("127.0.0.1", 0)) as other:
            port = other.getsockname()[1]

        check_port("127.0.0.1", port)


class TestOnlySupervisor:
    def test_a_second_one_is_refused_and_told_who_is_first(self, tmp_path: Path) -> None:
        with (
            only_supervisor(tmp_path),
            pytest.raises(Trouble, match="系统已经在运行"),
            only_supervisor(tmp_path),
        ):
            pass

    def test_the_next_one_is_welcome(self, tmp_path: Path) -> None:
        with only_supervisor(tmp_path):
            pass

        with only_supervisor(tmp_path):
            assert (tmp_path / "supervisor.lock").exists()


class TestChild:
    def test_is_started_again_after_a_crash(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(children, "FIRST_PAUSE", 0.01)
        said: list[str] = []
        child = started(SLEEP, said)
        assert child.process is not None
        first = child.process
        first.kill()
        first.wait()

        def again() -> bool:
            child.restart_if_due()
            return child.process is not first

        until(again)

        assert "“试验”意外退出" in said[0]
        child.ask_to_stop()
        child.wait()

    def test_leaves_no_children_of_its_own_behind(self, tmp_path: Path) -> None:
        note = tmp_path / "pid"
        code = (
            "import subprocess, sys, pathlib, os, signal;"
            f"p = subprocess.Popen([sys.executable, '-c', {SLEEP!r}]);"
            f"pathlib.Path({str(note)!r}).write_text(str(p.pid)); os.kill(os.getpid(), signal.SIGKILL)"
        )
        child = Child(Work("网站", (sys.executable, "-c", code)), {}, lambda _: None)
        child.start()
        assert child.process is not None
        child.process.wait()
        orphan = Path(f"/proc/{note.read_text()}/stat")

        child.restart_if_due()

        deadline = time.monotonic() + 20
        while orphan.exists() and ") Z " not in orphan.read_text() and time.monotonic() < deadline:
            time.sleep(0.05)
        assert not orphan.exists() or ") Z " in orphan.read_text()

    def test_waits_longer_after_every_quick_crash(self) -> None:
        child = started("raise SystemExit(1)", [])
        pauses = []
        for _ in range(7):
            until(lambda: child.process is not None and child.process.poll() is not None)
            pauses.append(child._pause)
            child.restart_if_due()
            child._due = 0.0
            child.restart_if_due()
        child.wait()

        assert pauses == [1, 2, 4, 8, 16, 30, 30]

    def test_gives_up_on_a_trouble_that_was_explained(self) -> None:
        child = started("raise SystemExit(3)", [])

        until(child.gave_up)

    def test_is_stopped_by_force_when_it_will_not_listen(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(children, "GRACE", 0.1)
        said: list[str] = []
        child = started(
            "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); time.sleep(60)", said
        )
        time.sleep(0.5)

        child.ask_to_stop()
        child.wait()

        assert child.process is not None
        assert child.process.returncode == -signal.SIGKILL
        assert "强行结束" in said[0]


class TestSupervisor:
    @pytest.fixture(autouse=True)
    def _an_empty_house(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("SUIJI_DEMONSTRATION", "0")

    def supervisor(self, home: Path, said: list[str], code: str = SLEEP) -> Supervisor:
        here = Installation(home, None, "", "postgresql:///unused", "")
        supervisor = Supervisor(here, host="127.0.0.1", port=1, say=said.append)
        for child in supervisor.children:
            child.work = Work(child.work.name, (sys.executable, "-c", code))
        return supervisor

    def test_stops_everything_when_asked(self, tmp_path: Path) -> None:
        said: list[str] = []
        supervisor = self.supervisor(tmp_path, said)
        threading.Timer(0.3, supervisor.ask_to_stop).start()

        assert supervisor.run() == 0

        assert [c.process.returncode for c in supervisor.children if c.process] == [-signal.SIGTERM] * 3
        assert said == ["正在停止……"]

    def test_ends_when_a_child_has_explained_its_trouble(self, tmp_path: Path) -> None:
        assert self.supervisor(tmp_path, [], "raise SystemExit(3)").run() == 3

    def test_tries_again_when_the_database_dies_while_it_comes_up(self, tmp_path: Path) -> None:
        class Dying(Server):
            tries = 0

            def alive(self) -> bool:
                return self.tries > 2

            def ensure_running(self) -> None:
                self.tries += 1
                if self.tries <= 2:
                    raise psycopg.OperationalError("server closed the connection")

        said: list[str] = []
        supervisor = self.supervisor(tmp_path, said)
        server = Dying(tmp_path)
        supervisor.here = dataclasses.replace(supervisor.here, server=server)
        threading.Timer(2.0, supervisor.ask_to_stop).start()

        assert supervisor.run() == 0
        assert server.tries == 3
        assert said.count("数据库还没有站稳又停了，再试一次。") == 2
        assert "数据库已恢复。" in said

    def test_waits_for_a_database_that_cannot_start_until_it_can(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        class Full(Server):
            tries = 0

            def alive(self) -> bool:
                return self.tries > 2

            def ensure_running(self) -> None:
                self.tries += 1
                if self.tries <= 2:
                    raise Trouble("数据库没能启动：No space left on device")

        monkeypatch.setattr("suiji.running.supervisor.FIRST_PAUSE", 0.1)
        said: list[str] = []
        supervisor = self.supervisor(tmp_path, said)
        server = Full(tmp_path)
        supervisor.here = dataclasses.replace(supervisor.here, server=server)
        threading.Timer(2.0, supervisor.ask_to_stop).start()

        assert supervisor.run() == 0
        assert [words.splitlines()[-1][:5] for words in said if "No space" in words] == [
            "0 秒后再",
            "0 秒后再",
        ]
        assert "数据库已恢复。" in said

    def test_keeps_the_owners_address_from_the_web_server(self, tmp_path: Path) -> None:
        here = Installation(tmp_path, None, "postgresql://owner@/x", "postgresql://web@/x", "")

        assert "SUIJI_OWNER_DATABASE_URL" not in here.environment()
        assert here.environment(as_owner=True)["SUIJI_OWNER_DATABASE_URL"] == "postgresql://owner@/x"

    def test_asks_for_the_owners_address_where_it_is_needed(self, tmp_path: Path) -> None:
        with pytest.raises(Trouble, match="SUIJI_OWNER_DATABASE_URL"):
            Installation(tmp_path, None, "", "postgresql://web@/x", "").require_owner()
