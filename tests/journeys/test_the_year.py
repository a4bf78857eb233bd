"""The year's first task from its draw to the report, in one sitting, as six who have a part in it."""

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.conftest import Enter, Look

REASON = "企业年报已于期限内公示，登记系统同步延迟"


@pytest.mark.article(14)
class TestTheYear:
    def test_leads_from_the_draw_to_the_report(self, enter: Enter, look: Look) -> None:
        self.anybody_reads_the_draw(enter(), look)
        firm = self.the_clerk_asks_for_a_correction(enter("scjg.jb"), look)
        self.the_head_signs_it(enter("scjg.zy"), firm, look)
        self.anybody_reads_the_correction(enter(), firm, look)
        self.the_other_department_takes_over_a_transfer(enter("sf.jb"), look)
        self.the_clerk_files_a_visit(enter("scjg.jb"), look)
        self.an_inspector_reads_the_day(enter("sw.r1"))
        self.the_office_counts_it(enter("bgs"), look)

    def anybody_reads_the_draw(self, page: Page, look: Look) -> None:
        page.goto("/")
        page.get_by_role("link", name="名单是怎么抽出来的").click()
        page.get_by_role("main").locator("a[href^='/draws/']").last.click()
        expect(page.get_by_role("heading", name="事情的先后")).to_be_visible()
        look(page, "year-draw")

    def the_clerk_asks_for_a_correction(self, page: Page, look: Look) -> str:
        page.goto("/desk/")
        page.get_by_role("link", name="公示与处置").first.click()
        page.get_by_label("范围").select_option("已公示")
        page.get_by_role("button", name="查看").click()
        page.locator("tr", has_text="已公示").locator("a[data-row]").first.click()
        firm = page.get_by_role("heading", level=1).inner_text()
        page.get_by_role("link", name="申请更正").click()
        chosen = page.get_by_role("main").locator("input[type=checkbox]:checked").first
        clean = page.get_by_label("未发现问题", exact=True)
        was_clean = clean.is_checked()
        chosen.uncheck()
        page.get_by_label("发现问题已责令改正" if was_clean else "未发现问题", exact=True).check()
        page.get_by_label("更正原因").fill(REASON)
        page.get_by_label("证据").fill("登记机关年报公示查询结果（演示）")
        look(page, "year-correct")
        page.get_by_role("button", name="提交主要负责人签字").click()
        expect(page.get_by_text("更正申请已提交")).to_be_visible()
        return firm

    def the_head_signs_it(self, page: Page, firm: str, look: Look) -> None:
        page.get_by_role("listitem").filter(has_text=firm).get_by_role("link", name="签字或退回").click()
        page.get_by_label("同意更正").check()
        look(page, "year-decide")
        page.get_by_role("button", name="签字办理").click()
        expect(page.get_by_text("更正已公示")).to_be_visible()

    def anybody_reads_the_correction(self, page: Page, firm: str, look: Look) -> None:
        page.goto("/results/")
        page.get_by_role("link", name=firm).first.click()
        expect(page.get_by_role("main")).to_contain_text(REASON)
        expect(page.get_by_role("main")).to_contain_text("已更正")
        look(page, "year-corrected")

    def the_other_department_takes_over_a_transfer(self, page: Page, look: Look) -> None:
        page.goto("/desk/follow-ups/")
        page.get_by_role("navigation", name="按状态查看").get_by_role("link", name="已移送").click()
        page.locator("a[data-row]").first.click()
        page.get_by_role("button", name="签收").click()
        page.get_by_role("link", name="登记处理结果").click()
        page.get_by_role("main").locator("textarea").fill("演示：经查证，已责令改正并复查通过。")
        look(page, "year-close")
        page.get_by_role("button", name="登记结果并办结").click()
        expect(page.get_by_text("已办结").first).to_be_visible()

    def the_clerk_files_a_visit(self, page: Page, look: Look) -> None:
        page.goto("/desk/archive/")
        page.get_by_role("button", name="为全部").click()
        expect(page.get_by_text("已立卷")).to_be_visible()
        page.goto("/desk/")
        page.get_by_role("listitem").filter(has_text="材料已齐").get_by_role(
            "link", name="归档"
        ).first.click()
        look(page, "year-file")
        page.locator(".page-actions").get_by_role("link", name="归档").click()
        page.get_by_role("button", name="封存并归档").click()
        expect(page.get_by_text("案卷不能再改动")).to_be_visible()

    def an_inspector_reads_the_day(self, page: Page) -> None:
        page.goto("/field/")
        expect(page.get_by_role("heading", level=1)).to_have_text("今天的检查")

    def the_office_counts_it(self, page: Page, look: Look) -> None:
        page.get_by_role("link", name="通报与监督").first.click()
        page.locator("a[data-row]", has_text="号").last.click()
        look(page, "year-report")
