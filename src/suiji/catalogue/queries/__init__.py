"""What may be asked of the lists, one module per kind of question."""

from suiji.catalogue.queries.differences import Comparison, compare
from suiji.catalogue.queries.exports import as_file, rows_of
from suiji.catalogue.queries.files import Reading, file_of, files_of, read_list, reasons_workbook
from suiji.catalogue.queries.items import (
    COMPILING_LINE,
    CURRENT,
    MADE_PUBLIC,
    Doable,
    Sheet,
    compiler_of,
    departments_for,
    doable,
    facts,
    hindrance,
    history,
    in_force,
    listing,
    missing_countersignatures,
    missing_fields,
    own_department,
    published,
    ratio_words,
    scope_words,
    sheet,
    version,
    versions,
    versions_of,
)
from suiji.catalogue.queries.sharing import board as sharing_board
from suiji.catalogue.queries.sharing import publicity_of
from suiji.catalogue.queries.waiting import to_do
from suiji.catalogue.queries.yearly import YearlySheet, yearly

__all__ = [
    "COMPILING_LINE",
    "CURRENT",
    "MADE_PUBLIC",
    "Comparison",
    "Doable",
    "Reading",
    "Sheet",
    "YearlySheet",
    "as_file",
    "compare",
    "compiler_of",
    "departments_for",
    "doable",
    "facts",
    "file_of",
    "files_of",
    "hindrance",
    "history",
    "in_force",
    "listing",
    "missing_countersignatures",
    "missing_fields",
    "own_department",
    "publicity_of",
    "published",
    "ratio_words",
    "read_list",
    "reasons_workbook",
    "rows_of",
    "scope_words",
    "sharing_board",
    "sheet",
    "to_do",
    "version",
    "versions",
    "versions_of",
    "yearly",
]
