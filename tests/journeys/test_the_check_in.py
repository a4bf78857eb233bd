"""检查码与文书: from the deputy head's leave to the firm's scan and the paper that anybody can check."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.conftest import DESKTOP, PHONE, Enter, Look


def a_visit_under_way(enter: Enter) -> tuple[Page, str]:
    """The one visit of the petrol stations that has begun, on the desk of an officer of its team."""
    for holder in (f"sw.r{number}" for number in range(1, 7)):
        desk = enter(holder, viewport=DESKTOP)
        desk.goto("/desk/visits/?state=ON_SITE")
        links = desk.get_by_role("table").locator("th a")
        if links.count():
            return desk, str(links.first.get_attribute("href"))
    raise AssertionError("nobody of the initiating department is at a firm")


@pytest.mark.article(18)
class TestLeave:
    def test_is_read_on_the_task_and_by_the_deputy_head(self, enter: Enter, look: Look) -> None:
        clerk = enter("sw.jb", viewport=DESKTOP)
        clerk.goto("/desk/visits/")
        clerk.get_by_role("link", name="加油站").first.click()
        expect(clerk.get_by_text("已批准")).to_be_visible()
        look(clerk, "task-arrangement")
        clerk.get_by_role("link", name="成批制作告知书").click()
        look(clerk, "print-notices")
        deputy = enter("sw.fg", viewport=DESKTOP)
        deputy.goto("/desk/visits/approvals/")
        deputy.get_by_role("link", name="行政检查", exact=True).first.click()
        expect(deputy.get_by_role("link", name="审批表（PDF）")).to_be_visible()
        look(deputy, "approval")


@pytest.mark.article(20)
class TestCheckIn:
    def test_shows_the_firm_who_came_and_for_what(self, enter: Enter, look: Look) -> None:
        desk, url = a_visit_under_way(enter)
        desk.goto(url)
        desk.get_by_role("link", name="检查码").click()
        look(desk, "check-code")
        code = desk.locator("code").inner_text()
        firm = enter(viewport=PHONE)
        firm.goto(re.sub(r"^https?://[^/]+", "", code))
        expect(firm.get_by_role("heading", name="您的权利")).to_be_visible()
        look(firm, "check-in")
        firm.get_by_label("相符", exact=True).check()
        firm.get_by_label("检查地点").fill("站长办公室")
        firm.get_by_role("button", name="提交核对结果").click()
        expect(firm.get_by_text("被检查对象核对：相符")).to_be_visible()
        firm.goto("/check-in/not-a-code/")
        look(firm, "check-in-nothing")
        desk.reload()
        expect(desk.get_by_text("站长办公室")).to_be_visible()

    def test_leaves_papers_that_anybody_can_check(self, enter: Enter, look: Look) -> None:
        desk, url = a_visit_under_way(enter)
        desk.goto(f"{url}papers/")
        look(desk, "papers")
        desk.get_by_role("link", name="现场检查笔录").click()
        look(desk, "site-note")
        desk.get_by_label("在场人员").fill("李建国（站长）")
        desk.get_by_label("检查情况").fill("二号加油机铅封完好。\n油品进货台账登记到本月。")
        desk.get_by_role("button", name="制作笔录").click()
        expect(desk.get_by_text("已制作")).to_be_visible()
        desk.get_by_role("link", name="责令改正：").first.click()
        look(desk, "order")
        desk.goto("/desk/visits/days/")
        look(desk, "days")
