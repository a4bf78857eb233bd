"""Licences that a file brings against those the library has, as sets; another department's is never overwritten."""

# ruff: noqa: S608 — the statements are put together from the names in this module only

from suiji.libraries.services.disagreeing import OPEN_OFFER
from suiji.libraries.services.staged_columns import OBJECTS, STAGED, Staged

_KNOWN = "l.object_id = o.id AND l.name = b.name AND l.number = b.number"
_DIFFERS = "(l.valid_until, l.issued_on, l.issuer) IS DISTINCT FROM (b.valid_until, b.issued_on, b.issuer)"


def compare_licences(staged: Staged) -> None:
    """What the file brings is laid out once (of one licence the last row counts) and compared object by object."""
    staged.run("DROP TABLE IF EXISTS brought, licensed")
    staged.run(f"""
        CREATE TEMP TABLE brought ON COMMIT DROP AS
        SELECT DISTINCT ON (s.code, s.licence ->> 'name', s.licence ->> 'number') s.code,
            s.licence ->> 'name' AS name, s.licence ->> 'number' AS number,
            (s.licence ->> 'issued_on')::date AS issued_on, (s.licence ->> 'valid_until')::date AS valid_until,
            s.licence ->> 'issuer' AS issuer, s.licence::text AS said
        FROM {STAGED} s WHERE s.upload_id = %(upload)s AND s.licence IS NOT NULL
        ORDER BY s.code, s.licence ->> 'name', s.licence ->> 'number', s.row DESC""")
    staged.run("ANALYZE brought")
    staged.run(f"""
        CREATE TEMP TABLE licensed ON COMMIT DROP AS
        SELECT b.code, bool_or(l.id IS NULL OR l.department_id = %(department)s AND {_DIFFERS}) AS changed,
            COALESCE(bool_or(l.department_id <> %(department)s AND {_DIFFERS}), false) AS conflicting
        FROM brought b LEFT JOIN {OBJECTS} o ON o.code = b.code LEFT JOIN libraries_licence l ON {_KNOWN}
        GROUP BY b.code""")
    staged.run("ANALYZE licensed")


def keep_licence_conflicts(staged: Staged) -> None:
    """Another department's licence that the file says otherwise of is noted and shown."""
    staged.run(f"""
        INSERT INTO libraries_conflict (object_id, field, which, held, holder_id, offered, offered_by_id,
                                        upload_id, at, decision, decided_by)
        SELECT l.object_id, 'licence', l.name || ' ' || l.number, jsonb_build_object(
                   'issued_on', l.issued_on, 'valid_until', l.valid_until, 'issuer', l.issuer)::text,
               l.department_id, b.said, %(department)s, %(upload)s, %(at)s, 'OPEN', ''
        FROM brought b JOIN {OBJECTS} o ON o.code = b.code JOIN libraries_licence l ON {_KNOWN}
        WHERE l.department_id <> %(department)s AND {_DIFFERS} {OPEN_OFFER}""")


def write_licences(staged: Staged) -> None:
    """New licences, and what changes of the department's own; what says the same is not written again."""
    staged.run(f"""
        INSERT INTO libraries_licence AS l (object_id, department_id, name, number, issued_on, valid_until, issuer)
        SELECT o.id, %(department)s, b.name, b.number, b.issued_on, b.valid_until, b.issuer
        FROM brought b JOIN {OBJECTS} o ON o.code = b.code
        ON CONFLICT (object_id, name, number) DO UPDATE SET issued_on = EXCLUDED.issued_on,
            valid_until = EXCLUDED.valid_until, issuer = EXCLUDED.issuer
        WHERE l.department_id = EXCLUDED.department_id
          AND (l.valid_until, l.issued_on, l.issuer)
              IS DISTINCT FROM (EXCLUDED.valid_until, EXCLUDED.issued_on, EXCLUDED.issuer)""")
