"""Which key seals the confidential fields, and how it is changed."""

import sys

import click

from suiji.running.commands.chinese import Command, Group
from suiji.running.commands.data import Progress
from suiji.running.installation import django
from suiji.running.postgres import tell
from suiji.running.trouble import Trouble


@click.group(cls=Group)
def keys() -> None:
    """字段加密密钥：查看、更换、把旧密文改用新密钥。"""


@keys.command("show", cls=Command)
def show() -> None:
    """查看各密钥加密了多少个字段值（只显示密钥编号，不显示密钥）；缺少密钥时退出代码为 1。"""
    with django():
        from suiji.vault.keychain import keychain
        from suiji.vault.resealing import columns, heads, unopenable
        from suiji.vault.safe import head

        chain = keychain()
        for key_id in chain.keys:
            tell(f"密钥 {key_id}：{'现用' if key_id == chain.active else '只用于解密'}")
        tell(f"现在加密用 {head().removeprefix('v1.').rstrip('.')}")
        for column in columns():
            found = "，".join(f"{name} {number} 个" for name, number in sorted(heads(column).items()))
            tell(f"  {column}：{found or '没有内容'}")
        missing = unopenable()
    for key_id, number in sorted(missing.items()):
        tell(f"缺少密钥 {key_id}：有 {number} 个值打不开。请放回换密钥以后备份的 keychain.json。")
    if missing:
        sys.exit(1)


@keys.command("rotate", cls=Command)
def rotate() -> None:
    """启用一把新密钥，并把已有的字段值全部改用它加密；系统不必停止。"""
    with django():
        from suiji.config import clock
        from suiji.running import keys as turning
        from suiji.vault.keychain import Unusable, keychain_path

        try:
            new = turning.rotate(at=clock.now())
        except Unusable as error:
            raise Trouble(str(error)) from error
        tell(f"新密钥 {new} 已写入 {keychain_path()}。请立即备份这个文件，与数据库的备份分开存放。")
        _reseal()


@keys.command("reseal", cls=Command)
def reseal() -> None:
    """把仍在旧密钥或旧算法下的字段值改用现用密钥加密；中断后再运行即可接着做。"""
    with django():
        _reseal()


def _reseal() -> None:
    from suiji.config import clock
    from suiji.running import keys as turning
    from suiji.vault import Unopenable

    progress = Progress()
    try:
        done = turning.reseal_all(at=clock.now(), progress=progress)
    except Unopenable as error:
        raise Trouble(f"{error}已经完成的部分有效；解决后再运行 suiji keys reseal。") from error
    finally:
        progress.finish()
    tell(f"已改用现用密钥加密 {done} 个值。" if done else "没有需要改用新密钥的值。")
