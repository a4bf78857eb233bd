"""数据标准 — how a row becomes an object, or why it does not (Art. 11)."""

import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any

from stdnum.iso7064 import mod_11_10

from suiji.libraries.models import ObjectKind
from suiji.libraries.object_headings import OBJECT_FIELDS, PARTICULARS
from suiji.libraries.standard.cells import (
    ABSENT,
    Fault,
    Reading,
    at_most,
    credit_code,
    day,
    object_kind,
    organisation_code_agrees,
    own_code,
    reg_state,
    words,
)
from suiji.organs.industries import IndustryTable, Unclear
from suiji.papers.sheets import Row

_KIND_BY_PREFIX = {
    "91": ObjectKind.ENTERPRISE.value, "92": ObjectKind.HOUSEHOLD.value, "93": ObjectKind.COOPERATIVE.value
}  # fmt: skip
_OTHERWISE = ObjectKind.ORGANISATION.value
NO_ENTITY = frozenset({ObjectKind.PERSON, ObjectKind.PRODUCT, ObjectKind.PROJECT, ObjectKind.BEHAVIOUR})
"""Kinds that have a code of their own and no unified social credit code."""
TIED = frozenset({ObjectKind.PRODUCT, ObjectKind.PROJECT, ObjectKind.BEHAVIOUR})
"""Kinds that belong to a responsible subject."""
REGISTERED = frozenset(kind for kind in ObjectKind if kind not in NO_ENTITY)
"""Kinds that stand in a register, whose end is seen from their registration state."""
LONG_TERM = frozenset({"长期", "长期有效", "永久", "无固定期限"})
_PHONE = re.compile(r"\+?[0-9][0-9 ()/、,;-]{5,39}")
_OLD_NUMBER = re.compile(r"[0-9]{13}|[0-9]{15}")


def old_number(text: str) -> str:
    """A registration number of 13 or 15 digits."""
    number = unicodedata.normalize("NFKC", text).replace(" ", "")
    if not _OLD_NUMBER.fullmatch(number):
        raise Fault("注册号应为 13 位或 15 位数字")
    return number


def code18(text: str) -> str:
    """A credit code as it was meant: width, case, spaces and a text mark are forgiven, a wrong digit is not."""
    return credit_code((text if text.isascii() else unicodedata.normalize("NFKC", text)).lstrip("'`"))


def phone(text: str) -> str:
    """A telephone number, or several."""
    number = unicodedata.normalize("NFKC", text)
    if not _PHONE.fullmatch(number):
        raise Fault("电话号码中有不认识的字符")
    return number


def degrees(limit: int) -> Callable[[str], str]:
    """A coordinate within so many degrees, as the database reads it."""

    def check(text: str) -> str:
        try:
            value = float(text)
        except ValueError:
            raise Fault("经纬度应为小数") from None
        if not -limit <= value <= limit:
            raise Fault("经纬度超出范围")
        return repr(value)

    return check


def short_words(text: str) -> list[str]:
    """Tags and pools: none longer than a tag can be."""
    found = words(text)
    if any(len(word) > 40 for word in found):
        raise Fault("单个标签超过 40 个字")
    return found


