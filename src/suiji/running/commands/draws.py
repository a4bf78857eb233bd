"""Settle: what time has decided about draws, done by hand as the worker does it by the clock."""

import click

from suiji.running.commands.chinese import Command
from suiji.running.installation import django
from suiji.running.postgres import tell


@click.command(cls=Command)
def settle() -> None:
    """办结到期的抽取：作废逾期的仪式，取得随机信标，公开逾期的监督签名，视为签收（后台每 10 分钟自动办理）。

    作废不能收回，而期限按时钟计算：请先用 suiji doctor 核对时钟。
    """
    with django():
        from django.conf import settings

        from suiji.config import clock
        from suiji.draws import services
        from suiji.running.draw_jobs import bring_beacons

        at = clock.now()
        brought = bring_beacons(settings.ENVIRONMENT.drand, at=at)
        voided = services.void_defaulted(at=at)
        late = services.note_late_confirmations(at=at)
        silent = services.accept_silent(at=at)
        services.forget_old_shares(at=at)
    tell(
        f"取得随机信标 {brought} 轮，作废 {len(voided)} 次抽取，"
        f"公开逾期未签名 {len(late)} 次，视为签收 {silent} 户。"
    )
    for ceremony in voided:
        tell(f"  · {ceremony}：{ceremony.void_reason}")
    for ceremony in late:
        tell(f"  · {ceremony}的结果逾期没有签名确认")
