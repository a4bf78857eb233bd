"""Files on their way into the object library, as their pages show them."""

from collections.abc import Generator, Iterator
from contextlib import closing, contextmanager, nullcontext
from dataclasses import dataclass
from itertools import islice
from typing import Any, BinaryIO

from django.core.files.storage import default_storage
from django.db.models import BigIntegerField, Count, Func, ManyToOneRel, Q, QuerySet
from procrastinate.contrib.django.models import ProcrastinateJob

from suiji.libraries.models import (
    Change,
    Conflict,
    InspectedObject,
    Licence,
    RowNote,
    SavedFilter,
    Tagging,
    Upload,
)
from suiji.libraries.object_headings import OBJECT_FIELDS, is_confidential
from suiji.libraries.states import UploadState
from suiji.papers.sheets import Limits, Line, Sheet, sheets_of

NOTES_SHOWN = 200
REASONS_SHOWN, FEW_NOTES = 20, 10
SAMPLES = 3
RUNNING = (UploadState.CHECKING, UploadState.WRITING)
"""States in which the worker has the file."""
LIMITS = Limits(max_bytes=600 * 1024 * 1024, max_unpacked=1200 * 1024 * 1024, max_rows=1_000_010)
"""What the object library takes in at once; beyond it a file is refused before it costs memory."""


def uploads(*, department: int) -> QuerySet[Upload]:
    """A department's files, newest first."""
    return Upload.objects.filter(department_id=department).select_related("department", "run").order_by("-pk")


def is_unused(upload: Upload) -> bool:
    """Nobody has confirmed the library with it, changed its objects since, or said anything of a new one."""
    if upload.used_at is not None or upload.written_at is None:
        return False
    mine = Change.objects.filter(upload=upload)
    added = mine.annotate(key=Func("added", function="unnest", output_field=BigIntegerField())).values("key")
    if mine.exclude(object=None).exclude(object__updated_at=upload.written_at).exists():
        return False
    if InspectedObject.objects.filter(pk__in=added).exclude(updated_at=upload.written_at).exists():
        return False
    return not any(rows.exists() for rows in _said_of(added, upload))


def _said_of(added: QuerySet[Change, Any], upload: Upload) -> Iterator[QuerySet[Any]]:
    """Everything in the house that points to one of the new objects and does not come from the same file.

    Ratings, visits, tags of others, drawn lots: asked of the models themselves, so that a later room counts too.
    """
    own = {
        Tagging: Q(department=upload.department_id),
        Licence: Q(department=upload.department_id),
        Conflict: Q(upload=upload.pk),
        Change: Q(upload=upload.pk),
        InspectedObject: Q(pk__in=added),
    }
    for relation in InspectedObject._meta.related_objects:
        if isinstance(relation, ManyToOneRel):
            model: Any = relation.related_model
            rows = model._base_manager.filter(**{f"{relation.field.name}__in": added})
            yield rows.exclude(own[model]) if model in own else rows


def is_stuck(upload: Upload) -> bool:
    """The worker tried, failed, and will not try again by itself. Whatever it began has been rolled back."""
    if upload.state not in RUNNING:
        return False
    states = set(ProcrastinateJob.objects.filter(lock=job_lock(upload.pk)).values_list("status", flat=True))
    return "failed" in states and states.isdisjoint({"todo", "doing"})


def job_lock(pk: int) -> str:
    """What keeps two workers from one file."""
    return f"upload-{pk}"


@dataclass(frozen=True, slots=True)
class ColumnSample:
    """One column of the file: its heading, what it is taken for, and some of its cells."""

    place: int
    heading: str
    field: str
    samples: tuple[str, ...]
    barred: bool


@dataclass(frozen=True, slots=True)
class UploadSheet:
    """A file as its page shows it."""

    upload: Upload
    columns: tuple[ColumnSample, ...]
    reasons: list[dict[str, Any]]
    """Why rows were refused or should be looked at, the commonest first, where there are more than a few."""
    refusals: list[RowNote]
    warnings: list[RowNote]
    undoable: bool
    running: bool
    stuck: bool
    """The worker has given it up: to be ordered again, or discarded."""


