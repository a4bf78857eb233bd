"""证据文件的清除 — what a destroyed file's visit had in the store; the rows with their hashes stay (Art. 27)."""

from collections.abc import Iterator
from datetime import datetime

from django.db import transaction
from django.db.models.fields.files import FieldFile

from suiji.inspections.models import AssistanceReport, Evidence, LabReport, Visit
from suiji.inspections.queries import DISCARDED
from suiji.ledger import Actor
from suiji.ledger.services import record


@transaction.atomic
def discard_files(*, visit: Visit, because: str, actor: Actor, at: datetime) -> int:
    """The stored files of the visit's evidence and reports go once the transaction holds; how many there were.

    Called by the archive alone, when a file's approved destruction is carried out.
    """
    number = sweep_discarded(visit=visit)
    record(
        visit,
        DISCARDED,
        actor=actor,
        at=at,
        sentence=f"{actor.department_name}{actor.name}按{because}清除{visit}的证据文件 {number} 个。",
        facts={"files": number},
    )
    return number


def sweep_discarded(*, visit: Visit) -> int:
    """The same files, looked for once more: a store may have been out of reach when they were to go."""
    found = [file for file in _files(visit) if file.storage.exists(str(file.name))]
    transaction.on_commit(lambda: _wipe(found))
    return len(found)


def _files(visit: Visit) -> Iterator[FieldFile]:
    for row in Evidence.objects.filter(visit=visit).exclude(file=""):
        yield row.file
    for report in AssistanceReport.objects.filter(visit=visit):
        yield report.file
    for result in LabReport.objects.filter(sample__visit=visit):
        yield result.file


def _wipe(files: list[FieldFile]) -> None:
    for file in files:
        file.storage.delete(str(file.name))
