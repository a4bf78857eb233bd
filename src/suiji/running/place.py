"""Where a cluster lives: beside the other data, or in a folder that PostgreSQL's account can reach."""

import hashlib
import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from suiji.running.account import Account
from suiji.running.trouble import Trouble

SOCKET_LIMIT = 100
"""A socket's whole path must stay below 107 bytes on Linux, 104 elsewhere."""


@dataclass(frozen=True, slots=True)
class Place:
    """The folders of one cluster."""

    data: Path
    socket: Path


def digest(path: Path) -> str:
    """A short name for a path that may be long or full of spaces."""
    return hashlib.sha256(os.fsencode(path)).hexdigest()[:12]


def spare_of(home: Path) -> Path:
    """The folder used when another account cannot reach ``home``. Only root needs it; nothing sweeps it."""
    return Path("/var/lib") / f"suiji-{digest(home)}"


def existing_data(home: Path) -> Path:
    """Where the data are, or would be looked for last."""
    inside = home / "postgres"
    return inside if inside.exists() else spare_of(home) / "postgres"


def prepare(home: Path) -> None:
    """``home`` exists, and when we are root others can traverse it (its secrets have modes of their own)."""
    try:
        home.mkdir(parents=True, exist_ok=True)
        if os.geteuid() == 0:
            home.chmod(home.stat().st_mode | 0o011)
    except PermissionError as error:
        raise Trouble(f"没有权限写入 {home}。请用当初启动系统的那个用户运行。") from error
    if not os.access(home, os.W_OK):
        raise Trouble(f"没有权限写入 {home}。请用当初启动系统的那个用户运行。")


def choose(home: Path, account: Account, say: Callable[[str], None]) -> Place:
    """The cluster's folders: existing data stay where they are, new data go where ``account`` can reach."""
    base, spare = home, spare_of(home)
    if account.is_another:
        moved = not (home / "postgres").exists() and (spare / "postgres").exists()
        if moved or not account.reaches(home):
            _refuse_to_leave(home, account)
            base = _opened(spare)
            if not moved:
                say(f"PostgreSQL 以用户 {account.name} 运行，进不了 {home}，数据改存放在 {base}。")
    socket = base / "socket"
    if len(os.fsencode(socket / ".s.PGSQL.5432")) > SOCKET_LIMIT:
        socket = Path("/tmp") / f"suiji-{digest(base)}"  # noqa: S108 — private, and checked by Account.give
    return Place(base / "postgres", socket)


def _refuse_to_leave(home: Path, account: Account) -> None:
    if (home / "postgres").exists():
        raise Trouble(
            f"已有数据在 {home / 'postgres'}，但用户 {account.name} 进不了这个文件夹。"
            "请放开上级文件夹的进入权限（chmod o+x），或把系统移到可以进入的位置。"
        )


def _opened(spare: Path) -> Path:
    spare.mkdir(mode=0o755, exist_ok=True)
    spare.chmod(0o755)
    return spare
