"""Where a file says otherwise than who holds a field: noted and shown, never written (Art. 11)."""

# ruff: noqa: S608 — the statements are put together from the names in this module only

from typing import TYPE_CHECKING

from suiji import vault
from suiji.libraries.models import Conflict, Decision, InspectedObject, StagedRow
from suiji.libraries.object_headings import SEALED

if TYPE_CHECKING:
    from suiji.libraries.services.merging import Merge

OBJECTS, STAGED = "libraries_inspectedobject", "libraries_stagedrow"
LICENCE_OF_ANOTHER = f"""
    {STAGED} z JOIN {OBJECTS} x ON x.code = z.code JOIN libraries_licence l ON l.object_id = x.id
        AND l.name = z.licence ->> 'name' AND l.number = z.licence ->> 'number'
    WHERE z.upload_id = %(upload)s AND z.licence IS NOT NULL AND l.department_id <> %(department)s
      AND (l.valid_until IS DISTINCT FROM (z.licence ->> 'valid_until')::date
           OR l.issued_on IS DISTINCT FROM (z.licence ->> 'issued_on')::date
           OR l.issuer <> z.licence ->> 'issuer')"""
"""Rows that say otherwise of a licence another department has supplied."""


def keep_conflicts(merge: "Merge") -> None:
    """Note every field, licence and sealed text that the file says otherwise than its holder."""
    if not merge.counts["conflicting"]:
        return
    if merge.licensed:
        _keep_licences(merge)
    for c in merge.columns:
        shown = "'（已加密）'" if c.name in SEALED else ""
        held = shown or (f"(SELECT x.code FROM {OBJECTS} x WHERE x.id = o.responsible_id)"
                         if c.name == "responsible_id" else f"o.{c.name}::text")  # fmt: skip
        offered = shown or f"s.{c.staged}::text"
        merge.run(f"""
            INSERT INTO libraries_conflict (object_id, field, held, holder_id, offered, offered_by_id, upload_id,
                                            at, decision, decided_by)
            SELECT o.id, '{c.name}', COALESCE({held}, ''),
                   COALESCE((o.holders ->> '{c.name}')::bigint, o.source_id), {offered}, %(department)s,
                   %(upload)s, %(at)s, 'OPEN', ''
            FROM verdict v JOIN {STAGED} s ON s.id = v.staged JOIN {OBJECTS} o ON o.id = v.object {merge.subject}
            WHERE v.conflicting AND {c.said()} AND NOT {c.allowed()} AND {c.speaks()}
            ON CONFLICT (object_id, field, which, offered_by_id) WHERE decision = 'OPEN'
            DO UPDATE SET offered = EXCLUDED.offered, held = EXCLUDED.held, at = EXCLUDED.at,
                          upload_id = EXCLUDED.upload_id""")
    if not {c.name for c in merge.columns}.isdisjoint(SEALED):
        _keep_sealed(merge)


def _keep_licences(merge: "Merge") -> None:
    """Another department's licence that the file says otherwise of: the last row of the file counts."""
    merge.run(f"""
        INSERT INTO libraries_conflict (object_id, field, which, held, holder_id, offered, offered_by_id,
                                        upload_id, at, decision, decided_by)
        SELECT DISTINCT ON (l.id) l.object_id, 'licence', l.name || ' ' || l.number, jsonb_build_object(
                   'issued_on', l.issued_on, 'valid_until', l.valid_until, 'issuer', l.issuer)::text,
               l.department_id, z.licence::text, %(department)s, %(upload)s, %(at)s, 'OPEN', ''
        FROM {LICENCE_OF_ANOTHER} ORDER BY l.id, z.row DESC
        ON CONFLICT (object_id, field, which, offered_by_id) WHERE decision = 'OPEN'
        DO UPDATE SET offered = EXCLUDED.offered, held = EXCLUDED.held, at = EXCLUDED.at,
                      upload_id = EXCLUDED.upload_id""")


def _keep_sealed(merge: "Merge") -> None:
    """What a file offers for a field of the vault is kept in the vault, under the conflict's own place."""
    found = Conflict.objects.filter(
        upload_id=merge.facts["upload"], field__in=SEALED, decision=Decision.OPEN
    ).select_related("object")
    staged = StagedRow.objects.filter(upload_id=merge.facts["upload"], repeated=False)
    changed = []
    for row in found.iterator(chunk_size=1000):
        said = staged.filter(code=row.object.code).values_list(row.field, flat=True).first()
        carrier = InspectedObject(code=row.object.code, **{row.field: said or ""})
        vault.put(row, "sealed", vault.take(carrier, row.field))
        changed.append(row)
    Conflict.objects.bulk_update(changed, ["sealed"], batch_size=1000)
