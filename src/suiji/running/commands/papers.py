"""The generated pages of ``docs``: written from the program, or compared with it."""

import json
import sys
from pathlib import Path

import click

from suiji.config.environment import PROJECT
from suiji.running.commands.chinese import Command
from suiji.running.installation import without_database
from suiji.running.postgres import tell

CHECK = click.option("--check", is_flag=True, help="只核对，不改写；过期时退出代码为 1。")


@click.command(cls=Command)
@CHECK
def law(check: bool) -> None:
    """生成 docs/law.md：每一条规定由哪些规则、页面和测试落实。"""
    with without_database():
        from suiji.running import law_matrix

        if not check:
            _write(law_matrix.PAGE, law_matrix.render())
            return
        found = law_matrix.problems()
    for line in found:
        tell(f"  · {line}")
    if found:
        sys.exit(1)


@click.command(cls=Command)
@CHECK
def states(check: bool) -> None:
    """生成 docs/states.md：每个环节的状态图。"""
    page = PROJECT / "docs" / "states.md"
    with without_database():
        from suiji.running import states_diagram

        content = states_diagram.render()
    if not check:
        _write(page, content)
    elif not page.is_file() or page.read_text("utf-8") != content:
        tell("docs/states.md 已过期，请运行 make states。")
        sys.exit(1)


@click.command(cls=Command)
@CHECK
def settings(check: bool) -> None:
    """生成 docs/settings.md：全部设置项、默认值和作用。"""
    from suiji.running import reference

    if not check:
        _write(reference.PAGE, reference.page())
    elif not reference.PAGE.is_file() or reference.PAGE.read_text("utf-8") != reference.page():
        tell("docs/settings.md 已过期，请运行 suiji settings。")
        sys.exit(1)


@click.command(cls=Command)
def sbom() -> None:
    """输出软件物料清单（CycloneDX 1.6 JSON）：全部依赖的版本、许可和校验值。"""
    from suiji.config import clock
    from suiji.running.sbom import bill

    sys.stdout.write(json.dumps(bill(at=clock.now()), ensure_ascii=False, indent=1) + "\n")


def _write(page: Path, content: str) -> None:
    page.parent.mkdir(exist_ok=True)
    page.write_text(content, "utf-8")
    tell(f"已写入 {page.relative_to(PROJECT)}。")


@click.command(cls=Command)
def client() -> None:
    """输出接口的 Python 客户端（一个文件，只用标准库），由接口说明生成。"""
    import json

    with without_database():
        from suiji.api.client_writing import client as written
        from suiji.api.interface import description

        sys.stdout.write(written(json.loads(description())))
