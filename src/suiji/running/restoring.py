"""恢复 — a backup becomes a house again: keys, database, evidence, rights; the ledger is checked before it opens."""

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from suiji.config.environment import Environment
from suiji.running import dumping, journal
from suiji.running.backup import DATABASE, EVIDENCE, KEY_FILES, archive_of, check_ledger, content, unpack
from suiji.running.installation import Installation, installation
from suiji.running.place import existing_data, prepare
from suiji.running.trouble import Trouble

Say = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Moment:
    """To when the database goes back, and where its sealed journal lies."""

    at: datetime
    journal: Path


def restore(
    folder: Path,
    *,
    secret: str,
    keys: Path | None,
    checkpoint: Path | None,
    say: Say,
    moment: Moment | None = None,
) -> int:
    """The backup in ``folder`` stands in the data folder of the surroundings, which must be empty; its ledger's size.

    Without ``keys`` the surroundings must know them already (``SUIJI_LEDGER_KEY``, ``SUIJI_FIELD_KEY``). With a
    ``moment`` the embedded database goes on from the backup's copy of the cluster to just then.
    """
    home = Environment().data_dir.absolute()
    if not Environment().database_url and existing_data(home).exists():
        raise Trouble(f"{home} 里已有数据库，没有作任何改动。请用 SUIJI_DATA_DIR 指定新的文件夹。")
    if moment is not None:
        _refuse_moment(folder, moment)
    _bring_keys(keys, home, secret)
    pieces = _along_the_journal(folder, moment, home, secret, say) if moment else None
    with _explained(home), installation(say) as here:
        say("正在恢复数据库……")
        if pieces is None:
            dumping.load(lambda: content(folder / DATABASE, secret=secret), here.require_owner())
        else:
            journal.finished(home, pieces)
        say("正在恢复证据文件……")
        unpack(content(folder / EVIDENCE, secret=secret), home)
        _grant(here)
        say("正在从头核对总账……")
        size = check_ledger(here.web, here, checkpoint=checkpoint)
        for line in _keys_that_are_missing(here):
            say(line)
        return size


@contextmanager
def _explained(home: Path) -> Iterator[None]:
    """A journal that ends before the moment is said as that, and not in the server's own words."""
    try:
        yield
    except Trouble:
        if reached := journal.ran_out(home / "postgres.log"):
            raise Trouble(
                f"归档日志只到 {reached}，到不了要回到的时刻。请把以后的日志段也放进去，或者选一个更早的时刻；"
                "再恢复时用另一个空的 SUIJI_DATA_DIR。"
            ) from None
        raise


def _refuse_moment(folder: Path, moment: Moment) -> None:
    if Environment().database_url:
        raise Trouble(
            "时点恢复只用于系统自带的数据库。自备的数据库请用它自己的工具恢复（见 docs/running.md）。"
        )
    if not (folder / journal.CLUSTER).exists():
        raise Trouble(f"{folder} 里没有 {journal.CLUSTER}：做这份备份时还没有设置 SUIJI_JOURNAL_DIR。")
    if f"{moment.at.astimezone(UTC):%Y%m%dT%H%M%SZ}" <= folder.name:
        raise Trouble("要回到的时刻早于这份备份。请选更早的一份备份，或晚一点的时刻。")


def _along_the_journal(folder: Path, moment: Moment, home: Path, secret: str, say: Say) -> Path:
    say(f"正在沿归档日志恢复到 {moment.at:%Y-%m-%d %H:%M:%S%z}……")
    with archive_of(content(folder / journal.CLUSTER, secret=secret)) as cluster:
        return journal.put_back(cluster, moment.journal, home, secret=secret, until=moment.at, say=say)


def _bring_keys(keys: Path | None, home: Path, secret: str) -> None:
    """The keys first: a database without them would be given new ones, and nothing sealed would open."""
    prepare(home)
    if keys is None:
        known = {"SUIJI_LEDGER_KEY", "SUIJI_FIELD_KEY", "SUIJI_SECRET_KEY"} <= os.environ.keys()
        if not known and not (home / KEY_FILES[0]).exists():
            raise Trouble("还需要密钥的备份：请用 --keys 指明 .keys.sealed 文件。没有它，加密字段打不开。")
        return
    if present := [name for name in KEY_FILES if (home / name).exists()]:
        raise Trouble(f"{home} 里已有 {present[0]}，没有作任何改动。请用 SUIJI_DATA_DIR 指定新的文件夹。")
    unpack(content(keys, secret=secret), home)
    for name in KEY_FILES:
        if (home / name).exists():
            (home / name).chmod(0o600)


def _keys_that_are_missing(here: Installation) -> list[str]:
    """A backup of the keys from before they were changed does not open what was sealed since."""
    command = [sys.executable, "-m", "suiji.running.command", "keys", "show"]
    done = subprocess.run(  # noqa: S603 — our own command
        command, env=here.environment(), check=False, capture_output=True, text=True
    )
    return [line for line in done.stderr.splitlines() if line.startswith("缺少密钥")]


def _grant(here: Installation) -> None:
    command = [sys.executable, "-m", "suiji.running.command", "migrate"]
    if subprocess.run(command, env=here.environment(as_owner=True), check=False).returncode:  # noqa: S603
        raise Trouble("数据已恢复，但数据库结构没有更新成功。原因见上。")
