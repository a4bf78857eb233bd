"""Rows of a file into the staging table, piece by piece: a job that was killed goes on where it stopped."""

import json
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from itertools import chain, islice
from typing import Any, BinaryIO, Protocol

from django.db import connection, transaction

from suiji import vault
from suiji.libraries.models import InspectedObject, RowNote, StagedRow, Upload
from suiji.libraries.object_headings import HELPERS, PARTICULARS, SEALED
from suiji.libraries.queries.uploads import lines_below
from suiji.libraries.standard import Codes, Places, Reading, read_object
from suiji.organs.industries import IndustryTable
from suiji.papers.sheets import Line, Row

PIECE = 20_000
BLOCK = 500
_ALWAYS = (
    "upload_id",
    "row",
    "code",
    "repeated",
    "new_kind",
    "new_region",
    "name",
    "uscc",
    "reg_no",
    "region_id",
)
"""What every staged row may say, whatever columns its file has."""
_NOTES = ("upload_id", "row", "refused", "field", "value", "reason")
_ESCAPES = str.maketrans({"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r", "\0": None})


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
    codes: Codes | None = None
    """Another platform's codes, where the administrator has loaded any."""
    columns: tuple[str, ...] = ()
    """What the staged rows of this file can say."""

    def __post_init__(self) -> None:
        self.columns = staged_columns(self.upload.columns)

    def stage(self) -> None:
        """Every row that is not staged yet, some thousand in each transaction."""
        lines = self._unread()
        while (first := next(lines, None)) is not None:
            with transaction.atomic():
                notes = self._copy(chain([first], islice(lines, PIECE - 1)))
                copy_in(RowNote, _NOTES, notes)
                self.upload.save(update_fields=["rows_read"])

    def _unread(self) -> Iterator[Line]:
        begun = self.upload.rows_read
        return (line for line in lines_below(self.upload, self.file) if line.number > begun)

    def _copy(self, lines: Iterable[Line]) -> list[str]:
        """Rows go to the database in blocks, so that it stores one while the next is read; what is to be noted."""
        rows: list[str] = []
        notes: list[str] = []
        with copying(StagedRow, self.columns) as copy:
            for line in lines:
                self._take(line, rows, notes)
                self.upload.rows_read = line.number
                if len(rows) == BLOCK:
                    copy.write("".join(rows))
                    rows.clear()
            copy.write("".join(rows))
        return notes

    def _take(self, line: Line, rows: list[str], notes: list[str]) -> None:
        cells = cells_of(self.upload.columns, line.cells)
        if self.codes is not None:
            self.codes.translate(cells)
        reading = read_object(Row(line.number, cells), self.places, self.today, self.industries)
        earlier = self.seen.get(reading.key)
        if not reading.faults and earlier is not None and "licence" not in reading.values:
            reading.fault("统一社会信用代码", reading.key, f"与第 {earlier} 行重复，以先出现的一行为准")
        if reading.faults:
            notes += [self._note(reading, fault, refused=True) for fault in reading.faults]
            return
        notes += [self._note(reading, warning, refused=False) for warning in reading.warnings]
        self.seen.setdefault(reading.key, line.number)
        rows.append(self._staged(reading, repeated=earlier is not None))

    def _note(self, reading: Reading, note: dict[str, Any], *, refused: bool) -> str:
        cells = (self.upload.pk, reading.row, refused, note["field"], note["value"], note["reason"][:200])
        return copy_line(cells)

    def _staged(self, reading: Reading, *, repeated: bool) -> str:
        values = reading.values
        _seal(values)
        values["upload_id"], values["row"], values["repeated"] = self.upload.pk, reading.row, repeated
        values["new_kind"] = reading.defaults["kind"]
        values["new_region"] = values.get("region_id") or reading.defaults["region_id"]
        if "particulars" in self.columns:
            said = {word: values.get(f"particulars:{word}") for word in PARTICULARS}
            values["particulars"] = {word: text for word, text in said.items() if text is not None} or None
        return copy_line(map(values.get, self.columns))


def staged_columns(columns: Sequence[str]) -> tuple[str, ...]:
    """The staging columns a file with these columns can fill; the others stay null without being sent."""
    fields = set(columns) - {"", *HELPERS, *_ALWAYS, "region"}
    found = {name for name in fields if not name.startswith(("particulars:", "licence_"))}
    if len(fields) > len(found):
        found |= {"particulars", "licence"}
    if not found.isdisjoint(SEALED):
        found.add("prints")
    return (*_ALWAYS, *sorted(found))


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


class Copy(Protocol):
    """Where lines of COPY's text format go."""

    def write(self, lines: str) -> object:
        """Hand over some of them; the database takes them in while the caller goes on."""


@contextmanager
def copying(model: type[StagedRow] | type[RowNote], columns: Iterable[str]) -> Iterator[Copy]:
    """Lines into a table, as they come."""
    names = ", ".join(f'"{name}"' for name in columns)
    with (
        connection.cursor() as cursor,
        cursor.copy(f"COPY {model._meta.db_table} ({names}) FROM STDIN") as copy,
    ):
        yield copy


def copy_in(model: type[StagedRow] | type[RowNote], columns: Iterable[str], lines: list[str]) -> None:
    """Lines into a table, all at once."""
    if lines:
        with copying(model, columns) as copy:
            copy.write("".join(lines))


def look_at_staged_rows() -> None:
    """The planner takes a sample of rows that came in a moment ago; by the owner's hand (migration 0006)."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT libraries_look_at_staged_rows()")


def copy_line(values: Iterable[Any]) -> str:
    """One row in COPY's text format."""
    cells = [
        value if value.__class__ is str and value.isprintable() and "\\" not in value else _copied(value)
        for value in values
    ]
    return "\t".join(cells) + "\n"


def _copied(value: Any) -> str:
    match value:
        case None:
            return "\\N"
        case str():
            return value.translate(_ESCAPES)
        case bool():
            return "t" if value else "f"
        case list():
            return _array(value)
        case dict():
            return json.dumps(value, ensure_ascii=False).translate(_ESCAPES)
    return str(value)


def _array(words: list[str]) -> str:
    joined = '","'.join(words)
    if joined.isprintable() and "\\" not in joined and joined.count('"') == 2 * max(len(words) - 1, 0):
        return f'{{"{joined}"}}' if words else "{}"
    quoted = (word.replace("\\", "\\\\").replace('"', '\\"') for word in words)
    return ("{" + ",".join(f'"{word}"' for word in quoted) + "}").translate(_ESCAPES)
