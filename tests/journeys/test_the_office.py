"""A clerk's morning at the desk, a file sealed and read, and the office's report."""

import io
import zipfile
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.journeys.conftest import Enter, Look


class TestAClerk:
    def test_begins_the_day_at_the_desk(self, enter: Enter, look: Look) -> None:
        page = enter("scjg.jb")

        expect(page.get_by_role("heading", level=1)).to_have_text("我的待办")
        expect(page.get_by_label("最近办理")).to_be_visible()
        look(page, "desk-home")

    def test_follows_what_the_checks_found(self, enter: Enter, look: Look) -> None:
        page = enter("scjg.jb")
        page.goto("/desk/follow-ups/")
        look(page, "followup-list")

        page.locator("a[data-row]").first.click()

        expect(page.get_by_role("heading", name="办理记录")).to_be_visible()
        look(page, "followup-detail")

    @pytest.mark.article(27)
    def test_reads_a_sealed_file_and_takes_its_package_home(self, enter: Enter, look: Look) -> None:
        page = enter("scjg.jb")
        page.goto("/desk/archive/?state=ARCHIVED")
        look(page, "archive-list")
        page.locator("a[data-row]").first.click()
        expect(page.get_by_role("heading", name="卷内目录")).to_be_visible()
        look(page, "archive-detail")

        page.get_by_role("link", name="查阅归档包").click()
        page.get_by_label("用途").fill("行政复议答复")
        look(page, "archive-lend")
        with page.expect_download() as download:
            page.get_by_role("button", name="记录并下载").click()

        with zipfile.ZipFile(io.BytesIO(Path(download.value.path()).read_bytes())) as package:
            assert package.testzip() is None
            assert "manifest.json" in package.namelist()

    def test_finds_things_by_name(self, enter: Enter, look: Look) -> None:
        page = enter("scjg.jb")

        page.get_by_role("searchbox").fill("旅")
        page.keyboard.press("Enter")

        expect(page.get_by_role("heading", level=1)).to_have_text("查找“旅”")
        look(page, "desk-search")


class TestTheOffice:
    @pytest.mark.article(29)
    def test_counts_shows_and_freezes_the_year(self, enter: Enter, look: Look) -> None:
        page = enter("bgs")
        look(page, "desk-office")
        page.goto("/desk/oversight/")
        look(page, "oversight-home")

        page.get_by_role("link", name="制作通报").click()
        page.get_by_role("button", name="统计并核对数据").click()
        look(page, "oversight-issue")
        page.get_by_role("button", name="印发通报并冻结数据").click()

        expect(page.get_by_text("与印发时一致")).to_be_visible()
        look(page, "oversight-report")

    @pytest.mark.article(3)
    def test_has_no_door_to_an_inspection(self, enter: Enter) -> None:
        page = enter("bgs")

        answer = page.goto("/field/")

        assert answer is not None
        assert answer.status == 403


class TestTheAuditor:
    def test_reads_every_department_and_changes_nothing(self, enter: Enter) -> None:
        page = enter("jw")
        page.goto("/desk/oversight/")

        expect(page.get_by_role("table").first).to_contain_text("安阳市")
        expect(page.get_by_role("link", name="制作通报")).to_have_count(0)
