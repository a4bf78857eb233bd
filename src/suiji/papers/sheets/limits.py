"""How large a list may be, and what one consists of."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

MEBIBYTE = 1024 * 1024


class Unreadable(ValueError):  # noqa: N818 — what the person reads on the form
    """The file is no list of the expected kind. Its Chinese text says why and what to do."""


@dataclass(frozen=True, slots=True)
class Limits:
    """The bounds of one reading; a file beyond them is refused before it costs memory."""

    max_bytes: int = 20 * MEBIBYTE
    max_unpacked: int = 200 * MEBIBYTE
    """What an archive (XLSX, ODS, DOCX) may hold when unpacked."""
    max_rows: int = 200_000
    max_columns: int = 200
    max_cell: int = 32_767
    """Characters in a cell: what Excel itself allows."""


class Line(NamedTuple):
    """One row as it stands in the file: its number there, and the text of its cells."""

    number: int
    cells: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Sheet:
    """One table of a file. ``lines`` is read as it is asked for, once; empty rows are left out."""

    name: str
    lines: Iterator[Line]


def bounded(rows: Iterator[tuple[int, Sequence[str]]], limits: Limits) -> Iterator[Line]:
    """The rows that hold something, or ``Unreadable`` at the first beyond the limits."""
    for count, (number, cells) in enumerate(_filled(rows)):
        if count >= limits.max_rows:
            raise Unreadable(f"表格超过 {limits.max_rows} 行，请拆成几个文件分别导入。")
        if len(cells) > limits.max_columns and any(cells[limits.max_columns :]):
            raise Unreadable(f"第 {number} 行超过 {limits.max_columns} 列，请删去无关的列后再导入。")
        if max(map(len, cells)) > limits.max_cell:
            raise Unreadable(f"第 {number} 行有超过 {limits.max_cell} 字的单元格，请缩短后再导入。")
        yield Line(number, tuple(cells))


def _filled(rows: Iterator[tuple[int, Sequence[str]]]) -> Iterator[tuple[int, Sequence[str]]]:
    return ((number, cells) for number, cells in rows if any(cells))
