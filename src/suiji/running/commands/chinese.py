"""Click in Chinese: headings, hints and the usual mistakes."""

import click


def _show(context: click.Context, option: click.Parameter, value: bool) -> None:  # noqa: ARG001 — click's signature
    if value and not context.resilient_parsing:
        click.echo(context.get_help(), color=context.color)
        context.exit()


class _Chinese:
    """What a help page is made of."""

    def format_usage(self, context: click.Context, formatter: click.HelpFormatter) -> None:
        """``用法：suiji …``."""
        pieces = " ".join(context.command.collect_usage_pieces(context)).replace("[OPTIONS]", "[选项]")
        formatter.write_usage(
            context.command_path, pieces.replace("COMMAND [ARGS]...", "命令 [参数]…"), "用法："
        )

    def get_help_option(self, context: click.Context) -> click.Option:  # noqa: ARG002
        """``--help``, explained."""
        return click.Option(
            ["-h", "--help"],
            is_flag=True,
            is_eager=True,
            expose_value=False,
            callback=_show,
            help="显示本说明后退出。",
        )

    def format_options(self, context: click.Context, formatter: click.HelpFormatter) -> None:
        """The options below ``选项``, and the commands of a group below ``命令``."""
        command = context.command
        rows = [row for row in (p.get_help_record(context) for p in command.get_params(context)) if row]
        if rows:
            with formatter.section("选项"):
                formatter.write_dl(rows)
        if isinstance(command, click.Group):
            found = [(name, command.get_command(context, name)) for name in command.list_commands(context)]
            with formatter.section("命令"):
                formatter.write_dl([(n, c.get_short_help_str(60)) for n, c in found if c and not c.hidden])


class Command(_Chinese, click.Command):
    """A command whose help is Chinese."""


class Group(_Chinese, click.Group):
    """A group whose help is Chinese; its commands keep the order in which they are written."""

    command_class = Command
    group_class = type

    def list_commands(self, context: click.Context) -> list[str]:  # noqa: ARG002 — click's signature
        """In the order of definition: the daily ones first."""
        return list(self.commands)


def explain(error: click.ClickException) -> str:
    """A usage mistake, in Chinese."""
    match error:
        case click.NoSuchOption():
            return f"没有选项 {error.option_name}。"
        case click.MissingParameter():
            return f"缺少参数 {error.param.get_error_hint(error.ctx) if error.param and error.ctx else ''}。"
        case click.BadParameter():
            return f"参数不正确：{error.message}"
        case click.UsageError() if "No such command" in error.message:
            return f"没有命令 {error.message.split()[-1].strip('.')}。"
        case _:
            return error.format_message()
