"""数据标准 — a whole file of inspectors or of classes, read under the headings of the standard."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from suiji.papers.sheets import Row, fold, read_table


@dataclass(frozen=True, slots=True)
class Filed:
    """A file's rows, and the columns nobody reads."""

    rows: list[Row]
    ignored: tuple[str, ...]


def read_file(content: bytes, fields: Mapping[str, Sequence[str]], needed: Sequence[Sequence[str]]) -> Filed:
    """Every row, each cell on one line; an empty cell is there too, for it empties what the library holds.

    Raises ``papers.sheets.Unreadable`` when the file is no such table.
    """
    headings = {fold(heading): field for field, words in fields.items() for heading in words}
    table = read_table(content, headings, needed)
    empty = dict.fromkeys(table.fields, "")
    rows = [
        Row(row.number, empty | {field: " ".join(text.split()) for field, text in row.cells.items()})
        for row in table.rows
    ]
    return Filed(rows, table.ignored)
