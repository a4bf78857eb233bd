"""Rows that bring both numbers of a subject find the object kept under the old one, or under another code."""

# ruff: noqa: S608 — the statements are put together from the names in this module only

from django.db import connection

from suiji import vault
from suiji.libraries.models import InspectedObject, StagedRow
from suiji.libraries.object_headings import SEALED
from suiji.libraries.services.staged_columns import OBJECTS, STAGED, Staged


def recognise(staged: Staged) -> None:
    """Move such rows to the object's code; what they bring sealed is sealed anew for its place there.

    Hardly any object has such a number, and each kind of them has an index of its own.
    """
    staged.run("DROP TABLE IF EXISTS known")
    staged.run(f"""
        CREATE TEMP TABLE known ON COMMIT DROP AS
        SELECT s.id AS staged, o.code, s.code AS was FROM {OBJECTS} o JOIN {STAGED} s ON s.uscc = o.uscc
        WHERE s.upload_id = %(upload)s AND o.uscc <> '' AND o.uscc <> o.code AND s.code <> o.code
        UNION
        SELECT s.id, o.code, s.code FROM {OBJECTS} o JOIN {STAGED} s ON s.reg_no = o.reg_no
        WHERE s.upload_id = %(upload)s AND o.reg_no <> '' AND o.uscc = '' AND s.code <> o.code
          AND NOT EXISTS (SELECT 1 FROM {OBJECTS} x WHERE x.code = s.code)""")
    staged.run("ANALYZE known")
    with connection.cursor() as cursor:
        cursor.execute(
            f"""UPDATE {STAGED} s SET code = k.code FROM known k WHERE s.id = k.staged
                AND NOT EXISTS (SELECT 1 FROM {STAGED} y WHERE y.upload_id = %(upload)s AND y.code = k.code)
                RETURNING s.id, k.was, s.code, {", ".join(f"s.{name}" for name in SEALED)}""",
            staged.facts,
        )
        moved = cursor.fetchall()
    rows = [_resealed(*row) for row in moved if any(row[3:])]
    StagedRow.objects.bulk_update(rows, SEALED, batch_size=1000)


def _resealed(key: int, was: str, code: str, *texts: str | None) -> StagedRow:
    """A text of the vault opens only in the place it was put in: out of the old one, into the new one."""
    row = StagedRow(pk=key)
    for name, text in zip(SEALED, texts, strict=True):
        if text:
            carried = InspectedObject(code=code)
            vault.put(carried, name, vault.take(InspectedObject(code=was, **{name: text}), name))
            text = getattr(carried, name)
        setattr(row, name, text)
    return row
