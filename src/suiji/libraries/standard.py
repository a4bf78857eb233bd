"""数据标准 — how a row becomes a member of a library, or why it does not (Art. 11)."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from stdnum.cn import uscc
from stdnum.exceptions import InvalidChecksum, ValidationError

from suiji.libraries.headings import INSPECTOR_FIELDS, OBJECT_FIELDS, label
from suiji.libraries.models import InspectorStatus, ObjectKind, RegState
from suiji.libraries.sheets import Row

ABSENT = frozenset({"N/A", "n/a", "NA", "NULL", "null", "无"})
"""What files write where they know nothing; such a cell leaves what the library holds untouched."""
CODE = re.compile(r"[0-9A-Za-z._:-]{1,64}")
_DATE = re.compile(r"(\d{4})(?:[-/.年](\d{1,2})[-/.月](\d{1,2})日?|(\d{2})(\d{2}))")
_LIST = re.compile(r"[,，;；、|\s]+")
_STATES = (
    ("吊销", RegState.REVOKED), ("注销", RegState.CANCELLED), ("撤销", RegState.ANNULLED),
    ("迁出", RegState.MOVED), ("歇业", RegState.RESTING), ("存续", RegState.OPEN), ("在营", RegState.OPEN),
    ("开业", RegState.OPEN), ("在册", RegState.OPEN), ("在业", RegState.OPEN), ("其他", RegState.OTHER),
)  # fmt: skip
"""Words of registration states; 吊销未注销 is a revocation, so that word is looked for first."""
_STATUSES = {
    "在岗": InspectorStatus.IN_POST, "请假": InspectorStatus.ON_LEAVE, "借调": InspectorStatus.SECONDED,
    "停用": InspectorStatus.SUSPENDED, "调离": InspectorStatus.LEFT, "退休": InspectorStatus.LEFT,
    "调离或退休": InspectorStatus.LEFT, "注销": InspectorStatus.LEFT,
}  # fmt: skip
_KIND_BY_PREFIX = {"91": ObjectKind.ENTERPRISE, "92": ObjectKind.HOUSEHOLD, "93": ObjectKind.COOPERATIVE}
NO_ENTITY = frozenset({ObjectKind.PERSON, ObjectKind.PRODUCT, ObjectKind.PROJECT, ObjectKind.BEHAVIOUR})
"""Kinds that have a code of their own and no unified social credit code."""


class Fault(Exception):  # noqa: N818 — caught row by row, never shown as an error
    """A cell that does not meet the standard: why, in Chinese."""


@dataclass(slots=True)
class Reading:
    """A row as the standard reads it."""

    row: int
    key: str = ""
    values: dict[str, Any] = field(default_factory=dict)
    """Only what the row says; a column the file lacks, or an absent cell, is not among them."""
    defaults: dict[str, Any] = field(default_factory=dict)
    """What is inferred for a new member; never laid over one that is known."""
    faults: list[dict[str, Any]] = field(default_factory=list)
    warnings: list[dict[str, Any]] = field(default_factory=list)

    def fault(self, name: str, value: str, reason: str) -> None:
        """Note why the row is refused."""
        self.faults.append(note(self.row, name, value, reason))

    def warn(self, name: str, value: str, reason: str) -> None:
        """Note what somebody should look at although the row is imported."""
        self.warnings.append(note(self.row, name, value, reason))


def note(row: int, name: str, value: str, reason: str) -> dict[str, Any]:
    """One line of a run's report."""
    return {"row": row, "field": name, "value": value[:60], "reason": reason}


def words(text: str) -> list[str]:
    """A cell with several words, as a sorted list without repetition."""
    return sorted({word for word in _LIST.split(text) if word})


def day(text: str) -> date:
    """A date as 2004-01-02, 2004/1/2, 2004年1月2日 or 20040102."""
    found = _DATE.fullmatch(text.split(" ")[0])
    if found is None:
        raise Fault("日期无法辨认，应写成 2004-01-02 的样子")
    try:
        return date(*(int(part) for part in found.groups() if part))
    except ValueError:
        raise Fault("没有这一天") from None


