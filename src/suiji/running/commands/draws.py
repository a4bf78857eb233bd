"""Settle: what time has decided about draws, done by hand as the worker does it by the clock."""

import click

from suiji.running.commands.chinese import Command
from suiji.running.installation import django
from suiji.running.postgres import tell


@click.command(cls=Command)
def settle() -> None:
    """办结到期的抽取：作废逾期未揭示的仪式，取得已公布的随机信标（后台任务每 10 分钟自动办理一次）。"""
    with django():
        from django.conf import settings

        from suiji.config import clock
        from suiji.draws import services
        from suiji.running.draw_jobs import bring_beacons

        at = clock.now()
        brought = bring_beacons(settings.ENVIRONMENT.drand, at=at)
        voided = services.void_defaulted(at=at)
    tell(f"取得随机信标 {brought} 轮，作废 {len(voided)} 次抽取。")
    for ceremony in voided:
        tell(f"  · {ceremony}：{ceremony.void_reason}")
