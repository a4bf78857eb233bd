"""Word 版面 — the page of GB/T 9704 as DOCX: its margins, its fonts, its paragraphs, its tables."""

import io
import zipfile
from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime, time
from typing import Any

import docx
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_TAB_ALIGNMENT
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor

BODY, HEADING, TITLE, SONG = "仿宋", "黑体", "小标宋体", "宋体"
"""Named, never bundled: Word takes the nearest font that the computer has."""
ERHAO, SANHAO, SIHAO, XIAOSI, WUHAO = 22, 16, 14, 12, 10.5
"""Chinese sizes in points: 二号, 三号, 四号, 小四, 五号."""
LEFT, CENTRE, RIGHT = WD_ALIGN_PARAGRAPH.LEFT, WD_ALIGN_PARAGRAPH.CENTER, WD_ALIGN_PARAGRAPH.RIGHT
GREY, RED = "F2F2F2", "D0021B"
REDHEAD = 40
"""Points of an organ's name that is short enough for one line."""
LONG = 30
"""Characters of a line of the imprint that fit in 四号."""
PITCH = 28.9
"""Points from line to line: twenty-two lines fill the 225 mm of the text."""


class Page:
    """One document that grows from top to bottom. Widths are millimetres, sizes points."""

    def __init__(self, *, size: float = SANHAO, margins: Sequence[int] = (37, 26, 35, 28)) -> None:
        """Margins in the order top, right, bottom, left."""
        self.made = docx.Document()
        self.size = size
        self.pitch: float | None = None
        """Exact points from line to line of the text; None leaves it to Word."""
        sheet = self.made.sections[0]
        sheet.page_width, sheet.page_height = Mm(210), Mm(297)
        sheet.top_margin, sheet.right_margin, sheet.bottom_margin, sheet.left_margin = map(Mm, margins)
        self.width, self.foot = 210 - margins[1] - margins[3], margins[2]
        normal = self.made.styles["Normal"]
        normal.paragraph_format.space_after = Pt(0)
        _font(normal, BODY, size)

    def line(
        self,
        words: str,
        font: str = BODY,
        size: float | None = None,
        *,
        at: Any = None,
        before: float = 0,
        after: float = 0,
        colour: str = "",
    ) -> Any:
        """A paragraph that stands by itself."""
        paragraph = self.made.add_paragraph()
        paragraph.alignment = at
        about = paragraph.paragraph_format
        about.space_before, about.space_after = Pt(before), Pt(after)
        if self.pitch and size is None:
            about.line_spacing = Pt(self.pitch)
        run = paragraph.add_run(words)
        _font(run, font, size or self.size)
        if colour:
            run.font.color.rgb = RGBColor.from_string(colour)
        return paragraph

    def official(self, issuer: str, number: str) -> None:
        """The page of a 文件: the organ's name and a line in red, twenty-two lines to a page, and numbered pages."""
        self.pitch = PITCH
        name = f"{issuer}文件"
        fits = self.width / 25.4 * 72 / len(name)
        self.line(name, TITLE, max(ERHAO, min(REDHEAD, fits)), at=CENTRE, before=48, colour=RED)
        self.line(number, at=CENTRE, before=24, after=10)
        _border(self.made.paragraphs[-1], RED, "bottom")
        self.folio()

    def folio(self) -> None:
        """— 1 — seven millimetres under the text: on the right of odd pages, on the left of even ones."""
        self.made.settings.odd_and_even_pages_header_footer = True
        sheet = self.made.sections[0]
        sheet.footer_distance = Mm(self.foot - 12)
        for foot, at in ((sheet.footer, RIGHT), (sheet.even_page_footer, LEFT)):
            paragraph = foot.paragraphs[0]
            paragraph.alignment = at
            about = paragraph.paragraph_format
            about.left_indent = about.right_indent = Pt(SIHAO)
            for part in ("— ", "PAGE", " —"):
                run = paragraph.add_run("" if part == "PAGE" else part)
                _font(run, SONG, SIHAO)
                if part == "PAGE":
                    _field(run, part)

    def closing(self, issuer: str, day: str) -> None:
        """Who issued it and when, two characters from the edge; never alone on a page."""
        for paragraph in self.made.paragraphs[-2:]:
            paragraph.paragraph_format.keep_with_next = True
        points = self.width / 25.4 * 72
        edge = 2 * self.size if (len(issuer) + 2) * self.size < points else 0
        for words, before in ((issuer, 24), (day, 0)):
            fits = None if len(words) * self.size < points else points / (len(words) + 1)
            paragraph = self.line(words, size=fits, at=RIGHT, before=before)
            paragraph.paragraph_format.right_indent = Pt(edge)
            paragraph.paragraph_format.keep_with_next = words == issuer

    def imprint(self, copied_to: str, issuer: str, day: str) -> None:
        """版记: who has a copy, who printed it and when, between two lines."""
        lines = [f"抄送：{copied_to}。"] if copied_to else []
        for place, words in enumerate([*lines, f"{issuer}\t{day}印发"]):
            size = SIHAO if len(words) <= LONG else WUHAO
            paragraph = self.line(words, size=size, before=0 if place else 24)
            about = paragraph.paragraph_format
            about.left_indent = about.right_indent = Pt(SIHAO)
            about.tab_stops.add_tab_stop(Mm(self.width) - Pt(SIHAO), WD_TAB_ALIGNMENT.RIGHT)
            _border(paragraph, "000000", *(("top", "bottom") if place == len(lines) else ("top",)))

    def text(self, words: str) -> None:
        """A paragraph of the text, its first line two characters in."""
        self.line(words)
        self.made.paragraphs[-1].paragraph_format.first_line_indent = Pt(2 * self.size)

    def heading(self, words: str) -> None:
        """一、…"""
        self.line(words, HEADING, before=4, after=2)
        self.made.paragraphs[-1].paragraph_format.keep_with_next = True

    def on_a_new_page(self, words: str) -> None:
        """A title that begins a page."""
        self.line(words, TITLE, ERHAO, at=CENTRE, after=6)
        self.made.paragraphs[-1].paragraph_format.page_break_before = True

    def table(
        self,
        rows: Sequence[Sequence[str]],
        widths: Sequence[float],
        *,
        size: float = XIAOSI,
        labels: bool = False,
    ) -> None:
        """A ruled table: the first row is its heading and stands on every page; or, with ``labels``, every other cell
        from the left names what stands right of it. Widths are parts of the page's width; no row is torn."""
        made = self.made.add_table(rows=0, cols=len(widths))
        made.style, made.autofit, made.alignment = "Table Grid", False, WD_TABLE_ALIGNMENT.CENTER
        if size < WUHAO:
            _tighten(made)
        share = [Mm(self.width * width / sum(widths)) for width in widths]
        for column, wide in zip(made.columns, share, strict=True):
            column.width = wide
        for place, row in enumerate(rows):
            cells = made.add_row()
            _keep(cells, heading=place == 0 and not labels)
            for column, (cell, words) in enumerate(zip(cells.cells, row, strict=True)):
                cell.width = share[column]
                named = column % 2 == 0 if labels else place == 0
                _write(cell, words, size, named=named)
        self.line("", size=6)

    def facts(self, pairs: Iterable[tuple[str, str]], *, size: float = XIAOSI, label: float = 0.21) -> None:
        """A table of names and values."""
        self.table(list(pairs), (label, 1 - label), size=size, labels=True)

    def each(self, name: str, columns: Sequence[tuple[str, str, float]], *, size: float = XIAOSI) -> None:
        """A form's table with a row for every line of ``name``: heading, value and width of each column."""
        empty = [""] * (len(columns) - 1)
        rows = [
            [heading for heading, _, _ in columns],
            [f"{{%tr for row in {name} %}}", *empty],
            [value for _, value, _ in columns],
            ["{%tr endfor %}", *empty],
        ]
        self.table(rows, [width for _, _, width in columns], size=size)

    def content(self) -> bytes:
        """The file."""
        self.made.save(content := io.BytesIO())
        return content.getvalue()

    def settled(self, day: date) -> bytes:
        """The file under one fixed date: the same paper is the same bytes whenever it is made."""
        about, noon = self.made.core_properties, datetime.combine(day, time(12), UTC)
        about.author, about.created, about.modified, about.last_modified_by = "", noon, noon, ""
        settled = io.BytesIO()
        with (
            zipfile.ZipFile(io.BytesIO(self.content())) as made,
            zipfile.ZipFile(settled, "w", zipfile.ZIP_DEFLATED) as kept,
        ):
            for name in sorted(made.namelist(), key=lambda name: (name != "[Content_Types].xml", name)):
                entry = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
                entry.compress_type = zipfile.ZIP_DEFLATED
                kept.writestr(entry, made.read(name))
        return settled.getvalue()


