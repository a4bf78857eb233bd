"""Who runs the database: ourselves, or, because PostgreSQL refuses root, another existing account."""

import ctypes
import os
import pwd
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from suiji.running.trouble import Trouble

PR_SET_PDEATHSIG = 1


def end_with_parent(number: signal.Signals) -> Callable[[], None] | None:
    """For ``preexec_fn``: on Linux the kernel signals the child when its supervisor dies, however it dies."""
    if sys.platform != "linux":
        return None
    prctl = ctypes.CDLL(None).prctl

    def ask_the_kernel() -> None:
        prctl(PR_SET_PDEATHSIG, int(number))

    return ask_the_kernel


@dataclass(frozen=True, slots=True)
class Account:
    """An operating-system account that children run under."""

    name: str
    uid: int
    gid: int

    @property
    def is_another(self) -> bool:
        """True when children run as somebody else than this process."""
        return self.uid != os.geteuid()

    def child_options(self) -> dict[str, Any]:
        """Arguments for ``subprocess`` that make the child this account, without the caller's PG*."""
        environment = {"PATH": os.environ.get("PATH", os.defpath), "LC_ALL": "C.UTF-8", "TZ": "UTC"}
        options: dict[str, Any] = {"cwd": "/", "env": environment, "stdin": subprocess.DEVNULL}
        if self.is_another:
            options |= {"user": self.uid, "group": self.gid, "extra_groups": []}
        return options

    def run(self, *command: str | Path) -> "subprocess.CompletedProcess[str]":
        """Run a short command as this account and return what it said."""
        return subprocess.run(  # noqa: S603 — a list of our own making
            [str(part) for part in command],
            capture_output=True,
            text=True,
            check=False,
            **self.child_options(),
        )

    def reaches(self, folder: Path) -> bool:
        """True when this account can really traverse to ``folder``: tried, not computed from mode bits."""
        probe = shutil.which("test")
        return probe is None or self.run(probe, "-x", folder).returncode == 0

    def give(self, folder: Path) -> None:
        """Make ``folder`` this account's private folder; refuse one that somebody else put in its place."""
        folder.mkdir(mode=0o700, exist_ok=True)
        status = folder.lstat()
        if folder.is_symlink() or status.st_uid not in {os.geteuid(), self.uid}:
            raise Trouble(
                f"文件夹 {folder} 不属于本系统（属于用户 {status.st_uid}），拒绝使用。请删除它后重试。"
            )
        if status.st_uid != self.uid:
            os.chown(folder, self.uid, self.gid)
        folder.chmod(0o700)


def name_of(uid: int) -> str:
    """The account's name, or its number where it has none (containers)."""
    try:
        return pwd.getpwuid(uid).pw_name
    except KeyError:
        return str(uid)


def account_for(existing: Path) -> Account:
    """Ourselves; when we are root, the owner of ``existing`` data, else ``postgres``, else ``nobody``."""
    uid = os.geteuid()
    if uid != 0:
        return Account(name_of(uid), uid, os.getegid())
    if existing.exists() and (status := existing.stat()).st_uid != 0:
        return Account(name_of(status.st_uid), status.st_uid, status.st_gid)
    for name in ("postgres", "nobody"):
        try:
            entry = pwd.getpwnam(name)
        except KeyError:
            continue
        return Account(name, entry.pw_uid, entry.pw_gid)
    raise Trouble(
        "PostgreSQL 不能以 root 运行，而本机没有 postgres 或 nobody 用户。请换普通用户运行 make up。"
    )
