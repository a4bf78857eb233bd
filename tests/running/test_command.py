"""The command speaks Chinese and its exit codes mean what they say."""

import os
import subprocess
import sys

import pytest

from suiji.running import command
from suiji.running.trouble import Trouble


def leaves(arguments: list[str]) -> int:
    with pytest.raises(SystemExit) as left:
        command.main(arguments)
    return int(left.value.code or 0)


class TestCommand:
    def test_helps_in_chinese(self, capsys: pytest.CaptureFixture[str]) -> None:
        command.main(["--help"])

        said = capsys.readouterr().out
        assert "用法：suiji" in said
        assert not {"Usage", "Options", "Commands", "Show this"} & set(said.split())

    @pytest.mark.parametrize(
        ("arguments", "words"),
        [
            (["fly"], "没有命令 'fly'"),
            (["up", "--fast"], "没有选项 --fast"),
            (["up", "--port", "many"], "参数不正确"),
        ],
    )
    def test_explains_a_mistake_and_leaves_with_2(
        self, arguments: list[str], words: str, capsys: pytest.CaptureFixture[str]
    ) -> None:
        assert leaves(arguments) == 2
        assert words in capsys.readouterr().err

    def test_explains_a_trouble_and_leaves_with_3(
        self, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def refuse(*arguments: object) -> None:
            raise Trouble("端口被占用")

        monkeypatch.setattr("suiji.running.supervisor.check_port", refuse)

        assert leaves(["up"]) == 3
        assert "端口被占用" in capsys.readouterr().err

    def test_runs_where_the_console_knows_no_chinese(self) -> None:
        environment = {"PATH": os.environ["PATH"], "LC_ALL": "C", "PYTHONPATH": os.pathsep.join(sys.path)}
        done = subprocess.run(
            [sys.executable, "-m", "suiji.running.command", "--help"],
            env=environment,
            capture_output=True,
            check=True,
        )

        assert "用法：".encode() in done.stdout
