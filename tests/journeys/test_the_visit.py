"""One visit, told by those who make it: on inspectors' phones, then at the desk, until the public reads its result."""

import base64
from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.conftest import DESKTOP, PHONE, Enter, LogInOf, Look

PICTURE = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8BQDwAEhQGAhKmMIQAAAABJRU5ErkJggg=="
)
FAULT = "演示：未按规定公示年度报告。"
WRONG, PUT_RIGHT = "年报已于期限内公示，请核对登记系统后改正", "已核对，年报按期公示，改为未发现问题"


@dataclass
class Outing:
    """A visit of which nobody has been told yet, and the phone of an inspector who is to make it."""

    phone: Page
    holder: str
    url: str
    firm: str


def an_outing(enter: Enter) -> Outing:
    """Of the initiating department, whoever was drawn into the team of the one visit without notice."""
    for holder in (f"sw.r{number}" for number in range(1, 7)):
        phone = enter(holder, viewport=PHONE)
        phone.goto("/field/")
        cards = phone.locator("a.field-card", has_text="待检查")
        if cards.count():
            url = str(cards.first.get_attribute("href"))
            phone.goto(url)
            return Outing(phone, holder, url, phone.get_by_role("heading", level=1).inner_text())
    raise AssertionError("nobody of the initiating department has a visit to give notice of")


def everybody_else(outing: Outing, enter: Enter, log_in_of: LogInOf) -> Iterator[Page]:
    """The phones of the rest of the team."""
    outing.phone.goto(outing.url)
    for row in outing.phone.get_by_role("table", name="检查小组").locator("tbody tr").all():
        name = row.locator("th").inner_text().split()[0]
        log_in = log_in_of(name, row.locator("td").first.inner_text().strip())
        if log_in != outing.holder:
            yield enter(log_in, viewport=PHONE)


def fill_in(page: Page, *, problem: str = "") -> None:
    """The own department's findings: nothing found, or one thing."""
    for card in page.locator("a.field-card[href*='/findings/']", has_text="待填写").all():
        page.goto(str(card.get_attribute("href")))
        page.get_by_role("button", name="全部答“无”").click()
        if problem:
            page.locator(".answers").get_by_label("有", exact=True).first.check()
            page.get_by_label("未发现问题", exact=True).uncheck()
            page.get_by_label("未按规定公示应当公示的信息").check()
            page.get_by_label("发现问题情况").fill(problem)
        page.get_by_role("button", name="写入记录表").click()
        expect(page.get_by_text("的检查情况已填写")).to_be_visible()


def draw_a_name(page: Page) -> None:
    """A name, drawn on the glass."""
    pad = page.locator(".signature-pad canvas")
    pad.scroll_into_view_if_needed()
    box = pad.bounding_box()
    assert box is not None
    left, top = box["x"] + 60, box["y"] + 30
    page.mouse.move(left, top)
    page.mouse.down()
    for step in range(1, 14):
        page.mouse.move(left + 16 * step, top + (70 if step % 2 else 8), steps=3)
    page.mouse.up()
    expect(page.get_by_text("已手写签名")).to_be_visible()


