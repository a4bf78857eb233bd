"""持续报送的变动 — what has changed of an object that its keeper reports, noted by the database (decision 0115).

Beside the change and in its transaction: no way in, by file, by hand or by a platform, can forget it. Where nobody
reports, it costs one look.
"""

# ruff: noqa: S608 — the statements are put together from the names of our own columns only

import pgtrigger

from suiji.libraries.models.tallies import after

TOLD = (
    "code", "uscc", "name", "kind", "region_id", "address", "industry", "business_scope", "established_on", "reg_state",
    "reg_organ", "state", "source_id",
)  # fmt: skip
"""What of an object is reported, and whose it is."""


def _noted(rows: str) -> str:
    return f"""
IF EXISTS (SELECT 1 FROM exchange_feed WHERE kind = 'OBJECT' AND ended_at IS NULL) THEN
    INSERT INTO exchange_due (kind, department_id, key)
    SELECT 'OBJECT', r.source_id, r.code FROM ({rows}) AS r
    JOIN exchange_feed f ON f.department_id = r.source_id AND f.kind = 'OBJECT' AND f.ended_at IS NULL;
END IF;
RETURN NULL;
"""


_SAID = ", ".join(f"a.{name}" for name in TOLD)
_BEFORE = ", ".join(f"b.{name}" for name in TOLD)
_CHANGED = f"""SELECT a.source_id, a.code FROM after a JOIN before b ON b.id = a.id
    WHERE ({_SAID}) IS DISTINCT FROM ({_BEFORE})
    UNION ALL
    SELECT b.source_id, b.code FROM after a JOIN before b ON b.id = a.id WHERE a.source_id <> b.source_id"""


FEED_TRIGGERS = (
    after("due_added", pgtrigger.Insert, _noted("SELECT source_id, code FROM added"), new="added"),
    after("due_changed", pgtrigger.Update, _noted(_CHANGED), old="before", new="after"),
    after("due_gone", pgtrigger.Delete, _noted("SELECT source_id, code FROM gone"), old="gone"),
)
