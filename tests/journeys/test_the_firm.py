"""What a new user tries: each within four clicks, on a desk, on a phone, by keyboard, large and printed."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.conftest import PHONE, Enter, Look


def no_sideways(page: Page) -> bool:
    """Whether nothing has to be scrolled sideways."""
    return bool(page.evaluate("document.documentElement.scrollWidth <= window.innerWidth + 1"))


class TestANewUser:
    @pytest.mark.parametrize("phone", [False, True])
    def test_finds_the_last_result_of_a_firm_and_how_it_was_drawn(
        self, enter: Enter, look: Look, phone: bool
    ) -> None:
        page = enter(viewport=PHONE) if phone else enter()
        page.goto("/results/")
        name = page.locator("tbody th a").first.inner_text()
        page.goto("/")

        page.get_by_role("main").get_by_role("searchbox").fill(name)
        page.keyboard.press("Enter")
        page.wait_for_url(re.compile("/(search|firms)/"))
        if "/firms/" not in page.url:
            page.get_by_role("main").get_by_role("link", name=name).first.click()
        page.locator("tbody th a").first.click()

        expect(page.get_by_role("heading", level=1)).to_contain_text("检查结果")
        look(page, f"firm-result-{'phone' if phone else 'desk'}")
        assert no_sideways(page)
        page.get_by_role("link", name="查看抽取的全过程").click()
        expect(page.get_by_role("main")).to_contain_text("核验")
        assert no_sideways(page)

    def test_learns_what_may_be_checked_by_keyboard_alone(self, enter: Enter) -> None:
        page = enter()
        page.goto("/")
        for _ in range(40):
            page.keyboard.press("Tab")
            if "哪些事项会查" in str(page.evaluate("document.activeElement.innerText")):
                break
        page.keyboard.press("Enter")

        expect(page.get_by_role("heading", level=1)).to_contain_text("抽查事项清单")

    def test_learns_what_a_department_did_this_year(self, enter: Enter, look: Look) -> None:
        page = enter(viewport={"width": 720, "height": 450})
        page.goto("/")
        page.get_by_role("link", name="各部门今年做了什么").first.click()
        page.locator("tbody th a").first.click()

        expect(page.get_by_role("main")).to_contain_text("负责检查的事项")
        assert no_sideways(page)
        page.emulate_media(media="print")
        look(page, "department-print")

    def test_reads_in_large_print(self, enter: Enter, look: Look) -> None:
        page = enter(viewport=PHONE)
        page.goto("/")
        before = page.evaluate("parseFloat(getComputedStyle(document.querySelector('main')).fontSize)")

        page.get_by_role("link", name="长辈版").click()

        assert page.evaluate("parseFloat(getComputedStyle(document.querySelector('main')).fontSize)") > before
        assert no_sideways(page)
        look(page, "portal-large")
