"""了结已一致的冲突 — what two departments no longer say otherwise of is no longer asked of anybody (Art. 11)."""

# ruff: noqa: S608 — the statements are put together from the names in this module only

from collections.abc import Iterable

from django.db import connection

from suiji import vault
from suiji.libraries.models import Conflict, Decision
from suiji.libraries.object_headings import SEALED
from suiji.libraries.services.staged_columns import OBJECTS, STAGED, Column, Staged

_OPEN = f"""verdict v JOIN {OBJECTS} o ON o.id = v.object
    WHERE c.object_id = v.object AND c.decision = 'OPEN'"""
_CLOSED = "decision = 'MOOT', decided_by = %(by)s, decided_at = %(at)s"
_LICENCES_AGREE = """EXISTS (SELECT 1 FROM libraries_licence l WHERE l.object_id = o.id
    AND l.name || ' ' || l.number = c.which AND (l.valid_until, l.issued_on, l.issuer) IS NOT DISTINCT FROM (
        (c.offered::jsonb ->> 'valid_until')::date, (c.offered::jsonb ->> 'issued_on')::date,
        c.offered::jsonb ->> 'issuer'))"""


def settle(staged: Staged, known: Iterable[Column]) -> int:
    """Close open conflicts of the file's objects whose sides now agree, or whose offer is no longer made; how many."""
    if not Conflict.objects.filter(decision=Decision.OPEN).exists():
        return 0
    words = " ".join(f"WHEN '{column.name}' THEN {_agrees(column)}" for column in known)
    agreed = staged.run(f"""
        UPDATE libraries_conflict c SET {_CLOSED} FROM {_OPEN}
        AND CASE c.field {words} WHEN 'licence' THEN {_LICENCES_AGREE} ELSE false END""")
    return agreed + _agreed_in_the_vault(staged) + _taken_back(staged)


def _agrees(column: Column) -> str:
    """The object says what was offered, as the conflict wrote it down."""
    match column.name:
        case "responsible_id":
            return f"(SELECT x.code FROM {OBJECTS} x WHERE x.id = o.responsible_id) = c.offered"
        case "particulars":
            return "o.particulars @> c.offered::jsonb"
        case "needs":
            return "o.needs = c.offered::varchar[]"
        case name if name in SEALED:
            return "false"
    return f"COALESCE(NOT ({column.differs.replace(f's.{column.name}', 'c.offered')}), false)"


def _agreed_in_the_vault(staged: Staged) -> int:
    """What rests in the vault is compared by its fingerprint; the offer is opened for that, and seen by nobody."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT c.id FROM libraries_conflict c, {_OPEN} AND c.field = ANY(%s)", [[*SEALED]])
        keys = [key for (key,) in cursor.fetchall()]
    rows = Conflict.objects.filter(pk__in=keys).select_related("object")
    staged.facts["agreed"] = [row.pk for row in rows.iterator(chunk_size=1000) if _same(row)]
    return staged.run(f"UPDATE libraries_conflict c SET {_CLOSED} WHERE c.id = ANY(%(agreed)s)")


def _same(row: Conflict) -> bool:
    try:
        offered = vault.take(row, "sealed")
    except vault.Unopenable:
        return False  # its holder is told so on the page of conflicts
    return bool(offered) and vault.fingerprint(offered, of=row.field) == row.object.prints.get(row.field)


def _taken_back(staged: Staged) -> int:
    """What this department's earlier file offered, and this one, which speaks of the same field, does not."""
    words = " ".join(f"WHEN '{column.name}' THEN s.{column.staged} IS NOT NULL" for column in staged.columns)
    if staged.licensed:
        words += """ WHEN 'licence' THEN EXISTS (SELECT 1 FROM brought b
                     WHERE b.code = o.code AND b.name || ' ' || b.number = c.which)"""
    return staged.run(f"""
        UPDATE libraries_conflict c SET {_CLOSED} FROM {STAGED} s, {_OPEN}
        AND s.id = v.staged AND c.offered_by_id = %(department)s AND c.upload_id IS DISTINCT FROM %(upload)s
        AND CASE c.field {words} ELSE false END""")
