"""What may be asked of oversight: the figures as they stand, what a report holds, and whether it is untouched."""

import hashlib
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from django.urls import reverse

from suiji.law import parameter
from suiji.law.confidence import figure_comes_from_platform
from suiji.law.lists_and_plans import initiations_reached, plan_due
from suiji.ledger import Actor, NotYours
from suiji.ledger import queries as ledger
from suiji.ledger.models import Entry
from suiji.organs.days import day_of
from suiji.organs.models import Department, Level
from suiji.organs.queries import calendar
from suiji.organs.roles import Role
from suiji.organs.todo import Todo
from suiji.oversight.figures import FIGURES, KEYS, Figure, Late, count, year_of
from suiji.oversight.models import Report
from suiji.oversight.queries.scope import office_of_actor, under_office
from suiji.plans.queries import exempt_departments
from suiji.sampling.canonical import canonical_json

DECEMBER = 12
WHOLE = 10_000
"""100 % in basis points."""
FORMAT = 3
"""Of the snapshot; a later format gets another number, and old snapshots stay as they are.

2 counts inspectors drawn and exceptions besides; 3 what was never visited and what is kept inside by law, and gives
what was dispatched to the departments that carry it out.
"""


def snapshot(year: int, cut_off_at: datetime, office: Department) -> dict[str, Any]:
    """Everything a report says in numbers, ready to be frozen; the same instant always gives the same snapshot."""
    cut_off = whole_second(cut_off_at)
    departments = list(under_office(office).order_by("region_id", "code"))
    return {
        "format": FORMAT,
        "year": year,
        "cut_off_at": cut_off.strftime("%Y-%m-%dT%H:%M:%SZ"),
        "office": office.name,
        "region": office.region_id,
        "floor": parameter("min_initiated", day_of(cut_off)),
        "figures": [
            {"key": f.key, "label": f.label, "unit": f.unit, "article": f.article, "definition": f.definition}
            for f in FIGURES
        ],
        **rows_of(departments, year, cut_off),
    }


def rows_of(departments: list[Department], year: int, cut_off: datetime) -> dict[str, Any]:
    """The rows of these departments with their sums, and what was late."""
    counted = count([d.pk for d in departments], year=year, cut_off=cut_off, calendar=calendar())
    by_pk = {department.pk: department for department in departments}
    exempt = exempt_departments(year, known_at=cut_off)
    rows = [_row(by_pk[pk], numbers, exempt=pk in exempt) for pk, numbers in counted.figures.items()]
    return {
        "rows": rows,
        "totals": {key: sum(row[key] for row in rows) for key in KEYS},
        "late": [_late(by_pk[row.department], row) for row in counted.late],
    }


def _row(department: Department, numbers: dict[str, int], *, exempt: bool) -> dict[str, Any]:
    # Art. 9 speaks of 市直部门 only, and of these some are exempt for a recorded reason.
    return {
        "department": department.name,
        "code": department.code,
        "has_floor": department.level == Level.CITY and not exempt,
        **numbers,
    }


def _late(department: Department, row: Late) -> dict[str, Any]:
    return {
        "department": department.name,
        "kind": row.kind,
        "task": row.task,
        "object": row.object,
        "due_on": f"{row.due_on:%F}",
        "done_on": f"{row.done_on:%F}" if row.done_on else None,
    }


def whole_second(at: datetime) -> datetime:
    """The instant without its fraction, in UTC: as a snapshot writes it."""
    return at.astimezone(UTC).replace(microsecond=0)


def sha256_of(content: dict[str, Any]) -> str:
    """The hash of a snapshot's one byte string (RFC 8785)."""
    return hashlib.sha256(canonical_json(content)).hexdigest()


def is_untouched(report: Report) -> bool:
    """True while the report's figures are those the platform counted (Art. 29)."""
    return figure_comes_from_platform(overridden=sha256_of(report.snapshot) != report.sha256)


@dataclass(frozen=True, slots=True)
class Column:
    """One column of the table on a page: figures that are read together."""

    label: str
    keys: tuple[str, ...]

    @property
    def definition(self) -> str:
        """What its figures mean."""
        return "".join(
            f"{figure.label}：{figure.definition}" for figure in FIGURES if figure.key in self.keys
        )


COLUMNS = (
    Column("计划按期 / 逾期", ("plan_on_time", "plan_late")),
    Column("抽取对象", ("drawn",)),
    Column("已检查 / 应检查 / 逾期未检查", ("inspected", "to_inspect", "unvisited")),
    Column("公示系统 / 已公示", ("taken", "published")),
    Column("按期公示", ("published_on_time",)),
    Column("逾期公示 / 补录 / 不予公开", ("late", "made_up", "withheld")),
    Column("移送按期 / 逾期", ("transfers_on_time", "transfers_late")),
    Column("后续办结 / 登记", ("settled", "follow_ups")),
    Column("例外审批", ("overrides",)),
    Column("人员调整 / 抽取", ("replacements", "staffed")),
    Column("更正", ("corrections",)),
    Column("作废", ("voids",)),
    Column("超次数", ("over_cap",)),
)
"""Beside the initiated checks, which stand first with their floor."""


@dataclass(frozen=True, slots=True)
class Cell:
    """The figures of one column for one department: (key, number) each."""

    parts: tuple[tuple[str, str], ...]
    nought: bool


