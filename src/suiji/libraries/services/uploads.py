"""导入检查对象 — received, its columns settled, every row checked: only then does a file enter (Art. 11)."""

import hashlib
import io
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from typing import Any, BinaryIO

from django.core.files import File
from django.core.files.storage import default_storage
from django.db import connection, transaction
from procrastinate.contrib.django import app

from suiji import law
from suiji.ledger import Actor
from suiji.ledger.services import hold, move, record
from suiji.libraries.models import (
    ColumnMemory,
    ImportRun,
    LastConfirmed,
    Library,
    RowNote,
    StagedRow,
    Upload,
)
from suiji.libraries.object_headings import OBJECT_FIELDS, is_confidential
from suiji.libraries.queries.columns import columns_for, missing_columns
from suiji.libraries.queries.scope import stem
from suiji.libraries.queries.uploads import LIMITS, RUNNING, closing_lines, is_stuck, job_lock
from suiji.libraries.services.merging import Merge
from suiji.libraries.services.recognising import recognise
from suiji.libraries.services.rows import RowReader, staged_columns
from suiji.libraries.services.runs import KEPT_NOTES, one_at_a_time
from suiji.libraries.services.staging import Stager, look_at_staged_rows
from suiji.libraries.services.tallying import merge_tallies
from suiji.libraries.standard import Codes, Places
from suiji.libraries.states import UPLOAD, UploadState
from suiji.organs.days import day_of
from suiji.organs.doors import require_role
from suiji.organs.industries import IndustryTable
from suiji.organs.models import Department, Region
from suiji.organs.queries import system_actor
from suiji.organs.roles import Role
from suiji.papers.sheets import Line, Unreadable, fold, sheets_of, without_heading

HEADING_ROWS = 10
CHUNK = 1 << 20


@dataclass(frozen=True, slots=True)
class Heading:
    """The row that names the columns."""

    row: int
    cells: tuple[str, ...]


@transaction.atomic
def receive_upload(
    *,
    file: BinaryIO,
    file_name: str,
    department: Department,
    actor: Actor,
    at: datetime,
    keep: bool = True,
) -> Upload:
    """Keep a department's file and propose what its columns mean. Raises ``Unreadable`` when it is no table."""
    require_role(actor, Role.LIBRARIAN, department_id=department.pk)
    heading = _heading(file)
    digest, size = hashlib.sha256(), 0
    file.seek(0)
    while piece := file.read(CHUNK):
        digest.update(piece)
        size += len(piece)
    file.seek(0)
    path = (
        ""
        if not keep
        else default_storage.save(f"imports/{department.pk}/{digest.hexdigest()[:16]}", File(file))
    )
    upload = Upload.objects.create(
        state=UPLOAD.initial,
        department=department,
        by=actor.name,
        file_name=file_name[-200:],
        path=path,
        size=size,
        sha256=digest.hexdigest(),
        received_at=at,
        heading_row=heading.row,
        headings=list(heading.cells),
        columns=columns_for(heading.cells, department=department.pk),
    )
    record(
        upload,
        "libraries.received",
        actor=actor,
        at=at,
        sentence=f"{actor.department_name}{actor.name}上传{upload}，准备导入检查对象名录库。",
        facts={"sha256": upload.sha256},
    )
    return upload


def _heading(file: BinaryIO) -> Heading:
    """The row of the first ten with the most headings we know; of a table with none, the first of two cells."""
    known = {fold(word) for words in OBJECT_FIELDS.values() for word in words}
    for sheet in sheets_of(file, LIMITS):
        with closing_lines(sheet) as lines:
            first = list(islice(lines, HEADING_ROWS))
        best = max(first, key=lambda line: _score(line, known), default=None)
        if best is not None and _score(best, known):
            return Heading(best.number, best.cells)
    raise without_heading(file, "表格至少要有“名称”和“统一社会信用代码”两列。")


def _score(line: Line, known: set[str]) -> int:
    return sum(fold(cell) in known for cell in line.cells)


