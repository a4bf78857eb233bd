"""Backup and restore."""

import sys
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

import click

from suiji.running.commands.chinese import Command, Group
from suiji.running.postgres import tell
from suiji.running.trouble import Trouble

if TYPE_CHECKING:
    from suiji.running.restoring import Moment


@click.group(cls=Group, invoke_without_command=True)
@click.pass_context
def backup(context: click.Context) -> None:
    """备份：数据库、证据文件，密钥另放一处；封存后恢复到临时数据库核对，核对不过不算。"""
    if context.invoked_subcommand is not None:
        return
    from suiji.config import clock
    from suiji.config.environment import Environment
    from suiji.running import backup as saving
    from suiji.running.installation import installation

    with installation() as here:
        made = saving.back_up(here, Environment(), at=clock.now(), say=tell)
    tell(f"备份完成，已经恢复核对：{made}")
    tell(f"密钥的备份另放在 {saving.folders(Environment())[1]}，请分别拷到两处不同的介质。")


@backup.command("key", cls=Command)
def key() -> None:
    """生成备份密钥：公钥留在本机，私钥只显示这一次，请离开本机保管（恢复时要用）。"""
    from suiji.config.environment import Environment
    from suiji.running.backup import PUBLIC_KEY
    from suiji.running.place import prepare
    from suiji.vault.streams import new_pair

    home = Environment().data_dir.absolute()
    prepare(home)
    note = home / PUBLIC_KEY
    if note.exists():
        raise Trouble(f"已有备份公钥 {note}。要换新的，请先移走它；旧备份仍用旧私钥恢复。")
    secret, public = new_pair()
    note.write_text(public + "\n", "ascii")
    tell(f"公钥已写入 {note}。下面是私钥，只显示这一次，请离开本机保管两份：")
    sys.stdout.write(secret + "\n")


@backup.command("list", cls=Command)
def listing() -> None:
    """列出现有的备份。"""
    from suiji.config.environment import Environment
    from suiji.running.backup import made

    for folder, note in made(Environment()):
        size = sum(part.stat().st_size for part in folder.iterdir()) / 1024 / 1024
        tell(f"{note.at}　总账 {note.ledger} 条　{size:.1f} MB　{folder}")


@click.command(cls=Command)
@click.argument("folder", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option(
    "--keys",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="密钥的备份（.keys.sealed）。",
)
@click.option("--secret", type=click.File("r"), required=True, help="存有备份私钥的文件，“-”为标准输入。")
@click.option("--checkpoint", type=click.Path(exists=True, dir_okay=False, path_type=Path),
              help="见证人手里最新的检查点；给出时核对恢复的总账没有比它旧。")  # fmt: skip
@click.option("--at", help="回到这个时刻，例如 2026-11-27T15:04:05（北京时间）；备份里要有 cluster.sealed。")
@click.option("--journal", type=click.Path(exists=True, file_okay=False, path_type=Path),
              help="归档日志的文件夹；不写时用 SUIJI_JOURNAL_DIR。")  # fmt: skip
def restore(
    folder: Path,
    keys: Path | None,
    secret: TextIO,
    checkpoint: Path | None,
    at: str | None,
    journal: Path | None,
) -> None:
    """把一份备份恢复到空的数据文件夹（SUIJI_DATA_DIR）或空的数据库（DATABASE_URL）。"""
    from suiji.running.restoring import restore as put_back
    from suiji.vault import Unopenable

    try:
        size = put_back(
            folder,
            secret=secret.read(),
            keys=keys,
            checkpoint=checkpoint,
            say=tell,
            moment=_moment(at, journal) if at else None,
        )
    except Unopenable as error:
        raise Trouble(str(error)) from None
    since = f"{at} 以后" if at else "备份以后"
    tell(f"已经恢复：总账 {size} 条，全部核对。{since}办理的事项不在其中，请与见证人的检查点对照。")


def _moment(at: str, journal: Path | None) -> "Moment":
    """As it was typed; without a zone it is Beijing's time."""
    from suiji.config.environment import Environment
    from suiji.organs.days import SHANGHAI
    from suiji.running.restoring import Moment

    try:
        said = datetime.fromisoformat(at)
    except ValueError:
        raise Trouble(f"看不懂时刻“{at}”。请写成 2026-11-27T15:04:05。") from None
    found = journal or Environment().journal_dir
    if found is None:
        raise Trouble("还需要归档日志：请用 --journal 指明它的文件夹。")
    return Moment(said if said.tzinfo else said.replace(tzinfo=SHANGHAI), found)
