"""四性检测 — is a sealed file still genuine, complete, usable and safe? After DA/T 70, check by check (Art. 27)."""

import io
import json
import zipfile
from collections.abc import Callable
from dataclasses import dataclass

from suiji.archive.models import Package
from suiji.archive.queries import missing_papers
from suiji.archive.verify import MANIFEST, METADATA, verify_package
from suiji.law import require
from suiji.law.confidence import file_was_not_destroyed
from suiji.ledger import queries as ledger

PDF_A = b"pdfaid:part"
KNOWN = (".pdf", ".json", ".xml", ".jpg", ".jpeg", ".png", ".mp4", ".mp3", ".m4a", ".txt", ".proof", ".zip")


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that was looked at."""

    about: str
    """真实性, 完整性, 可用性 or 安全性."""
    name: str
    passed: bool
    finding: str


def examine(package: Package) -> list[Check]:
    """Every check of the sealed bytes, in the order of the four properties; nothing is changed by it."""
    require(file_was_not_destroyed, destroyed=hasattr(package.case_file, "destroyed"))
    content = bytes(package.content)
    verdict = verify_package(content)
    sealed = ledger.history(package.case_file).filter(act="archive.sealed").first()
    said = sealed.facts.get("sha256") if sealed is not None else None
    checks = [
        Check("真实性", "总账中的封存记录", said == verdict.sha256, "校验值与封存时写入总账的一致"),
        Check(
            "真实性",
            "总账签名检查点",
            sealed is not None and ledger.is_checkpointed(sealed),
            "封存记录已在签名检查点之下",
        ),
        Check("完整性", "卷内目录", verdict.is_sound, "逐件核对：长度、SHA-256、SM3，不多不少"),
        Check("完整性", "必备材料", not missing_papers(package.case_file.visit), "归档时必备的材料齐全"),
    ]
    return [
        *checks,
        *_inside(content),
        Check("安全性", "封存后没有改动", verdict.sha256 == package.sha256, "归档包校验值没有变化"),
    ]


def _inside(content: bytes) -> list[Check]:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as opened:
            names = opened.namelist()
            broken = [name for name in names if not _reads(opened, name)]
            plain = not any(entry.flag_bits & 1 for entry in opened.infolist())
    except zipfile.BadZipFile:
        return [Check("可用性", "归档包可以打开", passed=False, finding="归档包不能打开")]
    unsafe = [name for name in names if name.startswith(("/", "..")) or "\\" in name or "/../" in name]
    foreign = [name for name in names if not name.lower().endswith(KNOWN)]
    return [
        Check("可用性", "每一件都能打开", not broken, "、".join(broken) or "格式与内容相符，PDF 为 PDF/A"),
        Check("可用性", "没有加密", plain, "归档包没有设置密码"),
        Check("可用性", "元数据", MANIFEST in names and METADATA in names, "卷内目录和元数据（XML）齐全"),
        Check("安全性", "文件类型", not foreign, "、".join(foreign) or "只有允许的文件类型"),
        Check("安全性", "文件路径", not unsafe, "、".join(unsafe) or "没有指向归档包以外的路径"),
    ]


def _reads(package: zipfile.ZipFile, name: str) -> bool:
    try:
        return _opens(name, package.read(name))
    except zipfile.BadZipFile:
        return False


def _json_opens(content: bytes) -> bool:
    try:
        json.loads(content)
    except ValueError:
        return False
    return True


_OPENS: dict[str, Callable[[bytes], bool]] = {
    ".json": _json_opens,
    ".pdf": lambda content: content.startswith(b"%PDF") and PDF_A in content,
    ".jpg": lambda content: content.startswith(b"\xff\xd8"),
    ".png": lambda content: content.startswith(b"\x89PNG"),
}


def _opens(name: str, content: bytes) -> bool:
    suffix = name[name.rfind(".") :].lower()
    opens = _OPENS.get(suffix)
    return bool(content) and (opens is None or opens(content))
