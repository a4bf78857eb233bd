"""Lists from files and to files: what is read, and every file that must be turned away in plain words."""

import io
import zipfile
from collections.abc import Sequence
from datetime import date

import docx
import pytest
import xlsxwriter

from suiji.papers import sheets
from suiji.papers.sheets import Limits, Page, Unreadable

HEADINGS = {"事项名称": "title", "抽查比例": "ratio", "备注": "remark"}
NEEDED = (("title",), ("ratio",))
LIST = "事项名称,抽查比例,备注\n加油站,5%,\n䶮湖𠮷庆,10–20 %,含生僻字\n"


def rows_of(content: bytes, limits: Limits | None = None) -> list[dict[str, str]]:
    return [dict(row.cells) for row in sheets.read_table(content, HEADINGS, NEEDED, limits).rows]


def a_workbook(lines: Sequence[Sequence[object]], **merged: str) -> bytes:
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True})
    sheet = book.add_worksheet("清单")
    for number, line in enumerate(lines):
        for place, value in enumerate(line):
            sheet.write(number, place, value)
    for area, text in merged.items():
        sheet.merge_range(area.replace("_", ":"), text)
    book.add_worksheet("参数表").write(0, 0, "说明")
    book.close()
    return out.getvalue()


def an_archive(**members: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in members.items():
            archive.writestr(name.replace("__", "/").replace("_", "."), text)
    return out.getvalue()


PLAIN = "事项名称,抽查比例,备注\n加油站成品油质量监督检查,5%,每年一次\n"
TRADITIONAL = "名稱,統一社會信用代碼,地址\n安陽市文峰區春華加油站,91410502MA0000000A,文峰區金銀路1號\n"
JAPANESE = "名称,法人番号,住所\n安陽市文峰区スーパー株式会社,91410502MA,文峰区金銀路1号\n"
ODS = """<?xml version="1.0"?><d xmlns:table="t" xmlns:text="x"><table:table table:name="清单">
<table:table-row table:number-rows-repeated="2"><table:table-cell table:number-columns-repeated="16384"/>
</table:table-row>
<table:table-row><table:table-cell><text:p>事项名称</text:p></table:table-cell>
<table:table-cell><text:p>抽查比例</text:p></table:table-cell></table:table-row>
<table:table-row><table:table-cell table:number-rows-spanned="2"><text:p>加油站</text:p></table:table-cell>
<table:table-cell><text:p>5%</text:p></table:table-cell></table:table-row>
<table:table-row><table:covered-table-cell/><table:table-cell><text:p>7%</text:p></table:table-cell>
</table:table-row>
<table:table-row table:number-rows-repeated="1048570"><table:table-cell table:number-columns-repeated="16384"/>
</table:table-row></table:table></d>"""


class TestPlainText:
    @pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
    def test_is_read_in_every_usual_encoding_with_rare_characters(self, encoding: str) -> None:
        assert rows_of(LIST.encode(encoding)) == [
            {"title": "加油站", "ratio": "5%"},
            {"title": "䶮湖𠮷庆", "ratio": "10–20 %", "remark": "含生僻字"},
        ]

    @pytest.mark.parametrize("delimiter", ["\t", ";"])
    def test_may_be_separated_by_tabs_or_semicolons(self, delimiter: str) -> None:
        assert len(rows_of(LIST.replace(",", delimiter).encode())) == 2

    def test_keeps_the_number_of_the_line_also_after_cells_of_several_lines(self) -> None:
        content = '标题\n事项名称,抽查比例\n"加油\n站",5%\n旅店,3%\n'.encode()

        table = sheets.read_table(content, HEADINGS, NEEDED)

        assert [(row.number, row.get("title")) for row in table.rows] == [(3, "加油\n站"), (5, "旅店")]

    def test_finds_headings_whatever_their_brackets_marks_and_order(self) -> None:
        content = "全市清单,,\n * 抽查比例（必填）,无关,事项 名称：\n5%,x,加油站\n".encode()

        table = sheets.read_table(content, HEADINGS, NEEDED)

        assert table.fields == {"ratio", "title"}
        assert table.ignored == ("无关",)
        assert [row.get("title") for row in table.rows] == ["加油站"]

    def test_takes_the_mark_off_again_that_our_own_export_put_before_a_formula(self) -> None:
        written = sheets.csv_bytes(["事项名称", "抽查比例"], [["=HYPERLINK()", "-5"]])

        assert b"'=HYPERLINK()" in written
        assert rows_of(written) == [{"title": "=HYPERLINK()", "ratio": "-5"}]

    def test_without_the_needed_columns_says_which(self) -> None:
        with pytest.raises(Unreadable, match="事项名称、抽查比例"):
            rows_of("甲,乙\n1,2\n".encode())

    @pytest.mark.parametrize(
        ("text", "encoding", "words"),
        [
            (TRADITIONAL, "big5", "Big5"),
            (JAPANESE, "cp932", "Shift-JIS"),
            (JAPANESE, "euc_jp", "如果这是乱码"),
            (LIST.encode().decode("latin-1"), "utf-8", "已经损坏"),
            ("锟斤拷,锟斤拷\n", "utf-8", "已经损坏"),
            (LIST.replace("比例", "b"), "gb18030", "读出的第一行是“事项名称,抽查b,备注”"),
        ],
        ids=["big5", "shift-jis", "euc-jp", "twice-converted", "replaced", "only-a-heading-missing"],
    )
    def test_in_another_encoding_is_told_so_and_not_that_its_heading_is_missing(
        self, text: str, encoding: str, words: str
    ) -> None:
        with pytest.raises(Unreadable, match=words):
            rows_of(text.encode(encoding))

    @pytest.mark.parametrize(
        ("encoding", "words"),
        [("utf-8", "大体是 UTF-8"), ("gb18030", "大体是 GB18030"), ("utf-32", "不是 UTF-8 或 GB18030")],
    )
    def test_with_a_broken_character_is_told_what_it_mostly_is(self, encoding: str, words: str) -> None:
        with pytest.raises(Unreadable, match=words):
            rows_of(PLAIN.encode(encoding) + b"\xff\xff\n")

    def test_without_a_heading_but_in_sound_letters_is_told_of_the_heading_only(self) -> None:
        with pytest.raises(Unreadable, match=r"没有找到表头.*抽查比例。$"):
            rows_of("甲,乙\n1,2\n".encode())

    def test_with_an_endless_cell_is_refused_with_its_row(self) -> None:
        content = ("事项名称,抽查比例\n加油站,5%\n" + "长" * 40_000 + ",5%\n").encode()

        with pytest.raises(Unreadable, match=r"第 3 行.*32767"):
            rows_of(content)

    def test_with_an_open_quotation_mark_is_refused(self) -> None:
        with pytest.raises(Unreadable, match="第 2 行起"):
            rows_of(('事项名称,抽查比例\n"' + "长" * 200_000).encode())

    @pytest.mark.parametrize(
        ("limits", "words"),
        [
            (Limits(max_bytes=10), "MB"),
            (Limits(max_rows=2), "2 行"),
            (Limits(max_columns=2), "2 列"),
        ],
    )
    def test_beyond_a_limit_is_refused(self, limits: Limits, words: str) -> None:
        with pytest.raises(Unreadable, match=words):
            rows_of(LIST.encode(), limits)

    @pytest.mark.parametrize(
        ("content", "words"),
        [
            (b"", "空的"),
            (b"%PDF-1.7", "PDF"),
            (b"\xd0\xcf\x11\xe0\xa1\xb1", "WPS"),
            (b"Rar!\x1a", "压缩包"),
            (b"<html><table><tr><td>1", "网页"),
            (b"PK\x03\x04broken", "打不开"),
            (an_archive(readme_txt="无"), "没有表格"),
        ],
    )
    def test_that_is_something_else_is_told_what_to_do(self, content: bytes, words: str) -> None:
        with pytest.raises(Unreadable, match=words):
            rows_of(content)


class TestWorkbooks:
    def test_repeat_merged_cells_and_give_the_values_of_formulas_and_days(self) -> None:
        content = a_workbook(
            [
                ["", "", ""],
                ["事项名称", "抽查比例", "备注"],
                ["", 0.05, date(2026, 1, 1).isoformat()],
                ["", 1.0, ""],
            ],
            A3_A4="加油站",
        )

        assert rows_of(content) == [
            {"title": "加油站", "ratio": "0.05", "remark": "2026-01-01"},
            {"title": "加油站", "ratio": "1"},
        ]

    def test_that_we_wrote_are_read_back_as_they_were(self) -> None:
        rows = [["=1+1", "5%", "<b>䶮</b>"], ["旅店", "-", "http://x.example"]]

        content = sheets.xlsx_bytes([Page("清单", ["事项名称", "抽查比例", "备注"], rows)])

        assert [list(row.line) for row in sheets.read_table(content, HEADINGS, NEEDED).rows] == rows
        assert b"<f>" not in zipfile.ZipFile(io.BytesIO(content)).read("xl/worksheets/sheet1.xml")

    def test_look_for_the_heading_on_every_sheet(self) -> None:
        content = sheets.xlsx_bytes(
            [Page("说明", ["填表说明"], []), Page("清单", ["事项名称", "抽查比例"], [["加油站", "5%"]])]
        )

        assert sheets.read_table(content, HEADINGS, NEEDED).sheet == "清单"

    def test_that_unpack_to_too_much_are_refused_before_they_are_opened(self) -> None:
        bomb = an_archive(xl__workbook_xml="<x/>", xl__worksheets__sheet1_xml="0" * 3_000_000)

        with pytest.raises(Unreadable, match="展开后过大"):
            rows_of(bomb, Limits(max_unpacked=1_000_000))

    def test_that_lie_about_their_size_are_weighed_all_the_same(self) -> None:
        bomb = an_archive(xl__workbook_xml="<x/>", xl__worksheets__sheet1_xml="0" * 3_000_000)
        liar = bomb.replace((3_000_000).to_bytes(4, "little"), (9).to_bytes(4, "little"))

        assert liar != bomb
        with pytest.raises(Unreadable, match="展开后过大"):
            rows_of(liar, Limits(max_unpacked=1_000_000))

    def test_whose_corners_lie_too_far_apart_are_refused_before_room_is_made(self) -> None:
        sheet = '<sheetData><row r="1"><c r="A1"/></row><row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'

        with pytest.raises(Unreadable, match="行列过多"):
            rows_of(an_archive(xl__workbook_xml="<x/>", xl__worksheets__sheet1_xml=sheet))

    def test_that_are_broken_inside_are_refused(self) -> None:
        with pytest.raises(Unreadable, match="不是完整的 XLSX"):
            rows_of(an_archive(xl__workbook_xml="<x/>", xl__worksheets__sheet1_xml="<broken"))


class TestOpenDocument:
    def test_is_read_with_merged_cells_and_endless_empty_rows(self) -> None:
        assert rows_of(an_archive(content_xml=ODS, mimetype="x")) == [
            {"title": "加油站", "ratio": "5%"},
            {"title": "加油站", "ratio": "7%"},
        ]

    def test_that_declares_entities_is_refused(self) -> None:
        attack = '<!DOCTYPE d [<!ENTITY a "aaaa">]><d>&a;</d>'

        with pytest.raises(Unreadable, match="不允许"):
            rows_of(an_archive(content_xml=attack))

    def test_that_is_broken_is_refused(self) -> None:
        with pytest.raises(Unreadable, match="ODS"):
            rows_of(an_archive(content_xml="<d>"))


class TestWordTables:
    def test_are_read_with_merged_cells(self) -> None:
        document = docx.Document()
        document.add_table(1, 1).rows[0].cells[0].text = "抬头"
        table = document.add_table(3, 2)
        texts = [["事项名称", "抽查比例"], ["加油站", "5%"], ["", "7%"]]
        for row, line in zip(table.rows, texts, strict=True):
            for cell, text in zip(row.cells, line, strict=True):
                cell.text = text
        table.cell(1, 0).merge(table.cell(2, 0))
        out = io.BytesIO()
        document.save(out)

        assert rows_of(out.getvalue()) == [
            {"title": "加油站", "ratio": "5%"},
            {"title": "加油站", "ratio": "7%"},
        ]

    def test_that_we_wrote_are_read_back(self) -> None:
        written = sheets.word_bytes(
            "清单", ["事项名称", "抽查比例"], [["䶮湖", "5%"]], lead="2026年", widths=[3, 1]
        )

        assert rows_of(written) == [{"title": "䶮湖", "ratio": "5%"}]

    def test_that_are_broken_are_refused(self) -> None:
        with pytest.raises(Unreadable, match="DOCX"):
            rows_of(an_archive(word__document_xml="<x/>"))