def upload_sheet(upload: Upload) -> UploadSheet:
    """Everything the page of a file shows in its state."""
    settled = upload.state in (UploadState.DONE, UploadState.UNDONE, UploadState.DISCARDED)
    stuck = is_stuck(upload)
    running = upload.state in RUNNING and not stuck
    notes = RowNote.objects.filter(upload=upload).order_by("row", "pk")
    return UploadSheet(
        upload,
        () if settled or running or stuck else tuple(_columns(upload)),
        _reasons(upload),
        list(notes.filter(refused=True)[:NOTES_SHOWN]),
        list(notes.filter(refused=False)[:NOTES_SHOWN]),
        upload.state == UploadState.DONE and is_unused(upload),
        running,
        stuck,
    )


def _reasons(upload: Upload) -> list[dict[str, Any]]:
    counted = RowNote.objects.filter(upload=upload).values("refused", "field", "reason")
    rows: Any = counted.annotate(number=Count("row")).order_by("-refused", "-number")[:REASONS_SHOWN]
    found = [dict(row) for row in rows]
    return found if sum(row["number"] for row in found) > FEW_NOTES else []


def _columns(upload: Upload) -> Iterator[ColumnSample]:
    with closing(lines_below(upload)) as lines:
        rows = [line.cells for line in islice(lines, SAMPLES)]
    for place, (heading, field) in enumerate(zip(upload.headings, upload.columns, strict=True)):
        barred = is_confidential(heading)
        cells = () if barred else tuple(row[place][:40] for row in rows if place < len(row) and row[place])
        yield ColumnSample(place, heading, field, cells, barred)


def refused_lines(upload: Upload) -> Iterator[tuple[str, ...]]:
    """Every refused row as it stands in the file, with the reasons behind it."""
    reasons: dict[int, list[str]] = {}
    notes = RowNote.objects.filter(upload=upload, refused=True).values_list("row", "field", "reason")
    for row, field, reason in notes.order_by("row", "pk").iterator():
        reasons.setdefault(row, []).append(f"{field}：{reason}")
    width = len(upload.headings)
    for line in lines_below(upload):
        if line.number in reasons:
            cells = (*line.cells, *[""] * width)[:width]
            yield (*cells, "；".join(reasons.pop(line.number)))


def lines_below(upload: Upload, file: BinaryIO | None = None) -> Generator[Line, None, None]:
    """The rows of the file under its heading; ``file`` where the file itself is not kept."""
    with nullcontext(file) if file is not None else _stored(upload) as source:
        for sheet in sheets_of(source, LIMITS):
            with closing_lines(sheet) as lines:
                found = False
                for line in lines:
                    same = list(line.cells) == upload.headings
                    if found and not same:
                        yield line
                    found = found or same
            if found:
                return


@contextmanager
def _stored(upload: Upload) -> Iterator[BinaryIO]:
    with default_storage.open(upload.path, "rb") as kept:
        source: Any = kept.file
        yield source


@contextmanager
def closing_lines(sheet: Sheet) -> Iterator[Iterator[Line]]:
    """A sheet's lines, let go of before the file is closed under them."""
    lines = (line for line in sheet.lines)
    try:
        yield lines
    finally:
        lines.close()
        close = getattr(sheet.lines, "close", None)
        if close is not None:
            close()


def field_choices() -> list[tuple[str, str]]:
    """What a column may be taken for."""
    return [("", "不读取"), *((field, words[0]) for field, words in OBJECT_FIELDS.items())]


def upload(pk: int) -> Upload:
    """A file by its key, for the worker."""
    return Upload.objects.select_related("department", "run").get(pk=pk)


def saved_filters(*, department: int) -> QuerySet[SavedFilter]:
    """The searches a department has kept."""
    return SavedFilter.objects.filter(department_id=department).order_by("name")
