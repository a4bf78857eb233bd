"""数据标准 — how a row becomes an inspector, or why it does not (Art. 11)."""

from collections.abc import Callable
from typing import Any

from suiji.libraries.headings import INSPECTOR_FIELDS, label
from suiji.libraries.models import InspectorStatus
from suiji.libraries.sheets import Row
from suiji.libraries.standard.cells import ABSENT, Fault, Reading, at_most, day, own_code, read_cells, words

_STATUSES = {
    "在岗": InspectorStatus.IN_POST, "请假": InspectorStatus.ON_LEAVE, "借调": InspectorStatus.SECONDED,
    "停用": InspectorStatus.SUSPENDED, "调离": InspectorStatus.LEFT, "退休": InspectorStatus.LEFT,
    "调离或退休": InspectorStatus.LEFT, "注销": InspectorStatus.LEFT,
}  # fmt: skip


def status(text: str) -> str:
    """An inspector's state in post."""
    if text in InspectorStatus.values:
        return text
    if text not in _STATUSES:
        raise Fault("状态不在“在岗、请假、借调、停用、调离、退休”之内")
    return _STATUSES[text].value


_INSPECTOR_CELLS: dict[str, Callable[[str], Any]] = {
    "name": at_most(64), "code": own_code, "staff_number": own_code, "position": at_most(50),
    "certificate_number": at_most(40), "certificate_until": day, "qualifications": words,
    "item_codes": words, "regions": words, "status": status, "username": str,
}  # fmt: skip


def read_inspector(row: Row, *, known_regions: frozenset[str], known_items: frozenset[str]) -> Reading:
    """A row of the inspector library, with its faults and warnings. The caller settles ``username``."""
    reading = read_cells(row, _INSPECTOR_CELLS, INSPECTOR_FIELDS)
    values = reading.values
    for name in ("name", "certificate_number"):
        if not row.get(name) or row.get(name) in ABSENT:
            reading.fault(label(INSPECTOR_FIELDS, name), row.get(name), "不能为空")
    reading.key = values.get("staff_number") or values.get("code", "")
    if not reading.key and not reading.faults:
        reading.fault("工号", "", "工号和人员编号至少填写一项")
    for code in sorted(set(values.get("regions", ())) - known_regions):
        reading.fault("管辖区划", code, "没有这个区划代码")
    for code in sorted(set(values.get("item_codes", ())) - known_items):
        reading.warn("可检查事项", code, "抽查事项清单里还没有这个编号")
    if values.get("certificate_until") is None:
        reading.warn("执法证有效期至", "", "这一行没有有效期；没有有效期的人员不能参加抽取")
    return reading
