"""Check a sealed package of the archive on any machine, without platform or database."""

import sys
from pathlib import Path

import click

from suiji.archive.verify import verify_package
from suiji.running.commands.chinese import Command, Group
from suiji.running.postgres import tell


@click.group(cls=Group)
def archive() -> None:
    """案卷：核验下载的归档包（不连接数据库）。"""


@archive.command("verify", cls=Command)
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--sha256", help="平台上记载的校验值；给出时一并核对。")
def verify(file: Path, sha256: str | None) -> None:
    """核验一个归档包：材料齐全、与卷内目录一致；不符时退出代码为 1。"""
    verdict = verify_package(file.read_bytes())
    faults = list(verdict.faults)
    if sha256 is not None and sha256.strip().lower() != verdict.sha256:
        faults.append("整包的 SHA-256 校验值与平台记载的不同。")
    for name, value in verdict.heading.items():
        tell(f"{name}：{value}")
    tell(f"SHA-256：{verdict.sha256}")
    tell(f"SM3：{verdict.sm3}")
    for fault in faults:
        tell(f"  · {fault}")
    tell("核验不通过。" if faults else f"核验通过：{verdict.papers} 件材料齐全，与卷内目录一致。")
    sys.exit(1 if faults else 0)
