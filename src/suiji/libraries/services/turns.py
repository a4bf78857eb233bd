"""对象变动编次 — changes of a department's objects get their numbers, once they are committed (decision 0116)."""

from datetime import datetime

import psycopg
from django.db import OperationalError, connection, transaction

from suiji.libraries.models import Followed, ObjectTurn
from suiji.organs.models import Department

TURN_LOCK = 0x7D21
"""The advisory lock under which a department's changes are numbered: one at a time, whoever writes objects is free."""
_PATIENCE = "200ms"
_NUMBER = """
WITH waiting AS (
    DELETE FROM libraries_objectturn WHERE department_id = %(department)s AND number IS NULL RETURNING object
)
INSERT INTO libraries_objectturn (department_id, object, number)
SELECT %(department)s, object, (
    SELECT coalesce(max(number), 0) FROM libraries_objectturn WHERE department_id = %(department)s
) + row_number() OVER (ORDER BY object)
FROM (SELECT DISTINCT object FROM waiting) AS once
ON CONFLICT (department_id, object) WHERE number IS NOT NULL DO UPDATE SET number = EXCLUDED.number
"""


def follow(*, department: Department, at: datetime) -> bool:
    """Every change of the department's objects that is committed by now has its number; an object has one, its last.

    The first time, changes begin to be noted: only while nobody is writing objects, so that none is without a line.
    False where somebody is: then nothing can be followed yet.
    """
    if not Followed.objects.filter(pk=department.pk).exists() and not _begun(department, at):
        return False
    if ObjectTurn.objects.filter(department=department, number=None).exists():
        _number(department)
    return True


def _begun(department: Department, at: datetime) -> bool:
    """Nobody waits for a large import longer than the patience, and no writer behind us either."""
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(f"SET LOCAL lock_timeout = '{_PATIENCE}'")
            cursor.execute("LOCK TABLE libraries_inspectedobject IN SHARE MODE")
            Followed.objects.get_or_create(pk=department.pk, defaults={"since": at})
    except OperationalError as error:
        if isinstance(error.__cause__, psycopg.errors.LockNotAvailable):
            return False
        raise
    return True


@transaction.atomic
def _number(department: Department) -> None:
    """The lock comes first, in a statement of its own: the next one then sees what the last holder committed."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [TURN_LOCK, department.pk])
        cursor.execute(_NUMBER, {"department": department.pk})
