"""What people really upload: each bad file is told what is wrong with it, and nothing is lost (Art. 11)."""

import importlib
import io
import threading
import zipfile
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook
from stdnum.cn import uscc

from suiji.config.weight import OFFICIAL, STRANGER
from suiji.libraries import names, queries, services
from suiji.libraries.models import Conflict, ImportRun, InspectedObject, Upload
from suiji.libraries.standard.cells import _sound
from suiji.organs.roles import Role
from suiji.papers.sheets import Page, xlsx_bytes
from tests.factories.exports import an_approved_export
from tests.factories.libraries import a_csv, a_uscc, import_objects, some_inspectors, some_objects
from tests.factories.organs import AT, a_department, an_actor, the_person

pytestmark = [pytest.mark.django_db, pytest.mark.article(11)]

HEADING = ["名称", "统一社会信用代码", "住所"]


@pytest.fixture(autouse=True)
def store(settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def librarian() -> Client:
    client = Client()
    client.force_login(the_person(an_actor(Role.LIBRARIAN, department=a_department("市场监管"))))
    return client


def handed_in(client: Client, content: bytes, name: str = "名录.csv") -> str:
    """What the page says after a file was handed in, its columns taken as proposed, checked and imported."""
    answer = client.post(reverse("libraries:import_objects"), {"file": SimpleUploadedFile(name, content)})
    if answer.status_code == 200:
        return answer.content.decode()
    upload = Upload.objects.latest("pk")
    columns = {f"c{place}": field for place, field in enumerate(upload.columns)}
    client.post(reverse("libraries:upload", args=[upload.pk]), columns)
    services.check_upload(upload=queries.upload(upload.pk), at=AT)
    client.post(reverse("libraries:accept", args=[upload.pk]))
    services.write_upload(upload=queries.upload(upload.pk), at=AT)
    return client.get(reverse("libraries:upload", args=[upload.pk])).content.decode()


def workbook(*rows: list[Any], merged: tuple[int, int, int, int] | None = None) -> bytes:
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        sheet = book.add_worksheet()
        for number, row in enumerate(rows):
            for place, cell in enumerate(row):
                if isinstance(cell, str) and cell.startswith("="):
                    sheet.write_formula(number, place, cell, None, "文峰区公式路 1 号")
                else:
                    sheet.write(number, place, cell)
        if merged is not None:
            sheet.merge_range(*merged, rows[merged[0]][merged[1]])
    return out.getvalue()


class TestThroughThePage:
    @pytest.mark.parametrize(
        ("content", "why"),
        [
            ("名称,统一社会信用代码\n甲,X".encode("utf-32"), "编码不是 UTF-8"),
            (
                "名稱,統一社會信用代碼,地址\n安陽市春華商行,X,文峰區金銀路".encode("big5"),
                "编码看起来是繁体中文（Big5）",
            ),
            (b"\xd0\xcf\x11\xe0old", "旧版 Excel"),
            (b"%PDF-1.7", "PDF"),
            ("<html><table><tr><td>名称".encode(), "网页格式"),
            (b"PK\x03\x04broken", "打不开"),
            (b"", "空"),
        ],
    )
    def test_a_file_of_another_kind_is_told_what_to_do(
        self, librarian: Client, content: bytes, why: str
    ) -> None:
        assert why in handed_in(librarian, content)
        assert not Upload.objects.exists()

    def test_a_ten_megabyte_cell_is_named_by_its_row(self, librarian: Client) -> None:
        content = a_csv(HEADING, ["甲", a_uscc(), "路"], ["乙", a_uscc(), "长" * 10_000_000])

        said = handed_in(librarian, content)

        assert "第 3 行" in said
        assert "过长的单元格" in said
        assert not InspectedObject.objects.exists()

    def test_a_zip_bomb_is_refused_before_it_is_opened(self, librarian: Client) -> None:
        bomb = io.BytesIO()
        with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr("xl/workbook.xml", "<workbook/>")
            with archive.open("xl/worksheets/sheet1.xml", "w", force_zip64=True) as sheet:
                for _ in range(1300):
                    sheet.write(b"0" * 1024 * 1024)

        assert "展开后过大" in handed_in(librarian, bomb.getvalue(), "名录.xlsx")

    def test_merged_cells_formulas_and_dates_as_text_are_read(self, librarian: Client) -> None:
        first, second = a_uscc(), a_uscc()
        content = workbook(
            ["安阳市检查对象名录", "", "", ""],
            [*HEADING, "成立日期"],
            ["甲", first, "=A1&B1", "2004年1月2日"],
            ["乙", second, "文峰区", "2004/1/2"],
            merged=(0, 0, 0, 3),
        )

        handed_in(librarian, content, "名录.xlsx")

        rows = InspectedObject.objects.order_by("code").values_list("address", "established_on")
        assert list(rows) == [("文峰区公式路 1 号", date(2004, 1, 2)), ("文峰区", date(2004, 1, 2))]

    def test_a_file_that_went_through_wps_is_read(self, librarian: Client) -> None:
        """WPS likes full-width brackets, spaces for indents, apostrophes before codes, a BOM, and tabs."""
        code = a_uscc()
        text = (
            f"\ufeff企业(机构)名称\t统一社会信用代码*\t 住 所 \r\n\u3000甲商行 \t'{code.lower()}\t文峰区\r\n"
        )

        handed_in(librarian, text.encode("utf-16"))

        row = InspectedObject.objects.get()
        assert (row.name, row.code, row.address) == ("甲商行", code, "文峰区")

    def test_html_and_rare_characters_are_words_and_nothing_else(self, librarian: Client) -> None:
        code = a_uscc()
        handed_in(
            librarian,
            a_csv(HEADING, ["<script>alert(1)</script>䶮𠮷商行", code, "䶮路 1 号"], encoding="gb18030"),
        )

        row = InspectedObject.objects.get()
        shown = librarian.get(reverse("libraries:object", args=[row.pk])).content.decode()
        assert "<script>alert(1)" not in shown
        assert "&lt;script&gt;alert(1)&lt;/script&gt;䶮𠮷商行" in shown
        assert [found.pk for found in queries.search("𠮷商")] == [row.pk]

    def test_one_code_twice_is_taken_once_and_said(self, librarian: Client) -> None:
        code = a_uscc()

        said = handed_in(librarian, a_csv(HEADING, ["甲", code, ""], ["乙", code, ""]))

        assert "与第 2 行重复" in said
        assert InspectedObject.objects.get().name == "甲"

    def test_another_departments_object_is_not_overwritten(self, librarian: Client) -> None:
        firm = some_objects(1, department=a_department("教育"))[0]

        handed_in(librarian, a_csv(HEADING, ["抢来的名", firm.code, ""]))

        firm.refresh_from_db()
        assert firm.name != "抢来的名"
        assert Conflict.objects.get().offered == "抢来的名"


class TestTooHeavy:
    def test_two_gigabytes_are_refused_by_what_they_announce(self, librarian: Client) -> None:
        answer = librarian.generic(
            "POST", reverse("libraries:import_objects"), b"", CONTENT_LENGTH=str(2 * 1024**3)
        )

        assert answer.status_code == 413
        assert f"最多 {OFFICIAL // 1024**2} MB" in answer.content.decode()
        assert "拆成几个文件" in answer.content.decode()

    def test_a_stranger_may_send_little(self) -> None:
        answer = Client().generic("POST", "/account/login/", b"", CONTENT_LENGTH=str(STRANGER + 1))

        assert answer.status_code == 413


@pytest.mark.django_db(transaction=True)
class TestTwoAtOnce:
    def test_imports_of_the_same_firms_wait_for_each_other(self) -> None:
        codes = [a_uscc() for _ in range(30)]
        content = a_csv(HEADING, *[["甲", code, "文峰区"] for code in codes])
        department, actor = a_department(), an_actor(Role.LIBRARIAN)
        troubles: list[BaseException] = []

        def bring() -> None:
            try:
                services.import_objects(
                    content=content, file_name="x", department=department, actor=actor, at=AT
                )
            except BaseException as error:  # noqa: BLE001 — told to the test's own thread
                troubles.append(error)
            finally:
                connection.close()

        both = [threading.Thread(target=bring) for _ in range(2)]
        for thread in both:
            thread.start()
        for thread in both:
            thread.join()

        assert troubles == []
        assert sorted(ImportRun.objects.values_list("added", "unchanged")) == [(0, 30), (30, 0)]


class TestExports:
    def test_of_objects_and_inspectors_run_nothing_in_a_spreadsheet(self, librarian: Client) -> None:
        import_objects(a_csv(HEADING, ["=HYPERLINK(1)", a_uscc(), "+86"], ["@甲", a_uscc(), "-1"]))
        some_inspectors(1, cells={"职务": "=1+1"})

        for name in ("export", "export_inspectors"):
            for form in ("csv", "xlsx"):
                permit = an_approved_export(librarian, f"libraries:{name}")
                answer = librarian.post(reverse(f"libraries:{name}"), {"form": form, "permit": permit.pk})
                assert answer.status_code == 200
                self.says_only_text(answer.content, form)

    def says_only_text(self, content: bytes, form: str) -> None:
        if form == "csv":
            cells = content.decode("utf-8-sig").replace("\r\n", ",").split(",")
            assert not [cell for cell in cells if cell.startswith(("=", "+", "-", "@"))]
        else:
            with zipfile.ZipFile(io.BytesIO(content)) as archive:
                assert b"<f>" not in archive.read("xl/worksheets/sheet1.xml")

    def test_as_a_workbook_can_be_imported_again(self, librarian: Client) -> None:
        some_objects(3)

        permit = an_approved_export(librarian, "libraries:export")
        answer = librarian.post(reverse("libraries:export"), {"form": "xlsx", "permit": permit.pk})
        run = import_objects(answer.content, file_name="名录.xlsx")

        assert (run.added, run.changed, run.unchanged) == (0, 0, 3)

    def test_of_too_many_rows_are_sent_to_csv(
        self, monkeypatch: pytest.MonkeyPatch, librarian: Client
    ) -> None:
        some_objects(2)
        module = importlib.import_module("suiji.libraries.services.export_objects")
        monkeypatch.setattr(module, "MOST_IN_A_WORKBOOK", 1)

        permit = an_approved_export(librarian, "libraries:export")
        answer = librarian.post(reverse("libraries:export"), {"form": "xlsx", "permit": permit.pk})

        assert answer.status_code == 409
        assert "导出 CSV" in answer.content.decode()

    def test_of_quality_name_every_object_with_its_troubles(self, librarian: Client) -> None:
        firm = some_objects(1)[0]

        answer = librarian.post(reverse("libraries:export_quality"))

        book = CalamineWorkbook.from_filelike(io.BytesIO(answer.content))
        assert book.sheet_names == ["数据质量", "需要处理的检查对象"]
        rows = book.get_sheet_by_index(1).to_python()
        assert rows[1][:2] == [firm.code, firm.name]
        assert "没有联系电话" in rows[1][2]


class TestFastWays:
    """Short cuts of the import, held to what they stand for."""

    @given(st.text("0123456789ABCDEFGHJKLMNPQRTUWXYIOSVZ１a ", min_size=16, max_size=19))
    def test_a_code_is_judged_as_python_stdnum_does(self, text: str) -> None:
        for code in (text, text[:17] + (uscc.calc_check_digit(text[:17]) if _sign(text[:17]) else "")):
            if _sound(code):
                assert uscc.validate(code) == code
            elif uscc.is_valid(code):
                assert uscc.compact(code) != code or not code[:8].isascii()

    @pytest.mark.parametrize(
        ("name", "letters"),
        [
            ("重庆小面馆", "cqxmg"),
            ("中国银行安阳分行", "zgyhayfh"),
            ("长江加油站", "cjjyz"),
            ("音乐厅3M店", "yyt3md"),
            ("䶮城（安阳）", "ycay"),
        ],
    )
    def test_initials_are_read_among_their_neighbours(self, name: str, letters: str) -> None:
        assert names.initials_of(name) == letters

    def test_a_workbook_of_ours_is_all_text(self) -> None:
        content = xlsx_bytes([Page("一", ["=1"], [["=2"]])])
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            assert b"<f>" not in archive.read("xl/worksheets/sheet1.xml")


def _sign(text: str) -> bool:
    return len(text) == 17 and all(sign in "0123456789ABCDEFGHJKLMNPQRTUWXY" for sign in text)
