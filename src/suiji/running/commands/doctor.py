"""Look everything over and say what to do."""

import json
import os
import sys
from collections.abc import Iterator
from dataclasses import asdict

import click

from suiji.running.commands.chinese import Command
from suiji.running.doctor import BESIDE, Finding, Tone, bad, examined
from suiji.running.installation import django, without_database
from suiji.running.postgres import tell
from suiji.running.trouble import Trouble

SIGNS = {Tone.GOOD: "✓", Tone.SOON: "!", Tone.BAD: "✗"}


@click.command(cls=Command)
@click.option("--json", "as_json", is_flag=True, help="每项一行 JSON，供监控系统读取。")
@click.option("--all", "everything", is_flag=True, help="正常的也逐项列出。")
def doctor(as_json: bool, everything: bool) -> None:
    """体检：数据库、权限、密钥、磁盘、时钟、后台任务、总账、证书、字体、备份、数据库日志、登录记录；说明哪里不对、怎么办。"""
    found = list(_findings())
    for one in found:
        if as_json:
            sys.stdout.write(json.dumps(asdict(one), ensure_ascii=False) + "\n")
        elif everything or one.tone is not Tone.GOOD:
            tell(f"{SIGNS[one.tone]} {one.topic}：{one.says}")
            if one.do:
                tell(f"    → {one.do}")
    grave = sum(one.tone is Tone.BAD for one in found)
    mild = sum(one.tone is Tone.SOON for one in found)
    if not as_json:
        tell(f"检查了 {len(found)} 项：{grave} 项故障，{mild} 项需要注意。")
    sys.exit(1 if grave else 0)


def _findings() -> Iterator[Finding]:
    from suiji.config import clock
    from suiji.config.environment import Environment

    at = clock.now()
    os.environ["SUIJI_DATABASE_POOL"] = "0"
    try:
        with django():
            from suiji.running import doctor_data, doctor_records

            whole = (*doctor_data.INSIDE, *doctor_records.INSIDE)
            inside = whole if doctor_data.answers() else (doctor_data.silence,)
            yield from examined(inside, Environment(), at=at)
            yield from examined((*BESIDE, *doctor_records.BESIDE), Environment(), at=at)
    except Trouble as trouble:
        yield bad("数据库", str(trouble), "数据库启动以后，再运行 suiji doctor 检查其余各项。")
        with without_database():
            yield from examined(BESIDE, Environment(), at=at)
