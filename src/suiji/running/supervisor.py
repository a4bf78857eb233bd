"""``suiji up``: the database, web server, worker and sequencer as our children, up and down together."""

import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg

from suiji.config.environment import Environment
from suiji.running.child import FIRST_PAUSE, LONGEST_PAUSE, Child, Work
from suiji.running.installation import Installation
from suiji.running.locks import Lock
from suiji.running.place import prepare
from suiji.running.postgres import Server, tell
from suiji.running.trouble import Trouble

COMMAND = [sys.executable, "-m", "suiji.running.command"]
PULSE = 0.2
READY = 60.0
"""Seconds the web server may take to its first answer before the console says so."""


def check_port(host: str, port: int) -> None:
    """Raises ``Trouble`` when another program already listens there, naming the port and the way out."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except PermissionError as error:
            raise Trouble(
                f"没有权限使用端口 {port}（1024 以下的端口需要 root）。换一个：PORT=8001 make up"
            ) from error
        except OSError as error:
            raise Trouble(
                f"端口 {port} 已被另一个程序占用。请先停下它，或换一个端口：PORT={port + 1} make up"
            ) from error


class Supervisor:
    """Keeps one installation running until it is told to stop or cannot go on."""

    def __init__(
        self,
        here: Installation,
        *,
        host: str,
        port: int,
        tls: bool = False,
        say: Callable[[str], None] = tell,
    ) -> None:
        self.here = here
        self.host = host
        self.port = port
        self.scheme = "https" if tls else "http"
        self.say = say
        self.stopping = False
        self.code = 0
        self._revive_at, self._pause = 0.0, FIRST_PAUSE
        environment = here.environment()
        web = [*COMMAND, "serve", "--host", host, "--port", str(port)]
        self.children = [
            Child(Work("网站", tuple(web)), environment, say),
            Child(Work("后台任务", (*COMMAND, "worker")), environment, say),
            Child(Work("总账编号", (*COMMAND, "sequence")), environment, say),
        ]

    def ask_to_stop(self) -> None:
        """The loop ends, and all is stopped in order; asking twice does no harm."""
        self.stopping = True

    def run(self) -> int:
        """Start all, watch all, stop all; the exit code."""
        self._migrate()
        self._fill_if_empty()
        try:
            for child in self.children:
                child.start()
            self._watch()
        finally:
            self.say("正在停止……")
            for child in self.children:
                child.ask_to_stop()
            for child in self.children:
                child.wait()
        return self.code

    def _migrate(self) -> None:
        """The structure is the owner's affair; without the owner's address it is expected to be there."""
        if not self.here.owner:
            return
        done = subprocess.run(  # noqa: S603 — our own command
            [*COMMAND, "migrate"],
            env=self.here.environment(as_owner=True),
            check=False,
            start_new_session=True,
        )
        if done.returncode:
            raise Trouble("数据库结构没有更新成功，系统没有启动。原因见上。")

    def _fill_if_empty(self) -> None:
        """A new database gets the demonstration, unless SUIJI_DEMONSTRATION=0 asks for an empty house."""
        if not Environment().demonstration:
            return
        done = subprocess.run(  # noqa: S603 — our own command
            [*COMMAND, "demo", "--welcome"],
            env=self.here.environment(),
            check=False,
            start_new_session=True,
        )
        if done.returncode:
            raise Trouble("演示数据没有载入成功，系统没有启动。原因见上。")

    def _watch(self) -> None:
        announced, since = False, time.monotonic()
        while not self.stopping:
            if not announced and self._answers():
                announced = True
                self.say(f"系统已启动，请在浏览器打开 {self.address()} （按 Ctrl-C 停止）")
            if not announced and time.monotonic() - since > READY:
                announced = True
                self.say(f"网站 {READY:.0f} 秒内没有应答，仍在等待；原因可看上面的输出。")
            if self.here.server is not None and not self.here.server.alive():
                self._revive(self.here.server)
            for child in self.children:
                if child.gave_up():
                    self.code, self.stopping = Trouble.exit_code, True
                    break
                child.restart_if_due()
            time.sleep(PULSE)

    def _revive(self, server: Server) -> None:
        """The database once more; one that dies again while it comes up is tried again at the next look.

        One that cannot start (a full disk) is tried again with growing pauses: once there is room, it comes back.
        """
        if time.monotonic() < self._revive_at:
            return
        self.say("数据库意外停止，正在重新启动……")
        try:
            server.ensure_running()
        except psycopg.OperationalError:
            self.say("数据库还没有站稳又停了，再试一次。")
            return
        except Trouble as trouble:
            self.say(f"{trouble}\n{self._pause:.0f} 秒后再试；磁盘写满的，请先清理。")
            self._revive_at = time.monotonic() + self._pause
            self._pause = min(self._pause * 2, LONGEST_PAUSE)
            return
        self._pause = FIRST_PAUSE
        self.say("数据库已恢复。")
        for child in self.children[1:]:  # the web server's pool mends itself; these listen on a lost line
            child.renew()

    def address(self) -> str:
        """What to type into a browser."""
        return f"{site_of(self.host, self.port, tls=self.scheme == 'https')}/"

    def _answers(self) -> bool:
        target = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(self.host, self.host)  # noqa: S104
        try:
            socket.create_connection((target, self.port), timeout=1).close()
        except OSError:
            return False
        return True


def site_of(host: str, port: int, *, tls: bool) -> str:
    """The address of a house that listens there, without a slash at its end."""
    name = "localhost" if host in {"127.0.0.1", "0.0.0.0", "::", "::1"} else host  # noqa: S104
    return f"{'https' if tls else 'http'}://{name}:{port}"


@contextmanager
def only_supervisor(home: Path) -> Iterator[None]:
    """We are the one supervisor of ``home``; a second one is told who the first is."""
    prepare(home)
    lock = Lock(home / "supervisor.lock")
    if not lock.take():
        raise Trouble(
            f"系统已经在运行（进程 {lock.holder()}，数据在 {home}）。"
            "请在原来的窗口按 Ctrl-C 停止它；要另开一套，请用 SUIJI_DATA_DIR 指定别的数据文件夹。"
        )
    try:
        yield
    finally:
        lock.release()
