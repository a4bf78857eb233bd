"""The hotels are drawn by hand: operator, second party, projector and public, each at their own browser."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.conftest import Enter, Look

CODE = re.compile(r"/stage/([0-9a-f]{32})/")


def press(page: Page, words: str) -> None:
    """The link that leads to the act, and the button that does it."""
    page.get_by_role("link", name=words, exact=True).click()
    page.get_by_role("button", name=words).click()


def find_task(page: Page) -> None:
    """The draws of the hotels' task, from the desk."""
    page.goto("/desk/tasks/")
    page.get_by_role("link", name=re.compile("宾馆")).first.click()
    task = re.search(r"/desk/tasks/(\d+)/", page.url)
    assert task is not None, page.url
    page.goto(f"/desk/draws/task/{task[1]}/")


def open_ceremony(page: Page, what: str) -> str:
    """The operator opens it beside the first witness the page offers; the ceremony's number."""
    page.get_by_role("link", name=f"开启{what}抽取").click()
    page.get_by_label("见证人").select_option(index=1)
    page.get_by_role("button", name="开启抽取仪式").click()
    expect(page.get_by_text("抽取仪式已经开启")).to_be_visible()
    found = CODE.search(page.get_by_role("link", name="大屏（公开）").get_attribute("href") or "")
    assert found is not None
    return found[1]


def hand_in(page: Page, file: Path | None = None) -> None:
    """A share made in this browser; kept in a file where one is named."""
    page.get_by_role("button", name="生成份额").click()
    if file is not None:
        with page.expect_download() as download:
            page.get_by_role("link", name="下载份额文件").click()
        download.value.save_as(file)
    page.get_by_role("button", name="提交校验值").click()
    expect(page.get_by_text("校验值已经记入公开日志")).to_be_visible()


def reveal(page: Page, file: Path | None = None) -> None:
    """The share is opened, from this browser or from the file."""
    if file is not None:
        page.get_by_label("份额文件").set_input_files(file)
        expect(page.get_by_text("已从文件取得份额")).to_be_visible()
    else:
        expect(page.get_by_text("已从本浏览器取得份额")).to_be_visible()
    page.get_by_role("button", name="揭示份额").click()
    expect(page.get_by_text("本部门的份额已经公开")).to_be_visible()


def confirm(auditor: Page, ceremony: str, key: Path, look: Look) -> None:
    """The auditor makes a key in this browser, replays the draw, and signs with the file and the passphrase."""
    auditor.goto("/desk/draws/auditor-keys/")
    for field in auditor.locator("[data-passphrase]").all():
        field.fill("correct horse battery")
    auditor.get_by_role("button", name="生成密钥").click()
    expect(auditor.get_by_text("密钥已经生成")).to_be_visible()
    look(auditor, "auditor-key-made")
    with auditor.expect_download() as download:
        auditor.get_by_role("link", name="下载密钥文件").click()
    download.value.save_as(key)
    auditor.get_by_role("button", name="登记公钥").click()
    expect(auditor.get_by_text("公钥已经登记")).to_be_visible()
    auditor.goto(ceremony)
    auditor.get_by_role("link", name="监督核验").click()
    auditor.get_by_role("button", name="重放并记入总账").click()
    expect(auditor.get_by_text("重放一致").first).to_be_visible(timeout=60_000)
    look(auditor, "auditor-signs")
    auditor.get_by_label("确认", exact=True).check()
    auditor.get_by_label("密钥文件").set_input_files(key)
    auditor.get_by_label("口令").fill("a wrong passphrase")
    auditor.get_by_role("button", name="签名并公开").click()
    expect(auditor.get_by_text("口令不对")).to_be_visible()
    auditor.get_by_label("口令").fill("correct horse battery")
    auditor.get_by_role("button", name="签名并公开").click()
    expect(auditor.get_by_text("已经签名确认，名单现在公布")).to_be_visible()
    look(auditor, "auditor-signed")


