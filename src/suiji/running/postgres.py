"""The embedded PostgreSQL: made, started, judged, recovered and stopped by us, on other people's binaries.

The evaluation and single-office default; an installation with a database of its own sets ``DATABASE_URL``.
"""

import signal
import subprocess
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Self
from urllib.parse import quote

import click
import psycopg

from suiji.running import journal
from suiji.running.account import Account, account_for, end_with_parent
from suiji.running.binaries import Binaries, locate, reachable
from suiji.running.cluster import PATIENCE, check_version, clear_away_the_dead, initialise
from suiji.running.keyring import Keyring, keyring
from suiji.running.locks import Lock
from suiji.running.place import Place, choose, existing_data, prepare, spare_of
from suiji.running.roles import DATABASE, OWNER, PUBLIC, SUPERUSER, WEB, ensure_roles
from suiji.running.trouble import Trouble

LOG_LIMIT = 10 * 1024 * 1024
ORDINARY: Mapping[str, str] = {"shared_buffers": "256MB", "random_page_cost": "1.1"}
FORGETFUL: Mapping[str, str] = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}
"""For tests only: fast, and worthless after a power cut."""


def tell(message: str) -> None:
    """Say it at the console; one that takes nothing more (a file on a full disk) stops nobody from working on."""
    with suppress(OSError):
        click.echo(message, err=True)


@dataclass(frozen=True, slots=True)
class Connections:
    """Addresses of the one database, for its three roles."""

    owner: str
    """Migrates, grants; may make databases (tests do)."""
    web: str
    """Runs the application and the worker; cannot change what is append-only."""
    public: str
    """Reads for the public, through its views alone."""


