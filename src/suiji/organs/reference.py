"""参考表 — how an edition of a table that others publish is read from its file. Nothing doubtful is taken."""

import csv
import io
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from importlib import resources

from suiji.organs.industries import EDITION
from suiji.organs.models import TableKind

SHIPPED = ("divisions.csv", "henan_townships.csv")
SHIPPED_INDUSTRIES = f"industries_{EDITION}.csv"
LONGEST = 5 * 1024 * 1024
_REGION_LEVELS = {6: (1, 2, 3), 9: (4,), 12: (5,)}
_INDUSTRY_LEVELS = {1: 1, 3: 2, 4: 3, 5: 4}


class Unreadable(ValueError):  # noqa: N818 — what the person reads on the form
    """The file is no such table. Its Chinese text says where and what to do."""


@dataclass(frozen=True, slots=True)
class Line:
    """A region or an industry."""

    code: str
    name: str
    level: int
    parent: str
    """Empty at the top."""


@dataclass(frozen=True, slots=True)
class Holiday:
    """A day that departs from the week."""

    on: date
    name: str
    is_off: bool
    notice_year: int


def shipped(name: str) -> list[Line]:
    """A table that comes with the program."""
    content = resources.files("suiji.organs").joinpath(f"tables/{name}").read_bytes()
    return read_industries(content) if name == SHIPPED_INDUSTRIES else read_divisions(content)


def read_divisions(content: bytes) -> list[Line]:
    """Regions with columns code, name, level, parent_code; parents before their children."""
    return _tree(content, _region_level, "区划代码")


def read_industries(content: bytes) -> list[Line]:
    """Industries with the same columns; the code with its section's letter."""
    return _tree(content, _industry_level, "行业代码")


def _region_level(code: str, level: int) -> bool:
    return code.isascii() and code.isdigit() and level in _REGION_LEVELS.get(len(code), ())


def _industry_level(code: str, level: int) -> bool:
    return bool(re.fullmatch(r"[A-Z]\d{0,4}", code)) and _INDUSTRY_LEVELS.get(len(code)) == level


def _tree(content: bytes, sound: Callable[[str, int], bool], what: str) -> list[Line]:
    found: dict[str, Line] = {}
    for number, row in _rows(content, ("code", "name", "level", "parent_code")):
        code, name, level = row["code"], row["name"], row["level"]
        if not (name and level.isdigit() and sound(code, int(level))):
            raise Unreadable(f"第 {number} 行的{what}、名称或层级不符合标准：{code} {name} {level}")
        if code == row["parent_code"]:
            continue  # a city without counties (东莞 and two more) stands once more as its own county
        if code in found:
            raise Unreadable(f"第 {number} 行的{what} {code} 重复出现")
        found[code] = Line(code, name, int(level), row["parent_code"])
    return sorted(found.values(), key=lambda line: (line.level, line.code))


def read_holidays(content: bytes) -> list[Holiday]:
    """Days with columns notice_year, date, name, day_type (``off`` or ``work``), each once."""
    found: dict[date, Holiday] = {}
    for number, row in _rows(content, ("notice_year", "date", "name", "day_type")):
        day = _holiday(number, row)
        if day.on in found:
            raise Unreadable(f"第 {number} 行的日期 {day.on:%F} 重复出现")
        found[day.on] = day
    return sorted(found.values(), key=lambda day: day.on)


def _holiday(number: int, row: Mapping[str, str]) -> Holiday:
    kinds = {"off": True, "休": True, "work": False, "班": False}
    try:
        day = Holiday(
            date.fromisoformat(row["date"]), row["name"], kinds[row["day_type"]], int(row["notice_year"])
        )
    except (ValueError, KeyError):
        raise Unreadable(
            f"第 {number} 行无法辨认：日期写成 2027-01-01，类型写 off（休）或 work（班），通知年度写四位数字"
        ) from None
    if abs(day.on.year - day.notice_year) > 1:
        raise Unreadable(f"第 {number} 行的日期 {day.on:%F} 不在 {day.notice_year} 年通知所及的年份")
    if not day.is_off and day.on.weekday() < 5:
        raise Unreadable(f"第 {number} 行的 {day.on:%F} 本来就是工作日，不会是调休上班日")
    return day


def _rows(content: bytes, columns: tuple[str, ...]) -> list[tuple[int, dict[str, str]]]:
    if len(content) > LONGEST:
        raise Unreadable("文件超过 5 MB，不像是一张参考表。")
    lines = csv.DictReader(io.StringIO(_text(content), newline=""))
    if missing := [column for column in columns if column not in (lines.fieldnames or ())]:
        raise Unreadable(f"第一行表头里缺少这些列：{'、'.join(missing)}")
    rows = [
        (number, {c: (row[c] or "").strip() for c in columns}) for number, row in enumerate(lines, start=2)
    ]
    if not rows:
        raise Unreadable("文件里没有数据行。")
    return rows


def _text(content: bytes) -> str:
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise Unreadable("文件不是 UTF-8 或 GB18030 编码的 CSV，请另存为 CSV（UTF-8）后再载入。")


def read(kind: TableKind, content: bytes) -> None:
    """Raises ``Unreadable`` where the file is no table of that kind."""
    match kind:
        case TableKind.DIVISIONS:
            read_divisions(content)
        case TableKind.INDUSTRIES:
            read_industries(content)
        case TableKind.CALENDAR:
            read_holidays(content)
