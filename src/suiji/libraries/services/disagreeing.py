"""Where a file says otherwise than who holds a field: noted and shown, never written (Art. 11)."""

# ruff: noqa: S608 — the statements are put together from the names in this module only

from django.db import connection

from suiji import vault
from suiji.libraries.models import Conflict, InspectedObject
from suiji.libraries.object_headings import SEALED
from suiji.libraries.services.staged_columns import OBJECTS, STAGED, Staged

OPEN_OFFER = """
    ON CONFLICT (object_id, field, which, offered_by_id) WHERE decision = 'OPEN'
    DO UPDATE SET offered = EXCLUDED.offered, held = EXCLUDED.held, at = EXCLUDED.at, upload_id = EXCLUDED.upload_id"""
"""An offer that is still open is replaced by what the same department says now."""


def keep_conflicts(staged: Staged) -> None:
    """Note every field and sealed text that the file says otherwise than its holder."""
    for c in staged.columns:
        shown = "'（已加密）'" if c.name in SEALED else ""
        held = shown or (f"(SELECT x.code FROM {OBJECTS} x WHERE x.id = o.responsible_id)"
                         if c.name == "responsible_id" else f"o.{c.name}::text")  # fmt: skip
        offered = shown or f"s.{c.staged}::text"
        staged.run(f"""
            INSERT INTO libraries_conflict (object_id, field, held, holder_id, offered, offered_by_id, upload_id,
                                            at, decision, decided_by)
            SELECT o.id, '{c.name}', COALESCE({held}, ''),
                   COALESCE((o.holders ->> '{c.name}')::bigint, o.source_id), {offered}, %(department)s,
                   %(upload)s, %(at)s, 'OPEN', ''
            FROM verdict v JOIN {STAGED} s ON s.id = v.staged JOIN {OBJECTS} o ON o.id = v.object {staged.subject}
            WHERE v.conflicting AND {c.said()} AND NOT {c.allowed()} AND {c.speaks()} {OPEN_OFFER}""")
    if not {c.name for c in staged.columns}.isdisjoint(SEALED):
        _keep_sealed(staged)


def _keep_sealed(staged: Staged) -> None:
    """What a file offers for a field of the vault is kept in the vault, under the conflict's own place."""
    said = " ".join(f"WHEN '{name}' THEN s.{name}" for name in SEALED)
    with connection.cursor() as cursor:
        cursor.execute(
            f"""SELECT c.id, c.field, o.code, c.offered_by_id, CASE c.field {said} END FROM libraries_conflict c
                JOIN {OBJECTS} o ON o.id = c.object_id
                JOIN {STAGED} s ON s.upload_id = %(upload)s AND s.code = o.code AND NOT s.repeated
                WHERE c.upload_id = %(upload)s AND c.decision = 'OPEN' AND c.field = ANY(%(sealed)s)""",
            staged.facts | {"sealed": [*SEALED]},
        )
        rows = [_sealed(*row) for row in cursor.fetchall()]
    Conflict.objects.bulk_update(rows, ["sealed"], batch_size=1000)


def _sealed(key: int, field: str, code: str, offered_by: int, text: str) -> Conflict:
    carrier = InspectedObject(code=code, **{field: text})
    row = Conflict(pk=key, object=carrier, field=field, offered_by_id=offered_by)
    vault.put(row, "sealed", vault.take(carrier, field))
    return row