@transaction.atomic
def settle_columns(
    *, upload: Upload, columns: Sequence[str], actor: Actor, at: datetime, later: bool = True
) -> Upload:
    """What each column means, remembered for the department's next file; then every row is checked."""
    hold(upload)
    require_role(actor, Role.LIBRARIAN, department_id=upload.department_id)
    law.require(law.general.steps_in_order, allowed=not missing_columns(columns))
    chosen = [
        "" if is_confidential(heading) else field
        for heading, field in zip(upload.headings, columns, strict=True)
    ]
    suggested = columns_for(upload.headings, department=upload.department_id)
    for heading, field, usual in zip(upload.headings, chosen, suggested, strict=True):
        if heading and usual != field:
            ColumnMemory.objects.update_or_create(
                department_id=upload.department_id, heading=fold(heading)[:100], defaults={"field": field}
            )
    StagedRow.objects.filter(upload=upload).delete()
    RowNote.objects.filter(upload=upload).delete()
    upload.columns, upload.rows_read, upload.counts = chosen, 0, {}
    upload.save(update_fields=["columns", "rows_read", "counts"])
    move(upload, UploadState.CHECKING, actor=actor, at=at)
    if later:
        _order("libraries.check", upload, at)
    return upload


def _order(job: str, upload: Upload, at: datetime) -> None:
    """Ask the worker, in the same transaction; the lock lets no second one work on the same file."""
    task = app.configure_task(job, lock=job_lock(upload.pk), queue="imports")
    task.defer(upload=upload.pk, at=at.isoformat())


def check_upload(*, upload: Upload, at: datetime, file: BinaryIO | None = None) -> Upload:
    """Read every row and compare it with the library; nothing there changes. May run again after a crash."""
    if upload.state != UploadState.CHECKING:
        return upload
    actor = system_actor(upload.department)
    seen = dict(StagedRow.objects.filter(upload=upload, repeated=False).values_list("code", "row"))
    reader = RowReader(
        upload.pk,
        upload.columns,
        staged_columns(upload.columns),
        places_of(upload.department),
        day_of(at),
        IndustryTable.loaded(),
        Codes.loaded(),
    )
    stager = Stager(upload, reader, seen, file)
    try:
        stager.stage()
    except Unreadable as error:
        move(upload, UploadState.FAILED, actor=actor, at=at, because=str(error))
        return upload
    look_at_staged_rows()
    with transaction.atomic():
        merge = Merge(upload, at)
        recognise(merge)
        upload.counts = merge.judge() | _counted(upload)
        upload.save(update_fields=["counts"])
        move(upload, UploadState.CHECKED, actor=actor, at=at)
    return upload


def _counted(upload: Upload) -> dict[str, int]:
    notes = RowNote.objects.filter(upload=upload)
    return {
        "refused": notes.filter(refused=True).values("row").distinct().count(),
        "warned": notes.filter(refused=False).values("row").distinct().count(),
    }


@transaction.atomic
def accept_upload(*, upload: Upload, actor: Actor, at: datetime, later: bool = True) -> Upload:
    """The checked rows are to enter the library."""
    hold(upload)
    require_role(actor, Role.LIBRARIAN, department_id=upload.department_id)
    move(upload, UploadState.WRITING, actor=actor, at=at)
    if later:
        _order("libraries.write", upload, at)
    return upload


@transaction.atomic
def write_upload(*, upload: Upload, at: datetime) -> Upload:
    """The checked rows enter the library, all or none; a second call finds nothing to do."""
    hold(upload)
    if upload.state != UploadState.WRITING:
        return upload
    one_at_a_time()
    merge = Merge(upload, at)
    recognise(merge)
    upload.counts = merge.judge() | _counted(upload)
    merge.write()
    upload.written_at = at
    upload.run = _run(upload, at, merge.settled)
    upload.save(update_fields=["counts", "written_at", "run"])
    move(upload, UploadState.DONE, actor=system_actor(upload.department), at=at)
    return upload


def _run(upload: Upload, at: datetime, settled: int) -> ImportRun:
    counts = upload.counts
    run = ImportRun.objects.create(
        library=Library.OBJECTS,
        department=upload.department,
        by=upload.by,
        file_name=upload.file_name,
        sha256=upload.sha256,
        at=at,
        added=counts["new"],
        changed=counts["changed"],
        unchanged=counts["unchanged"],
        conflicting=counts["conflicting"],
        refused=counts["refused"],
        refusals=_notes(upload, refused=True),
        warnings=[*_unread(upload), *_notes(upload, refused=False)][:KEPT_NOTES],
    )
    ended = f"；{settled} 项数据冲突不再存在" if settled else ""
    record(
        run,
        "libraries.imported",
        actor=system_actor(upload.department),
        at=at,
        sentence=(
            f"{upload.department.name}{upload.by}向检查对象名录库导入《{run.file_name}》："
            f"新增 {run.added} 行，变更 {run.changed} 行，未变 {run.unchanged} 行，"
            f"冲突 {run.conflicting} 行，拒绝 {run.refused} 行{ended}。"
        ),
        facts={"sha256": run.sha256, "library": Library.OBJECTS.value},
    )
    return run


