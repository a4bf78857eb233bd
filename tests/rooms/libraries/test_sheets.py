"""Tables from files: encodings, headings, sizes; tables to files: no formulas."""

import io
import zipfile
from datetime import date

import pytest
import xlsxwriter

from suiji.libraries import sheets
from suiji.libraries.headings import folded
from suiji.libraries.object_headings import OBJECT_FIELDS
from suiji.libraries.sheets import Unreadable, read_table, safe_cell, write_csv
from tests.factories.libraries import a_csv

NEEDED = (("name",), ("uscc", "code"))
HEADINGS = folded(OBJECT_FIELDS)


def workbook(*rows: list[object]) -> bytes:
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        sheet = book.add_worksheet()
        day = book.add_format({"num_format": "yyyy-mm-dd"})
        for at, row in enumerate(rows):
            for column, cell in enumerate(row):
                if isinstance(cell, date):
                    sheet.write_datetime(at, column, cell, day)
                else:
                    sheet.write(at, column, cell)
    return out.getvalue()


class TestReadTable:
    @pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
    def test_reads_utf8_and_gb18030_with_rare_characters(self, encoding: str) -> None:
        table = read_table(
            a_csv(["名称", "统一社会信用代码"], ["䶮𠮷商行", "X"], encoding=encoding), HEADINGS, NEEDED
        )

        assert [dict(row.cells) for row in table.rows] == [{"name": "䶮𠮷商行", "uscc": "X"}]

    def test_reads_xlsx_with_numbers_and_dates(self) -> None:
        content = workbook(
            ["名称", "对象代码", "成立日期"], ["甲", 42, date(2004, 1, 2)], ["乙", 1.5, "2004/1/2"]
        )

        rows = read_table(content, HEADINGS, NEEDED).rows

        assert [row.get("code") for row in rows] == ["42", "1.5"]
        assert [row.get("established_on") for row in rows] == ["2004-01-02", "2004/1/2"]

    @pytest.mark.parametrize(
        "heading",
        [
            ["名称", "统一社会信用代码"],
            ["企业名称*", "社会信用代码（必填）"],
            ["单位 名称", "USCC"],
            ["name", "uscc"],
        ],
    )
    def test_knows_headings_however_offices_write_them(self, heading: list[str]) -> None:
        assert read_table(a_csv(heading, ["甲", "X"]), HEADINGS, NEEDED).fields == {"name", "uscc"}

    def test_finds_the_heading_below_a_title_and_numbers_rows_as_the_file_does(self) -> None:
        table = read_table(
            a_csv(["安阳市检查对象名录"], ["名称", "代码"], ["甲", "X"], ["", ""], ["乙", "Y"]),
            HEADINGS,
            NEEDED,
        )

        assert [(row.number, row.get("name")) for row in table.rows] == [(3, "甲"), (5, "乙")]

    def test_takes_the_first_filled_of_two_columns_for_one_field(self) -> None:
        content = a_csv(
            ["名称", "代码", "住所", "经营场所"], ["甲", "X", "", "文峰区"], ["乙", "Y", "北关区", "殷都区"]
        )

        assert [row.get("address") for row in read_table(content, HEADINGS, NEEDED).rows] == [
            "文峰区",
            "北关区",
        ]

    def test_reads_semicolons_tabs_and_composed_characters(self) -> None:
        assert read_table("名称\t代码\n甲\tX\n".encode(), HEADINGS, NEEDED).rows[0].get("code") == "X"
        assert (
            read_table("名称;代码\nCafe\u0301;X\n".encode(), HEADINGS, NEEDED).rows[0].get("name")
            == "Caf\u00e9"
        )

    @pytest.mark.parametrize(
        ("content", "why"),
        [
            ("姓名,年龄\n甲,3\n".encode(), "名称、统一社会信用代码或对象代码"),
            (b"", "没有找到表头"),
            (b"\xff\xfe\x00\x01", "编码"),
            ("名称,代码\n甲\0,X".encode(), "编码"),
            (b"\xd0\xcf\x11\xe0rest", "xls"),
            (b"PK\x03\x04broken", "XLSX"),
            (("名称,代码\n" + "长" * 140_000 + ",X\n").encode(), "过长"),
        ],
    )
    def test_says_why_it_cannot_read_a_file(self, content: bytes, why: str) -> None:
        with pytest.raises(Unreadable, match=why):
            read_table(content, HEADINGS, NEEDED)

    def test_refuses_what_is_too_large_and_what_would_unpack_too_large(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        content = workbook(["名称", "代码"], ["甲", "X"])
        monkeypatch.setattr(sheets, "MAX_UNPACKED", 1000)
        with pytest.raises(Unreadable, match="200 MB"):
            read_table(content, HEADINGS, NEEDED)
        monkeypatch.setattr(sheets, "MAX_BYTES", 100)
        with pytest.raises(Unreadable, match="20 MB"):
            read_table(content, HEADINGS, NEEDED)

    def test_judges_an_archive_by_its_directory_before_opening_it(self) -> None:
        bomb = io.BytesIO()
        with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr("xl/worksheets/sheet1.xml", b"0" * (sheets.MAX_UNPACKED + 1))

        assert len(bomb.getvalue()) < sheets.MAX_BYTES
        with pytest.raises(Unreadable, match="200 MB"):
            read_table(bomb.getvalue(), HEADINGS, NEEDED)


class TestWriteCsv:
    @pytest.mark.parametrize("cell", ["=1+1", "+86", "-2", "@SUM(A1)", "\tx", "\rx"])
    def test_makes_no_cell_a_formula(self, cell: str) -> None:
        assert safe_cell(cell) == f"'{cell}"

    def test_can_be_read_again(self) -> None:
        content = write_csv(["名称", "统一社会信用代码"], [["䶮𠮷,商行", "X"]])

        assert content.startswith(b"\xef\xbb\xbf")
        assert read_table(content, HEADINGS, NEEDED).rows[0].get("name") == "䶮𠮷,商行"
