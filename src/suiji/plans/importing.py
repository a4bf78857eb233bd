"""导入与导出 — plan lines from tables people already have, and the plan as a table.

Reading keeps nothing: it says of every row what would be kept and what is wrong with it (试读).
"""

import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from suiji.catalogue.models import Item
from suiji.organs.models import Department
from suiji.organs.queries import regulators
from suiji.papers.sheets import Row, fold, read_table
from suiji.plans import queries
from suiji.plans.models import PlanKind, PlanLine, PlanMode, Selection

COLUMNS: tuple[tuple[str, str, tuple[str, ...]], ...] = (
    ("number", "任务编号", ("编号", "计划编号")),
    ("title", "任务名称", ("抽查任务名称", "计划名称", "抽查计划名称")),
    ("year", "年度", ("计划年度",)),
    ("selection", "抽查类型", ()),
    ("items", "联合抽查事项", ("抽查事项", "抽查领域/事项", "事项编码", "事项", "抽查领域及事项")),
    ("object_scope", "对象范围", ("检查对象", "抽查对象", "检查对象范围")),
    ("object_count", "对象基数", ("基数", "对象总数")),
    ("ratio_text", "抽查比例或户数", ("抽查比例", "比例/户数", "抽查比例/户数", "抽查比例（户数）")),
    ("planned_count", "计划户数", ("抽查户数", "户数")),
    ("frequency", "频次", ("抽查频次",)),
    ("risk_note", "信用风险分类要求", ("信用风险分类", "分级分类要求")),
    ("initiator", "发起部门", ("牵头部门", "责任部门")),
    ("participants", "参与部门", ("配合部门", "协同部门", "联合部门")),
    ("mode", "实施模式", ("实施层级", "实施层级/模式", "抽查层级")),
    ("period_from", "起始日期", ("开始时间", "开始日期", "起始时间")),
    ("period_until", "截止日期", ("结束时间", "结束日期", "截止时间", "完成时限")),
    ("period", "检查时间", ("起止时间", "抽查时间", "时间", "实施时间")),
    ("unannounced", "是否不宜告知", ("不宜告知",)),
    ("contact", "联系科室", ("联系人", "联络科室")),
    ("basis", "依据", ("检查依据", "抽查依据")),
    ("remark", "备注", ()),
)
"""Field, the heading we write, and the headings others write."""
HEADINGS = {fold(name): field for field, written, others in COLUMNS for name in (written, *others)}
WRITTEN = tuple(written for field, written, _ in COLUMNS if field != "period")
MOST_ROWS = 500
SEPARATORS = re.compile(r"[、,，;；\n/|]+")
DAY = re.compile(r"(\d{4})\s*[年./-]\s*(\d{1,2})\s*[月./-]\s*(\d{1,2})")
MONTH = re.compile(r"(?:(\d{4})\s*年)?\s*(\d{1,2})\s*月")
CODE = re.compile(r"[A-Za-z0-9-]{4,}")


@dataclass(frozen=True, slots=True)
class DryRow:
    """One row as it would be kept, or why it would not be."""

    number: int
    """In the file."""
    said: dict[str, Any]
    """JSON: what ``draft_of`` turns into a draft."""
    troubles: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Dry:
    """A whole file, looked at."""

    rows: list[DryRow]
    ignored: tuple[str, ...]
    """Headings nobody reads."""

    @property
    def good(self) -> int:
        """How many rows would be kept."""
        return sum(not row.troubles for row in self.rows)

    @property
    def bad(self) -> int:
        """How many would not."""
        return len(self.rows) - self.good


@dataclass(slots=True)
class _Known:
    """What a row's words may mean, read once for a whole file."""

    initiator: Department
    today: date
    items: dict[str, Item]
    departments: dict[str, Department]
    numbers: set[str]


def read_lines(content: bytes, *, initiator: Department, today: date) -> Dry:
    """Every row of a table of plan lines, judged. ``Unreadable`` when it is no such table."""
    table = read_table(content, HEADINGS, needed=[("title",)])
    known = _known(initiator, today)
    rows = [_dry(row, known) for row, _ in zip(table.rows, range(MOST_ROWS), strict=False)]
    ignored = tuple(
        name for name, field in zip(table.heading, table.columns, strict=False) if name and not field
    )
    return Dry(rows, ignored)


