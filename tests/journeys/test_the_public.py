"""A citizen, a firm's owner and a rival's lawyer at the public's door."""

import io
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.journeys.conftest import Enter, Look


@pytest.mark.article(25)
class TestACitizen:
    def test_finds_lists_plan_draws_and_results_without_logging_in(self, enter: Enter, look: Look) -> None:
        page = enter()
        for path, name, heading in (
            ("/", "portal-home", "公开可查"),
            ("/items/", "portal-items", "抽查事项清单"),
            ("/plans/", "portal-plans", "计划"),
            ("/draws/", "portal-draws", "每一次抽取"),
            ("/results/", "portal-results", "检查结果"),
            ("/rules/", "portal-rules", "规则对照"),
            ("/proof/", "portal-proof", ""),
            ("/open-data/", "portal-open-data", ""),
        ):
            page.goto(path)
            expect(page.get_by_role("heading", level=1)).to_contain_text(heading)
            look(page, name)

    def test_is_told_on_every_page_that_this_is_a_demonstration(self, enter: Enter) -> None:
        page = enter()
        for path in ("/", "/draws/", "/account/login/"):
            page.goto(path)
            expect(page.get_by_text("演示", exact=True).first).to_be_visible()
            expect(page.locator("meta[name=robots]")).to_have_attribute("content", "noindex, nofollow")


class TestARivalsLawyer:
    def test_downloads_a_public_draw_and_replays_it_without_us(
        self, enter: Enter, look: Look, tmp_path: Path
    ) -> None:
        page = enter()
        page.goto("/draws/")
        page.get_by_role("row", name="企业年报").filter(has_text="检查对象").get_by_role("link").first.click()
        look(page, "portal-draw-public")

        with page.expect_download() as download:
            page.get_by_role("link", name="下载").first.click()
        folder = tmp_path / "bundle"
        zipfile.ZipFile(io.BytesIO(Path(download.value.path()).read_bytes())).extractall(folder)
        command = [sys.executable, "-m", "suiji.sampling", "verify", str(self.inner(folder)), "--require-log"]

        assert subprocess.run(command, capture_output=True, check=False).returncode == 0
        result = self.inner(folder) / "result.json"
        result.write_bytes(result.read_bytes().replace(b'"seed":"', b'"seed":"0', 1))
        assert subprocess.run(command, capture_output=True, check=False).returncode == 1

    def inner(self, folder: Path) -> Path:
        """The folder that holds the commitment, whether or not the archive wraps it."""
        return next(folder.rglob("commitment.json")).parent

    def test_learns_of_a_sealed_draw_its_order_seed_and_number_but_no_strata(
        self, enter: Enter, look: Look
    ) -> None:
        page = enter()
        page.goto("/draws/")
        page.get_by_role("row", name="加油站").filter(has_text="检查对象").get_by_role("link").first.click()

        expect(page.get_by_role("main")).to_contain_text("种子")
        look(page, "portal-draw-sealed")
