"""开放数据 — tables as CSV that a spreadsheet opens without harm."""

import csv
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from suiji.portal.queries import items, plans, results

SHANGHAI = ZoneInfo("Asia/Shanghai")
DANGEROUS = ("=", "+", "-", "@", "\t", "\r")
"""A cell that begins so would be run as a formula; an apostrophe before it keeps it text."""
BYTE_ORDER_MARK = "\ufeff"

ITEMS = (
    "清单", "事项编号", "版本", "抽查领域", "抽查事项", "抽查内容", "检查依据", "检查对象", "检查方式",
    "事项类别", "抽查比例", "抽查频次", "发起部门", "参与部门", "生效日期", "状态",
)  # fmt: skip
PLANS = (
    "年度", "任务编号", "任务名称", "来源", "抽查领域", "抽查事项", "对象范围", "比例或户数", "频次",
    "发起部门", "参与部门", "时间", "公示时间",
)  # fmt: skip
RESULTS = (
    "检查对象", "代码", "实施检查部门", "事项编号", "抽查事项", "检查结果", "检查结束日期", "公示时间",
    "版本", "更正原因", "任务编号", "任务名称", "抽取仪式编号",
)  # fmt: skip
SHEETS = {
    "items": ("抽查事项清单", ITEMS),
    "plans": ("抽查计划", PLANS),
    "results": ("检查结果", RESULTS),
}


class _Line:
    """A file that hands each written line back."""

    def write(self, line: str) -> str:
        return line


def safe(value: Any) -> str:
    """A cell's text, harmless in a spreadsheet."""
    text = _text(value)
    return f"'{text}" if text.startswith(DANGEROUS) else text


def _text(value: Any) -> str:
    if isinstance(value, datetime):
        return value.astimezone(SHANGHAI).strftime("%Y-%m-%d %H:%M")
    if isinstance(value, date):
        return value.isoformat()
    return "" if value is None else str(value)


def lines(name: str) -> Iterator[str]:
    """The table as lines of CSV, the heading first; read from the database as it is sent."""
    writer = csv.writer(_Line())
    yield BYTE_ORDER_MARK
    yield _row(writer, SHEETS[name][1])
    for row in _ROWS[name]():
        yield _row(writer, row)


def _row(writer: Any, cells: Sequence[Any]) -> str:
    return str(writer.writerow([safe(cell) for cell in cells]))


def _items() -> Iterable[Sequence[Any]]:
    for row in items.as_items(items.listed()):
        others = "、".join(part.department for part in row.parts if not part.leads)
        yield (
            row.kind_label, row.code, row.number, row.field, row.title, row.content, row.legal_basis,
            row.object_scope, row.modes, row.item_class, row.ratio, row.frequency, row.owner, others,
            row.effective_from, row.state_label,
        )  # fmt: skip


def _plans() -> Iterable[Sequence[Any]]:
    for year in plans.years():
        for row in plans.lines(year):
            yield (
                year, row.number, row.title, row.kind, row.fields, "、".join(row.items), row.object_scope,
                row.ratio, row.frequency, row.initiator, "、".join(row.participants), row.period,
                row.announced.at if row.announced else None,
            )  # fmt: skip


def _results() -> Iterable[Sequence[Any]]:
    for result in map(results.as_result, results.current().iterator(chunk_size=1000)):
        for row in result.rows:
            yield (
                result.name, result.code, result.department, row.item, row.title, row.results,
                result.ended_on, result.published_at, result.version, result.reason, result.number,
                result.task, result.ceremony,
            )  # fmt: skip


_ROWS = {"items": _items, "plans": _plans, "results": _results}
