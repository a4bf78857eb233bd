"""对象变动的次序 — which objects of a department changed, in an order that a machine can follow (decision 0116).

A line is written by the database beside the change and in its transaction, without a number. The numbers are given out
afterwards, to what is committed by then (``services.turns``): so nobody who writes waits, and no number below one that
was seen is given out later. Where nobody follows a department, a change costs one look.
"""

# ruff: noqa: S608 — the statements are put together from the names of our own columns only

import pgtrigger
from django.db import models

from suiji.libraries.models.tallies import after
from suiji.organs.models import Department

TOLD = (
    "code", "uscc", "name", "kind", "region_id", "address", "industry", "reg_state", "state", "established_on", "tags",
    "pools", "source_id",
)  # fmt: skip
"""What of an object the interface tells, and whose it is."""


def _noted(rows: str) -> str:
    return f"""
IF EXISTS (SELECT 1 FROM libraries_followed) THEN
    INSERT INTO libraries_objectturn (department_id, object)
    SELECT f.department_id, r.id FROM ({rows}) AS r JOIN libraries_followed f ON f.department_id = r.source_id;
END IF;
RETURN NULL;
"""


_SAID = ", ".join(f"a.{name}" for name in TOLD)
_BEFORE = ", ".join(f"b.{name}" for name in TOLD)
_CHANGED = f"""SELECT a.id, a.source_id FROM after a JOIN before b ON b.id = a.id
    WHERE ({_SAID}) IS DISTINCT FROM ({_BEFORE})"""
TURN_TRIGGERS = (
    after("turn_added", pgtrigger.Insert, _noted("SELECT id, source_id FROM added"), new="added"),
    after("turn_changed", pgtrigger.Update, _noted(_CHANGED), old="before", new="after"),
)


class Followed(models.Model):
    """跟读的部门 — a department whose objects a machine keeps up with; from then on their changes are noted."""

    department = models.OneToOneField(Department, models.PROTECT, primary_key=True, related_name="+")
    since = models.DateTimeField("从何时起")

    class Meta:
        verbose_name = "跟读的部门"

    def __str__(self) -> str:
        return f"{self.department_id}"


class ObjectTurn(models.Model):
    """对象变动 — that an object changed; its number says when in the order of changes, once it has been given out."""

    department = models.ForeignKey(
        Department, models.DO_NOTHING, db_constraint=False, db_index=False, related_name="+"
    )
    object = models.BigIntegerField("检查对象")
    """Its key, be it gone or not."""
    number = models.BigIntegerField("次序", null=True, blank=True)

    class Meta:
        verbose_name = "对象变动"
        constraints = [
            models.UniqueConstraint(fields=["department", "number"], name="one_turn_a_number"),
            models.UniqueConstraint(
                fields=["department", "object"],
                condition=models.Q(number__isnull=False),
                name="one_numbered_turn_an_object",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.object} {self.number}"
