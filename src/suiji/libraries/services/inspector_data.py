"""查看完整号码、维护、导出 — what is done with one inspector's data, each on record (Art. 11, 25)."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction

from suiji import vault
from suiji.ledger import Actor, Stale
from suiji.ledger.services import record
from suiji.libraries.headings import INSPECTOR_FIELDS, label
from suiji.libraries.models import Inspector, InspectorStatus, Sex, UnitLevel
from suiji.libraries.queries.inspectors import identity_mark
from suiji.organs.doors import require_role
from suiji.organs.models import Department
from suiji.organs.roles import Role
from suiji.papers.sheets import Page, csv_bytes, xlsx_bytes

NUMBERS = {"identity_number": "身份证号", "phone": "手机"}
EXPORTED = (
    "name", "staff_number", "code", "sex", "born_in", "identity_number", "phone", "unit_level", "inner_office",
    "position", "post_class", "education", "major", "title", "certificate_number", "certificate_until",
    "certificate_issuer", "trade_certificate_number", "trade_certificate_until", "qualifications",
    "specialities", "is_expert", "item_codes", "regions", "status", "username",
)  # fmt: skip


@transaction.atomic
def view_number(*, inspector: Inspector, field: str, because: str, actor: Actor, at: datetime) -> str:
    """A full identity number or telephone, once, for a reason. The ledger says who, whose and why, never the number.

    Raises ``vault.Unopenable`` when what is kept cannot be opened; then nothing was seen and nothing is recorded.
    """
    require_role(actor, Role.LIBRARIAN, department_id=inspector.department_id)
    text = vault.take(inspector, field)
    record(
        inspector,
        "libraries.number_viewed",
        actor=actor,
        at=at,
        sentence=f"{actor.department_name}{actor.name}查看了{inspector.name}的完整{NUMBERS[field]}。",
        because=because,
        facts={"field": field},
    )
    return text


@transaction.atomic
def amend_inspector(
    *, inspector: Inspector, values: Mapping[str, Any], actor: Actor, at: datetime
) -> Inspector:
    """Lay new values over an inspector's data; the ledger names the fields that changed, never what they hold.

    Numbers come in clear and are sealed; an empty one leaves what is there.
    """
    require_role(actor, Role.LIBRARIAN, department_id=inspector.department_id)
    row = Inspector.objects.select_for_update(of=("self",)).get(pk=inspector.pk)
    changed = [name for name in values if name not in NUMBERS and getattr(row, name) != values[name]]
    for name in changed:
        setattr(row, name, values[name])
    for name in NUMBERS:
        if values.get(name):
            vault.put(row, name, values[name])
            changed.append(name)
    if "identity_number" in changed:
        row.identity_mark = identity_mark(values["identity_number"])
    if not changed:
        return row
    row.updated_at = at
    _save(row)
    words = "、".join(label(INSPECTOR_FIELDS, name) for name in changed)
    record(
        row,
        "libraries.inspector_amended",
        actor=actor,
        at=at,
        sentence=f"{actor.department_name}{actor.name}更新了{row.name}的{words}。"[:1000],
        facts={"fields": changed},
    )
    return row


def _save(row: Inspector) -> None:
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError as error:
        if "one_inspector_an_identity" not in str(error):
            raise
        raise Stale("名录库中另一名在册人员已用这个身份证号；调入人员须由原单位先办理调离。") from error


@transaction.atomic
def export_inspectors(
    *, department: Department, rows: list[Inspector], actor: Actor, at: datetime, workbook: bool = False
) -> bytes:
    """The own department's inspectors as a CSV file or a workbook, numbers masked, no cell a formula; on record."""
    require_role(actor, Role.LIBRARIAN, department_id=department.pk)
    lines = [_line(row) for row in rows if row.department_id == department.pk]
    record(
        department,
        "libraries.inspectors_exported",
        actor=actor,
        at=at,
        sentence=f"{actor.department_name}{actor.name}从执法检查人员名录库导出 {len(lines)} 人，号码已脱敏。",
        facts={"rows": len(lines)},
    )
    heading = [label(INSPECTOR_FIELDS, name) for name in EXPORTED]
    return xlsx_bytes([Page("执法检查人员名录", heading, lines)]) if workbook else csv_bytes(heading, lines)


def _line(row: Inspector) -> list[str]:
    return list(_cells(row))


def _cells(row: Inspector) -> Iterator[str]:
    words: dict[str, str] = {
        "identity_number": vault.masked_identity(vault.take(row, "identity_number")),
        "phone": vault.masked_phone(vault.take(row, "phone")),
        "sex": str(Sex(row.sex).label),
        "unit_level": str(UnitLevel(row.unit_level).label) if row.unit_level else "",
        "status": str(InspectorStatus(row.status).label),
        "is_expert": "是" if row.is_expert else "否",
        "username": row.person.username if row.person else "",
    }
    for name in EXPORTED:
        value = words[name] if name in words else getattr(row, name)
        if isinstance(value, list):
            yield "、".join(value)
        else:
            yield "" if value is None else f"{value}"
