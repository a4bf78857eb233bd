"""归档包核验 — what a package says of itself against its bytes; without platform or database (Art. 27)."""

import hashlib
import io
import json
import zipfile
from dataclasses import dataclass
from typing import Any

from cryptography.hazmat.primitives import hashes

MANIFEST = "manifest.json"


def sm3(content: bytes) -> str:
    """The hash of the national standard (GB/T 32905), in hex."""
    digest = hashes.Hash(hashes.SM3())
    digest.update(content)
    return digest.finalize().hex()


@dataclass(frozen=True, slots=True)
class Verdict:
    """核验结论 — what is wrong, if anything, and what to compare with the platform's own record."""

    sha256: str
    sm3: str
    heading: dict[str, Any]
    papers: int
    faults: tuple[str, ...]

    @property
    def is_sound(self) -> bool:
        """True when every paper is there, is what the list says, and nothing else is."""
        return not self.faults


def verify_package(content: bytes) -> Verdict:
    """Every paper of the list by size, SHA-256 and SM3; nothing missing, nothing more, nothing twice."""
    digests = hashlib.sha256(content).hexdigest(), sm3(content)
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as package:
            heading, rows, faults = _read(package)
    except (zipfile.BadZipFile, NotImplementedError) as error:
        heading, rows, faults = {}, [], [f"不是可以读取的归档包：{error}"]
    return Verdict(*digests, heading, len(rows), tuple(faults))


def _read(package: zipfile.ZipFile) -> tuple[dict[str, Any], list[dict[str, Any]], list[str]]:
    names = package.namelist()
    if MANIFEST not in names:
        return {}, [], ["没有卷内目录 manifest.json。"]
    try:
        heading: Any = json.loads(package.read(MANIFEST))
        rows = heading.pop("papers")
        listed = [row["path"] for row in rows]
    except (ValueError, KeyError, TypeError, AttributeError):
        return {}, [], ["卷内目录 manifest.json 不能读取。"]
    faults = [f"{name}：卷内目录中没有这一件。" for name in sorted(set(names) - {MANIFEST, *listed})]
    faults += [f"{name}：同名文件不止一件。" for name in sorted({n for n in names if names.count(n) > 1})]
    for row in rows:
        faults += _faults_of(package, row) if row["path"] in names else [f"{row['path']}：缺少这一件。"]
    return heading, rows, faults


def _faults_of(package: zipfile.ZipFile, row: dict[str, Any]) -> list[str]:
    try:
        content = package.read(row["path"])
    except zipfile.BadZipFile:
        return [f"{row['path']}：内容已损坏。"]
    if len(content) != row.get("bytes"):
        return [f"{row['path']}：长度与卷内目录不符。"]
    if hashlib.sha256(content).hexdigest() != row.get("sha256"):
        return [f"{row['path']}：SHA-256 校验值与卷内目录不符。"]
    if "sm3" in row and sm3(content) != row["sm3"]:
        return [f"{row['path']}：SM3 校验值与卷内目录不符。"]
    return []
