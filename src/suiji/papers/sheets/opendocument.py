"""Lists in OpenDocument spreadsheets, read as a stream: repeated cells are counted, not built."""

import zipfile
from collections.abc import Iterator, Sequence
from typing import BinaryIO
from xml.parsers import expat

from suiji.papers.sheets.cells import clean
from suiji.papers.sheets.limits import Limits, Unreadable

CHUNK = 1 << 16
_TABLE, _ROW, _TEXT = "table:table", "table:table-row", "text:p"
_CELLS = ("table:table-cell", "table:covered-table-cell")

Rows = list[tuple[int, Sequence[str]]]


def pages(file: BinaryIO, limits: Limits) -> Iterator[tuple[str, Iterator[tuple[int, Sequence[str]]]]]:
    """Every table with its rows."""
    reader = _Reader(limits)
    try:
        with zipfile.ZipFile(file) as archive, archive.open("content.xml") as content:
            while piece := content.read(CHUNK):
                reader.parser.Parse(piece, False)
            reader.parser.Parse(b"", True)
    except (expat.ExpatError, zipfile.BadZipFile, KeyError) as error:
        raise Unreadable("文件打不开：它不是完整的 ODS 表格。请重新保存后再导入。") from error
    for name, rows in reader.tables:
        yield name, iter(rows)


class _Reader:
    """Collects the filled rows of each table; a merged area's value is kept in its first cell only."""

    def __init__(self, limits: Limits) -> None:
        self.limits = limits
        self.tables: list[tuple[str, Rows]] = []
        self.cells: list[str] = []
        self.words: list[str] | None = None
        self.number = self.row_times = self.cell_times = 1
        self.above: dict[int, tuple[int, str]] = {}
        self.parser = expat.ParserCreate()
        self.parser.StartElementHandler = self.opened
        self.parser.EndElementHandler = self.closed
        self.parser.CharacterDataHandler = self.said
        self.parser.StartDoctypeDeclHandler = self.refused

    def refused(self, *_: object) -> None:
        """A spreadsheet declares no document type; only an attack does."""
        raise Unreadable("文件含有不允许的内容，请用 Excel 或 WPS 另存为 XLSX 后再导入。")

    def opened(self, tag: str, about: dict[str, str]) -> None:
        """A table, a row or a cell begins."""
        if tag == _TABLE:
            self.tables.append((about.get("table:name", ""), []))
            self.number, self.above = 1, {}
        elif tag == _ROW:
            self.cells, self.row_times = [], _times(about, "table:number-rows-repeated")
        elif tag in _CELLS:
            self.cell_times = _times(about, "table:number-columns-repeated")
            self.words = []
            if tag == _CELLS[0]:
                self._merge(len(self.cells), about)
        elif tag == _TEXT and self.words:
            self.words.append("\n")

    def _merge(self, column: int, about: dict[str, str]) -> None:
        wide, high = (_times(about, f"table:number-{way}-spanned") for way in ("columns", "rows"))
        for place in range(column, min(column + wide, self.limits.max_columns)):
            self.above.pop(place, None)
            if wide > 1 or high > 1:
                self.above[place] = (self.number + high - 1, "")
        self.anchor = (column, wide, high)

    def said(self, text: str) -> None:
        """Words within a cell."""
        if self.words is not None:
            self.words.append(text)

    def closed(self, tag: str) -> None:
        """A cell or a row is complete."""
        if tag in _CELLS and self.words is not None:
            self._keep(clean("".join(self.words)), covered=tag == _CELLS[1])
            self.words = None
        elif tag == _ROW and self.tables:
            self._keep_row()

    def _keep(self, text: str, *, covered: bool) -> None:
        column = len(self.cells)
        for place in range(column, min(column + self.cell_times, self.limits.max_columns + 1)):
            last, value = self.above.get(place, (0, ""))
            inherited = value if covered and self.number <= last else text
            self.cells.append(inherited)
        if not covered:
            for place in range(self.anchor[0], self.anchor[0] + self.anchor[1]):
                if place in self.above:
                    self.above[place] = (self.above[place][0], text)

    def _keep_row(self) -> None:
        rows = self.tables[-1][1]
        if any(self.cells):
            for _ in range(min(self.row_times, self.limits.max_rows + 1 - len(rows))):
                rows.append((self.number, tuple(self.cells)))
                self.number += 1
        else:
            self.number += self.row_times


def _times(about: dict[str, str], name: str) -> int:
    given = about.get(name, "1")
    return int(given) if given.isdigit() and len(given) < 9 else 1
