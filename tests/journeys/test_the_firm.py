"""Five things a new user tries: each within four clicks, on a desk, on a phone, by keyboard, large, without scripts.

Whatever they reach also prints.
"""

import os
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import psycopg
import pytest
from playwright.sync_api import Browser, Page, expect

from suiji.voices.queries.access import code_print
from tests.conftest import PATIENCE
from tests.journeys.conftest import DESKTOP, PHONE, Enter, Look

DIGITS = "246810"
ZOOMED = {"width": 720, "height": 450}
"""What a desk's window shows at 200 %."""
FARTHEST = 120
"""Presses of the tab key after which a person gives up."""


def no_sideways(page: Page) -> bool:
    """Whether nothing has to be scrolled sideways."""
    return bool(page.evaluate("document.documentElement.scrollWidth <= window.innerWidth + 1"))


def a_code_for(code: str) -> None:
    """The text message has come: its six digits open the door of this object once."""
    at = datetime.now(UTC)  # noqa: TID251 — the city's own clock is the real one
    owner = os.environ["SUIJI_OWNER_DATABASE_URL"]
    with psycopg.connect(owner, dbname=f"journeys_{os.getpid()}") as connection:
        connection.execute("DELETE FROM voices_passcode")
        connection.execute("DELETE FROM voices_attempt")
        connection.execute(
            "INSERT INTO voices_passcode (object_id, kind, digest, made_at, until)"
            " SELECT id, 'MESSAGE', %s, %s, %s FROM libraries_inspectedobject WHERE code = %s",
            [code_print(code, DIGITS), at, at + timedelta(minutes=10), code],
        )


@dataclass
class Somebody:
    """A new user in front of a page; every link followed and every button pressed is counted."""

    page: Page
    by_keyboard: bool = False
    clicks: int = 0

    def follow(self, words: str) -> None:
        """The first link or button in the page's main part that says this."""
        self.clicks += 1
        if self.by_keyboard:
            self._tab_to(words)
        with self.page.expect_navigation():
            if self.by_keyboard:
                self.page.keyboard.press("Enter")
            else:
                main = self.page.get_by_role("main")
                main.get_by_role("link", name=words).or_(main.get_by_role("button", name=words)).first.click()

    def search(self, words: str) -> None:
        """What is typed into the page's own search, and sent."""
        self.clicks += 1
        self.page.get_by_role("main").get_by_role("searchbox").fill(words)
        with self.page.expect_navigation():
            self.page.keyboard.press("Enter")

    def _tab_to(self, words: str) -> None:
        for _ in range(FARTHEST):
            self.page.keyboard.press("Tab")
            if self.page.evaluate(
                "words => { const on = document.activeElement;"
                " return !!on.closest('main') && on.matches('a, button') && on.innerText.includes(words); }",
                words,
            ):
                return
        raise AssertionError(f"“{words}” cannot be reached by keyboard")


MODES = ("desk", "phone", "zoomed", "keyboard", "no scripts")


@pytest.fixture(params=MODES)
def somebody(request: pytest.FixtureRequest, city: str, browser: Browser) -> Iterator[Somebody]:
    """One new user after the other, at the front page; where they end up fits the screen and prints."""
    mode: str = request.param
    sizes = {"phone": PHONE, "zoomed": ZOOMED}
    context = browser.new_context(
        base_url=city,
        viewport=sizes.get(mode, DESKTOP),  # type: ignore[arg-type]
        locale="zh-CN",
        java_script_enabled=mode != "no scripts",
    )
    context.set_default_timeout(PATIENCE)
    page = context.new_page()
    page.goto("/")
    found = Somebody(page, by_keyboard=mode == "keyboard")
    yield found
    assert found.clicks <= 4
    if mode != "no scripts":
        assert no_sideways(page)
    page.emulate_media(media="print")
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    expect(page.get_by_role("searchbox").first).not_to_be_visible()
    context.close()


Firm = tuple[str, str]
"""Name and code."""


@pytest.fixture(scope="module")
def firms(city: str, browser: Browser) -> list[Firm]:
    """Firms with a public result, one for each way of trying: an objection that is open is not raised twice."""
    page = browser.new_page(base_url=city)
    page.goto("/results/")
    rows = page.locator("tbody tr").all()
    found = [
        (
            row.locator("th a").evaluate("(link) => link.firstChild.textContent"),
            "".join(row.locator("th .code-groups").inner_text().split()),
        )
        for row in rows
    ]
    page.close()
    return list(dict.fromkeys(found))


@pytest.fixture
def firm(firms: list[Firm], request: pytest.FixtureRequest) -> Firm:
    """The one of them that this way of trying is about."""
    mode = request.node.callspec.params.get("somebody") if hasattr(request.node, "callspec") else None
    return firms[MODES.index(mode) if mode in MODES else -1]