def _notes(upload: Upload, *, refused: bool) -> list[dict[str, Any]]:
    rows = RowNote.objects.filter(upload=upload, refused=refused).order_by("row", "pk")
    return [dict(row) for row in rows.values("row", "field", "value", "reason")[:KEPT_NOTES]]


def _unread(upload: Upload) -> list[dict[str, Any]]:
    reason = "此列不随名录导入，内容未读取"
    return [
        {"row": 0, "field": h, "value": "", "reason": reason} for h in upload.headings if is_confidential(h)
    ]


def tidy_up(*, upload: Upload) -> None:
    """After the import: staged rows go, the search index takes in what waits beside it, the tallies are summed up."""
    StagedRow.objects.filter(upload=upload).delete()
    merge_tallies()
    with connection.cursor() as cursor:
        cursor.execute("SELECT libraries_flush_grams()")


@transaction.atomic
def discard_upload(*, upload: Upload, actor: Actor, at: datetime) -> Upload:
    """A file that did not enter is given up; nothing in the library changes. Not while the worker has it."""
    hold(upload)
    require_role(actor, Role.LIBRARIAN, department_id=upload.department_id)
    law.require(law.general.steps_in_order, allowed=upload.state not in RUNNING or is_stuck(upload))
    move(upload, UploadState.DISCARDED, actor=actor, at=at)
    StagedRow.objects.filter(upload=upload).delete()
    return upload


@transaction.atomic
def order_again(*, upload: Upload, actor: Actor, at: datetime) -> Upload:
    """What the worker has given up, for want of memory or of a database, is ordered once more, where it stopped."""
    hold(upload)
    require_role(actor, Role.LIBRARIAN, department_id=upload.department_id)
    law.require(law.general.steps_in_order, allowed=is_stuck(upload))
    _order("libraries.check" if upload.state == UploadState.CHECKING else "libraries.write", upload, at)
    record(
        upload,
        "libraries.ordered_again",
        actor=actor,
        at=at,
        sentence=f"{actor.department_name}{actor.name}对没有办成的{upload}再办一次。",
    )
    return upload


@transaction.atomic
def settle_uploads(*, department: Department, at: datetime) -> int:
    """A department has confirmed its library: what it had imported is in use and stays. How many files that were."""
    LastConfirmed.objects.update_or_create(department=department, defaults={"at": at})
    fresh = Upload.objects.filter(department=department, state=UploadState.DONE, used_at=None)
    return fresh.update(used_at=at)


@transaction.atomic
def import_objects(
    *, content: bytes, file_name: str, department: Department, actor: Actor, at: datetime
) -> ImportRun:
    """A file with usual headings, received, checked and imported in one go, all or nothing.

    Importing a file twice changes nothing the second time. Another department's field is never overwritten.
    Raises ``papers.sheets.Unreadable`` when the file is no such table; then nothing is kept.
    """
    file = io.BytesIO(content)
    upload = receive_upload(
        file=file, file_name=file_name, department=department, actor=actor, at=at, keep=False
    )
    if missing := missing_columns(upload.columns):
        raise Unreadable(f"没有找到这些列：{missing}。请核对表头。")
    settle_columns(upload=upload, columns=upload.columns, actor=actor, at=at, later=False)
    check_upload(upload=upload, at=at, file=file)
    if upload.state == UploadState.FAILED:
        raise Unreadable("文件中有无法读取的行，请检查后再导入。")
    accept_upload(upload=upload, actor=actor, at=at, later=False)
    write_upload(upload=upload, at=at)
    StagedRow.objects.filter(upload=upload).delete()
    assert upload.run is not None
    return upload.run


def places_of(department: Department) -> Places:
    """Where a department may place objects. A name that two of its places share stands for neither."""
    inside = Region.objects.filter(code__startswith=stem(department.region_id)).values_list("code", "name")
    named: dict[str, set[str]] = {}
    for code, name in inside:
        named.setdefault(name, set()).add(code)
    return Places(
        own=department.region_id,
        codes=frozenset(code for codes in named.values() for code in codes),
        by_name={name: next(iter(codes)) for name, codes in named.items() if len(codes) == 1},
    )
