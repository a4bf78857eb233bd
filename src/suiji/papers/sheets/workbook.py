"""Lists in Excel workbooks. Formulas give the value that was saved with them; merged cells repeat theirs."""

from collections.abc import Iterator, Sequence
from typing import BinaryIO

from python_calamine import (
    CalamineError,
    CalamineSheet,
    CalamineWorkbook,
    PasswordError,
    SheetTypeEnum,
    SheetVisibleEnum,
)

from suiji.papers.sheets.cells import clean_line, text_of
from suiji.papers.sheets.limits import Unreadable

MOST_MERGED = 100_000
"""Cells that merged areas may span, title rows included."""

Place = tuple[int, int]


def pages(file: BinaryIO) -> Iterator[tuple[str, Iterator[tuple[int, Sequence[str]]]]]:
    """Every visible worksheet with its rows."""
    try:
        book = CalamineWorkbook.from_filelike(file)
        for about in book.sheets_metadata:
            if about.typ == SheetTypeEnum.WorkSheet and about.visible == SheetVisibleEnum.Visible:
                yield about.name, _rows(book.get_sheet_by_name(about.name))
    except PasswordError as error:
        raise Unreadable("文件设有密码，请取消密码后再导入。") from error
    except CalamineError as error:
        raise Unreadable("文件打不开：它不是完整的 XLSX 工作簿。请重新保存后再导入。") from error


def _rows(sheet: CalamineSheet) -> Iterator[tuple[int, Sequence[str]]]:
    if sheet.start is None:
        return
    covered = _covered(sheet)
    by_row: dict[int, list[int]] = {}
    for row, column in covered:
        by_row.setdefault(row, []).append(column)
    values: dict[Place, str] = {}
    margin = [""] * sheet.start[1]
    for row, line in enumerate(sheet.iter_rows()):
        said = [value if value.__class__ is str else text_of(value) for value in line]
        cells = [*margin, *clean_line(said)]
        for column in by_row.get(row, ()):
            if column < len(cells):
                anchor = covered[row, column]
                cells[column] = values.setdefault(anchor, cells[column])
        yield row + 1, cells


def _covered(sheet: CalamineSheet) -> dict[Place, Place]:
    """Each cell of a merged area, and the area's first cell, which holds its value."""
    found: dict[Place, Place] = {}
    for (top, left), (bottom, right) in sheet.merged_cell_ranges or ():
        if (bottom - top + 1) * (right - left + 1) + len(found) > MOST_MERGED:
            raise Unreadable("合并的单元格过多，请取消合并后再导入。")
        for row in range(top, bottom + 1):
            for column in range(left, right + 1):
                found[row, column] = (top, left)
    return found