class TestANewUser:
    def test_finds_the_last_result_of_a_firm(self, somebody: Somebody, firm: Firm) -> None:
        somebody.search(firm[0])
        somebody.page.wait_for_url(re.compile("/firms/"))
        somebody.follow("局")

        expect(somebody.page.get_by_role("heading", level=1)).to_contain_text("检查结果")

    def test_asks_whether_a_draw_was_fair(self, somebody: Somebody) -> None:
        somebody.follow("名单是怎么抽出来的")
        somebody.follow("企业年报")

        expect(somebody.page.get_by_role("main")).to_contain_text("凭什么相信这次抽取")
        expect(somebody.page.get_by_role("main")).to_contain_text("自己动手")

    def test_learns_what_may_be_checked_at_the_shop(self, somebody: Somebody) -> None:
        somebody.follow("我的店可能被查什么")
        somebody.page.get_by_label("行业、事项或法律依据").fill("旅馆")
        somebody.follow("查找事项")
        somebody.follow("宾馆")

        expect(somebody.page.get_by_role("main")).to_contain_text("谁来查，查哪几点")

    def test_learns_what_a_department_did_this_year(self, somebody: Somebody) -> None:
        somebody.follow("各部门今年做了什么")
        somebody.follow("市场监督管理局")

        expect(somebody.page.get_by_role("main")).to_contain_text("最近公示的结果")

    def test_objects_to_a_result(self, somebody: Somebody, firm: Firm) -> None:
        page, code = somebody.page, firm[1]
        a_code_for(code)
        somebody.follow("我是被检查的单位")
        page.locator("[name=code]").fill(code)
        page.locator("[name=digits]").fill(DIGITS)
        somebody.follow("进入")
        expect(page.get_by_role("main")).to_contain_text("一般不超过")
        somebody.follow("提出异议")
        page.get_by_label("理由").fill("年报已经按期公示，请核对。")
        somebody.follow("送交")

        expect(page.get_by_role("main")).to_contain_text("已提出，待办理")


class TestTheFirmsPages:
    def test_are_fit_for_everybody(self, enter: Enter, look: Look, firm: Firm) -> None:
        page, code = enter(viewport=PHONE), firm[1]
        a_code_for(code)
        page.goto("/firm/")
        page.locator("[name=code]").fill(code)
        page.locator("[name=digits]").fill(DIGITS)
        look(page, "firm-enter")
        page.get_by_role("button", name="进入").click()
        expect(page.get_by_role("main")).to_contain_text("一般不超过")
        look(page, "firm-home")
        page.get_by_role("link", name="提出异议").first.click()
        look(page, "firm-object")
        page.goto("/firm/")
        page.locator("tbody th a").first.click()
        look(page, "firm-visit")
        for path, name in (
            ("documents", "firm-documents"),
            ("draws", "firm-draws"),
            ("complaints", "firm-complain"),
        ):
            page.goto(f"/firm/{path}/")
            look(page, name)

    def test_refuse_a_code_that_was_used(self, enter: Enter, firm: Firm) -> None:
        a_code_for(firm[1])
        for words in ("一般不超过", "验证码已经用过"):
            page = enter()
            page.goto("/firm/enter/")
            page.locator("[name=code]").fill(firm[1])
            page.locator("[name=digits]").fill(DIGITS)
            page.get_by_role("button", name="进入").click()
            expect(page.get_by_role("main")).to_contain_text(words)


PUBLIC: tuple[tuple[str, Callable[[Firm], str]], ...] = (
    ("portal-search", lambda firm: f"/search/?q={firm[0][:2]}"),
    ("portal-firm", lambda firm: f"/firms/{firm[1]}/"),
    ("portal-departments", lambda _: "/departments/"),
    ("portal-figures", lambda _: "/figures/"),
    ("portal-items", lambda _: "/items/?q=旅馆"),
)


class TestThePublicPages:
    @pytest.mark.parametrize(("name", "address"), PUBLIC)
    def test_are_fit_for_everybody(
        self, enter: Enter, look: Look, firm: Firm, name: str, address: Callable[..., str]
    ) -> None:
        page = enter()
        page.goto(address(firm))

        look(page, name)

    def test_can_be_read_in_large_print(self, enter: Enter, look: Look) -> None:
        page = enter(viewport=PHONE)
        page.goto("/")
        before = page.evaluate("parseFloat(getComputedStyle(document.querySelector('main')).fontSize)")

        page.get_by_role("link", name="长辈版").click()

        assert page.evaluate("parseFloat(getComputedStyle(document.querySelector('main')).fontSize)") > before
        assert no_sideways(page)
        look(page, "portal-large")

    def test_have_a_picture_to_be_passed_on_with(self, enter: Enter) -> None:
        page = enter()
        page.goto("/results/")
        page.locator("tbody th a").first.click()

        picture = page.locator('meta[property="og:image"]').get_attribute("content") or ""

        answer = page.request.get(picture)
        assert answer.headers["content-type"] == "image/png"
        assert answer.body().startswith(b"\x89PNG")
