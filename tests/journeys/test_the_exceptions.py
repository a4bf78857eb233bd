"""What a draw meets beside its usual course: a list that goes below, a ceremony given up, a key in three hands."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.conftest import Enter, Look, Within
from tests.journeys.test_the_ceremony import CODE, hand_in, open_ceremony, press, reveal

BECAUSE = "停电，仪式现场不能继续"


@pytest.mark.article(13)
class TestAListThatGoesBelow:
    def test_comes_back_for_want_of_jurisdiction_and_is_sent_elsewhere(
        self, enter: Enter, look: Look, within: Within
    ) -> None:
        task = f"/desk/draws/task/{within('tests.factories.waiting', 'below')}/"
        firm = self.a_county_returns_one_and_accepts_the_rest(enter("lz.scjg.jb"), task, look)
        self.the_city_sends_it_to_another(enter("scjg.jb"), firm, look)
        self.the_other_county_accepts(enter("ty.scjg.jb"), task, firm, look)

    def a_county_returns_one_and_accepts_the_rest(self, page: Page, task: str, look: Look) -> str:
        page.goto(task)
        page.get_by_role("link", name="签收或退回").click()
        firm = page.locator("main tbody th").first.inner_text()
        page.get_by_label(firm).check()
        page.get_by_label("地域管辖").check()
        page.get_by_label("应由谁管辖").fill("住所在汤阴县，由汤阴县市场监督管理局管辖。")
        look(page, "dispatch-return")
        page.get_by_role("button", name="退回所选的检查对象").click()
        expect(page.get_by_text("已经退回 1 户，由发起部门改派；名单不变。")).to_be_visible()
        page.get_by_role("button", name=re.compile("^签收")).click()
        expect(page.get_by_text("已经签收")).to_be_visible()
        return firm

    def the_city_sends_it_to_another(self, page: Page, firm: str, look: Look) -> None:
        page.goto("/desk/")
        page.get_by_role("listitem").filter(has_text="县域").get_by_role(
            "link", name="改派", exact=True
        ).click()
        expect(page.get_by_role("main")).to_contain_text("由汤阴县市场监督管理局管辖")
        page.get_by_label(firm).check()
        page.get_by_label("改派给").select_option(label="汤阴县市场监督管理局")
        look(page, "dispatch-redirect")
        page.get_by_role("button", name="改派").click()
        expect(page.locator("tr", has_text="汤阴县").first).to_contain_text("2 户等待签收")

    def the_other_county_accepts(self, page: Page, task: str, firm: str, look: Look) -> None:
        page.goto(task)
        page.get_by_role("link", name="签收或退回").click()
        expect(page.get_by_role("main")).to_contain_text(firm)
        page.get_by_role("button", name=re.compile("^签收")).click()
        page.goto(task)
        expect(page.get_by_text("等待签收")).to_have_count(0)
        look(page, "dispatch-accepted")


@pytest.mark.article(15)
class TestADrawThatIsBegunTwice:
    """The homes for the elderly: given up before anything is frozen, drawn anew, the key kept by three."""

    def test_is_given_up_in_public_and_its_key_opened_by_two(
        self, enter: Enter, look: Look, within: Within, tmp_path: Path
    ) -> None:
        task = f"/desk/draws/task/{within('tests.factories.waiting', '养老机构')}/"
        operator, party = enter("mz.jb"), enter("wj.jb")

        operator.goto(task)
        number = open_ceremony(operator, "检查对象")
        self.the_head_gives_it_up(enter("mz.zy"), operator.url, look)
        self.anybody_reads_why(enter(), number, look)

        self.the_office_names_three_keepers(enter("bgs"), look)
        operator.goto(task)
        open_ceremony(operator, "检查对象")
        ceremony = operator.url
        for page in (operator, party):
            page.goto(ceremony)
            hand_in(page)
        operator.goto(ceremony)
        press(operator, "冻结名单并承诺")
        self.a_keeper_brings_a_part(enter("jw"), tmp_path, "还须另一名持有人交回", look)
        self.a_keeper_brings_a_part(enter("gz"), tmp_path, "两份分片已经到齐，密钥打开", look)
        for page in (party, operator):
            page.goto(ceremony)
            reveal(page)
        operator.goto(ceremony)
        operator.get_by_role("link", name="抽取检查对象").click()
        operator.get_by_role("button", name="抽取检查对象").click()
        expect(operator.get_by_text("独立核验通过，结果已经记入公开日志")).to_be_visible()
        found = CODE.search(operator.get_by_role("link", name="大屏（公开）").get_attribute("href") or "")
        assert found is not None
        reader = enter()
        reader.goto(f"/draws/{found[1]}/")
        expect(reader.get_by_text(re.compile("密钥.*打开"))).to_be_visible()

    def the_head_gives_it_up(self, page: Page, ceremony: str, look: Look) -> None:
        page.goto(ceremony)
        page.get_by_role("link", name="作废本次抽取").click()
        page.get_by_label("理由").fill(BECAUSE)
        look(page, "draw-void")
        page.get_by_role("button", name="签字作废").click()
        expect(page.get_by_role("main")).to_contain_text("已经作废，并已公开说明")
        look(page, "draw-voided")

    def anybody_reads_why(self, page: Page, number: str, look: Look) -> None:
        page.goto(f"/draws/{number}/")
        expect(page.get_by_role("main")).to_contain_text(BECAUSE)
        look(page, "draw-void-public")

    def the_office_names_three_keepers(self, page: Page, look: Look) -> None:
        page.goto("/desk/draws/key-keepers/")
        for label in ("监管部门持有人", "纪检监察持有人", "公证机构持有人"):
            page.get_by_label(label).select_option(index=1)
        page.get_by_role("button", name="指定三名持有人").click()
        expect(page.get_by_text("持有人已经指定")).to_be_visible()
        look(page, "key-keepers")

    def a_keeper_brings_a_part(self, page: Page, folder: Path, told: str, look: Look) -> None:
        page.goto("/desk/draws/key-shares/")
        with page.expect_download() as download:
            page.get_by_role("button", name="领取分片文件").click()
        file = folder / download.value.suggested_filename
        download.value.save_as(file)
        page.reload()
        page.get_by_role("link", name="交回分片").click()
        page.get_by_label("事由").fill("抽取以前核对密钥")
        page.locator("input[type=file]").set_input_files(file)
        look(page, "key-share-return")
        page.get_by_role("button", name="交回分片").click()
        expect(page.get_by_text(told)).to_be_visible()
        look(page, "key-share-returned")