@pytest.mark.article(20)
class TestTheVisit:
    def test_goes_from_the_pre_check_to_the_public_page(
        self, enter: Enter, look: Look, log_in_of: LogInOf
    ) -> None:
        outing = an_outing(enter)
        self.prepare(outing, look)
        team = list(everybody_else(outing, enter, log_in_of))
        self.fill(outing, team, look)
        self.sign(outing, team, look)
        self.publish(enter, outing.firm, look)
        self.is_read_by_anybody(enter, outing.firm, look)

    def prepare(self, outing: Outing, look: Look) -> None:
        """Read the file, serve the notice, arrive."""
        phone = outing.phone
        phone.get_by_role("button", name="查阅预查资料").click()
        expect(phone.get_by_role("heading", name="以往检查")).to_be_visible()
        look(phone, "visit-pre-check")
        phone.goto(outing.url)
        phone.get_by_role("link", name="送达告知书").click()
        phone.get_by_label("书面").check()
        phone.get_by_label("共同送达人").select_option(index=1)
        phone.get_by_label("受送达人").fill("李经理（站长）")
        today = "new Date().toLocaleDateString('sv', {timeZone: 'Asia/Shanghai'})"
        phone.get_by_label("检查日期").fill(phone.evaluate(today))
        phone.get_by_label("需准备的资料").fill("营业执照\n成品油零售经营批准证书")
        look(phone, "visit-notice")
        phone.get_by_role("button", name="登记送达告知书").click()
        expect(phone.get_by_text("已登记送达")).to_be_visible()
        phone.get_by_role("button", name="登记到达现场").click()
        expect(phone.get_by_text("已登记到达")).to_be_visible()
        look(phone, "visit-on-site")

    def fill(self, outing: Outing, team: list[Page], look: Look) -> None:
        """Each department fills in its own part; a picture is kept as evidence."""
        phone = outing.phone
        phone.get_by_role("link", name="拍照取证").click()
        phone.get_by_label("名称").fill("加油站现场照片")
        phone.get_by_label("文件").set_input_files(
            {"name": "现场.png", "mimeType": "image/png", "buffer": PICTURE}
        )
        phone.get_by_label("地点").fill("加油站罩棚下")
        look(phone, "visit-evidence")
        phone.get_by_role("button", name="提交证据").click()
        expect(phone.get_by_text("已保存并登记校验值")).to_be_visible()
        phone.get_by_role("link", name="填写：").first.click()
        look(phone, "visit-finding")
        phone.goto(outing.url)
        fill_in(phone, problem=FAULT)
        for other in team:
            other.goto(outing.url)
            fill_in(other)

    def sign(self, outing: Outing, team: list[Page], look: Look) -> None:
        """The firm signs on the glass, every officer on the own phone; then the record is closed."""
        phone = outing.phone
        phone.goto(outing.url)
        phone.get_by_role("link", name="请被检查对象签字").first.click()
        phone.get_by_label("签字人").fill("李建国")
        draw_a_name(phone)
        look(phone, "visit-firm-signs")
        phone.get_by_label("我已阅读").check()
        phone.get_by_role("button", name="签字", exact=True).click()
        expect(phone.get_by_text("被检查对象已签字")).to_be_visible()
        for officer in (phone, *team):
            officer.goto(outing.url)
            officer.get_by_role("link", name="核对并签字").click()
            if officer is phone:
                look(phone, "visit-sign")
            officer.get_by_role("button", name="以本人名义签字").click()
            expect(officer.get_by_text("您已在记录表上签字")).to_be_visible()
        phone.goto(outing.url)
        phone.get_by_role("link", name="结束检查").click()
        expect(phone.get_by_role("img", name="李建国的手写签名")).to_be_visible()
        look(phone, "visit-close")
        phone.get_by_role("button", name="结束检查，锁定记录").click()
        expect(phone.get_by_text("检查已结束")).to_be_visible()
        look(phone, "visit-closed")

    def publish(self, enter: Enter, firm: str, look: Look) -> None:
        """The clerk enters, the reviewer sends back, the clerk puts it right, the reviewer publishes."""
        clerk, reviewer = enter("sw.jb", viewport=DESKTOP), enter("sw.sh", viewport=DESKTOP)
        clerk.goto("/desk/results/")
        clerk.get_by_role("row", name=firm).get_by_role("link", name="录入结果").click()
        look(clerk, "result-enter")
        clerk.get_by_role("button", name="录入，送本部门审核").click()
        reviewer.goto("/desk/results/")
        reviewer.get_by_role("row", name=firm).get_by_role("link", name="审核公示").click()
        look(reviewer, "result-review")
        reviewer.get_by_role("link", name="退回改正").click()
        reviewer.get_by_label("退回原因").fill(WRONG)
        look(reviewer, "result-send-back")
        reviewer.get_by_role("button", name="退回经办人改正").click()
        expect(reviewer.get_by_text("已退回经办人改正")).to_be_visible()

        clerk.goto("/desk/")
        clerk.get_by_role("listitem").filter(has_text=firm).get_by_role("link", name="改正并送审").click()
        expect(clerk.get_by_text(WRONG)).to_be_visible()
        clerk.get_by_label("未按规定公示应当公示的信息").uncheck()
        clerk.get_by_label("未发现问题").check()
        clerk.get_by_label("改正说明").fill(PUT_RIGHT)
        clerk.get_by_label("证据").fill("登记机关年报公示查询截图（演示）")
        look(clerk, "result-resubmit")
        clerk.get_by_role("button", name="重新送审").click()
        look(clerk, "result-detail")

        reviewer.goto("/desk/results/")
        reviewer.get_by_role("row", name=firm).get_by_role("link", name="审核公示").click()
        expect(reviewer.get_by_text("与签字的记录表不一致")).to_be_visible()
        look(reviewer, "result-review-again")
        reviewer.get_by_role("button", name="审核通过并公示").click()
        expect(reviewer.get_by_text("结果已公示")).to_be_visible()
        look(reviewer, "result-published")

    def is_read_by_anybody(self, enter: Enter, firm: str, look: Look) -> None:
        """What the public finds: the result, and nothing of the signed record or of the way to it."""
        public = enter()
        public.goto("/results/")
        public.get_by_role("link", name=firm).first.click()
        expect(public.get_by_role("main")).to_contain_text("未发现问题")
        look(public, "result-public")
        words = public.get_by_role("main").inner_text()
        assert FAULT not in words
        assert WRONG not in words
        assert "李建国" not in words
