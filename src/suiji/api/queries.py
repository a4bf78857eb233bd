"""What a monitor may ask: does the database answer, and do the guards of the past hold."""

import logging
from dataclasses import dataclass

import pgtrigger
from django.db import DatabaseError, connection
from django.db.backends.utils import CursorWrapper

logger = logging.getLogger(__name__)

GUARD = "append_only"
LEDGER = "ledger_entry"


@dataclass(frozen=True, slots=True)
class Readiness:
    """Whether this process may be given work."""

    database: bool
    guards: bool

    @property
    def is_ready(self) -> bool:
        """True when all holds."""
        return self.database and self.guards


def readiness() -> Readiness:
    """Two short statements, whatever the size of the database; a failure is logged, never told to strangers."""
    try:
        with connection.cursor() as cursor:
            return Readiness(database=True, guards=_guards_hold(cursor))
    except DatabaseError:
        logger.exception("the database does not answer")
        return Readiness(database=False, guards=False)


def _guards_hold(cursor: CursorWrapper) -> bool:
    """Every protecting trigger is there and awake, and this role cannot rewrite the ledger."""
    names = [t.get_pgid(model) for model, t in pgtrigger.registered() if t.name == GUARD]
    cursor.execute(
        "SELECT count(*) FROM pg_trigger WHERE NOT tgisinternal AND tgenabled IN ('O', 'A') AND tgname = ANY(%s)",
        [names],
    )
    awake = cursor.fetchone()
    cursor.execute(
        "SELECT has_table_privilege(current_user, %s, 'UPDATE')"
        " OR has_table_privilege(current_user, %s, 'DELETE') OR has_table_privilege(current_user, %s, 'TRUNCATE')",
        [LEDGER] * 3,
    )
    may_rewrite = cursor.fetchone()
    return bool(awake == (len(names),) and may_rewrite == (False,))
