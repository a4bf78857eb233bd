"""The canteens at the counties: one sends back, the city redirects, another accepts and draws its own officers."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.conftest import Enter, Look
from tests.journeys.test_the_ceremony import hand_in, reveal


def find_draws(page: Page) -> str:
    """The draws of the canteens' task; its address."""
    page.goto("/desk/tasks/")
    page.get_by_role("link", name=re.compile("学校食堂")).first.click()
    task = re.search(r"/desk/tasks/(\d+)/", page.url)
    assert task is not None, page.url
    address = f"/desk/draws/task/{task[1]}/"
    page.goto(address)
    return address


def freeze(page: Page, ceremony: str) -> None:
    page.goto(ceremony)
    page.get_by_role("link", name="冻结名单并承诺", exact=True).click()
    page.get_by_role("button", name="冻结名单并承诺").click()
    expect(page.get_by_text("名单已经冻结，承诺已经公开")).to_be_visible()


@pytest.mark.article(13)
def test_a_county_sends_back_and_another_carries_out(enter: Enter, look: Look) -> None:
    linzhou, city, tangyin = enter("lz.scjg.jb"), enter("scjg.jb"), enter("ty.scjg.jb")

    address = find_draws(linzhou)
    linzhou.get_by_role("link", name="签收或退回").click()
    look(linzhou, "dispatch-receive")
    linzhou.get_by_role("checkbox").first.check()
    linzhou.get_by_label(re.compile("地域管辖")).check()
    linzhou.get_by_label("应由谁管辖").fill("实际经营地在汤阴县，由汤阴县市场监督管理局管辖")
    linzhou.get_by_role("button", name="退回所选的检查对象").click()
    expect(linzhou.get_by_text("由发起部门改派；名单不变")).to_be_visible()

    city.goto(address)
    city.get_by_role("link", name=re.compile("改派退回的")).click()
    look(city, "dispatch-redirect")
    city.get_by_label("改派给").select_option(label="汤阴县市场监督管理局")
    city.get_by_role("button", name="改派").click()
    expect(city.get_by_text("已经改派至汤阴县市场监督管理局")).to_be_visible()

    tangyin.goto("/desk/")
    tangyin.get_by_role("link", name="签收名单").click()
    tangyin.get_by_role("button", name=re.compile("签收")).click()
    expect(tangyin.get_by_text("更新确认执法检查人员名录库").first).to_be_visible()
    expect(tangyin.get_by_role("link", name=re.compile("检查人员抽取"))).to_have_count(0)
    for librarian in (enter("ty.scjg.ku"), enter("ty.wj.ku")):
        librarian.goto(address)
        look(librarian, "dispatch-confirm-people")
        librarian.get_by_role("button", name="确认本部门执法检查人员名录库").click()
        expect(librarian.get_by_text("有效期至").first).to_be_visible()

    tangyin.goto(address)
    tangyin.get_by_role("link", name=re.compile("检查人员抽取")).click()
    tangyin.get_by_label("见证人").select_option(index=1)
    tangyin.get_by_role("button", name="开启抽取仪式").click()
    ceremony, other = tangyin.url, enter("ty.wj.jb")
    for party in (tangyin, other):
        party.goto(ceremony)
        hand_in(party)
    freeze(tangyin, ceremony)
    for party in (tangyin, other):
        party.goto(ceremony)
        reveal(party)
    tangyin.goto(ceremony)
    tangyin.get_by_role("link", name="抽取执法检查人员").click()
    tangyin.get_by_role("button", name="抽取执法检查人员").click()
    expect(tangyin.get_by_text("独立核验通过，结果已经记入公开日志")).to_be_visible()
    paper = tangyin.request.get(
        tangyin.get_by_role("link", name="抽取记录（PDF）").get_attribute("href") or ""
    )
    assert paper.body().startswith(b"%PDF")
    tangyin.goto(address)
    look(tangyin, "dispatch-team")
    expect(tangyin.get_by_text("组长").first).to_be_visible()
