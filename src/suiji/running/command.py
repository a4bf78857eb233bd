"""``suiji``: the one command of the house.

Exit codes: 0 done; 1 a check found something; 2 the command was not understood; 3 the surroundings refuse,
and the message says what to do; 130 interrupted.
"""

import sys

import click

from suiji.running.commands import admins, archive, backup, data, doctor, draws, keys, papers, service
from suiji.running.commands.chinese import Command, Group, explain
from suiji.running.postgres import tell
from suiji.running.trouble import Trouble


@click.group(cls=Group)
def suiji() -> None:
    """随机：部门联合“双随机、一公开”监管系统。

    退出代码：0 完成；1 检查发现问题；2 命令写错；3 环境不允许（说明里有解决办法）；130 被中断。
    """


@click.command(cls=Command, add_help_option=False, context_settings={"ignore_unknown_options": True})
@click.argument("arguments", nargs=-1, type=click.UNPROCESSED)
def sampling(arguments: tuple[str, ...]) -> None:
    """抽取算法：冻结、抽取、核验证据包（不连接数据库）；--engine 选择计算引擎，默认按规模。"""
    from suiji.draws.engines.console import main as run

    progress = data.Progress()
    status = run(list(arguments), progress)
    progress.finish()
    sys.exit(status)


for _command in (
    *(service.up, data.demo, data.migrate, data.check, doctor.doctor, backup.backup, backup.restore),
    *(admins.admins, data.ledger, keys.keys, archive.archive, sampling),
    *(draws.settle, papers.law, papers.states, papers.settings, papers.sbom, papers.client),
    *(service.serve, service.worker, service.sequence),
):
    suiji.add_command(_command)


def main(arguments: list[str] | None = None) -> None:
    """Run the command and leave with its exit code; mistakes and troubles are explained in Chinese."""
    try:
        suiji(arguments, prog_name="suiji", standalone_mode=False)
    except click.exceptions.NoArgsIsHelpError as error:
        tell(error.format_message())
        sys.exit(2)
    except click.ClickException as error:
        tell(explain(error))
        context = getattr(error, "ctx", None)
        if context is not None:
            tell(f"说明：{context.command_path} --help")
        sys.exit(2)
    except (click.Abort, KeyboardInterrupt):
        tell("已中断。")
        sys.exit(130)
    except Trouble as trouble:
        tell(str(trouble))
        sys.exit(Trouble.exit_code)


if __name__ == "__main__":
    main()
