"""What imports share: one at a time, rows sorted out before anything is written, the run on record."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Generic, TypeVar

from django.db import connection
from django.db.models import Model

from suiji.ledger import Actor
from suiji.ledger.services import record
from suiji.libraries.headings import CONFIDENTIAL
from suiji.libraries.models import ImportRun, Library
from suiji.libraries.standard import Filed, Reading, note
from suiji.organs.models import Department

IMPORT_LOCK = 0x11B5
"""The advisory lock under which libraries change: two files at once could each believe a code to be free."""
BATCH = 2000
KEPT_NOTES = 1000

Member = TypeVar("Member", bound=Model)


@dataclass(slots=True)
class Sorted(Generic[Member]):
    """The rows of a file, sorted by what becomes of them."""

    added: list[Member] = field(default_factory=list)
    changed: list[Member] = field(default_factory=list)
    unchanged: int = 0
    refused: int = 0
    refusals: list[dict[str, Any]] = field(default_factory=list)
    warnings: list[dict[str, Any]] = field(default_factory=list)

    def refuse(self, notes: list[dict[str, Any]]) -> None:
        """Count a row as refused, with its reasons."""
        self.refused += 1
        self.refusals += notes


def one_at_a_time() -> None:
    """Wait until no other import runs, then hold the place to the end of the transaction."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [IMPORT_LOCK])


def first_of_each(readings: Iterable[Reading], heading: str, result: Sorted[Member]) -> list[Reading]:
    """The sound readings, each key once; faulty and repeated ones go to the refusals."""
    seen: dict[str, int] = {}
    sound = []
    for reading in readings:
        if reading.faults:
            result.refuse(reading.faults)
        elif reading.key in seen:
            reason = f"与第 {seen[reading.key]} 行重复，以先出现的一行为准"
            result.refuse([note(reading.row, heading, reading.key, reason)])
        else:
            seen[reading.key] = reading.row
            sound.append(reading)
    return sound


def update(member: Member, values: dict[str, Any], result: Sorted[Member], at: datetime) -> bool:
    """Lay a row's values over a member and count it; True when anything changed."""
    if all(getattr(member, name) == value for name, value in values.items()):
        result.unchanged += 1
        return False
    for name, value in {**values, "updated_at": at}.items():
        setattr(member, name, value)
    result.changed.append(member)
    return True


def write(result: Sorted[Member], model: type[Member], columns: list[str]) -> None:
    """Put all new and changed members into the database, in batches."""
    rows = model._base_manager
    rows.bulk_create(result.added, batch_size=BATCH)
    rows.bulk_create(
        result.changed, batch_size=BATCH, update_conflicts=True, unique_fields=["id"], update_fields=columns
    )


def unread_columns(table: Filed) -> list[dict[str, Any]]:
    """A warning for each column that was left out on purpose; its cells were never looked at."""
    return [
        note(0, name, "", "此列不随名录导入，内容未读取")
        for name in table.ignored
        if any(word in name for word in CONFIDENTIAL)
    ]


def keep(
    result: Sorted[Member],
    *,
    library: Library,
    content: bytes,
    file_name: str,
    department: Department,
    actor: Actor,
    at: datetime,
) -> ImportRun:
    """The run on record, and in the ledger."""
    run = ImportRun.objects.create(
        library=library,
        department=department,
        by=actor.name,
        file_name=file_name[-200:],
        sha256=hashlib.sha256(content).hexdigest(),
        at=at,
        added=len(result.added),
        changed=len(result.changed),
        unchanged=result.unchanged,
        refused=result.refused,
        refusals=result.refusals[:KEPT_NOTES],
        warnings=result.warnings[:KEPT_NOTES],
    )
    record(
        run,
        "libraries.imported",
        actor=actor,
        at=at,
        sentence=(
            f"{actor.department_name}{actor.name}向{library.label}导入《{run.file_name}》："
            f"新增 {run.added} 行，变更 {run.changed} 行，未变 {run.unchanged} 行，拒绝 {run.refused} 行。"
        ),
        facts={"sha256": run.sha256, "library": library.value},
    )
    return run
