"""表格 — lists from files and to files: CSV, Excel, OpenDocument and tables in Word documents.

Reading trusts nothing: size, unpacked size, encoding, extent and cells are bounded, and whatever cannot be read says
why and what to do (``Unreadable``). Writing never produces a cell that a spreadsheet would run.
"""

from suiji.papers.sheets.limits import Limits, Line, Sheet, Unreadable
from suiji.papers.sheets.reading import sheets as sheets_of
from suiji.papers.sheets.tables import Row, Table, fold, read_table, without_heading
from suiji.papers.sheets.word import word_bytes
from suiji.papers.sheets.writing import Page, csv_bytes, safe_cell, xlsx_bytes

__all__ = [
    "Limits",
    "Line",
    "Page",
    "Row",
    "Sheet",
    "Table",
    "Unreadable",
    "csv_bytes",
    "fold",
    "read_table",
    "safe_cell",
    "sheets_of",
    "without_heading",
    "word_bytes",
    "xlsx_bytes",
]
