"""户数合计归并 — the lines of every tally become one again; no number changes (Art. 13)."""

from django.db import connection, transaction

from suiji.libraries.models.tallies import ALIKE

_KEYS = ", ".join((*ALIKE, "value"))
_MERGE = f"""
WITH taken AS (DELETE FROM libraries_tally RETURNING {_KEYS}, number)
INSERT INTO libraries_tally ({_KEYS}, number)
SELECT {_KEYS}, sum(number) FROM taken GROUP BY {_KEYS} HAVING sum(number) <> 0
"""  # noqa: S608 — the names of our own columns


@transaction.atomic
def merge_tallies() -> None:
    """Sum up the lines that changes have added: what nobody else has taken at this moment, in one statement."""
    with connection.cursor() as cursor:
        cursor.execute(_MERGE)
