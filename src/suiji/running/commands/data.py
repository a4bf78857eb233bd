"""Migrate, fill with a demonstration, check: what is done to the data."""

import importlib
import os
import subprocess
import sys
from itertools import chain
from pathlib import Path
from typing import TextIO

import click
from click._termui_impl import ProgressBar

from suiji.running.commands.chinese import Command, Group
from suiji.running.installation import django, installation, without_database
from suiji.running.postgres import tell
from suiji.running.trouble import Trouble


@click.command(cls=Command)
def migrate() -> None:
    """更新数据库结构，重新授予应用角色的权限，并补齐行政区划与日历。"""
    os.environ["SUIJI_DATABASE_POOL"] = "0"
    with django(as_owner=True):
        from django.core.management import call_command
        from django.db import connection
        from django.db.migrations.executor import MigrationExecutor

        from suiji.organs.services import load_reference
        from suiji.running.grants import close_window, grant
        from suiji.running.migrating import rendering_one_model

        executor = MigrationExecutor(connection)
        waiting = executor.migration_plan(executor.loader.graph.leaf_nodes())
        if waiting:
            tell(f"正在更新数据库结构（{len(waiting)} 步）……")
            close_window(connection)
            with rendering_one_model():
                call_command("migrate", verbosity=0, interactive=False)
        grant(connection)
        load_reference()


@click.command(cls=Command)
@click.option("--register", type=click.Path(exists=True, path_type=Path), help="市场主体登记数据。")
@click.option("--welcome", is_flag=True, help="已有数据时不再载入；说明怎样登录（suiji up 用）。")
def demo(register: Path | None, welcome: bool) -> None:
    """载入演示数据：一座城市、各部门与人员、一次完整的联合抽查。"""
    with installation() as here:
        if not welcome:
            command = [sys.executable, "-m", "suiji.running.command", "migrate"]
            if subprocess.run(command, env=here.environment(as_owner=True), check=False).returncode:  # noqa: S603
                raise Trouble("数据库结构没有更新成功，没有载入演示数据。")
        with django():
            demonstration = importlib.import_module("suiji.running.demonstration")
            if not welcome or demonstration.is_empty():
                tell("正在载入演示数据（约一分钟，只做这一次）……")
                progress = Progress()
                demonstration.build(register, progress)
                progress.finish()
                tell("演示数据已载入。")
            for line in demonstration.welcome():
                tell(line)


class Progress:
    """``progress(label, done, total)``: one bar after the other, each finished before the next begins."""

    def __init__(self) -> None:
        self._label = ""
        self._done = 0
        self._bar: ProgressBar[int] | None = None

    def __call__(self, label: str, done: int, total: int) -> None:
        """Show that ``done`` of ``total`` steps of the piece of work called ``label`` are finished."""
        if self._bar is None or label != self._label:
            self.finish()
            self._label, self._done = label, 0
            self._bar = click.progressbar(range(total), label=label, file=sys.stderr)
            self._bar.render_progress()
        self._bar.update(done - self._done)
        self._done = done

    def finish(self) -> None:
        """End the last bar's line."""
        if self._bar is not None:
            self._bar.render_finish()
            self._bar = None


@click.command(cls=Command)
@click.option(
    "--code", is_flag=True, help="只检查程序本身（页面权限标注、数据库迁移是否齐全），不连接数据库。"
)
def check(code: bool) -> None:
    """检查：每个页面是否标明向谁开放，防篡改触发器与角色权限是否完好。"""
    with without_database() if code else django():
        from django.db import connection

        from suiji.running import guards, soundness

        found = list(soundness.problems())
        if not code:
            found += guards.problems(connection)
    for line in found:
        tell(f"  · {line}")
    if found:
        tell(f"发现 {len(found)} 个问题。")
        sys.exit(1)
    tell("检查通过。")


@click.group(cls=Group)
def ledger() -> None:
    """总账（防篡改记录）。"""


@ledger.command("check", cls=Command)
@click.option(
    "--checkpoint",
    type=click.File("r", encoding="utf-8"),
    help="再与这份检查点对照（见证人手里的，“-”为标准输入）。",
)
def ledger_check(checkpoint: TextIO | None) -> None:
    """从头重算总账，与历次签发的检查点逐一对照；有见证人的检查点时，一并核对总账没有被截短或改写。"""
    witnessed = checkpoint.read() if checkpoint else ""
    with django():
        from suiji.ledger.check import problems
        from suiji.running import national

        found = 0
        for line in chain(problems(witnessed=witnessed), national.problems()):
            found += 1
            tell(f"  · {line}")
    if found:
        tell(f"总账有 {found} 处不符。")
        sys.exit(1)
    tell("总账完好：所有记录、编号与签名都能重现。")


@ledger.command("witness", cls=Command)
@click.argument("address")
def ledger_witness(address: str) -> None:
    """请见证人联署最新的检查点（ADDRESS 为见证人的网址，公钥须先写在 SUIJI_WITNESSES 里）。"""
    with django():
        from suiji.running.witness import ask

        given = ask(address)
    tell(f"收到 {given} 个新的联署。")


@ledger.command("cosign", cls=Command)
@click.argument("file", type=click.File("r", encoding="utf-8"))
def ledger_cosign(file: TextIO) -> None:
    """收下一份见证人联署过的检查点（FILE，“-”为标准输入）。"""
    with django():
        from suiji.ledger.services import take_cosignatures
        from suiji.sampling.canonical import Invalid

        note = file.read()
        size = note.split("\n")[1] if note.count("\n") > 1 else ""
        if not size.isdecimal():
            raise Trouble("这不是检查点：第二行应是条数。")
        try:
            kept = take_cosignatures(size=int(size), lines=note.partition("\n\n")[2].splitlines())
        except Invalid as error:
            raise Trouble(f"联署是假的：{error}") from None
        except ValueError:
            raise Trouble("本系统没有签发过这个检查点。") from None
    tell(f"收下 {len(kept)} 个新的联署。")
