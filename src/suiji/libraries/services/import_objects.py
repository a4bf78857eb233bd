"""导入检查对象 — a department's file enters the object library (Art. 11)."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction

from suiji.ledger import Actor
from suiji.libraries.headings import OBJECT_FIELDS, folded
from suiji.libraries.models import ImportRun, InspectedObject, Library
from suiji.libraries.names import grams_of, initials_of
from suiji.libraries.queries import stem
from suiji.libraries.services.runs import (
    BATCH,
    Sorted,
    first_of_each,
    keep,
    one_at_a_time,
    unread_columns,
    update,
    write,
)
from suiji.libraries.sheets import read_table
from suiji.libraries.standard import Places, Reading, note, read_object
from suiji.organs.days import day_of
from suiji.organs.doors import require_role
from suiji.organs.models import Department, Region
from suiji.organs.roles import Role

NEEDED = (("name",), ("uscc", "code"))
COLUMNS = [
    "kind", "uscc", "name", "name_initials", "name_grams", "entity_type", "address", "region",
    "business_scope", "established_on", "reg_state", "tags", "updated_at",
]  # fmt: skip


@transaction.atomic
def import_objects(
    *, content: bytes, file_name: str, department: Department, actor: Actor, at: datetime
) -> ImportRun:
    """Add and change the department's own objects by code; a refused row is named with its reason.

    Importing a file twice changes nothing the second time. Another department's object is never overwritten.
    Raises ``sheets.Unreadable`` when the file is no such table; then nothing is kept.
    """
    require_role(actor, Role.LIBRARIAN, department_id=department.pk)
    table = read_table(content, folded(OBJECT_FIELDS), NEEDED)
    one_at_a_time()
    result: Sorted[InspectedObject] = Sorted(warnings=unread_columns(table))
    places, today = _places(department), day_of(at)
    readings = (read_object(row, places, today) for row in table.rows)
    sound = first_of_each(readings, "统一社会信用代码", result)
    _sort_out(sound, result, department=department, places=places, at=at)
    write(result, InspectedObject, COLUMNS)
    return keep(
        result,
        library=Library.OBJECTS,
        content=content,
        file_name=file_name,
        department=department,
        actor=actor,
        at=at,
    )


def _places(department: Department) -> Places:
    inside = list(
        Region.objects.filter(code__startswith=stem(department.region_id)).values_list(
            "code", "name", "level"
        )
    )
    return Places(
        own=department.region_id,
        codes=frozenset(code for code, _, _ in inside),
        by_name={name: code for code, name, _ in inside},
    )


def _sort_out(
    sound: list[Reading],
    result: Sorted[InspectedObject],
    *,
    department: Department,
    places: Places,
    at: datetime,
) -> None:
    known = {row.code: row for row in _existing([reading.key for reading in sound])}
    city = {code: name for name, code in places.by_name.items()}.get(stem(places.own).ljust(6, "0"), "")
    for reading in sound:
        member = known.get(reading.key)
        if member is not None and member.source_id != department.pk:
            reason = f"该对象由{member.source.name}维护，本部门不能改动；有误请联系该部门更正"
            result.refuse([note(reading.row, "统一社会信用代码", reading.key, reason)])
            continue
        result.warnings += reading.warnings
        _derive(reading, member, city)
        if member is not None:
            update(member, reading.values, result, at)
        else:
            values = {**reading.defaults, **reading.values}
            result.added.append(InspectedObject(source=department, updated_at=at, **values))


def _derive(reading: Reading, member: InspectedObject | None, city: str) -> None:
    """Fill in what follows from the name, where the name is new."""
    name = reading.values["name"]
    if member is None or member.name != name:
        reading.values["name_grams"] = grams_of(name)
        reading.values["name_initials"] = initials_of(name, region=city)


def _existing(codes: list[str]) -> Iterable[InspectedObject]:
    rows = InspectedObject.objects.select_related("source")
    for start in range(0, len(codes), BATCH):
        yield from rows.filter(code__in=codes[start : start + BATCH])
