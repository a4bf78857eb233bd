"""导出数据质量 — the department's own list of what to put right, as a workbook (Art. 11)."""

from datetime import date, datetime

from django.db import transaction

from suiji.ledger import Actor
from suiji.ledger.services import record
from suiji.libraries.queries.quality import quality, troubled
from suiji.organs.doors import require_role
from suiji.organs.models import Department
from suiji.organs.roles import Role
from suiji.papers.sheets import Page, xlsx_bytes


@transaction.atomic
def export_quality(*, department: Department, today: date, actor: Actor, at: datetime) -> bytes:
    """A sheet of counts and one of the objects, each with everything that is wrong with it; on record."""
    require_role(actor, Role.LIBRARIAN, Role.CLERK, Role.DEPUTY_HEAD, department_id=department.pk)
    state = quality(department=department.pk, today=today)
    rows = troubled(department=department.pk, today=today)
    record(
        department,
        "libraries.quality_exported",
        actor=actor,
        at=at,
        sentence=f"{actor.department_name}{actor.name}导出数据质量清单，共 {len(rows)} 户。",
        facts={"rows": len(rows)},
    )
    counts = [(trait.label, str(trait.count), trait.advice) for trait in state.traits]
    return xlsx_bytes(
        [
            Page("数据质量", ["问题", "户数", "怎么办"], counts, (28, 10, 60)),
            Page("需要处理的检查对象", ["代码", "名称", "问题"], rows, (22, 40, 60)),
        ]
    )
