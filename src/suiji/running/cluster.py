"""A cluster on disk: made whole or not at all, checked against the programs, cleared of the dead."""

import os
import signal
import time
from collections.abc import Callable
from pathlib import Path

from suiji.running.account import Account, name_of
from suiji.running.binaries import Binaries
from suiji.running.place import Place
from suiji.running.roles import SUPERUSER
from suiji.running.trouble import Trouble

PATIENCE = 60.0
"""Seconds a start (recovery included) or a stop may take before it is called a failure."""
BUILTIN_SINCE = 17
"""The first PostgreSQL with a locale of its own."""


def initialise(account: Account, programs: Binaries, place: Place, password: str) -> None:
    """Make the cluster beside its place, then rename it: a broken attempt is never mistaken for data."""
    draft = place.data.with_name("postgres.new")
    account.run("rm", "-rf", draft)
    account.give(draft)
    note = place.socket / "password"
    note.write_text(password)
    note.chmod(0o600)
    os.chown(note, account.uid, account.gid)
    try:
        made = account.run(
            *(programs.initdb, "-D", draft, "-U", SUPERUSER, f"--pwfile={note}", "-E", "UTF8"),
            *_locale(account, programs),
            *("--data-checksums", "--auth=scram-sha-256", "--no-instructions"),
        )
    finally:
        note.unlink()
    if made.returncode != 0:
        raise Trouble(f"创建数据库失败：\n{made.stderr.strip()}")
    draft.rename(place.data)


def _locale(account: Account, programs: Binaries) -> list[str]:
    """Text is compared by its code points: PostgreSQL 17 does so itself, an older one asks the C library each time."""
    builtin = ["--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
    return ["--locale=C.UTF-8", *(builtin if _major(account, programs) >= BUILTIN_SINCE else [])]


def _major(account: Account, programs: Binaries) -> int:
    said = account.run(programs.postgres, "--version").stdout  # "postgres (PostgreSQL) 18.1"
    return int(said.partition(") ")[2].split(".")[0])


def check_version(account: Account, programs: Binaries, place: Place) -> None:
    """The data can be read by us, and were written by this major version of PostgreSQL."""
    try:
        stored = (place.data / "PG_VERSION").read_text().strip()
    except PermissionError as error:
        owner = name_of(place.data.stat().st_uid)
        raise Trouble(
            f"{place.data} 中的数据属于用户 {owner}。请用该用户（或 root）运行 make up。"
        ) from error
    said = str(_major(account, programs))
    if said != stored:
        raise Trouble(
            f"{place.data} 中的数据由 PostgreSQL {stored} 写成，现在的程序是 {said}。"
            "请先用旧版本导出（pg_dump），再用新版本导入。"
        )


def clear_away_the_dead(place: Place, say: Callable[[str], None]) -> None:
    """Called by the one supervisor: end an orphaned server in order, forget a dead one, explain either."""
    note = place.data / "postmaster.pid"
    if not note.exists():
        return
    pid = int(note.read_text().split("\n", 1)[0] or 0)
    if not _is_our_server(pid, place):
        say("上次数据库没有正常停下（断电或被强行结束），现在自动恢复，已保存的数据不会丢失。")
        note.unlink(missing_ok=True)
        return
    say(f"上次的数据库进程（{pid}）还在运行但已无人看管，先让它正常停下。")
    os.kill(pid, signal.SIGINT)
    deadline = time.monotonic() + PATIENCE
    while _is_our_server(pid, place):
        if time.monotonic() > deadline:
            raise Trouble(f"数据库进程 {pid} 不肯停下。请结束它（kill -QUIT {pid}）后重试。")
        time.sleep(0.1)


def _is_our_server(pid: int, place: Place) -> bool:
    try:
        status = Path(f"/proc/{pid}/stat").read_text()
        command = Path(f"/proc/{pid}/cmdline").read_bytes().split(b"\0")
    except OSError:
        return False
    return ") Z " not in status and os.fsencode(place.data) in command
