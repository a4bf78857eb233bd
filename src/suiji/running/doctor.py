"""``suiji doctor``: what is wrong with an installation, and what to do about it, in the words of whoever keeps it.

Each examination yields findings and never stops the others: a doctor who faints at the first wound helps nobody.
"""

import os
import re
import shutil
import stat
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from pathlib import Path

from suiji.config.environment import Environment
from suiji.running import backup

GIBIBYTE = 1024**3


class Tone(StrEnum):
    """How bad it is: nothing, soon, now."""

    GOOD = "正常"
    SOON = "注意"
    BAD = "故障"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at."""

    tone: Tone
    topic: str
    says: str
    do: str = ""
    """What to do; empty where all is well."""


Examination = Callable[[Environment, datetime], Iterator[Finding]]


def good(topic: str, says: str) -> Finding:
    """All is well with it."""
    return Finding(Tone.GOOD, topic, says)


def soon(topic: str, says: str, do: str) -> Finding:
    """It works, and will not for ever."""
    return Finding(Tone.SOON, topic, says, do)


def bad(topic: str, says: str, do: str) -> Finding:
    """It does not work, or something may be lost."""
    return Finding(Tone.BAD, topic, says, do)


def disks(environment: Environment, _at: datetime) -> Iterator[Finding]:
    """Room for data and backups."""
    places = {"数据": environment.data_dir, "备份": backup.folders(environment)[0]}
    for name, place in places.items():
        there = next((path for path in (place, *place.absolute().parents) if path.exists()), Path("/"))
        usage = shutil.disk_usage(there)
        left = f"{name}所在磁盘还有 {usage.free / GIBIBYTE:.1f} GB（{usage.free * 100 // usage.total} %）"
        do = "请清理磁盘或者扩容；磁盘写满以后数据库会停止写入，已写入的不会丢失。"
        if usage.free < GIBIBYTE:
            yield bad("磁盘", left, do)
        elif usage.free < 5 * GIBIBYTE or usage.free * 10 < usage.total:
            yield soon("磁盘", left, do)
        else:
            yield good("磁盘", left)


def secret_files(environment: Environment, _at: datetime) -> Iterator[Finding]:
    """Keys that only their owner reads, and none that everybody knows."""
    home = environment.data_dir
    for path in (home / "secrets.json", environment.keychain or home / "keychain.json", environment.tls_key):
        if path is None or not path.exists():
            continue
        mode = stat.S_IMODE(path.stat().st_mode)
        if mode & 0o077:
            yield bad("密钥", f"{path} 的权限是 {mode:o}，别的用户也能读。", f"chmod 600 {path}")
        else:
            yield good("密钥", f"{path.name} 只有属主能读。")
    for name in ("ledger_key", "field_key"):
        if "SUIJI_" + name.upper() in os.environ and getattr(environment, name) == "00" * 32:
            yield bad(
                "密钥",
                f"SUIJI_{name.upper()} 是全零的示例值。",
                "请换成随机的 64 位十六进制数：openssl rand -hex 32",
            )


def backups(environment: Environment, at: datetime) -> Iterator[Finding]:
    """A verified backup of last night, and a key for it."""
    made = backup.made(environment)
    if not made:
        do = "请运行 suiji backup key 生成备份密钥，再运行 suiji backup；以后每天 2:30 自动备份。"
        yield bad("备份", "还没有任何经过核对的备份。", do)
        return
    folder, note = made[-1]
    age = at - datetime.fromisoformat(note.at)
    says = f"最近一次经过恢复核对的备份是 {note.at}（总账 {note.ledger} 条），在 {folder}。"
    if age > timedelta(hours=50):
        yield bad("备份", says, "已经两天没有备份成功。请运行 suiji backup，看它说哪里不对。")
    else:
        yield good("备份", says)
    data, keys = backup.folders(environment)
    if data.exists() and keys.exists() and data.stat().st_dev == environment.data_dir.stat().st_dev:
        do = "请用 SUIJI_BACKUP_DIR、SUIJI_BACKUP_KEYS_DIR 指到别的磁盘，或者另行拷走。"
        yield soon("备份", "备份与数据在同一块磁盘上，磁盘坏了会一起丢失。", do)


def certificates(environment: Environment, at: datetime) -> Iterator[Finding]:
    """TLS that browsers will still take next month."""
    path = environment.tls_certificate or environment.data_dir / "tls" / "certificate.pem"
    if not path.exists():
        local = environment.site.startswith(("http://localhost", "http://127.0.0.1"))
        do = "各部门从别的电脑提交份额需要 HTTPS：前面放 nginx（deploy/nginx.conf），或者用 TLS=1 启动。"
        if not environment.tls and not local:
            yield soon("证书", f"没有启用 TLS，而网站地址是 {environment.site}。", do)
        return
    from cryptography import x509

    ends = x509.load_pem_x509_certificate(path.read_bytes()).not_valid_after_utc
    says = f"{path} 到 {ends:%Y-%m-%d} 有效。"
    own = environment.tls_certificate is None
    if ends < at:
        yield bad(
            "证书", says, "证书已经过期。" + ("重新启动即可自动换新。" if own else "请换上新证书后重新启动。")
        )
    elif ends < at + timedelta(days=30) and not own:
        yield soon("证书", says, "请在到期前换上新证书。")
    else:
        yield good("证书", says)


def papers(_environment: Environment, _at: datetime) -> Iterator[Finding]:
    """A paper can be set, in every script that names need."""
    try:
        import typst

        from suiji.papers.fonts import folders, shared_fonts

        with tempfile.TemporaryDirectory() as folder:
            source = Path(folder) / "doctor.typ"
            source.write_text('#set text(font: "Noto Serif CJK SC")\n安阳䶮', "utf-8")
            made = typst.compile(str(source), font_paths=[str(place) for place in folders()])
        shared_fonts()
    except Exception as error:  # noqa: BLE001 — whatever it is, the doctor names it
        yield bad(
            "文书",
            f"不能生成 PDF：{error}",
            "请重新安装依赖（make up），或者检查 SUIJI_FONTS_DIR 指的文件夹。",
        )
        return
    size = len(made) if isinstance(made, bytes) else 0
    yield good("文书", f"可以生成 PDF（{size // 1024} KB）。")


def pages(_environment: Environment, _at: datetime) -> Iterator[Finding]:
    """What browsers fetch is there."""
    from django.conf import settings

    if settings.BUILT_STATIC.is_dir() and any(settings.BUILT_STATIC.iterdir()):
        yield good("网页", "浏览器用的组件已经备好。")
    else:
        yield bad(
            "网页",
            "浏览器用的组件还没有备好，页面没有样式。",
            "请运行一次 make up 或 suiji up，它会自动取用。",
        )


def logs(environment: Environment, at: datetime) -> Iterator[Finding]:
    """The database's own log does not fill the disk, nor tell of crashes."""
    path = environment.data_dir / "postgres.log"
    if not path.exists():
        return
    size = path.stat().st_size / 1024 / 1024
    tail = path.read_bytes()[-200_000:].decode("utf-8", "replace").splitlines()
    today = {f"{at:%Y-%m-%d}", f"{at - timedelta(days=1):%Y-%m-%d}"}
    grave = [line for line in tail if line[:10] in today and ("PANIC:" in line or "could not write" in line)]
    if grave:
        yield bad(
            "数据库日志", f"{path} 里两天内有 {len(grave)} 条严重错误。", f"最后一条：{grave[-1][:160]}"
        )
    elif size > 100:
        yield soon(
            "数据库日志",
            f"{path} 已有 {size:.0f} MB。",
            "下次启动时自动换新；长期不重启的，请用 logrotate 轮换。",
        )
    else:
        yield good("数据库日志", f"{size:.1f} MB，没有严重错误。")


BESIDE: tuple[Examination, ...] = (disks, secret_files, backups, certificates, papers, pages, logs)
"""What is looked at without the database."""


def examined(
    examinations: tuple[Examination, ...], environment: Environment, *, at: datetime
) -> Iterator[Finding]:
    """Everything each of them finds; one that fails is a finding itself."""
    for examination in examinations:
        try:
            yield from examination(environment, at.astimezone(UTC))
        except Exception as error:  # noqa: BLE001 — the next one is looked at all the same
            words = str(error).strip().splitlines() or [type(error).__name__]
            yield bad(
                re.split("[,:]", examination.__doc__ or "")[0],
                f"没能检查：{words[0]}",
                "请把这一行交给维护人员。",
            )