def credit_code(text: str) -> str:
    """A unified social credit code whose check character is right (GB 32100)."""
    try:
        return str(uscc.validate(text))
    except InvalidChecksum:
        raise Fault("校验码不符（GB 32100），请核对是否抄错；单元格若为数字格式，请改为文本") from None
    except ValidationError:
        raise Fault("不是 18 位的统一社会信用代码（GB 32100）") from None


def organisation_code_agrees(code: str) -> bool:
    """Whether the organisation code inside a credit code has its own right check character (GB 11714)."""
    body, check = code[8:16], code[16]
    weights = (3, 7, 9, 10, 5, 8, 4, 2)
    rest = -sum(int(sign, 36) * weight for sign, weight in zip(body, weights, strict=True)) % 11
    return check == ("X" if rest == 10 else str(rest))


def reg_state(text: str) -> str:
    """The registration state of a digit or of the words registers use."""
    if text in RegState.values:
        return text
    for word, state in _STATES:
        if word in text:
            return state.value
    raise Fault("登记状态无法辨认")


def object_kind(text: str) -> str:
    """The kind of object, by its Chinese name or its code."""
    for kind in ObjectKind:
        if text in (kind.value, kind.label):
            return kind.value
    raise Fault("对象类别不在“" + "、".join(ObjectKind.labels) + "”之内")


def status(text: str) -> str:
    """An inspector's state in post."""
    if text in InspectorStatus.values:
        return text
    if text not in _STATUSES:
        raise Fault("状态不在“在岗、请假、借调、停用、调离、退休”之内")
    return _STATUSES[text].value


def _at_most(length: int) -> Callable[[str], str]:
    def check(text: str) -> str:
        if len(text) > length:
            raise Fault(f"超过 {length} 个字")
        return text

    return check


def own_code(text: str) -> str:
    """A code that fits the draw: letters, digits and ``. _ : -`` only."""
    if not CODE.fullmatch(text):
        raise Fault("只能用字母、数字和 . _ : - ，不超过 64 位")
    return text


_OBJECT_CELLS: dict[str, Callable[[str], Any]] = {
    "name": _at_most(200), "uscc": credit_code, "code": own_code, "kind": object_kind,
    "entity_type": _at_most(100), "address": _at_most(300), "business_scope": str, "established_on": day,
    "reg_state": reg_state, "tags": words,
}  # fmt: skip
_INSPECTOR_CELLS: dict[str, Callable[[str], Any]] = {
    "name": _at_most(64), "code": own_code, "staff_number": own_code, "position": _at_most(50),
    "certificate_number": _at_most(40), "certificate_until": day, "qualifications": words,
    "item_codes": words, "regions": words, "status": status, "username": str,
}  # fmt: skip
_MAY_BE_EMPTIED: Mapping[str, Any] = {
    "entity_type": "", "address": "", "business_scope": "", "established_on": None, "tags": [],
    "position": "", "certificate_until": None, "qualifications": [], "item_codes": [], "regions": [],
}  # fmt: skip


def _read(row: Row, cells: Mapping[str, Callable[[str], Any]], labels: dict[str, tuple[str, ...]]) -> Reading:
    reading = Reading(row.number)
    for name, convert in cells.items():
        text = row.cells.get(name)
        if text is None or text in ABSENT:
            continue
        if not text:
            if name in _MAY_BE_EMPTIED:
                reading.values[name] = _MAY_BE_EMPTIED[name]
            continue
        try:
            reading.values[name] = convert(text)
        except Fault as fault:
            reading.fault(label(labels, name), text, str(fault))
    return reading


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
    reading = _read(row, _OBJECT_CELLS, OBJECT_FIELDS)
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


def read_inspector(row: Row, *, known_regions: frozenset[str], known_items: frozenset[str]) -> Reading:
    """A row of the inspector library, with its faults and warnings. The caller settles ``username``."""
    reading = _read(row, _INSPECTOR_CELLS, INSPECTOR_FIELDS)
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
