"""数据标准 — how a row becomes an object, or why it does not (Art. 11)."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from suiji.libraries.headings import OBJECT_FIELDS
from suiji.libraries.models import ObjectKind
from suiji.libraries.sheets import Row
from suiji.libraries.standard.cells import (
    ABSENT,
    Reading,
    at_most,
    credit_code,
    day,
    object_kind,
    organisation_code_agrees,
    own_code,
    read_cells,
    reg_state,
    words,
)

_KIND_BY_PREFIX = {"91": ObjectKind.ENTERPRISE, "92": ObjectKind.HOUSEHOLD, "93": ObjectKind.COOPERATIVE}
NO_ENTITY = frozenset({ObjectKind.PERSON, ObjectKind.PRODUCT, ObjectKind.PROJECT, ObjectKind.BEHAVIOUR})
"""Kinds that have a code of their own and no unified social credit code."""

_OBJECT_CELLS: dict[str, Callable[[str], Any]] = {
    "name": at_most(200), "uscc": credit_code, "code": own_code, "kind": object_kind,
    "entity_type": at_most(100), "address": at_most(300), "business_scope": str, "established_on": day,
    "reg_state": reg_state, "tags": words,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Places:
    """The regions a department may place objects in, and the names by which files call them."""

    own: str
    codes: frozenset[str]
    """Codes of the department's own region and of everything in it."""
    by_name: Mapping[str, str]

    def find(self, code: str, city: str) -> tuple[str, bool]:
        """The region of a row, and whether the row names it. A code from elsewhere falls to the city."""
        if code in self.codes:
            return code, True
        return self.by_name.get(city) or self.by_name.get(f"{city}市") or self.own, False


def read_object(row: Row, places: Places, today: date) -> Reading:
    """A row of the object library, with its faults and warnings."""
    reading = read_cells(row, _OBJECT_CELLS, OBJECT_FIELDS)
    if not row.get("name") or row.get("name") in ABSENT:
        reading.fault("名称", row.get("name"), "名称不能为空")
    _identify(reading, row)
    founded = reading.values.get("established_on")
    if founded is not None and founded > today:
        reading.fault("成立日期", row.get("established_on"), "晚于今天")
    if not reading.faults:
        _place(reading, row, places)
    return reading


def _identify(reading: Reading, row: Row) -> None:
    """Settle code and kind: a legal subject is known by its credit code, other objects by their own."""
    values = reading.values
    code = values.get("uscc", "")
    kind = values.get("kind") or _KIND_BY_PREFIX.get(code[:2], ObjectKind.ORGANISATION).value
    if kind in NO_ENTITY:
        if values.pop("uscc", ""):
            reading.warn("统一社会信用代码", code, "产品、项目、行为和自然人按自己的对象代码管理，此列未读取")
        code = values.get("code", "")
    if not code and not any(fault["field"] in ("统一社会信用代码", "对象代码") for fault in reading.faults):
        reading.fault(
            "统一社会信用代码", row.get("uscc"), "没有统一社会信用代码；产品、项目等请填写对象代码和对象类别"
        )
    if "uscc" in values and not organisation_code_agrees(code):
        reading.warn("统一社会信用代码", code, "其中组织机构代码的校验码不符（GB 11714），请向登记机关核实")
    if code:
        values["code"], reading.defaults["kind"], reading.key = code, kind, code


def _place(reading: Reading, row: Row, places: Places) -> None:
    named = "" if row.get("region") in ABSENT else row.get("region")
    code, agrees = places.find((named or reading.values.get("uscc", "")[2:8])[:6], row.get("city"))
    if not agrees:
        reading.warn("区划代码", named, f"不在本部门管辖区域内，按所在市归入 {code}，请核实")
    (reading.values if named else reading.defaults)["region_id"] = code
