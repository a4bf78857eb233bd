"""What ``suiji doctor`` asks of what is kept for later: the journal piece by piece, the log-ins, the console."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path

from django.db import connection

from suiji.config.environment import Environment
from suiji.running import backup
from suiji.running.account import account_for
from suiji.running.doctor import Examination, Finding, bad, good, soon
from suiji.running.journal import CLUSTER, SUFFIX, tray_of
from suiji.running.place import choose, existing_data

WAITED, SILENT = timedelta(minutes=15), timedelta(hours=2)
"""How long a finished piece may lie unsealed, and how long none may come, while the worker writes every few seconds."""
PIECES_A_FILE = 256
"""Pieces of 16 MB that one log file's number spans, as PostgreSQL counts them."""
TERM_IS_OVER = timedelta(days=1096 + 3)
"""Thirty-six months, and three nights on which the worker may have slept (R121)."""
NAMESPACE = "journald@suiji.conf"


def journal(environment: Environment, at: datetime) -> Iterator[Finding]:
    """时点恢复: the journal leaves piece by piece, none is missing, and a backup is there to begin from."""
    if environment.journal_dir is None:
        if not environment.demonstration and existing_data(environment.data_dir.absolute()).exists():
            do = "请设置 SUIJI_JOURNAL_DIR（docs/running.md），再重新启动；否则最多丢一天的数据。"
            yield soon("时点恢复", "没有保存数据库日志，坏了只能恢复到最近一次备份。", do)
        return
    yield from _waiting(environment, at)
    yield from _kept(environment, environment.journal_dir, at)


def _waiting(environment: Environment, at: datetime) -> Iterator[Finding]:
    home = environment.data_dir.absolute()
    tray = tray_of(choose(home, account_for(existing_data(home)), lambda _: None))
    if not tray.is_dir():
        yield bad("时点恢复", "数据库没有在留日志。", "SUIJI_JOURNAL_DIR 要在启动以前设置：请重新启动。")
        return
    lying = [path for path in tray.iterdir() if not path.name.startswith(".")]
    old = [path for path in lying if _age(path, at) > WAITED]
    if old:
        do = "请核对后台任务是否在运行、备份公钥是否已设（suiji backup key）、SUIJI_JOURNAL_DIR 能否写入。"
        yield bad("时点恢复", f"有 {len(old)} 段数据库日志等了一刻钟以上还没有封存。", do)


def _kept(environment: Environment, folder: Path, at: datetime) -> Iterator[Finding]:
    pieces = sorted(folder.glob(f"*{SUFFIX}"))
    numbers = [_number(path.name) for path in pieces if re.fullmatch(r"[0-9A-F]{24}\.sealed", path.name)]
    missing = sum(later - earlier - 1 for earlier, later in pairwise(numbers))
    if not pieces:
        yield bad("时点恢复", f"{folder} 里还没有一段数据库日志。", "请核对后台任务和备份公钥。")
    elif missing:
        do = "中断以前的时点恢复不了。请马上运行 suiji backup，以后从新的备份起算，并查明是谁删的。"
        yield bad("时点恢复", f"{folder} 里缺 {missing} 段数据库日志。", do)
    elif _age(pieces[-1], at) > SILENT:
        do = "请核对后台任务是否在运行、磁盘是否写得进去。"
        yield bad(
            "时点恢复", f"最新一段数据库日志是 {_age(pieces[-1], at) // timedelta(hours=1)} 小时以前的。", do
        )
    elif not any((found / CLUSTER).exists() for found, _ in backup.made(environment)):
        do = "请运行一次 suiji backup：从它起，才能恢复到任意时刻。"
        yield soon("时点恢复", "有数据库日志，还没有可以起算的备份。", do)
    else:
        yield good("时点恢复", f"{folder} 里有 {len(pieces)} 段，没有中断。")


def _age(path: Path, at: datetime) -> timedelta:
    return at - datetime.fromtimestamp(path.stat().st_mtime, UTC)


def _number(name: str) -> int:
    """A piece's place in its timeline: file and piece of PostgreSQL's name; the timeline's own number is left out."""
    return int(name[8:16], 16) * PIECES_A_FILE + int(name[16:24], 16)


def log_ins(_environment: Environment, at: datetime) -> Iterator[Finding]:
    """登录记录: kept for thirty-six months, and then gone."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT least((SELECT min(attempt_time) FROM axes_accesslog),"
            " (SELECT min(attempt_time) FROM axes_accessfailurelog)),"
            " has_table_privilege('axes_accesslog', 'DELETE'), has_table_privilege('axes_accessfailurelog', 'DELETE')"
        )
        oldest, *may_delete = cursor.fetchone() or (None, False, False)
    if any(may_delete):
        do = "请运行 suiji migrate，并查明是谁授予的：登录记录要保存三十六个月。"
        yield bad("登录记录", "应用角色可以删除登录记录。", do)
    elif oldest is not None and at - oldest > TERM_IS_OVER:
        do = "请核对后台任务：每天夜里的清理没有进行。超过期限还保存的是个人信息。"
        yield bad("登录记录", f"最早一条是 {oldest:%Y-%m-%d}，超过三十六个月。", do)
    else:
        since = f"最早一条是 {oldest:%Y-%m-%d}。" if oldest else "还没有人登录过。"
        yield good("登录记录", f"{since}保存三十六个月，到期由数据库自己清理。")


def console(
    environment: Environment, _at: datetime, *, systemd: Path = Path("/run/systemd/system"),
    settings: Path = Path("/etc/systemd"), kept: Path = Path("/var/log/journal"),
) -> Iterator[Finding]:  # fmt: skip
    """运行日志: what the programs say at the console is kept by somebody."""
    if environment.demonstration:
        return
    if not systemd.is_dir():
        do = "请让启动它的程序把输出写进文件，至少保存六个月（网络安全法第二十一条），并由 logrotate 轮换。"
        yield soon("运行日志", "这台机器没有 systemd，程序的输出由启动它的程序保存，这里看不到。", do)
        return
    if not (settings / NAMESPACE).exists() or not kept.is_dir():
        do = f"请把 deploy/systemd/{NAMESPACE} 放到 {settings}，再重新启动 systemd-journald@suiji。"
        yield soon("运行日志", "没有设定保存多久，重新启动或者写满以后就没有了。", do)
        return
    yield good(
        "运行日志", f"由 systemd 保存，期限见 {settings / NAMESPACE}；查看：journalctl --namespace=suiji。"
    )


BESIDE: tuple[Examination, ...] = (journal, console)
INSIDE: tuple[Examination, ...] = (log_ins,)
