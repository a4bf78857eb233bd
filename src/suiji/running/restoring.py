"""恢复 — a backup becomes a house again: keys, database, evidence, rights; the ledger is checked before it opens."""

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

from suiji.config.environment import Environment
from suiji.running import dumping
from suiji.running.backup import DATABASE, EVIDENCE, KEY_FILES, check_ledger, content, unpack
from suiji.running.installation import Installation, installation
from suiji.running.place import existing_data, prepare
from suiji.running.trouble import Trouble

Say = Callable[[str], None]


def restore(folder: Path, *, secret: str, keys: Path | None, checkpoint: Path | None, say: Say) -> int:
    """The backup in ``folder`` stands in the data folder of the surroundings, which must be empty; its ledger's size.

    Without ``keys`` the surroundings must know them already (``SUIJI_LEDGER_KEY``, ``SUIJI_FIELD_KEY``).
    """
    home = Environment().data_dir.absolute()
    if not Environment().database_url and existing_data(home).exists():
        raise Trouble(f"{home} 里已有数据库，没有作任何改动。请用 SUIJI_DATA_DIR 指定新的文件夹。")
    _bring_keys(keys, home, secret)
    with installation(say) as here:
        say("正在恢复数据库……")
        dumping.load(lambda: content(folder / DATABASE, secret=secret), here.require_owner())
        say("正在恢复证据文件……")
        unpack(content(folder / EVIDENCE, secret=secret), home)
        _grant(here)
        say("正在从头核对总账……")
        return check_ledger(here.web, here, checkpoint=checkpoint)


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


def _grant(here: Installation) -> None:
    command = [sys.executable, "-m", "suiji.running.command", "migrate"]
    if subprocess.run(command, env=here.environment(as_owner=True), check=False).returncode:  # noqa: S603
        raise Trouble("数据已恢复，但数据库结构没有更新成功。原因见上。")
