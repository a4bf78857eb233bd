"""Rows of a file into the staging table, piece by piece: a job that was killed goes on where it stopped."""

import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, BinaryIO

from django.db import connection, transaction

from suiji import vault
from suiji.libraries.models import InspectedObject, RowNote, StagedRow, Upload
from suiji.libraries.object_headings import PARTICULARS, SEALED
from suiji.libraries.queries.uploads import lines_below
from suiji.libraries.standard import Places, Reading, read_object
from suiji.organs.industries import IndustryTable
from suiji.papers.sheets import Line, Row

PIECE = 20_000
_COLUMNS = (
    "upload_id", "row", "code", "repeated", "kind", "new_kind", "new_region", "uscc", "reg_no", "entity_id", "name",
    "entity_type", "address", "longitude", "latitude", "region_id", "industry", "business_scope", "established_on",
    "reg_state", "reg_organ", "station", "grid", "abnormal_on", "serious_on", "needs", *SEALED, "prints",
    "particulars", "responsible", "tags", "pools", "licence",
)  # fmt: skip
_NOTES = ("upload_id", "row", "refused", "field", "value", "reason")
_ESCAPES = str.maketrans({"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r", "\0": None})


@dataclass(slots=True)
class Piece:
    """Some thousand rows as they go to the database."""

    rows: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    last: int = 0


@dataclass(slots=True)
class Stager:
    """What reading a file's rows needs, and which codes it has met."""

    upload: Upload
    places: Places
    today: date
    industries: IndustryTable
    seen: dict[str, int]
    file: BinaryIO | None = None
    """The content itself, where it is not kept."""

    def stage(self, heartbeat: Callable[[int], None] | None = None) -> None:
        """Every row that is not staged yet, each piece in a transaction of its own."""
        for piece in self._pieces():
            with transaction.atomic():
                copy_in(StagedRow, _COLUMNS, piece.rows)
                copy_in(RowNote, _NOTES, piece.notes)
                self.upload.rows_read = piece.last
                self.upload.save(update_fields=["rows_read"])
            if heartbeat is not None:
                heartbeat(piece.last)

    def _pieces(self) -> Iterator[Piece]:
        piece, count = Piece(), 0
        for line in lines_below(self.upload, self.file):
            if line.number <= self.upload.rows_read:
                continue
            self._take(line, piece)
            piece.last, count = line.number, count + 1
            if count % PIECE == 0:
                yield piece
                piece = Piece()
        if piece.last:
            yield piece

    def _take(self, line: Line, piece: Piece) -> None:
        reading = read_object(Row(line.number, cells_of(self.upload.columns, line.cells)),
                              self.places, self.today, self.industries)  # fmt: skip
        earlier = self.seen.get(reading.key)
        if not reading.faults and earlier is not None and "licence" not in reading.values:
            reading.fault("统一社会信用代码", reading.key, f"与第 {earlier} 行重复，以先出现的一行为准")
        if reading.faults:
            piece.notes += [self._note(reading, fault, refused=True) for fault in reading.faults]
            return
        piece.notes += [self._note(reading, warning, refused=False) for warning in reading.warnings]
        self.seen.setdefault(reading.key, line.number)
        piece.rows.append(self._staged(reading, repeated=earlier is not None))

    def _note(self, reading: Reading, note: dict[str, Any], *, refused: bool) -> str:
        cells = (self.upload.pk, reading.row, refused, note["field"], note["value"], note["reason"][:200])
        return copy_line(cells)

    def _staged(self, reading: Reading, *, repeated: bool) -> str:
        values = reading.values
        _seal(values)
        extra = {
            word: values[f"particulars:{word}"] for word in PARTICULARS if f"particulars:{word}" in values
        }
        shown = values | {
            "upload_id": self.upload.pk,
            "row": reading.row,
            "repeated": repeated,
            "new_kind": reading.defaults["kind"],
            "new_region": values.get("region_id") or reading.defaults["region_id"],
            "particulars": extra or None,
        }
        return copy_line([shown.get(name) for name in _COLUMNS])


def _seal(values: dict[str, Any]) -> None:
    """People and telephones leave the file sealed; their fingerprints tell whether anything is new."""
    prints = {}
    for name in SEALED:
        text = values.get(name)
        if text is not None:
            prints[name] = vault.fingerprint(text, of=name) if text else ""
            row = InspectedObject(code=values["code"])
            vault.put(row, name, text)
            values[name] = getattr(row, name)
    if prints:
        values["prints"] = prints


def cells_of(columns: Sequence[str], cells: Sequence[str]) -> dict[str, str]:
    """The cells under the fields of their columns; of two columns of one field the first that holds something."""
    found: dict[str, str] = {}
    for name, cell in zip(columns, cells, strict=False):
        if name and not found.get(name):
            found[name] = cell
    for name in columns[len(cells) :]:
        if name:
            found.setdefault(name, "")
    return found


def copy_in(model: type[StagedRow] | type[RowNote], columns: Iterable[str], lines: list[str]) -> None:
    """Lines of COPY's text format into a table."""
    if not lines:
        return
    names = ", ".join(f'"{name}"' for name in columns)
    with (
        connection.cursor() as cursor,
        cursor.copy(f"COPY {model._meta.db_table} ({names}) FROM STDIN") as copy,
    ):
        copy.write("".join(lines))


def copy_line(values: Iterable[Any]) -> str:
    """One row in COPY's text format."""
    cells = []
    for value in values:
        if value is None:
            cells.append("\\N")
        elif isinstance(value, str):
            cells.append(value.translate(_ESCAPES) if "\\" in value or not value.isprintable() else value)
        elif isinstance(value, bool):
            cells.append("t" if value else "f")
        elif isinstance(value, list):
            cells.append(_array(value).translate(_ESCAPES))
        elif isinstance(value, dict):
            cells.append(json.dumps(value, ensure_ascii=False).translate(_ESCAPES))
        else:
            cells.append(str(value))
    return "\t".join(cells) + "\n"


def _array(words: list[str]) -> str:
    quoted = (word.replace("\\", "\\\\").replace('"', '\\"') for word in words)
    return "{" + ",".join(f'"{word}"' for word in quoted) + "}"