def _known(initiator: Department, today: date) -> _Known:
    items: dict[str, Item] = {}
    for item in queries.items_to_plan(on=today):
        items[item.code] = item
        for version in item.versions.all():
            items.setdefault(version.title, item)
    departments: dict[str, Department] = {}
    for department in regulators().filter(region_id=initiator.region_id):
        for name in (department.name, department.short_name, _bare(department)):
            departments.setdefault(name, department)
    return _Known(initiator, today, items, departments, set())


def _bare(department: Department) -> str:
    """The name without the region's: people leave it out."""
    return department.name.removeprefix(department.region.name)


def _dry(row: Row, known: _Known) -> DryRow:
    cells = row.cells
    troubles: list[str] = []
    said: dict[str, Any] = {"fields": {}}
    for read in (_read_head, _read_words, _read_numbers, _read_choices, _read_period, _read_names):
        troubles += read(cells, said, known)
    return DryRow(row.number, said, tuple(troubles))


def _read_head(cells: Mapping[str, str], said: dict[str, Any], known: _Known) -> list[str]:
    troubles: list[str] = []
    year, title, number = (cell(cells, name) for name in ("year", "title", "number"))
    digits = year.removesuffix("年").removesuffix("年度")
    said["year"] = int(digits) if digits.isdecimal() else known.today.year
    if year and not digits.isdecimal():
        troubles.append(f"年度“{year}”不是年份")
    said["title"] = title[:200]
    if not title:
        troubles.append("没有任务名称")
    said["number"] = number[:40]
    if number and (number in known.numbers or queries.number_in_use(number)):
        troubles.append(f"任务编号“{number}”已经用过")
    known.numbers.add(number)
    lead = cell(cells, "initiator")
    if lead and known.departments.get(lead) != known.initiator:
        troubles.append(f"发起部门“{lead}”不是本部门，请由该部门导入")
    return troubles


def _read_words(cells: Mapping[str, str], said: dict[str, Any], _known: _Known) -> list[str]:
    lengths = {"ratio_text": 300, "frequency": 100, "risk_note": 300, "contact": 100}
    for name in ("object_scope", "ratio_text", "frequency", "risk_note", "contact", "basis", "remark"):
        said["fields"][name] = cell(cells, name)[: lengths.get(name)]
    hidden = cell(cells, "unannounced")
    said["fields"]["unannounced"] = hidden in ("是", "√", "1", "不宜告知", "Y", "y")
    return []


def _read_numbers(cells: Mapping[str, str], said: dict[str, Any], _known: _Known) -> list[str]:
    troubles = []
    for name, label in (("object_count", "对象基数"), ("planned_count", "计划户数")):
        text = cell(cells, name).replace(",", "").replace("，", "").removesuffix("户").removesuffix("家")
        said["fields"][name] = int(text) if text.isdecimal() else None
        if text and not text.isdecimal():
            troubles.append(f"{label}“{text}”不是整数；只有文字要求的，请写在“抽查比例或户数”里")
    return troubles


def _read_choices(cells: Mapping[str, str], said: dict[str, Any], _known: _Known) -> list[str]:
    troubles = []
    for name, label, choices, otherwise in (
        ("selection", "抽查类型", Selection, Selection.UNDIRECTED.value),
        ("mode", "实施模式", PlanMode, ""),
    ):
        text = cell(cells, name)
        by_label = {str(choice.label): str(choice.value) for choice in choices}
        said["fields"][name] = by_label.get(text.removesuffix("抽查"), by_label.get(text, otherwise))
        if text and text not in by_label and text.removesuffix("抽查") not in by_label:
            troubles.append(f"{label}“{text}”不在参数表里，可以写：{'、'.join(by_label)}")
    return troubles


