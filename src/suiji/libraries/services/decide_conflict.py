"""处理数据冲突 — the department that holds a field says which of two statements stands (Art. 11)."""

# ruff: noqa: S608 — the statement is put together from the names of our own columns only

import json
from collections.abc import Callable
from datetime import date, datetime

from django.db import connection, transaction

from suiji import vault
from suiji.ledger import Actor, Stale
from suiji.ledger.services import record
from suiji.libraries.models import Conflict, Decision, InspectedObject, Licence
from suiji.libraries.names import grams_of, initials_of
from suiji.libraries.object_headings import SEALED
from suiji.libraries.queries.disputes import field_label
from suiji.libraries.services.staged_columns import COLUMNS
from suiji.organs.doors import require_role
from suiji.organs.models import Region
from suiji.organs.roles import Role


@transaction.atomic
def decide_conflict(*, conflict: Conflict, take: bool, actor: Actor, at: datetime) -> Conflict:
    """Keep what is held, or take what is offered and hand the field to who offered it."""
    require_role(actor, Role.LIBRARIAN, department_id=conflict.holder_id)
    row = (
        Conflict.objects.select_for_update(of=("self",))
        .select_related("object", "offered_by")
        .get(pk=conflict.pk)
    )
    if row.decision != Decision.OPEN:
        raise Stale("这项冲突已经处理。请刷新页面。")
    if take:
        _taker(row.field)(row, at)
    row.decision = Decision.TAKEN if take else Decision.KEPT
    row.decided_by, row.decided_at = actor.name, at
    row.save(update_fields=["decision", "decided_by", "decided_at"])
    record(
        row.object,
        "libraries.conflict_decided",
        actor=actor,
        at=at,
        sentence=(
            f"{actor.department_name}{actor.name}处理{row.object.name}的“{field_label(row.field)}”冲突："
            f"{Decision(row.decision).label}（提出部门：{row.offered_by.name}）。"
        ),
        facts={"field": row.field},
    )
    return row


def _taker(field: str) -> Callable[[Conflict, datetime], None]:
    if field in SEALED:
        return _take_sealed
    return _take_licence if field == "licence" else _take


def _take_sealed(row: Conflict, at: datetime) -> None:
    """The offered text goes from the conflict's place in the vault to the object's, seen by nobody."""
    if not row.sealed:
        raise Stale("提出的内容当时没有保存下来。请提出部门重新导入，再来处理。")
    found = InspectedObject.objects.select_for_update().get(pk=row.object_id)
    text = vault.take(row, "sealed")
    vault.put(found, row.field, text)
    found.prints = found.prints | {row.field: vault.fingerprint(text, of=row.field)}
    found.holders = found.holders | {row.field: row.offered_by_id}
    found.updated_at = at
    found.save(update_fields=[row.field, "prints", "holders", "updated_at"])


def _take_licence(row: Conflict, at: datetime) -> None:
    """The licence says what the other department offers, and is that department's from now on."""
    said = json.loads(row.offered)
    Licence.objects.update_or_create(
        object_id=row.object_id,
        name=said["name"],
        number=said["number"],
        defaults={
            "department": row.offered_by,
            "issuer": said["issuer"],
            **{name: _day(said[name]) for name in ("issued_on", "valid_until")},
        },
    )
    InspectedObject.objects.filter(pk=row.object_id).update(updated_at=at)


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def _take(row: Conflict, at: datetime) -> None:
    column = COLUMNS[row.field]
    value = column.value.replace(f"s.{column.staged}", "c.offered").replace("o.particulars || ", "")
    casts = {"needs": "c.offered::varchar[]", "particulars": "o.particulars || c.offered::jsonb",
             "responsible_id": "(SELECT x.id FROM libraries_inspectedobject x WHERE x.code = c.offered)"}  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(
            f"""UPDATE libraries_inspectedobject o SET {row.field} = {casts.get(row.field, value)}, updated_at = %s,
                    holders = o.holders || jsonb_build_object(%s::text, %s::bigint)
                FROM libraries_conflict c WHERE c.id = %s AND o.id = c.object_id""",
            [at, row.field, row.offered_by_id, row.pk],
        )
    if row.field in ("name", "address"):
        found = InspectedObject.objects.get(pk=row.object_id)
        city = Region.objects.filter(code=f"{found.region_id[:4]}00").values_list("name", flat=True).first()
        found.name_grams, found.address_grams = grams_of(found.name), grams_of(found.address)
        found.name_initials = initials_of(found.name, region=city or "")
        found.save(update_fields=["name_grams", "address_grams", "name_initials"])
