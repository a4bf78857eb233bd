"""Rows of a file into the staging table, piece by piece: a job that was killed goes on where it stopped."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import chain, islice
from typing import BinaryIO

from django.db import connection, transaction

from suiji.libraries.models import RowNote, StagedRow, Upload
from suiji.libraries.queries.uploads import lines_below
from suiji.libraries.services.copying import copy_in, copying
from suiji.libraries.services.rows import NOTES, Lines, ReadRows, RowReader, as_lines
from suiji.libraries.standard import note
from suiji.papers.sheets import Line

PIECE = 20_000
"""Rows of one transaction."""
BATCH = 1_000
"""Rows that are read in one go."""


@dataclass(slots=True)
class Stager:
    """What staging a file's rows needs, and which codes it has met."""

    upload: Upload
    reader: RowReader
    seen: dict[str, int]
    file: BinaryIO | None = None
    """The content itself, where it is not kept."""

    def stage(self) -> None:
        """Every row that is not staged yet, some thousand in each transaction."""
        batch = min(BATCH, PIECE)
        batches = map(self.reader, _batches(self._unread(), batch))
        while (first := next(batches, None)) is not None:
            with transaction.atomic():
                notes = self._copy(chain([first], islice(batches, PIECE // batch - 1)))
                copy_in(RowNote, NOTES, notes)
                self.upload.save(update_fields=["rows_read"])

    def _unread(self) -> Iterator[Line]:
        begun = self.upload.rows_read
        return (line for line in lines_below(self.upload, self.file) if line.number > begun)

    def _copy(self, batches: Iterable[ReadRows]) -> list[str]:
        """Rows go to the database as they come, so that it stores some while the next are read; what is to be noted."""
        notes: list[str] = []
        with copying(StagedRow, ("repeated", *self.reader.staged)) as copy:
            for batch in batches:
                copy.write(self._sorted(batch, notes))
                self.upload.rows_read = batch.last
        return notes

    def _sorted(self, batch: ReadRows, notes: list[str]) -> str:
        """The rows that come for the first time, or again with another licence; of the others, why not."""
        notes += batch.refusals
        lines = []
        seen, warnings = self.seen, batch.warnings
        for number, key, licensed, line in zip(
            batch.numbers, batch.keys, batch.licensed, batch.lines, strict=True
        ):
            earlier = seen.setdefault(key, number)
            if earlier != number and not licensed:
                why = f"与第 {earlier} 行重复，以先出现的一行为准"
                fault = note(number, "统一社会信用代码", key, why)
                notes.append(self.reader.note(number, fault, refused=True))
                continue
            notes += warnings.get(number, ())
            lines.append(f"{'t' if earlier != number else 'f'}\t{line}")
        return "".join(lines)


def _batches(lines: Iterator[Line], size: int) -> Iterator[Lines]:
    while batch := list(islice(lines, size)):
        yield as_lines(batch)


def look_at_staged_rows() -> None:
    """The planner takes a sample of rows that came in a moment ago; by the owner's hand (migration 0006)."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT libraries_look_at_staged_rows()")