@dataclass(frozen=True, slots=True)
class Line:
    """One department's row of the table on a page."""

    department: str
    code: str
    initiated: int
    floor: int | None
    """Art. 9 speaks of 市直部门 only; None for the others."""
    floor_reached: bool
    cells: list[Cell]


@dataclass(frozen=True, slots=True)
class Shown:
    """A snapshot as pages show it: a table, the large numbers, what is wrong, what was late."""

    content: dict[str, Any]
    lines: list[Line]
    foot: list[Cell]
    punctual: int | None
    """按期率 in basis points."""
    problems: list[str]
    sha256: str
    cut_off_at: datetime
    columns: tuple[Column, ...] = COLUMNS
    all_figures: tuple[Figure, ...] = FIGURES


def shown(content: dict[str, Any]) -> Shown:
    """A snapshot made ready for a page."""
    totals = content["totals"]
    judged = totals["published_on_time"] + totals["late"] + totals.get("unvisited", 0)
    return Shown(
        content=content,
        lines=[_line(row, content["floor"]) for row in content["rows"]],
        foot=_cells(totals),
        punctual=totals["published_on_time"] * WHOLE // judged if judged else None,
        problems=problems_in(content),
        sha256=sha256_of(content),
        cut_off_at=datetime.fromisoformat(content["cut_off_at"]),
    )


def _line(row: dict[str, Any], floor: int) -> Line:
    return Line(
        department=row["department"],
        code=row["code"],
        initiated=row["initiated"],
        floor=floor if row["has_floor"] else None,
        floor_reached=row["has_floor"] and initiated_enough(row, floor),
        cells=_cells(row),
    )


def _cells(row: dict[str, Any]) -> list[Cell]:
    """A figure that an older snapshot did not count is a dash."""
    return [
        Cell(
            tuple((key, str(row.get(key, "—"))) for key in column.keys),
            not any(row.get(key) for key in column.keys),
        )
        for column in COLUMNS
    ]


def preview(actor: Actor, *, year: int, cut_off_at: datetime) -> Shown:
    """What a report over this instant would say, before it is issued."""
    office = office_of_actor(actor)
    if office is None:
        raise NotYours("通报由联席会议办公室印发。")
    return shown(snapshot(year, cut_off_at, office))


def reports() -> QuerySet[Report]:
    """Every report, the newest first."""
    return Report.objects.select_related("office", "issued_by").order_by("-issued_at", "-pk")


def find(pk: int) -> Report:
    """One report; 404 otherwise."""
    return get_object_or_404(reports(), pk=pk)


def history(report: Report) -> QuerySet[Entry]:
    """What happened around the report."""
    return ledger.history(report)


def initiated_enough(row: dict[str, Any], floor: int) -> bool:
    """Whether a department has reached the floor of Art. 9; those without a floor always have."""
    return not row["has_floor"] or initiations_reached(initiated=row["initiated"], floor=floor)


_PROBLEMS = (
    ("unvisited", "{department}有 {unvisited} 户次到检查期限届满仍未检查，视为未完成。"),
    ("late", "{department}有 {late} 户次结果未在规定时间内公示，视为未完成（其中 {made_up} 户次已补录）。"),
    ("transfers_late", "{department}有 {transfers_late} 件未在7个工作日内移送。"),
    ("plan_late", "{department}有 {plan_late} 项年度计划逾期报送。"),
)
"""The figures that name a problem when they are not nought, and its sentence."""


def problems_in(content: dict[str, Any]) -> list[str]:
    """What the figures say is wrong, a sentence each, department by department; who handed in no plan comes last."""
    found = []
    floor = content["floor"]
    year_is_over = year_of(datetime.fromisoformat(content["cut_off_at"])) > content["year"]
    for row in content["rows"]:
        found += [sentence.format_map(row) for key, sentence in _PROBLEMS if row.get(key)]
        if year_is_over and not initiated_enough(row, floor):
            found.append(f"{row['department']}全年发起 {row['initiated']} 次，不足 {floor} 次。")
    unplanned = without_plan(content)
    if unplanned:
        found.append(f"{len(unplanned)} 个部门未在2月底前报送年度计划：{'、'.join(unplanned)}。")
    return found


def without_plan(content: dict[str, Any]) -> list[str]:
    """Departments with a floor that handed in no plan although the last day has passed (Art. 7)."""
    cut_off = datetime.fromisoformat(content["cut_off_at"])
    due = plan_due(year=content["year"], month=parameter("plan_submit_month", day_of(cut_off)))
    if day_of(cut_off) <= due:
        return []
    return [
        row["department"]
        for row in content["rows"]
        if row["has_floor"] and not row["plan_on_time"] and not row["plan_late"]
    ]


def reports_due(actor: Actor, *, today: date) -> list[Todo]:
    """In December the office is reminded of the year's report, until one is issued."""
    office = office_of_actor(actor) if actor.holds(Role.OFFICE) else None
    if office is None or today.month != DECEMBER:
        return []
    if Report.objects.filter(office=office, year=today.year).exists():
        return []
    return [
        Todo(f"{today.year}年度工作情况还没有通报。", "制作通报", reverse("oversight:issue"), article=29),
    ]
