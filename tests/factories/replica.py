"""A primary and a streaming replica of it: two real servers, made by PostgreSQL's own programs."""

import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg

from suiji.running import dumping
from suiji.running.account import account_for
from suiji.running.backup import scratch
from suiji.running.binaries import locate, reachable
from suiji.running.place import choose, prepare, spare_of
from suiji.running.postgres import FORGETFUL, Server, tell


class Replica:
    """A standby of a server, in a folder of its own; stopped, continued and paused at will."""

    def __init__(self, primary: Server, home: Path) -> None:
        prepare(home)
        self.account = account_for(primary.home / "postgres")
        self.place = choose(home, self.account, lambda _: None)
        self.programs = reachable(locate(), self.account, spare_of(home), tell)
        self.account.give(self.place.socket)
        self.account.give(self.place.data)
        made = self.account.run(
            self.programs.folder / "pg_basebackup",
            *("-D", self.place.data, "-d", primary.superuser()),
            *("-X", "stream", "-c", "fast", "-R", "--no-manifest", "--no-sync"),
        )
        assert made.returncode == 0, made.stderr
        self.process: subprocess.Popen[bytes] | None = None
        self.primary = primary

    def address(self, of: str) -> str:
        """The primary's address for a role, here."""
        return f"{of.partition('?')[0]}?host={self.place.socket}".replace("?host=/", "?host=%2F")

    def start(self) -> None:
        """It answers when this returns."""
        settings = {"listen_addresses": "", "unix_socket_directories": str(self.place.socket), **FORGETFUL}
        command = [str(self.programs.postgres), "-D", str(self.place.data)]
        command += [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]
        self.process = subprocess.Popen(command, stderr=subprocess.DEVNULL, **self.account.child_options())
        deadline = time.monotonic() + 60
        while True:
            try:
                psycopg.connect(self.address(self.primary.superuser())).close()
                return
            except psycopg.OperationalError:
                assert time.monotonic() < deadline, "the replica does not come up"
                time.sleep(0.05)

    def stop(self) -> None:
        """As in a power cut, but for the files."""
        if self.process is not None:
            self.process.send_signal(signal.SIGQUIT)
            self.process.wait(30)
            self.process = None

    def hold(self, *, back: bool) -> None:
        """What arrives is kept and not shown, or shown again."""
        with psycopg.connect(self.address(self.primary.superuser()), autocommit=True) as line:
            line.execute(f"SELECT pg_wal_replay_{'pause' if back else 'resume'}()")

    def catch_up(self) -> None:
        """Everything that the primary has on its disk is here when this returns."""
        with psycopg.connect(self.primary.superuser(), autocommit=True) as line:
            # Something that waits for the disk, and so brings there whatever others did not wait for.
            line.execute("SET synchronous_commit = on")
            line.execute("SELECT pg_logical_emit_message(true, 'suiji', 'caught up')")
            wanted = line.execute("SELECT pg_current_wal_flush_lsn()").fetchone()
        deadline = time.monotonic() + 60
        with psycopg.connect(self.address(self.primary.superuser()), autocommit=True) as line:
            while line.execute("SELECT pg_last_wal_replay_lsn() >= %s", wanted).fetchone() != (True,):
                assert time.monotonic() < deadline, "the replica does not catch up"
                time.sleep(0.02)


@contextmanager
def a_pair(copy_of: str) -> Iterator[tuple[Server, Replica]]:
    """A primary with the tables of the database at that address, and its replica."""
    home = Path(tempfile.mkdtemp(prefix="suiji-replica-"))
    with scratch() as primary, tempfile.TemporaryFile() as dumped:
        dumping.dump(copy_of, dumped)

        def content() -> Iterator[bytes]:
            dumped.seek(0)
            while piece := dumped.read(1 << 20):
                yield piece

        dumping.load(content, primary.connection_settings().owner)
        replica = Replica(primary, home)
        replica.start()
        try:
            yield primary, replica
        finally:
            replica.stop()
            for folder in (home, spare_of(home)):
                shutil.rmtree(folder, ignore_errors=True)
