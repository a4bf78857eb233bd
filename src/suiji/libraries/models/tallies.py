"""户数合计 — how many objects are alike in all that a scope asks, kept by the database itself (Art. 13, 25).

Half a million objects are counted class by class while a scope is chosen. Whatever changes an object or its class adds
a line that says how many more, or fewer, are now alike in one way; the lines of one way summed are the number, exact in
every snapshot. Nobody waits for a lock, since lines are only added; ``services.merge_tallies`` sums them up in between.
"""

# ruff: noqa: S608 — the statements are put together from the names of our own columns only

import pgtrigger
from django.contrib.postgres.fields import ArrayField
from django.db import models

from suiji.organs.models import Region

ALIKE = ("kind", "region_id", "industry", "reg_state", "state", "tags", "pools")
"""What makes objects alike, beside their class."""
_KEYS = ", ".join(ALIKE)


def _of(table: str) -> str:
    return ", ".join(f"{table}.{name}" for name in ALIKE)


def _told(lines: str) -> str:
    return f"""
INSERT INTO libraries_tally ({_KEYS}, value, number)
{lines}
GROUP BY {_KEYS}, value HAVING sum(number) <> 0;
RETURN NULL;
"""


_ADDED = _told(f"SELECT {_KEYS}, '' AS value, sum(1) FROM (SELECT *, 1 AS number FROM added) AS told")
_GONE = _told(f"SELECT {_KEYS}, '' AS value, sum(number) FROM (SELECT *, -1 AS number FROM gone) AS told")
_CHANGED = _told(f"""SELECT {_KEYS}, value, sum(number) FROM (
    SELECT {_of("sides")}, COALESCE(c.value, '') AS value, sides.number FROM (
        SELECT b.id, {_of("b")}, -1 AS number FROM before b JOIN after a ON a.id = b.id
        WHERE ({_of("b")}) IS DISTINCT FROM ({_of("a")})
        UNION ALL
        SELECT a.id, {_of("a")}, 1 FROM before b JOIN after a ON a.id = b.id
        WHERE ({_of("b")}) IS DISTINCT FROM ({_of("a")})
    ) AS sides LEFT JOIN libraries_classinforce c ON c.object_id = sides.id
) AS told""")


def _classed(rows: str, was: str, now: str) -> str:
    """The object is held, so that nobody changes it between the two lines; its own changes wait for ours."""
    return f"""
WITH held AS (
    SELECT {_of("o")}, {was} AS was, {now} AS now FROM {rows} JOIN libraries_inspectedobject o ON o.id = r.object_id
    ORDER BY o.id FOR SHARE OF o
)
""" + _told(f"""SELECT {_KEYS}, value, sum(number) FROM (
    SELECT {_KEYS}, was AS value, -1 AS number FROM held UNION ALL SELECT {_KEYS}, now, 1 FROM held
) AS told""")


def after(
    name: str, operation: pgtrigger.Operation, func: str, *, old: str | None = None, new: str | None = None
) -> pgtrigger.Trigger:
    """A trigger that sees all rows of a statement together, as they were (``old``) and as they are (``new``)."""
    return pgtrigger.Trigger(
        name=name,
        level=pgtrigger.Statement,
        when=pgtrigger.After,
        operation=operation,
        referencing=pgtrigger.Referencing(old=old, new=new),  # type: ignore[no-untyped-call]  # its own code has no types
        func=func,
    )


OBJECT_TRIGGERS = (
    after("tally_added", pgtrigger.Insert, _ADDED, new="added"),
    after("tally_changed", pgtrigger.Update, _CHANGED, old="before", new="after"),
    after("tally_gone", pgtrigger.Delete, _GONE, old="gone"),
)
CLASS_TRIGGERS = (
    after("tally_classed", pgtrigger.Insert, _classed("added r", "''::varchar", "r.value"), new="added"),
    after(
        "tally_reclassed",
        pgtrigger.Update,
        _classed("after r JOIN before b ON b.object_id = r.object_id", "b.value", "r.value"),
        old="before",
        new="after",
    ),
    after("tally_unclassed", pgtrigger.Delete, _classed("gone r", "r.value", "''::varchar"), old="gone"),
)


class Tally(models.Model):
    """户数合计 — so many more, or fewer, objects that are alike. As confidential as the classes it counts."""

    kind = models.CharField("对象类别", max_length=12)
    region = models.ForeignKey(
        Region, models.DO_NOTHING, db_constraint=False, db_index=False, related_name="tallies"
    )
    industry = models.CharField("行业代码", max_length=5)
    reg_state = models.CharField("登记状态", max_length=1)
    state = models.CharField("条目状态", max_length=32)
    tags = ArrayField(models.CharField(max_length=40))
    pools = ArrayField(models.CharField(max_length=40))
    value = models.CharField("类别", max_length=1, blank=True)
    """Empty: the objects have no class."""
    number = models.IntegerField("户数")

    class Meta:
        verbose_name = "户数合计"

    def __str__(self) -> str:
        return f"{self.pk}"
