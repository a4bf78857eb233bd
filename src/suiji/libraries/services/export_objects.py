"""导出检查对象 — a list leaves the platform only on record, and comes back as it left (Art. 25)."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime

from django.db import transaction
from django.db.models import Prefetch, QuerySet

from suiji.ledger import Actor, Stale
from suiji.ledger.services import record
from suiji.libraries.models import InspectedObject, Licence, ObjectKind, RegState, Tagging
from suiji.libraries.object_headings import OBJECT_FIELDS, PARTICULARS
from suiji.organs.days import day_of
from suiji.organs.doors import require_role
from suiji.organs.industries import EDITION
from suiji.organs.models import Department
from suiji.organs.roles import Role
from suiji.papers.sheets import Page, csv_bytes, xlsx_bytes

FIELDS = (
    "uscc", "code", "name", "kind", "reg_no", "entity_id", "entity_type", "address", "business_place", "longitude",
    "latitude", "coordinates", "region", "industry", "industry_edition", "business_scope", "established_on",
    "reg_state", "reg_organ", "station", "grid", "abnormal_on", "serious_on", "needs", "responsible", "tags", "pools",
    "licence_name", "licence_number", "licence_from", "licence_until", "licence_issuer",
    *(f"particulars:{word}" for word in PARTICULARS),
)  # fmt: skip
"""Fields under their own headings: what goes out under them comes in under them."""
ALSO = ("条目状态", "其他部门的标签和专项库", "数据来源部门", "上次检查", "更新时间")
"""What the page says too, and no file can change."""
HEADING = (*(OBJECT_FIELDS[field][0] for field in FIELDS), *ALSO)
WIDE = {"name": 36, "address": 40, "business_place": 40, "business_scope": 60}
WIDTHS = (*(WIDE.get(field, 18) for field in FIELDS), *(20 for _ in ALSO))
MOST_IN_A_WORKBOOK = 50_000


@transaction.atomic
def export_objects(
    *, rows: QuerySet[InspectedObject], actor: Actor, at: datetime, workbook: bool = False
) -> bytes:
    """The rows as a CSV file or a workbook that changes nothing when it is imported again; on record.

    Without class, formulas, people or telephones: these stay in the vault. An object with several licences takes a
    line for each. Raises ``Stale`` where a workbook would have too many rows.
    """
    require_role(actor, Role.LIBRARIAN, Role.CLERK)
    if workbook and rows.order_by()[: MOST_IN_A_WORKBOOK + 1].count() > MOST_IN_A_WORKBOOK:
        raise Stale(f"超过 {MOST_IN_A_WORKBOOK} 户，请缩小范围，或者导出 CSV。")
    lines = list(_lines(rows, actor.department_id))
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


def _lines(rows: QuerySet[InspectedObject], department: int) -> Iterator[tuple[str, ...]]:
    near = rows.select_related("source", "responsible").prefetch_related(
        Prefetch("licences", queryset=Licence.objects.order_by("name", "number")),
        Prefetch(
            "taggings", queryset=Tagging.objects.select_related("department").order_by("department", "word")
        ),
    )
    for row in near.iterator(chunk_size=2000):
        licences: list[Licence | None] = [*row.licences.all()]
        for licence in licences or [None]:
            yield (*_fields(row, licence, department), *_also(row, department))


def _fields(row: InspectedObject, licence: Licence | None, department: int) -> Sequence[str]:
    words: dict[str, list[str]] = {"tags": [], "pools": []}
    for one in row.taggings.all():
        if one.department_id == department:
            words["pools" if one.pool else "tags"].append(one.word)
    said: dict[str, object] = {
        "kind": ObjectKind(row.kind).label,
        "region": row.region_id,
        "industry_edition": EDITION if row.industry else "",
        "reg_state": RegState(row.reg_state).label,
        "needs": "、".join(row.needs),
        "responsible": row.responsible.code if row.responsible else "",
        **{name: "、".join(sorted(found)) for name, found in words.items()},
        **{f"particulars:{word}": row.particulars.get(word, "") for word in PARTICULARS},
        **_licence(licence),
    }
    return tuple(_cell(said[field] if field in said else getattr(row, field)) for field in FIELDS)


def _licence(licence: Licence | None) -> dict[str, object]:
    if licence is None:
        return dict.fromkeys(
            ("licence_name", "licence_number", "licence_from", "licence_until", "licence_issuer"), ""
        )
    return {
        "licence_name": licence.name,
        "licence_number": licence.number,
        "licence_from": licence.issued_on,
        "licence_until": licence.valid_until or "长期",
        "licence_issuer": licence.issuer,
    }


def _also(row: InspectedObject, department: int) -> tuple[str, ...]:
    others = (one for one in row.taggings.all() if one.department_id != department)
    return (
        row.state_label,
        "、".join(f"{one.word}（{one.department.short_name}）" for one in others),
        row.source.name,
        _cell(row.last_visited_on),
        _cell(day_of(row.updated_at)),
    )


def _cell(value: object) -> str:
    if value is None:
        return ""
    return value.isoformat() if isinstance(value, date) else str(value)