def _read_period(cells: Mapping[str, str], said: dict[str, Any], _known: _Known) -> list[str]:
    both = cell(cells, "period")
    first = day_in(cell(cells, "period_from") or both, year=said["year"], last=False)
    last = day_in(cell(cells, "period_until") or both, year=said["year"], last=True)
    said["fields"]["period_from"] = first.isoformat() if first else None
    said["fields"]["period_until"] = last.isoformat() if last else None
    given = both or cell(cells, "period_from") or cell(cells, "period_until")
    if given and (first is None or last is None):
        return [f"检查时间“{given}”看不出起止日期，请写成 2026-05-01"]
    return ["截止日期早于起始日期"] if first and last and last < first else []


def day_in(text: str, *, year: int, last: bool) -> date | None:
    """The first or last day a text names: 2026-5-1, 2026年5月1日, 5月至10月, 全年; None when it names none."""
    text = unicodedata.normalize("NFKC", text)
    if "全年" in text:
        return date(year, 12, 31) if last else date(year, 1, 1)
    days = DAY.findall(text)
    if days:
        return _day(*(int(part) for part in days[-1 if last else 0]))
    months = MONTH.findall(text)
    if not months:
        return None
    named, month = months[-1 if last else 0]
    own = int(named or months[0][0] or year)
    if not last:
        return _day(own, int(month), 1)
    following = _day(own + int(month) // 12, int(month) % 12 + 1, 1)
    return date.fromordinal(following.toordinal() - 1) if following else None


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _read_names(cells: Mapping[str, str], said: dict[str, Any], known: _Known) -> list[str]:
    items, unknown_items = _among(cell(cells, "items"), known.items, code_in)
    departments, unknown = _among(cell(cells, "participants"), known.departments, str)
    said["items"] = [item.pk for item in items]
    said["participants"] = [one.pk for one in departments if one.pk != known.initiator.pk]
    troubles = [f"“{name}”不在现行联合抽查事项清单里" for name in unknown_items]
    troubles += [f"参与部门“{name}”不在部门表里" for name in unknown]
    return troubles


def code_in(words: str) -> str:
    """An item's code where one stands in the words, else the words: “AYLH-01 加油站抽查” names AYLH-01."""
    found = CODE.match(words)
    return found.group(0) if found else words


def _among(text: str, known: Mapping[str, Any], read: Callable[[str], str]) -> tuple[list[Any], list[str]]:
    if text in known:
        return [known[text]], []
    found, unknown = [], []
    for name in (part.strip() for part in SEPARATORS.split(text)):
        one = known.get(name) or known.get(read(name))
        if one is not None and one not in found:
            found.append(one)
        elif name and one is None:
            unknown.append(name)
    return found, unknown


def cell(cells: Mapping[str, str], name: str) -> str:
    """The cell's text; empty where the table has none."""
    return str(cells.get(name, "") or "").strip()


def draft_of(said: Mapping[str, Any], *, initiator: Department) -> dict[str, Any]:
    """A judged row as ``draft_line`` takes it."""
    fields = dict(said["fields"])
    for name in ("period_from", "period_until"):
        fields[name] = date.fromisoformat(fields[name]) if fields[name] else None
    return {
        "year": said["year"],
        "number": said["number"] or queries.next_number(initiator, said["year"]),
        "title": said["title"],
        "kind": PlanKind.ANNUAL,
        "initiator": initiator,
        "items": Item.objects.filter(pk__in=said["items"]),
        "participants": Department.objects.filter(pk__in=said["participants"]),
        "fields": fields,
    }


def table_of(rows: Sequence[PlanLine]) -> list[list[str]]:
    """The plan as a table under ``WRITTEN``; it can be read in again. For officials only."""
    return [_written(row) for row in rows]


def _written(row: PlanLine) -> list[str]:
    items = "、".join(queries.item_words(item) for item in row.items.all())
    participants = "、".join(part.department.name for part in row.parts.all())
    values: tuple[object, ...] = (
        row.number, row.title, row.year, row.get_selection_display(), items, row.object_scope, row.object_count,
        row.ratio_text, row.planned_count, row.frequency, row.risk_note, row.initiator.name, participants,
        row.get_mode_display(), row.period_from, row.period_until, "是" if row.unannounced else "否", row.contact,
        row.basis, row.remark,
    )  # fmt: skip
    return ["" if value is None else str(value) for value in values]