def _border(paragraph: Any, colour: str, *sides: str) -> None:
    edges = OxmlElement("w:pBdr")
    for side in sides:
        edge = OxmlElement(f"w:{side}")
        for name, value in (("val", "single"), ("sz", "12"), ("space", "4"), ("color", colour)):
            edge.set(qn(f"w:{name}"), value)
        edges.append(edge)
    paragraph._p.get_or_add_pPr().insert_element_before(
        edges, "w:shd", "w:tabs", "w:suppressAutoHyphens", "w:spacing", "w:ind", "w:jc", "w:rPr"
    )


def _field(run: Any, name: str) -> None:
    for kind in ("begin", "", "end"):
        if kind:
            part = OxmlElement("w:fldChar")
            part.set(qn("w:fldCharType"), kind)
        else:
            part = OxmlElement("w:instrText")
            part.text = name
        run._r.append(part)


def _font(where: Any, font: str, size: float) -> None:
    where.font.name, where.font.size = font, Pt(size)
    where.element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), font)


def _write(cell: Any, words: str, size: float, *, named: bool) -> None:
    lines = words.split("\n")
    for place, line in enumerate(lines):
        paragraph = cell.paragraphs[0] if place == 0 else cell.add_paragraph()
        paragraph.paragraph_format.space_before = paragraph.paragraph_format.space_after = Pt(2)
        _font(paragraph.add_run(line), HEADING if named else BODY, size)
    if named:
        shade = OxmlElement("w:shd")
        shade.set(qn("w:val"), "clear")
        shade.set(qn("w:fill"), GREY)
        cell._tc.get_or_add_tcPr().append(shade)


def _tighten(table: Any) -> None:
    """Half a millimetre beside the words of a cell: small figures stay in one line."""
    margins = OxmlElement("w:tblCellMar")
    for side in ("left", "right"):
        margin = OxmlElement(f"w:{side}")
        margin.set(qn("w:w"), "28")
        margin.set(qn("w:type"), "dxa")
        margins.append(margin)
    about = table._tbl.tblPr
    about.insert_element_before(margins, "w:tblLook", "w:tblCaption", "w:tblDescription")


def _keep(row: Any, *, heading: bool) -> None:
    about = row._tr.get_or_add_trPr()
    about.append(OxmlElement("w:cantSplit"))
    if heading:
        about.append(OxmlElement("w:tblHeader"))
