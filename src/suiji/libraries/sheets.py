"""Tables from files and to files. Nothing is trusted: size, encoding, archive and cells are checked."""

import csv
import io
import zipfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from python_calamine import CalamineError, CalamineWorkbook

from suiji.libraries.names import clean

MAX_BYTES = 20 * 1024 * 1024
MAX_UNPACKED = 200 * 1024 * 1024
HEADING_ROWS = 5
"""A heading is looked for in the first rows: official tables like to begin with a title."""
_OLD_EXCEL = b"\xd0\xcf\x11\xe0"
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


class Unreadable(ValueError):  # noqa: N818 — what the person reads on the form
    """The file is no table of the expected kind. Its Chinese text says why and what to do."""


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a table: its number in the file, and its cells under the fields their headings name."""

    number: int
    cells: Mapping[str, str]

    def get(self, field: str) -> str:
        """The cell's text; empty where the file has no such column."""
        return self.cells.get(field, "")


@dataclass(frozen=True, slots=True)
class Table:
    """A file's rows, with the columns nobody reads."""

    fields: frozenset[str]
    rows: list[Row]
    ignored: tuple[str, ...]


def read_table(content: bytes, headings: Mapping[str, str], needed: Sequence[Sequence[str]]) -> Table:
    """The rows of a CSV (UTF-8 or GB18030) or XLSX file under recognised headings, or ``Unreadable``.

    ``headings`` maps a folded heading to a field; of each group in ``needed`` one field must be there.
    """
    lines = _lines(content)
    first: list[list[str]] = []
    for number, line in enumerate(lines, start=1):
        columns = [headings.get(fold(cell), "") for cell in line]
        if all(any(field in columns for field in group) for group in needed):
            ignored = tuple(cell for cell, field in zip(line, columns, strict=True) if cell and not field)
            return Table(frozenset(columns) - {""}, list(_rows(lines, columns, number)), ignored)
        first.append(line)
        if number >= HEADING_ROWS:
            break
    words = "、".join("或".join(_label(field, headings) for field in group) for group in needed)
    raise Unreadable(f"前 {HEADING_ROWS} 行里没有找到表头。表格至少要有这些列：{words}。")


def _label(field: str, headings: Mapping[str, str]) -> str:
    return next(heading for heading, found in headings.items() if found == field)


def fold(heading: str) -> str:
    """A heading without what offices vary: spaces, marks of obligation, width of brackets, case."""
    text = heading.replace(" ", "").replace("（", "(").replace("）", ")").replace("*", "").lower()
    return text.removesuffix("(必填)").removesuffix("(选填)").lstrip("\ufeff")


def _rows(lines: Iterator[list[str]], columns: list[str], heading: int) -> Iterator[Row]:
    for number, line in enumerate(lines, start=heading + 1):
        cells: dict[str, str] = {}
        for field, cell in zip(columns, line, strict=False):
            if field and not cells.get(field):
                cells[field] = cell
        if any(cells.values()):
            yield Row(number, cells)


def _lines(content: bytes) -> Iterator[list[str]]:
    if len(content) > MAX_BYTES:
        raise Unreadable("文件超过 20 MB，请拆成几个文件分别导入。")
    if content.startswith(_OLD_EXCEL):
        raise Unreadable("这是旧版 Excel（xls）文件，请另存为 XLSX 或 CSV 后再导入。")
    if content.startswith(b"PK"):
        return _workbook_lines(content)
    return _csv_lines(_text(content))


def _text(content: bytes) -> str:
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" in text:
            break
        return text
    raise Unreadable("文件不是 UTF-8 或 GB18030 编码的文本，请另存为 CSV（UTF-8）或 XLSX 后再导入。")


def _csv_lines(text: str) -> Iterator[list[str]]:
    head = text.partition("\n")[0]
    delimiter = max(",\t;", key=head.count)
    try:
        for line in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter):
            yield [clean(cell) for cell in line]
    except csv.Error as error:
        raise Unreadable("文件中有过长的单元格或不成对的引号，请检查后再导入。") from error


def _workbook_lines(content: bytes) -> Iterator[list[str]]:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            unpacked = sum(entry.file_size for entry in archive.infolist())
        if unpacked > MAX_UNPACKED:
            raise Unreadable("工作簿展开后超过 200 MB，请拆成几个文件分别导入。")
        sheet = CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_index(0)
        for line in sheet.iter_rows():
            yield [_cell(value) for value in line]
    except (zipfile.BadZipFile, CalamineError) as error:
        raise Unreadable("文件打不开：它不是完整的 XLSX 工作簿。") from error


def _cell(value: object) -> str:
    match value:
        case None:
            return ""
        case bool():
            return "是" if value else "否"
        case float() if value.is_integer():
            return str(int(value))
        case datetime():
            return value.date().isoformat()
        case date():
            return value.isoformat()
    return clean(str(value).replace("\0", ""))


def write_csv(heading: Sequence[str], rows: Iterable[Sequence[str]]) -> bytes:
    """A CSV that spreadsheets open in Chinese and in which no cell is a formula."""
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow(heading)
    writer.writerows([safe_cell(cell) for cell in row] for row in rows)
    return out.getvalue().encode("utf-8-sig")


def safe_cell(text: str) -> str:
    """The text as no spreadsheet takes for a formula."""
    return f"'{text}" if text.startswith(_FORMULA) else text