@pytest.mark.article(15)
def test_four_browsers_draw_the_hotels_and_their_inspectors(enter: Enter, look: Look, tmp_path: Path) -> None:
    operator, party, wall, public = enter("ga.jb"), enter("wj.jb"), enter(), enter()
    share = tmp_path / "share.json"

    find_task(operator)
    number = open_ceremony(operator, "检查对象")
    ceremony = operator.url
    wall.goto(f"/desk/draws/stage/{number}/")
    expect(wall.get_by_text("至少两个部门提交份额")).to_be_visible()
    look(wall, "ceremony-stage-open")
    party.goto(ceremony)
    look(party, "ceremony-party-hands-in")
    hand_in(operator)
    hand_in(party, share)
    expect(wall.get_by_text("份额已经够数")).to_be_visible(timeout=15_000)

    operator.goto(ceremony)
    operator.get_by_role("link", name="冻结名单并承诺", exact=True).click()
    look(operator, "ceremony-freeze")
    operator.get_by_role("button", name="冻结名单并承诺").click()
    expect(operator.get_by_text("名单已经冻结，承诺已经公开")).to_be_visible()
    expect(wall.get_by_text("请提交过份额的部门揭示份额")).to_be_visible(timeout=15_000)
    look(wall, "ceremony-stage-committed")
    public.goto(f"/draws/{number}/")
    expect(public.get_by_text("名单已冻结，等待抽取").first).to_be_visible()

    # The party's browser was closed: a new one has only the file.
    party.context.clear_cookies()
    party = enter("wj.jb")
    party.goto(ceremony)
    expect(party.get_by_text("没有与校验值相符的份额")).to_be_visible()
    look(party, "ceremony-party-reveals")
    reveal(party, share)
    operator.goto(ceremony)
    reveal(operator)
    expect(wall.get_by_text("等待抽取").first).to_be_visible(timeout=15_000)

    operator.goto(ceremony)
    operator.get_by_role("link", name="抽取检查对象").click()
    look(operator, "ceremony-draw")
    operator.get_by_role("button", name="抽取检查对象").click()
    expect(operator.get_by_text("独立核验通过，结果已经记入公开日志")).to_be_visible()
    look(operator, "ceremony-resulted")
    expect(wall.get_by_text("待纪检监察机关签名确认后公布")).to_be_visible(timeout=15_000)
    expect(wall.get_by_role("heading", name="抽中名单")).to_have_count(0)
    look(wall, "ceremony-stage-waits")
    waiting = enter()
    waiting.goto(f"/draws/{number}/")
    expect(waiting.get_by_text("待纪检确认").first).to_be_visible()
    look(waiting, "portal-draw-waits")

    confirm(enter("jw"), ceremony, tmp_path / "key.json", look)
    expect(wall.get_by_role("heading", name="抽中名单")).to_be_visible(timeout=15_000)
    look(wall, "ceremony-stage-resulted")
    later = enter()  # a browser may keep a public page for a while
    later.goto(f"/draws/{number}/")
    expect(later.get_by_text("已抽取").first).to_be_visible()

    find_task(operator)
    operator.locator(".button", has_text="派发名单").click()
    operator.locator("main form").get_by_role("button", name="派发名单").click()
    open_ceremony(operator, "检查人员")
    people = operator.url
    hand_in(operator)
    party.goto(people)
    hand_in(party)
    operator.goto(people)
    press(operator, "冻结名单并承诺")
    for page in (party, operator):
        page.goto(people)
        reveal(page)
    operator.goto(people)
    operator.get_by_role("link", name="抽取执法检查人员").click()
    operator.get_by_role("button", name="抽取执法检查人员").click()
    expect(operator.get_by_text("独立核验通过，结果已经记入公开日志")).to_be_visible()
    find_task(operator)
    expect(operator.get_by_role("heading", name="第 01 组")).to_be_visible()
    look(operator, "draws-teams")
