"""元数据 — what an archive wants to know of a package, as XML beside the papers, in the terms of DA/T 46 and DA/T 48.

Built from nothing but heading, list of papers and history, so that the same file always gives the same bytes.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import PurePosixPath
from typing import Any
from xml.etree.ElementTree import Element, SubElement, indent, tostring

FORMAT = "基于XML的电子文件封装包，参照DA/T 48-2009；元数据参照DA/T 46-2009"
UNWRITABLE = re.compile("[^\\t\\n\\u0020-\\ud7ff\\ue000-\\ufffd\\U00010000-\\U0010ffff]")
"""What XML 1.0 does not know; a name typed on a phone may hold it."""
SYSTEM = "随机（Suiji）部门联合“双随机、一公开”监管平台"


@dataclass(frozen=True, slots=True)
class Description:
    """著录 — what is said of a package as a whole."""

    case_file: str
    title: str
    organ: str
    """立档单位: who made the file."""
    responsible: Sequence[str]
    """责任者: every department that checked something."""
    formed_at: str
    sealed_at: str
    year: str
    retention: str
    volume: str = ""
    """Of a supplement: which volume."""
    history: Sequence[Mapping[str, Any]] = field(default_factory=tuple)


def metadata_xml(description: Description, papers: Sequence[Mapping[str, Any]]) -> bytes:
    """``metadata.xml`` of a package."""
    root = Element("电子文件封装包")
    for name, value in (
        ("封装包格式描述", FORMAT),
        ("版本", "2009"),
        ("封装包类型", "原始型"),
        ("封装包创建时间", description.sealed_at),
        ("封装包创建单位", description.organ),
    ):
        _say(root, name, value)
    content = SubElement(root, "封装内容")
    entity = SubElement(SubElement(content, "文件实体块"), "文件实体")
    _describe(entity, description, papers)
    _data(entity, papers)
    _business(SubElement(content, "业务实体块"), description.history)
    _organs(SubElement(content, "机构人员实体块"), description.responsible)
    indent(root)
    written: bytes = tostring(root, encoding="utf-8", xml_declaration=True)
    return written + b"\n"


def _describe(entity: Element, said: Description, papers: Sequence[Mapping[str, Any]]) -> None:
    _say(entity, "聚合层次", "案卷")
    _say(SubElement(entity, "来源"), "立档单位名称", said.organ)
    _say(entity, "电子文件号", said.case_file)
    number = SubElement(entity, "档号")
    for name, value in (("年度", said.year), ("保管期限", said.retention), ("室编卷号", said.case_file)):
        _say(number, name, value)
    if said.volume:
        _say(number, "卷次", said.volume)
    content = SubElement(entity, "内容描述")
    _say(content, "题名", said.title)
    for organ in said.responsible:
        _say(content, "责任者", organ)
    _say(content, "日期", said.formed_at)
    form = SubElement(entity, "形式特征")
    for name, value in (("文件组合类型", "组合文件"), ("件数", str(len(papers))), ("语种", "汉语")):
        _say(form, name, value)
    _say(SubElement(entity, "电子属性"), "信息系统描述", SYSTEM)


def _data(entity: Element, papers: Sequence[Mapping[str, Any]]) -> None:
    data = SubElement(entity, "文件数据")
    for row in papers:
        paper = SubElement(data, "文档")
        for name, value in (
            ("文档序号", row["order"]),
            ("题名", row["title"]),
            ("计算机文件名", row["path"]),
            ("格式信息", PurePosixPath(row["path"]).suffix.lstrip(".").upper() or "无"),
            ("计算机文件大小", row["bytes"]),
        ):
            _say(paper, name, str(value))
        for algorithm, key in (("SHA-256", "sha256"), ("SM3", "sm3")):
            _say(paper, "数字摘要", str(row[key])).set("算法", algorithm)


def _business(block: Element, history: Iterable[Mapping[str, Any]]) -> None:
    for entry in history:
        act = SubElement(block, "业务实体")
        for name, key in (
            ("业务行为", "act"),
            ("行为时间", "at"),
            ("行为描述", "sentence"),
            ("行为依据", "because"),
            ("机构人员名称", "department"),
        ):
            if entry[key]:
                _say(act, name, str(entry[key]))


def _organs(block: Element, organs: Iterable[str]) -> None:
    for organ in organs:
        entity = SubElement(block, "机构人员实体")
        _say(entity, "机构人员类型", "内设机构或者单位")
        _say(entity, "机构人员名称", organ)


def _say(parent: Element, name: str, value: str) -> Element:
    said = SubElement(parent, name)
    said.text = UNWRITABLE.sub("", value)
    return said
