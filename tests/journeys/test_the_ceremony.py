"""The hotels of the demonstration are drawn by hand: operator, another party, a deputy head and a stranger, each in a
browser of their own."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.conftest import Enter, Look

TASK = "宾馆、旅店联合检查"


def hold_ceremony(operator: Page, party: Page, what: str) -> None:
    """Open, two shares, freeze, two reveals, draw: on the ceremony's own page."""
    operator.get_by_role("link", name=f"开启{what}抽取").click()
    operator.get_by_label("见证人").select_option(index=1)
    operator.get_by_role("button", name="开启抽取仪式").click()
    operator.get_by_role("button", name="生成份额").wait_for()
    party.goto(operator.url)
    for page in (operator, party):
        page.get_by_role("button", name="生成份额").click()
        page.get_by_role("button", name="提交校验值").click()
        page.get_by_text("校验值已经记入公开日志").wait_for()
    operator.reload()
    operator.get_by_role("link", name="冻结名单并承诺").click()
    operator.get_by_role("button", name="冻结名单并承诺").click()
    operator.get_by_text("名单已经冻结").wait_for()
    party.reload()
    for page in (operator, party):
        page.get_by_text("已从本浏览器取得份额").wait_for()
        page.get_by_role("button", name="揭示份额").click()
        page.get_by_text("份额已经公开").wait_for()
    operator.reload()
    operator.get_by_role("link", name=f"抽取{what}").click()
    operator.get_by_role("button", name=f"抽取{what}").click()
    operator.get_by_text("独立核验通过").wait_for(timeout=60_000)


@pytest.mark.article(15)
@pytest.mark.article(17)
class TestTheHotels:
    def test_are_drawn_dispatched_and_given_to_teams_while_the_public_watches(
        self, enter: Enter, look: Look
    ) -> None:
        operator, party, stranger = enter("ga.jb"), enter("wj.jb"), enter()
        operator.goto("/desk/tasks/")
        operator.get_by_role("link", name=re.compile(TASK)).first.click()
        look(operator, "desk-task")
        operator.get_by_role("link", name="进入抽取").click()
        back = operator.url

        hold_ceremony(operator, party, "检查对象")
        look(operator, "desk-ceremony")
        stranger.goto("/draws/")
        expect(stranger.get_by_role("row", name=re.compile(TASK)).first).to_contain_text("已抽取")
        operator.goto(back)
        operator.get_by_role("link", name="派发名单").click()
        operator.get_by_role("button", name="派发到全部参与部门").click()
        operator.goto(back)
        hold_ceremony(operator, party, "检查人员")
        operator.goto(back)

        expect(operator.get_by_role("main")).to_contain_text("组长")
        look(operator, "desk-draw")

    def test_cannot_be_drawn_by_a_department_that_only_takes_part(self, enter: Enter) -> None:
        page = enter("wj.jb")
        page.goto("/desk/tasks/")
        page.get_by_role("link", name=re.compile(TASK)).first.click()

        expect(page.get_by_role("link", name=re.compile("开启.*抽取"))).to_have_count(0)
