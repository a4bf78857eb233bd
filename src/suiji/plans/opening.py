"""期初数 — objects with their visits, or departments with their initiations, from a table (Art. 9, 10).

Reading keeps nothing; a file is kept whole or not at all.
"""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass

from suiji.ledger import Actor
from suiji.organs.models import Department
from suiji.organs.queries import regulators
from suiji.papers.sheets import fold, read_table
from suiji.plans.importing import cell
from suiji.plans.models import PlanKind
from suiji.plans.services import OpeningRow

VISITS = {
    fold(name): field
    for field, names in {
        "object_code": ("统一社会信用代码", "对象代码", "代码", "信用代码", "注册号"),
        "title": ("名称", "对象名称", "企业名称", "单位名称", "任务名称", "任务"),
        "department": ("发起部门", "牵头部门", "部门"),
        "kind": ("来源", "任务来源"),
        "count": ("次数", "已检查次数", "联合抽查次数", "发起次数"),
    }.items()
    for name in names
}


@dataclass(frozen=True, slots=True)
class Balance:
    """A file of opening balances, looked at."""

    rows: list[OpeningRow]
    troubles: list[tuple[int, str]]


def read_balance(content: bytes, *, actor: Actor) -> Balance:
    """Objects with their visits, or departments with their initiations. ``Unreadable`` when it is neither."""
    table = read_table(content, VISITS, needed=[("object_code", "department"), ("count",)])
    region = Department.objects.get(pk=actor.department_id).region_id
    departments = {
        name: one for one in regulators().filter(region_id=region) for name in (one.name, one.short_name)
    }
    balance = Balance([], [])
    for row in table.rows:
        try:
            balance.rows.append(_opening(row.cells, departments))
        except ValueError as reason:
            balance.troubles.append((row.number, str(reason)))
    return balance


def _opening(cells: Mapping[str, str], departments: Mapping[str, Department]) -> OpeningRow:
    text = unicodedata.normalize("NFKC", cell(cells, "count")).removesuffix("次")
    if not re.fullmatch(r"[+-]?\d{1,3}", text):
        raise ValueError(f"次数“{text}”不是整数；更正多报的，写负数")
    code = unicodedata.normalize("NFKC", cell(cells, "object_code")).replace(" ", "")
    if code:
        return OpeningRow(int(text), cell(cells, "title")[:200], object_code=code[:64])
    name = cell(cells, "department")
    if name not in departments:
        raise ValueError(f"部门“{name}”不在部门表里" if name else "没有对象代码")
    kind = PlanKind.TEMPORARY if "临时" in cell(cells, "kind") else PlanKind.ANNUAL
    title = cell(cells, "title")[:300] or "期初数"
    return OpeningRow(int(text), title, department=departments[name], kind=kind)
