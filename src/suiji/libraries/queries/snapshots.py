"""What a department confirms: the hash of its rows (Art. 11)."""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models.functions import Collate

from suiji.libraries.models import Inspector, Library
from suiji.libraries.queries.scope import in_scope
from suiji.organs.models import Department
from suiji.sampling.canonical import canonical_json


@dataclass(frozen=True, slots=True)
class Snapshot:
    """A department's rows at one moment: how many, and the hash that changes when any of them does."""

    sha256: str
    rows: int


_OBJECT_COLUMNS = ("code", "kind", "name", "region_id", "reg_state", "tags")
_INSPECTOR_COLUMNS = (
    "code",
    "name",
    "certificate_until",
    "status",
    "item_codes",
    "regions",
    "qualifications",
)


def snapshot(*, department: Department, library: str, rule: Mapping[str, Any]) -> Snapshot:
    """The hash of the rows a department answers for: its objects in scope, or all its inspectors.

    One canonical JSON line per row in the order of the codes: the same rows, the same hash, anywhere.
    """
    digest = hashlib.sha256(canonical_json({"department": department.code, "library": str(library)}) + b"\n")
    count = 0
    for line in _canonical_rows(department, Library(library), rule):
        digest.update(line + b"\n")
        count += 1
    return Snapshot(digest.hexdigest(), count)


def _canonical_rows(department: Department, library: Library, rule: Mapping[str, Any]) -> Iterable[bytes]:
    rows: Iterable[tuple[Any, ...]]
    if library is Library.OBJECTS:
        columns: tuple[str, ...] = _OBJECT_COLUMNS
        objects = in_scope(rule).filter(source=department).order_by(Collate("code", "C"))
        rows = objects.values_list(*columns).iterator(chunk_size=5000)
    else:
        columns = _INSPECTOR_COLUMNS
        inspectors = Inspector.objects.filter(department=department).order_by(Collate("code", "C"))
        rows = inspectors.values_list(*columns).iterator(chunk_size=5000)
    for row in rows:
        yield canonical_json({name: _plain(value) for name, value in zip(columns, row, strict=True)})


def _plain(value: Any) -> Any:
    if isinstance(value, list):
        return sorted(value)
    return value.isoformat() if isinstance(value, date) else value
