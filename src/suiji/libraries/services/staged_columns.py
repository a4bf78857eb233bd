"""Staged rows and objects side by side: how each field is spelt in both tables, and who may change it.

A field belongs to the object's keeper unless ``holders`` names another department.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connection

from suiji.libraries.models import Upload
from suiji.libraries.object_headings import HELPERS, PARTICULARS, SEALED

OBJECTS, STAGED = "libraries_inspectedobject", "libraries_stagedrow"


@dataclass(frozen=True, slots=True)
class Column:
    """One field as the two tables spell it."""

    name: str
    value: str
    """What the row says, in the object's type."""
    differs: str
    empty: str
    """The object says nothing yet."""

    def allowed(self) -> str:
        """The department holds the field, or nobody has filled it."""
        holder = f"COALESCE((o.holders ->> '{self.name}')::bigint, o.source_id)"
        return f"({holder} = %(department)s OR ({self.empty}))"

    def said(self) -> str:
        """The row says something; an empty cell only where the department could empty the field."""
        return f"(s.{self.staged} IS NOT NULL AND {self.differs})"

    def speaks(self) -> str:
        """An empty cell of somebody who does not hold the field contradicts nobody."""
        if self.name in ("needs", "particulars", "responsible_id"):
            return "true" if self.name != "needs" else "s.needs <> '{}'"
        return f"s.{self.name} <> ''"

    @property
    def staged(self) -> str:
        """The staging column."""
        return "responsible" if self.name == "responsible_id" else self.name


def _text(name: str) -> Column:
    return Column(name, f"s.{name}", f"o.{name} <> s.{name}", f"o.{name} = ''")


def _typed(name: str, kind: str) -> Column:
    value = f"NULLIF(s.{name}, '')::{kind}"
    return Column(name, value, f"o.{name} IS DISTINCT FROM {value}", f"o.{name} IS NULL")


def _sealed(name: str) -> Column:
    differs = f"COALESCE(o.prints ->> '{name}', '') <> (s.prints ->> '{name}')"
    return Column(name, f"s.{name}", differs, f"o.{name} = ''")


TEXTS = (
    "kind", "uscc", "reg_no", "entity_id", "name", "entity_type", "address", "business_place", "coordinates",
    "region_id", "industry", "business_scope", "reg_state", "reg_organ", "station", "grid",
)  # fmt: skip
COLUMNS: dict[str, Column] = {
    **{name: _text(name) for name in TEXTS},
    **{name: _typed(name, "date") for name in ("established_on", "abnormal_on", "serious_on")},
    **{name: _typed(name, "float8") for name in ("longitude", "latitude")},
    **{name: _sealed(name) for name in SEALED},
    "needs": Column("needs", "s.needs", "o.needs <> s.needs", "o.needs = '{{}}'"),
    "particulars": Column(
        "particulars",
        "o.particulars || s.particulars",
        "EXISTS (SELECT 1 FROM jsonb_each_text(s.particulars) e"
        " WHERE COALESCE(o.particulars ->> e.key, '') <> e.value)",
        "o.particulars = '{{}}'",
    ),
    "responsible_id": Column(
        "responsible_id",
        "r.id",
        "r.id IS NOT NULL AND o.responsible_id IS DISTINCT FROM r.id",
        "o.responsible_id IS NULL",
    ),
}
COLUMNS = {
    name: Column(name, column.value, column.differs, column.empty.replace("{{}}", "{}"))
    for name, column in COLUMNS.items()
}


class Staged:
    """The staged rows of one upload: which fields they speak of, and statements with the upload's facts."""

    def __init__(self, upload: Upload, at: Any = None) -> None:
        mapped = set(upload.columns) - {"", *HELPERS, "code"}
        fields = {"region_id" if name in ("region", "city") else name for name in mapped} | {"name"}
        if "reg_no" not in fields and "uscc" in fields:
            fields.add("reg_no")
        if any(f"particulars:{word}" in mapped for word in PARTICULARS):
            fields.add("particulars")
        if "responsible" in fields:
            fields.add("responsible_id")
        self.columns: Sequence[Column] = [column for name, column in COLUMNS.items() if name in fields]
        self.tagged, self.pooled = "tags" in fields, "pools" in fields
        self.licensed = "licence_number" in fields
        self.tied = "responsible" in fields
        self.facts: dict[str, Any] = {
            "upload": upload.pk,
            "department": upload.department_id,
            "at": at,
            "by": upload.by,
        }

    def run(self, statement: str) -> int:
        """A statement with the upload's facts; how many rows it touched."""
        with connection.cursor() as cursor:
            cursor.execute(statement, self.facts)
            return int(cursor.rowcount)

    @property
    def subject(self) -> str:
        """The join to the responsible subject, where the file names one."""
        return f"LEFT JOIN {OBJECTS} r ON r.code = s.responsible" if self.tied else ""
