"""Lists to files. No cell of ours is ever run: a workbook's are texts, a CSV's are marked."""

import csv
import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

import xlsxwriter

_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_WIDEST, _NARROWEST = 60, 8


@dataclass(frozen=True, slots=True)
class Page:
    """A worksheet to be written."""

    name: str
    heading: Sequence[str]
    rows: Iterable[Sequence[str | int]]
    """A whole number becomes a number of the sheet; everything else is text."""
    widths: Sequence[int] = ()
    """In characters; guessed from the headings where none are given."""


def safe_cell(text: str) -> str:
    """The text as no spreadsheet takes for a formula."""
    return f"'{text}" if text.startswith(_FORMULA) else text


def csv_bytes(heading: Sequence[str], rows: Iterable[Sequence[str]]) -> bytes:
    """A CSV that spreadsheets open in Chinese and in which no cell is a formula."""
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow([safe_cell(cell) for cell in heading])
    writer.writerows([safe_cell(cell) for cell in row] for row in rows)
    return out.getvalue().encode("utf-8-sig")


def xlsx_bytes(pages: Sequence[Page], *, created: datetime | None = None) -> bytes:
    """A workbook: headings stay in sight, long texts are wrapped; with ``created`` always the same bytes."""
    out = io.BytesIO()
    book = xlsxwriter.Workbook(
        out, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    )
    if created is not None:
        book.set_properties({"created": created.replace(tzinfo=None)})
    head = book.add_format(
        {"bold": True, "text_wrap": True, "valign": "top", "bg_color": "#EEF1F5", "border": 1}
    )
    body = book.add_format({"text_wrap": True, "valign": "top", "num_format": "@"})
    for page in pages:
        sheet = book.add_worksheet(page.name[:31])
        sheet.freeze_panes(1, 0)
        for place, word in enumerate(page.heading):
            width = page.widths[place] if place < len(page.widths) else len(word) * 2 + 4
            sheet.set_column(place, place, min(max(width, _NARROWEST), _WIDEST))
            sheet.write_string(0, place, word, head)
        for number, row in enumerate(page.rows, start=1):
            for place, text in enumerate(row):
                if isinstance(text, int):
                    sheet.write_number(number, place, text)
                else:
                    sheet.write_string(number, place, text[:32_767], body)
        if page.heading:
            sheet.autofilter(0, 0, 0, len(page.heading) - 1)
    book.close()
    return out.getvalue()
