"""Rows under headings: which column means what is read from the heading, whatever its order."""

import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import BinaryIO, NamedTuple

from suiji.papers.sheets import encodings
from suiji.papers.sheets.limits import Limits, Line, Sheet, Unreadable
from suiji.papers.sheets.reading import sheets

HEADING_ROWS = 10
"""A heading is looked for in the first rows: official tables like to begin with a title and a date."""
_FULL_WIDTH = str.maketrans("（）：／－＊", "():/-*")
_MARKS = ("(必填)", "(选填)", "(可选)")


class Row(NamedTuple):
    """One row: its number in the file, its cells under the fields their headings name, and all of it as it stands."""

    number: int
    cells: Mapping[str, str]
    line: tuple[str, ...] = ()

    def get(self, field: str) -> str:
        """The cell's text; empty where the file has no such column."""
        return self.cells.get(field, "")


@dataclass(frozen=True, slots=True)
class Table:
    """A table under a heading. ``rows`` is read as it is asked for, once."""

    sheet: str
    heading: tuple[str, ...]
    columns: tuple[str, ...]
    """The field of each column; empty where nobody reads it."""
    rows: Iterator[Row]

    @property
    def fields(self) -> frozenset[str]:
        """What the table tells of each row."""
        return frozenset(self.columns) - {""}

    @property
    def ignored(self) -> tuple[str, ...]:
        """The columns nobody reads."""
        return tuple(
            cell for cell, field in zip(self.heading, self.columns, strict=True) if cell and not field
        )


def fold(heading: str) -> str:
    """A heading without what offices vary: spaces and line breaks, marks of obligation, width, case."""
    text = "".join(heading.translate(_FULL_WIDTH).split()).replace("*", "").lower().lstrip("\ufeff")
    for mark in _MARKS:
        text = text.removesuffix(mark)
    return text.rstrip(":")


def read_table(
    source: bytes | BinaryIO,
    headings: Mapping[str, str],
    needed: Sequence[Sequence[str]],
    limits: Limits | None = None,
) -> Table:
    """The first table whose heading tells what is needed, or ``Unreadable``.

    ``headings`` maps a folded heading to a field; of each group in ``needed`` one field must be there. Of two
    columns of one field the first that holds something counts.
    """
    for sheet in sheets(source, limits):
        if (table := _under_heading(sheet, headings, needed)) is not None:
            return table
    words = "、".join("或".join(_label(field, headings) for field in group) for group in needed)
    raise without_heading(source, f"表格至少要有这些列：{words}。")


def without_heading(source: bytes | BinaryIO, needed: str) -> Unreadable:
    """What is said of a file in which no heading was found: perhaps it is only that its letters were read wrongly."""
    file = io.BytesIO(source) if isinstance(source, bytes) else source
    if mistaken := encodings.mistaken(file):
        return Unreadable(mistaken)
    return Unreadable(f"前 {HEADING_ROWS} 行里没有找到表头。{needed}{encodings.as_read(file)}")


def _under_heading(
    sheet: Sheet, headings: Mapping[str, str], needed: Sequence[Sequence[str]]
) -> Table | None:
    for seen, line in enumerate(sheet.lines, start=1):
        columns = tuple(headings.get(fold(cell), "") for cell in line.cells)
        if all(any(field in columns for field in group) for group in needed):
            rows = _rows(sheet.lines, line.cells, columns)
            return Table(sheet.name, line.cells, columns, rows)
        if seen >= HEADING_ROWS:
            return None
    return None


def _rows(lines: Iterator[Line], heading: tuple[str, ...], columns: tuple[str, ...]) -> Iterator[Row]:
    for line in lines:
        if line.cells == heading:
            continue
        cells: dict[str, str] = {}
        for field, cell in zip(columns, line.cells, strict=False):
            if field and cell and not cells.get(field):
                cells[field] = cell
        if cells:
            yield Row(line.number, cells, line.cells)


def _label(field: str, headings: Mapping[str, str]) -> str:
    return next(heading for heading, found in headings.items() if found == field)