@lru_cache(maxsize=65_536)
def any_day(text: str) -> date:
    """A date; most files write it as the database does."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        return day(text)


def iso_day(text: str) -> str:
    """A date as the database reads it."""
    return day(text).isoformat()


def one_line(length: int) -> Callable[[str], str]:
    """Text on one line, no longer than so many characters."""
    check = at_most(length)
    return lambda text: check(text if " " not in text and text.isprintable() else " ".join(text.split()))


def coordinates(text: str) -> str:
    """The system of coordinates, by the names that maps and files use."""
    plain = re.sub(r"[\s_-]", "", unicodedata.normalize("NFKC", text)).upper()
    found = _COORDINATES.get(plain)
    if found is None:
        raise Fault("坐标系应为 CGCS2000、GCJ-02 或 WGS 84")
    return found


_COORDINATES = {
    "CGCS2000": "CGCS2000", "国家2000": "CGCS2000", "2000国家大地坐标系": "CGCS2000", "天地图": "CGCS2000",
    "GCJ02": "GCJ02", "火星坐标": "GCJ02", "高德": "GCJ02", "WGS84": "WGS84", "GPS": "WGS84",
}  # fmt: skip
CELLS: dict[str, Callable[[str], Any]] = {
    "name": one_line(200), "uscc": code18, "code": own_code, "kind": object_kind, "reg_no": old_number,
    "entity_id": at_most(64), "entity_type": at_most(100), "address": one_line(300),
    "business_place": one_line(300), "coordinates": coordinates,
    "longitude": degrees(180), "latitude": degrees(90), "business_scope": str, "established_on": any_day,
    "reg_state": reg_state, "reg_organ": at_most(100), "station": at_most(100), "grid": at_most(100),
    "abnormal_on": iso_day, "serious_on": iso_day, "needs": short_words, "legal_rep": at_most(60),
    "liaison": at_most(60), "phone": phone, "responsible": own_code, "tags": short_words, "pools": short_words,
    **{f"particulars:{word}": at_most(200) for word in PARTICULARS},
}  # fmt: skip
LISTS = frozenset({"tags", "pools", "needs"})
NEVER_EMPTY = frozenset({"name", "uscc", "code", "kind", "reg_state", "reg_no", "responsible"})
"""An empty cell under these says nothing; under any other it empties what the department holds."""


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


def read_object(row: Row, places: Places, today: date, industries: IndustryTable | None = None) -> Reading:
    """A row of the object library, with its faults and warnings."""
    reading = _cells(row)
    if not row.get("name") or row.get("name") in ABSENT:
        reading.fault("名称", row.get("name"), "名称不能为空")
    _identify(reading, row)
    founded = reading.values.get("established_on")
    if founded and founded > today:
        reading.fault("成立日期", row.get("established_on"), "晚于今天")
    if row.get("industry") and row.get("industry") not in ABSENT:
        _classify(reading, row, industries)
    if row.get("licence_name") or row.get("licence_number"):
        _license(reading, row)
    if reading.values.get("longitude") and not reading.values.get("coordinates"):
        reading.warn("坐标系", "", "有经纬度，没有注明坐标系；不同坐标系相差几百米，请补一列“坐标系”")
    if not reading.faults:
        _place(reading, row, places)
    return reading


def _cells(row: Row) -> Reading:
    reading = Reading(row.number)
    values = reading.values
    for name, text in row.cells.items():
        convert = CELLS.get(name)
        if convert is None or text in ABSENT:
            continue
        if not text:
            if name not in NEVER_EMPTY:
                values[name] = [] if name in LISTS else ""
            continue
        try:
            values[name] = convert(text)
        except Fault as fault:
            reading.fault(OBJECT_FIELDS[name][0], "" if name == "phone" else text, str(fault))
    return reading


def _identify(reading: Reading, row: Row) -> None:
    """Settle code and kind: a legal subject is known by its credit code, other objects by their own."""
    values = reading.values
    code = values.get("uscc", "")
    kind = values.get("kind") or _KIND_BY_PREFIX.get(code[:2], _OTHERWISE)
    if kind in NO_ENTITY:
        if values.pop("uscc", ""):
            reading.warn("统一社会信用代码", code, "产品、项目、行为和自然人按自己的对象代码管理，此列未读取")
        if kind in TIED and not values.get("responsible"):
            reading.warn("责任主体代码", "", "没有责任主体；请补充对它负责的企业或单位的统一社会信用代码")
        code = values.get("code", "")
    elif not code:
        code = values.get("code", "") or _by_old_number(reading, row)
    if not code and not any(fault["field"] in ("统一社会信用代码", "对象代码") for fault in reading.faults):
        reading.fault(
            "统一社会信用代码", row.get("uscc"), "没有统一社会信用代码；产品、项目等请填写对象代码和对象类别"
        )
    if "uscc" in values and not organisation_code_agrees(code):
        reading.warn("统一社会信用代码", code, "其中组织机构代码的校验码不符（GB 11714），请向登记机关核实")
    if code:
        values["code"], reading.defaults["kind"], reading.key = code, kind, code


def _by_old_number(reading: Reading, row: Row) -> str:
    """A subject that still has only its old number is kept under it until a file brings both numbers."""
    cell = unicodedata.normalize("NFKC", row.get("uscc")).replace(" ", "")
    number = str(reading.values.get("reg_no", "")) or (cell if _OLD_NUMBER.fullmatch(cell) else "")
    if not number:
        return ""
    reading.faults[:] = [fault for fault in reading.faults if fault["field"] != "统一社会信用代码"]
    reading.values["reg_no"] = number
    sound = len(number) == 13 or mod_11_10.is_valid(number)
    wrong = "" if sound else "，且校验位不符，请核对是否抄错"
    reading.warn(
        "注册号", number, f"只有旧注册号{wrong}；换发统一社会信用代码后，请同时填写两个号码再导入一次"
    )
    return number


def _classify(reading: Reading, row: Row, industries: IndustryTable | None) -> None:
    if industries is None:
        return
    try:
        reading.values["industry"] = industries.read(
            row.get("industry"), edition=row.get("industry_edition"), name=row.get("industry_name")
        )
    except Unclear as unclear:
        reading.warn("行业代码", row.get("industry"), f"未采用：{unclear}")


def _license(reading: Reading, row: Row) -> None:
    name, number = row.get("licence_name"), row.get("licence_number")
    if not (name and number):
        reading.fault("许可证名称", name or number, "许可证名称和许可证编号应同时填写")
        return
    licence: dict[str, str | None] = {
        "name": name[:100],
        "number": number[:100],
        "issuer": row.get("licence_issuer")[:100],
    }
    for key, field in (("issued_on", "licence_from"), ("valid_until", "licence_until")):
        text = row.get(field)
        try:
            licence[key] = day(text).isoformat() if text and text not in ABSENT | LONG_TERM else None
        except Fault as fault:
            reading.fault(OBJECT_FIELDS[field][0], text, str(fault))
    reading.values["licence"] = licence


def _place(reading: Reading, row: Row, places: Places) -> None:
    named = "" if row.get("region") in ABSENT else row.get("region")
    wanted = named or str(reading.values.get("uscc", ""))[2:8]
    code, agrees = places.find(wanted if wanted in places.codes else wanted[:6], row.get("city"))
    if not agrees:
        reading.warn("区划代码", named or wanted[:6], _elsewhere(code, row.get("city"), places))
    (reading.values if named else reading.defaults)["region_id"] = code


def _elsewhere(code: str, city: str, places: Places) -> str:
    """Why a row stands where it stands: its city is ours, or nothing in it is."""
    if code != places.own or city in places.by_name or f"{city}市" in places.by_name:
        return f"不在本部门管辖区域内，按所在市归入 {code}，请核实"
    return f"区划和所在市都不在本部门管辖区域内，暂归入 {code}；不归本部门管的，请从表格里删去这一行"