class Server:
    """One cluster in ``home``: at most one process supervises it, others attach to it."""

    def __init__(
        self,
        home: Path,
        *,
        settings: Mapping[str, str] = ORDINARY,
        journal: bool = False,
        say: Callable[[str], None] = tell,
    ) -> None:
        self.home = home.absolute()
        self.settings = settings
        self.journal = journal
        self.say = say
        self.attached = False
        self.process: subprocess.Popen[bytes] | None = None
        self._keys: Keyring | None = None
        self._place: Place | None = None
        self._lock = Lock(self.home / "postgres.lock")

    def __enter__(self) -> Self:
        self.ensure_running()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    @property
    def keys(self) -> Keyring:
        """The secrets beside the data."""
        if self._keys is None:
            self._keys = keyring(self.home / "secrets.json")
        return self._keys

    def ensure_running(self) -> None:
        """The server answers and its roles exist: started as our direct child, or attached to another's."""
        prepare(self.home)
        if not self._lock.take():
            self.attach()
            return
        self.attached = False
        try:
            self._start()
        except BaseException:
            self.stop()
            raise

    def attach(self) -> None:
        """Wait until the server that another process supervises answers to the owner's name."""
        self.attached = True
        self._place = choose(self.home, account_for(existing_data(self.home)), self.say)
        self._wait(self.connection_settings().owner)

    def connection_settings(self) -> Connections:
        """Addresses for the owner, the web role and the public role."""
        return Connections(
            self._address(OWNER, self.keys.owner_password),
            self._address(WEB, self.keys.web_password),
            self._address(PUBLIC, self.keys.public_password),
        )

    def alive(self) -> bool:
        """True while our child runs, or while the server we are attached to answers."""
        if self.process is not None:
            return self.process.poll() is None
        return self.attached and self._refusal(self.connection_settings().owner) is None

    def stop(self) -> None:
        """Fast, clean shutdown of a server we started; a server we are attached to is left alone."""
        process, self.process = self.process, None
        if process is not None:
            for number in (signal.SIGINT, signal.SIGQUIT, signal.SIGKILL):
                if process.poll() is None:
                    process.send_signal(number)
                try:
                    process.wait(PATIENCE)
                    break
                except subprocess.TimeoutExpired:
                    self.say("数据库没有按时停下，改用更强的办法……")
        self._lock.release()

    def supervisor_elsewhere(self) -> str:
        """The process id of another supervisor of this cluster, or nothing."""
        if not self.home.is_dir():
            return ""
        if self._lock.take():
            self._lock.release()
            return ""
        return self._lock.holder()

    def _start(self) -> None:
        account = account_for(existing_data(self.home))
        self._place = place = choose(self.home, account, self.say)
        account.give(place.socket)
        programs = reachable(locate(), account, spare_of(self.home), self.say)
        if not place.data.exists():
            self.say("正在创建数据库……")
            initialise(account, programs, place, self.keys.postgres_password)
        check_version(account, programs, place)
        clear_away_the_dead(place, self.say)
        self._launch(account, programs, place)
        address = self.superuser()
        self._wait(address)
        self._arrive(address)
        with psycopg.connect(address, autocommit=True) as connection:
            ensure_roles(connection, self.keys)

    def _launch(self, account: Account, programs: Binaries, place: Place) -> None:
        log = self.home / "postgres.log"
        if log.exists() and log.stat().st_size > LOG_LIMIT:
            log.replace(log.with_suffix(".log.1"))
        folder = str(place.socket).replace('"', '""')
        settings = {"listen_addresses": "", "unix_socket_directories": f'"{folder}"', **self.settings}
        settings |= journal.keeping(place, account) if self.journal else {}
        command = [str(programs.postgres), "-D", str(place.data)]
        for name, value in settings.items():
            command += ["-c", f"{name}={value}"]
        with log.open("ab") as output:
            self.process = subprocess.Popen(  # noqa: S603 — a list of our own making
                command,
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,  # Ctrl-C is the supervisor's: the database stops last
                preexec_fn=end_with_parent(signal.SIGINT),  # noqa: PLW1509 — only prctl
                **account.child_options(),
            )

    def _address(self, role: str, password: str) -> str:
        if self._place is None:
            raise Trouble("数据库还没有启动。")
        name = "postgres" if role == SUPERUSER else DATABASE
        return f"postgresql://{role}:{quote(password)}@/{name}?host={quote(str(self._place.socket), safe='')}"

    def _refusal(self, address: str) -> psycopg.OperationalError | None:
        try:
            psycopg.connect(address, connect_timeout=5).close()
        except psycopg.OperationalError as error:
            return error
        return None

    def _wait(self, address: str) -> None:
        deadline = time.monotonic() + PATIENCE
        while (error := self._refusal(address)) is not None:
            if self.process is not None and "password authentication failed" in str(error):
                raise Trouble(
                    f"{self.home / 'secrets.json'} 与数据库不是同一次生成的。请恢复原来的密钥文件；"
                    f"若要从空白开始，请删除 {existing_data(self.home)}。"
                )
            if self.process is not None and self.process.poll() is not None:
                raise Trouble(
                    f"数据库没能启动，日志 {self.home / 'postgres.log'} 的最后几行：\n{self._last_words()}"
                )
            if time.monotonic() > deadline:
                raise Trouble(f"数据库在 {PATIENCE:.0f} 秒内没有应答：{error}")
            time.sleep(0.05)

    def _arrive(self, address: str) -> None:
        """Wait until a server that goes along its journal is where it was sent; any other one is there already."""
        with psycopg.connect(address, autocommit=True) as connection:
            while connection.execute("SELECT pg_is_in_recovery()").fetchone() == (True,):
                time.sleep(0.2)

    def superuser(self) -> str:
        """The address that copies the whole cluster; nothing else uses it once the server is up."""
        return self._address(SUPERUSER, self.keys.postgres_password)

    def _last_words(self) -> str:
        log = self.home / "postgres.log"
        lines = log.read_text(errors="replace").splitlines() if log.exists() else []
        return "\n".join(lines[-8:])
