"""Lists as tables in Word documents: read, and printed in landscape."""

import io
from collections.abc import Iterable, Iterator, Sequence
from typing import BinaryIO

import docx
from docx.enum.section import WD_ORIENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.opc.exceptions import PackageNotFoundError
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt
from docx.table import Table, _Cell, _Row
from docx.text.paragraph import Paragraph

from suiji.papers.sheets.cells import clean
from suiji.papers.sheets.limits import Unreadable

TITLE_FONT, BODY_FONT = "方正小标宋简体", "仿宋_GB2312"
LANDSCAPE = (Cm(29.7), Cm(21.0))


def pages(file: BinaryIO) -> Iterator[tuple[str, Iterator[tuple[int, Sequence[str]]]]]:
    """Every table of the document with its rows; merged cells repeat their value."""
    try:
        document = docx.Document(file)
    except (PackageNotFoundError, KeyError, ValueError) as error:
        raise Unreadable("文件打不开：它不是完整的 Word 文档（DOCX）。请重新保存后再导入。") from error
    for number, table in enumerate(document.tables, start=1):
        yield f"表 {number}", _rows(table)


def _rows(table: Table) -> Iterator[tuple[int, Sequence[str]]]:
    for number, row in enumerate(table.rows, start=1):
        yield number, [clean(cell.text) for cell in row.cells]


def word_bytes(
    title: str,
    heading: Sequence[str],
    rows: Iterable[Sequence[str]],
    *,
    lead: str = "",
    widths: Sequence[int] = (),
) -> bytes:
    """A document of one table under a title; the heading repeats on every page, no row breaks between pages."""
    document = docx.Document()
    section = document.sections[0]
    section.orientation = WD_ORIENT.LANDSCAPE
    section.page_width, section.page_height = LANDSCAPE
    section.left_margin = section.right_margin = section.top_margin = section.bottom_margin = Cm(1.5)
    _say(document.add_paragraph(), title, TITLE_FONT, 18, centred=True)
    if lead:
        _say(document.add_paragraph(), lead, BODY_FONT, 10.5, centred=True)
    table = document.add_table(rows=0, cols=len(heading))
    table.style = "Table Grid"
    _fill(table, heading, bold=True)
    _repeat_heading(table)
    for row in rows:
        _fill(table, row)
    for column, share in zip(table.columns, widths, strict=False):
        column.width = Cm(26.7 * share / sum(widths))
        for cell in column.cells:
            cell.width = column.width
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def _fill(table: Table, texts: Sequence[str], *, bold: bool = False) -> None:
    row: _Row = table.add_row()  # type: ignore[no-untyped-call]
    unbroken = OxmlElement("w:cantSplit")
    row._tr.get_or_add_trPr().append(unbroken)
    for cell, text in zip(row.cells, texts, strict=True):
        _write(cell, text, bold=bold)


def _write(cell: _Cell, text: str, *, bold: bool) -> None:
    _say(cell.paragraphs[0], text, BODY_FONT, 9, bold=bold, centred=bold)


def _say(
    paragraph: Paragraph, text: str, font: str, size: float, *, bold: bool = False, centred: bool = False
) -> None:
    run = paragraph.add_run(text)
    run.bold, run.font.size, run.font.name = bold, Pt(size), font
    fonts = run._r.get_or_add_rPr().get_or_add_rFonts()
    fonts.set(qn("w:eastAsia"), font)
    paragraph.paragraph_format.space_after = Pt(0)
    if centred:
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER


def _repeat_heading(table: Table) -> None:
    mark = OxmlElement("w:tblHeader")
    mark.set(qn("w:val"), "true")
    table.rows[0]._tr.get_or_add_trPr().append(mark)
