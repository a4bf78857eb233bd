"""Rows of a file as the staging table takes them: read by the standard without the database, in whichever process."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from suiji import vault
from suiji.libraries.models import InspectedObject
from suiji.libraries.object_headings import HELPERS, PARTICULARS, SEALED
from suiji.libraries.services.copying import copy_line
from suiji.libraries.standard import Codes, Places, Reading, read_object
from suiji.organs.industries import IndustryTable
from suiji.papers.sheets import Line, Row

_ALWAYS = ("upload_id", "row", "code", "new_kind", "new_region", "name", "uscc", "reg_no", "region_id")
"""What every staged row may say, whatever columns its file has."""
NOTES = ("upload_id", "row", "refused", "field", "value", "reason")

Lines = tuple[list[int], list[tuple[str, ...]]]
"""Some rows of a file: their numbers there, and their cells."""


def as_lines(lines: Sequence[Line]) -> Lines:
    """Rows as they were read: plain numbers and words."""
    return [line.number for line in lines], [line.cells for line in lines]


@dataclass(slots=True)
class ReadRows:
    """What some rows of a file came to, in their order."""

    last: int
    """The number of the last row that was read."""
    numbers: list[int] = field(default_factory=list)
    keys: list[str] = field(default_factory=list)
    licensed: list[bool] = field(default_factory=list)
    """The row brings a licence, so that its object may stand in the file again."""
    lines: list[str] = field(default_factory=list)
    """The staged row, as COPY reads it."""
    warnings: dict[int, list[str]] = field(default_factory=dict)
    refusals: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class RowReader:
    """All that reading a row needs. Nothing in it knows the database."""

    upload: int
    columns: Sequence[str]
    """What each column of the file means."""
    staged: tuple[str, ...]
    places: Places
    today: date
    industries: IndustryTable
    codes: Codes | None

    def __call__(self, lines: Lines) -> ReadRows:
        """Read some rows; which of them came before, only the caller knows."""
        found = ReadRows(lines[0][-1])
        for number, cells in zip(*lines, strict=True):
            reading = self._read(number, cells)
            if reading.faults:
                found.refusals += [self.note(number, fault, refused=True) for fault in reading.faults]
                continue
            if reading.warnings:
                found.warnings[number] = [self.note(number, one, refused=False) for one in reading.warnings]
            found.numbers.append(number)
            found.keys.append(reading.key)
            found.licensed.append("licence" in reading.values)
            found.lines.append(self._staged(reading))
        return found

    def _read(self, number: int, given: Sequence[str]) -> Reading:
        cells = cells_of(self.columns, given)
        if self.codes is not None:
            self.codes.translate(cells)
        return read_object(Row(number, cells), self.places, self.today, self.industries)

    def note(self, number: int, note: Mapping[str, Any], *, refused: bool) -> str:
        """A line of the file's report."""
        cells = (self.upload, number, refused, note["field"], note["value"], note["reason"][:200])
        return copy_line(cells)

    def _staged(self, reading: Reading) -> str:
        values = reading.values
        _seal(values)
        values["upload_id"], values["row"] = self.upload, reading.row
        values["new_kind"] = reading.defaults["kind"]
        values["new_region"] = values.get("region_id") or reading.defaults["region_id"]
        if "particulars" in self.staged:
            said = {word: values.get(f"particulars:{word}") for word in PARTICULARS}
            values["particulars"] = {word: text for word, text in said.items() if text is not None} or None
        return copy_line([values.get(name) for name in self.staged])


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
