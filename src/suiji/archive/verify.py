"""归档包核验 — what a package says of itself against its bytes; without platform or database (Art. 27)."""

import hashlib
import io
import json
import zipfile
from dataclasses import dataclass
from typing import Any
from xml.etree.ElementTree import Element, ParseError, fromstring

from cryptography.hazmat.primitives import hashes

MANIFEST = "manifest.json"
METADATA = "metadata.xml"
PLACES = (("文档序号", "order"), ("题名", "title"), ("计算机文件名", "path"), ("计算机文件大小", "bytes"))
"""What the metadata say of a paper, and where the list of papers says the same."""


def sm3(content: bytes) -> str:
    """The hash of the national standard (GB/T 32905), in hex."""
    digest = hashes.Hash(hashes.SM3())
    digest.update(content)
    return digest.finalize().hex()


def digests_of(content: bytes) -> dict[str, Any]:
    """Size and both hashes, as every list of a package states them."""
    return {"bytes": len(content), "sha256": hashlib.sha256(content).hexdigest(), "sm3": sm3(content)}


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
        metadata = heading.pop("metadata", None)
        known = [*rows, *([metadata] if metadata is not None else [])]
        listed = [row["path"] for row in known]
    except (ValueError, KeyError, TypeError, AttributeError):
        return {}, [], ["卷内目录 manifest.json 不能读取。"]
    faults = [f"{name}：卷内目录中没有这一件。" for name in sorted(set(names) - {MANIFEST, *listed})]
    faults += [f"{name}：同名文件不止一件。" for name in sorted({n for n in names if names.count(n) > 1})]
    for row in known:
        faults += _faults_of(package, row) if row["path"] in names else [f"{row['path']}：缺少这一件。"]
    if metadata is not None and metadata["path"] in names:
        faults += _faults_of_metadata(package.read(metadata["path"]), rows)
    return heading, rows, faults


def _faults_of_metadata(content: bytes, rows: list[dict[str, Any]]) -> list[str]:
    """What the XML says of every paper against the list of papers; packages of before it existed have none."""
    try:
        if b"<!DOCTYPE" in content or b"<!ENTITY" in content:
            return [f"{METADATA}：含有不允许的声明。"]
        told = list(fromstring(content).iter("文档"))  # noqa: S314 — declarations were refused above
    except ParseError:
        return [f"{METADATA}：不能读取。"]
    if len(told) != len(rows):
        return [f"{METADATA}：与卷内目录的件数不同。"]
    return [
        f"{METADATA}：第 {row.get('order')} 件与卷内目录不同。"
        for paper, row in zip(told, rows, strict=True)
        if not _says_the_same(paper, row)
    ]


def _says_the_same(paper: Element, row: dict[str, Any]) -> bool:
    hashes = {said.get("算法"): said.text for said in paper.iter("数字摘要")}
    alike = all(_plain(paper.findtext(name)) == _plain(str(row.get(key))) for name, key in PLACES)
    return alike and hashes == {"SHA-256": row.get("sha256"), "SM3": row.get("sm3")}


def _plain(words: str | None) -> str:
    """Without white space and what XML cannot write."""
    return "".join(
        character for character in words or "" if character.isprintable() and not character.isspace()
    )


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
