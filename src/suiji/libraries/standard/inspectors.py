"""数据标准 — how a row becomes an inspector, or why it does not (Art. 11)."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from suiji import vault
from suiji.libraries.headings import INSPECTOR_FIELDS, label
from suiji.libraries.models import InspectorStatus, Sex, UnitLevel
from suiji.libraries.standard.cells import ABSENT, Fault, Reading, at_most, day, own_code, read_cells, words
from suiji.libraries.standard.identity import birthplace_is_known, identity, phone
from suiji.papers.sheets import Row

_STATUSES = {str(status.label): status for status in InspectorStatus} | {
    "调离或退休": InspectorStatus.LEFT, "离职": InspectorStatus.LEFT, "休假": InspectorStatus.ON_LEAVE,
}  # fmt: skip
_SEXES = {str(sex.label): sex for sex in Sex} | {"男性": Sex.MALE, "女性": Sex.FEMALE}
_LEVELS = {str(level.label): level for level in UnitLevel} | {
    "省级": UnitLevel.PROVINCE, "市级": UnitLevel.CITY, "县级": UnitLevel.COUNTY, "区": UnitLevel.COUNTY,
    "市直": UnitLevel.CITY, "乡镇所": UnitLevel.STATION, "基层所": UnitLevel.STATION,
}  # fmt: skip
_MONTH = re.compile(r"(\d{4})[-/.年]?(\d{1,2})(?:[-/.月].*)?月?")


def _one_of(choices: dict[str, Any], what: str) -> Callable[[str], str]:
    values = {str(choice.value): str(choice.value) for choice in choices.values()}
    by_word = {word: str(choice.value) for word, choice in choices.items()} | values

    def read(text: str) -> str:
        if text not in by_word:
            raise Fault(f"{what}不在“{'、'.join(word for word in choices)}”之内")
        return by_word[text]

    return read


status = _one_of(_STATUSES, "状态")


def yes(text: str) -> bool:
    """是 or 否, as spreadsheets write it."""
    if text in ("是", "有", "专家", "1", "√", "TRUE", "true"):
        return True
    if text in ("否", "无", "0", "FALSE", "false"):
        return False
    raise Fault("请填“是”或“否”")


def month(text: str) -> str:
    """A month as 1985-03, 1985年3月 or 198503."""
    found = _MONTH.fullmatch(text)
    if found is None or not 1 <= int(found[2]) <= 12:
        raise Fault("年月无法辨认，应写成 1985-03 的样子")
    return f"{found[1]}-{int(found[2]):02d}"


CELLS: dict[str, Callable[[str], Any]] = {
    "name": at_most(64), "code": own_code, "staff_number": own_code, "sex": _one_of(_SEXES, "性别"),
    "born_in": month, "unit_level": _one_of(_LEVELS, "单位层级"), "inner_office": at_most(60),
    "position": at_most(50), "post_class": at_most(40), "education": at_most(20), "major": at_most(60),
    "title": at_most(40), "certificate_number": at_most(40), "certificate_until": day,
    "certificate_issuer": at_most(100), "trade_certificate_number": at_most(40),
    "trade_certificate_until": day, "qualifications": words, "specialities": words, "is_expert": yes,
    "item_codes": words, "regions": words, "status": status, "username": str,
}  # fmt: skip
EMPTY: dict[str, Any] = {
    "born_in": "", "inner_office": "", "position": "", "post_class": "", "education": "", "major": "",
    "title": "", "certificate_issuer": "", "certificate_until": None, "trade_certificate_number": "",
    "trade_certificate_until": None, "qualifications": [], "specialities": [], "is_expert": False,
    "item_codes": [], "regions": [], "unit_level": "",
}  # fmt: skip
"""What an empty cell of the file makes of a field; other fields stay as they are."""


@dataclass(frozen=True, slots=True)
class Known:
    """What the cells of a file are compared with."""

    regions: frozenset[str]
    items: frozenset[str]
    """Codes and fields of items."""
    today: date


def read_inspector(row: Row, known: Known) -> Reading:
    """A row of the inspector library, with its faults and warnings. The caller settles ``username``.

    ``identity_number`` and ``phone`` are among the values in clear; neither stands in any fault or warning.
    """
    reading = read_cells(row, CELLS, INSPECTOR_FIELDS, EMPTY)
    _read_numbers(row, reading, known)
    values = reading.values
    if not row.get("name") or row.get("name") in ABSENT:
        reading.fault(label(INSPECTOR_FIELDS, "name"), row.get("name"), "不能为空")
    if not (values.get("certificate_number") or values.get("trade_certificate_number")):
        reading.fault("执法证号", "", "执法证号和部门执法证号至少填写一项")
    reading.key = values.get("staff_number") or values.get("code", "")
    if not reading.key and not reading.faults:
        reading.fault("工号", "", "工号和人员编号至少填写一项")
    for code in sorted(set(values.get("regions", ())) - known.regions):
        reading.fault("管辖区划", code, "没有这个区划代码")
    for code in sorted(set(values.get("item_codes", ())) - known.items):
        reading.warn("可检查事项", code, "抽查事项清单里还没有这个编号或领域")
    if values.get("certificate_until") is None and values.get("trade_certificate_until") is None:
        reading.warn("执法证有效期至", "", "这一行没有有效期；没有有效期的人员不能参加抽取")
    return reading


def _read_numbers(row: Row, reading: Reading, known: Known) -> None:
    text = row.get("identity_number")
    if text and text not in ABSENT:
        try:
            found = identity(text, today=known.today)
        except Fault as fault:
            reading.fault("身份证号", vault.masked_identity(text), str(fault))
        else:
            reading.values["identity_number"] = found.number
            reading.values.setdefault("sex", found.sex)
            reading.values.setdefault("born_in", f"{found.born_on:%Y-%m}")
            if not birthplace_is_known(found.birthplace, known.regions):
                reading.warn(
                    "身份证号",
                    vault.masked_identity(text),
                    "开头六位不是现行或曾用的区划代码，请核对是否抄错",
                )
            _agree(reading, sex=found.sex, born_in=f"{found.born_on:%Y-%m}")
    text = row.get("phone")
    if text and text not in ABSENT:
        try:
            reading.values["phone"] = phone(text)
        except Fault as fault:
            reading.fault("手机", vault.masked_phone(text), str(fault))


def _agree(reading: Reading, **stated: str) -> None:
    for name, value in stated.items():
        said = reading.values.get(name)
        if said not in (value, "", Sex.UNKNOWN, Sex.UNSTATED):
            reading.warn(label(INSPECTOR_FIELDS, name), str(said), "与身份证号所载不一致，请核对")
