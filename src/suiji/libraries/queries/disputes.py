"""数据冲突 — where two departments say different things, in words."""

import json
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Model, QuerySet

from suiji import vault
from suiji.libraries.models import Conflict, Decision, InspectedObject
from suiji.libraries.object_headings import OBJECT_FIELDS, SEALED


def conflicts(*, department: int) -> QuerySet[Conflict]:
    """What other departments say otherwise of fields this department holds, and the other way round."""
    open_ones = Conflict.objects.filter(decision=Decision.OPEN)
    mine = open_ones.filter(holder_id=department) | open_ones.filter(offered_by_id=department)
    return mine.select_related("object", "holder", "offered_by").order_by("object__code", "field")


def field_label(name: str) -> str:
    """The Chinese name of an object's field."""
    known = {"region_id": "region", "responsible_id": "responsible"}
    return "许可证" if name == "licence" else OBJECT_FIELDS.get(known.get(name, name), (name,))[0]


@dataclass(frozen=True, slots=True)
class Dispute:
    """A conflict as its page shows it: what rests in the vault only so far that its holder can recognise it."""

    row: Conflict
    label: str
    held: str
    offered: str


def disputes(rows: Iterable[Conflict]) -> list[Dispute]:
    """Conflicts in words."""
    return [_dispute(row) for row in rows]


def _dispute(row: Conflict) -> Dispute:
    if row.field in SEALED:
        offered = masked(row, "sealed", field=row.field) if row.sealed else "没有保存下来，请提出部门重新导入"
        return Dispute(row, field_label(row.field), masked(row.object, row.field), offered)
    if row.field == "licence":
        return Dispute(row, f"许可证 {row.which}", _licence_words(row.held), _licence_words(row.offered))
    return Dispute(row, field_label(row.field), row.held, row.offered)


def masked(row: Model, name: str, *, field: str = "") -> str:
    """As much of a sealed text as a person needs to recognise it; or why it does not open."""
    try:
        text = vault.take(row, name)
    except vault.Unopenable as error:
        return str(error)
    return (vault.masked_phone if (field or name) == "phone" else vault.masked_name)(text)


def sealed_of(row: InspectedObject) -> list[tuple[str, str, str]]:
    """Field, its Chinese name and what of it is shown, of every sealed text an object has."""
    return [(name, field_label(name), masked(row, name)) for name in SEALED if getattr(row, name)]


def _licence_words(said: str) -> str:
    licence = json.loads(said)
    return (
        f"核准日期 {licence['issued_on'] or '没有写'}，有效期至 {licence['valid_until'] or '长期'}，"
        f"发证机关 {licence['issuer'] or '没有写'}"
    )
