"""导出检查对象 — a list leaves the platform only on record (Art. 25)."""

from collections.abc import Iterator
from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet

from suiji.ledger import Actor, Stale
from suiji.ledger.services import record
from suiji.libraries.models import InspectedObject, ObjectKind, RegState
from suiji.organs.doors import require_role
from suiji.organs.models import Department
from suiji.organs.roles import Role
from suiji.papers.sheets import Page, csv_bytes, xlsx_bytes

HEADING = (
    "统一社会信用代码", "对象代码", "名称", "对象类别", "市场主体类型", "住所（经营场所）",
    "区划代码", "经营范围", "成立日期", "登记状态", "条目状态", "标签", "专项库", "数据来源部门",
)  # fmt: skip
WIDTHS = (22, 22, 36, 12, 20, 40, 10, 60, 12, 16, 10, 20, 20, 20)
MOST_IN_A_WORKBOOK = 50_000


@transaction.atomic
def export_objects(
    *, rows: QuerySet[InspectedObject], actor: Actor, at: datetime, workbook: bool = False
) -> bytes:
    """The rows as a CSV file or a workbook that can be imported again, without class or formulas; on record.

    Raises ``Stale`` where a workbook would have too many rows.
    """
    require_role(actor, Role.LIBRARIAN, Role.CLERK)
    if workbook and rows.order_by()[: MOST_IN_A_WORKBOOK + 1].count() > MOST_IN_A_WORKBOOK:
        raise Stale(f"超过 {MOST_IN_A_WORKBOOK} 户，请缩小范围，或者导出 CSV。")
    lines = list(_lines(rows))
    record(
        Department.objects.get(pk=actor.department_id),
        "libraries.exported",
        actor=actor,
        at=at,
        sentence=f"{actor.department_name}{actor.name}从检查对象名录库导出 {len(lines)} 行。",
        facts={"rows": len(lines)},
    )
    if workbook:
        return xlsx_bytes([Page("检查对象名录", HEADING, lines, WIDTHS)])
    return csv_bytes(HEADING, lines)


def _lines(rows: QuerySet[InspectedObject]) -> Iterator[tuple[str, ...]]:
    for row in rows.select_related("source").iterator(chunk_size=2000):
        yield (
            row.uscc, row.code, row.name, ObjectKind(row.kind).label, row.entity_type, row.address,
            row.region_id, row.business_scope, f"{row.established_on:%F}" if row.established_on else "",
            RegState(row.reg_state).label, row.state_label, "、".join(row.tags), "、".join(row.pools),
            row.source.name,
        )  # fmt: skip
