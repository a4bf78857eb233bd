"""A list from its spreadsheet to the public, and a plan from its line to its later version, as all who have a part."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.conftest import Enter, Look

TITLE, TASK = "演示洗浴场所联合检查", "演示洗浴场所年度联合抽查"
HEAD = "事项编号,抽查领域,抽查事项,抽查内容,检查依据,检查主体,检查对象,检查方式,抽查比例,抽查频次,配合部门,检查要点"
BASIS = "《公共场所卫生管理条例》第四条,市、县级市场监督管理部门"
ROWS = (
    f"YS-LH-01,公共场所,{TITLE},证照,{BASIS},洗浴场所,现场检查,根据实际情况确定,每年1次,卫健,是否亮照；许可证是否有效",
    f"YS-LH-02,公共场所,演示美容场所联合检查,证照,{BASIS},美容场所,现场检查,不低于 5%,每年1次,卫健,是否亮照",
    f"YS-LH-03,公共场所,演示写错部门的事项,证照,{BASIS},游泳馆,现场检查,5%,每年1次,河道局,是否亮照",
)


def drop(page: Page, name: str, content: str) -> None:
    """Choose a file as a person does."""
    page.locator("input[type=file]").first.set_input_files(
        {"name": name, "mimeType": "text/csv", "buffer": content.encode("gb18030")}
    )


def waits(page: Page, words: str) -> None:
    """Follow a line of 我的待办."""
    page.goto("/desk/")
    page.get_by_role("listitem").filter(has_text=words).get_by_role("link").first.click()


def fill(page: Page, **fields: str) -> None:
    """Fill fields by their names; dates and texts alike."""
    for name, words in fields.items():
        page.locator(f"[name={name}]").fill(words)


@pytest.mark.article(6)
class TestTheList:
    def test_comes_from_a_spreadsheet_and_ends_in_the_open(self, enter: Enter, look: Look) -> None:
        clerk, deputy = enter("scjg.jb"), enter("scjg.fg")
        self.the_clerk_brings_a_spreadsheet(clerk, look)
        item = self.the_participant_countersigns(enter("wj.jb"), look)
        deputy.goto(item)
        deputy.get_by_role("button", name="审核通过").click()
        self.the_compiler_publishes(clerk, item, look)
        self.it_is_revised_and_compared(clerk, deputy, enter("wj.jb"), item, look)
        self.it_goes_to_the_publicity_system(clerk, look)
        self.anybody_reads_it(enter(), look)
        self.it_is_suspended_and_confirmed_for_the_year(clerk, look)

    def the_clerk_brings_a_spreadsheet(self, page: Page, look: Look) -> None:
        page.goto("/desk/items/files/")
        page.get_by_label("部门联合抽查事项清单").check()
        drop(page, "联合清单.csv", "\n".join((HEAD, *ROWS)))
        page.get_by_role("button", name="读取并核对").click()
        expect(page.get_by_role("main")).to_contain_text("“根据实际情况确定”，1 行")
        expect(page.get_by_role("main")).to_contain_text("没有名为“河道局”的部门")
        look(page, "lists-import")
        page.get_by_label("每年由抽查计划确定").check()
        page.get_by_label("一般检查事项").check()
        page.get_by_role("button", name="保存答复").click()
        page.get_by_role("button", name="把 2 项导入为草稿").click()
        expect(page.get_by_text("已经导入 2 项")).to_be_visible()

    def the_participant_countersigns(self, page: Page, look: Look) -> str:
        waits(page, TITLE)
        look(page, "lists-countersign")
        page.get_by_role("button", name="代表本部门会签").click()
        expect(page.get_by_text("已会签").first).to_be_visible()
        return page.url

    def the_compiler_publishes(self, page: Page, item: str, look: Look) -> None:
        page.goto(item)
        page.get_by_role("link", name="公布事项").click()
        look(page, "lists-publish")
        page.get_by_role("button", name="公布事项").click()
        expect(page.get_by_text("已公布").first).to_be_visible()

    def it_is_revised_and_compared(
        self, clerk: Page, deputy: Page, participant: Page, item: str, look: Look
    ) -> None:
        clerk.goto(item)
        clerk.get_by_role("link", name="修订为新版本").click()
        clerk.get_by_label("抽查频次").fill("每年2次")
        clerk.get_by_role("button", name=re.compile("保存")).click()
        revised = clerk.url
        participant.goto(revised)
        participant.get_by_role("button", name="代表本部门会签").click()
        deputy.goto(revised)
        deputy.get_by_role("button", name="审核通过").click()
        clerk.goto(revised)
        clerk.get_by_role("link", name="公布事项").click()
        clerk.get_by_role("button", name="公布事项").click()
        clerk.get_by_role("link", name="与本页对照").first.click()
        expect(clerk.get_by_role("main")).to_contain_text("每年2次")
        look(clerk, "lists-compare")

    def it_goes_to_the_publicity_system(self, page: Page, look: Look) -> None:
        page.goto("/desk/items/sharing/")
        page.get_by_role("button", name="生成批次").click()
        expect(page.get_by_role("heading", level=1)).to_contain_text("410500-SX-")
        with page.expect_download() as download:
            page.get_by_role("link", name="下载空白回执").click()
        blank = Path(download.value.path()).read_bytes()
        assert blank.startswith(b"PK")
        today = page.locator("time").first.get_attribute("datetime")
        drop(
            page,
            "回执.csv",
            f"记录标识,结果,公示时间,退回原因\nYS-LH-01,接收,{today},\nAYLH-01,退回,,依据缺条款",
        )
        page.get_by_role("button", name="导入回执").click()
        expect(page.get_by_text("接收 1 条，退回 1 条")).to_be_visible()
        look(page, "exchange-batch")

    def anybody_reads_it(self, page: Page, look: Look) -> None:
        page.goto("/items/")
        page.get_by_role("link", name=TITLE).first.click()
        expect(page.get_by_role("main")).to_contain_text("每年2次")
        look(page, "lists-public")

    def it_is_suspended_and_confirmed_for_the_year(self, page: Page, look: Look) -> None:
        page.goto("/desk/items/?text=YS-LH-01")
        page.locator("a[data-row]").first.click()
        page.get_by_role("link", name="暂停").click()
        page.get_by_role("main").locator("textarea").fill("演示：等待上级规定。")
        page.get_by_role("button", name=re.compile("暂停")).click()
        expect(page.get_by_text("已暂停").or_(page.get_by_text("暂停")).first).to_be_visible()
        page.goto("/desk/items/yearly/")
        look(page, "lists-yearly")


@pytest.mark.article(7)
class TestThePlan:
    def test_goes_from_a_late_line_to_its_second_version(self, enter: Enter, look: Look) -> None:
        clerk, office, participant = enter("scjg.jb"), enter("bgs"), enter("wj.jb")
        line = self.the_initiator_writes_a_line(clerk, look)
        self.the_participant_confirms(participant, look)
        self.the_initiator_hands_it_in_late(clerk, line, look)
        self.the_office_sends_it_back(office, look)
        self.the_initiator_hands_it_in_again(clerk, participant, line)
        self.the_office_publishes_a_batch(office, line, look)
        self.it_is_changed_by_a_second_version(clerk, participant, office, line, look)
        self.anybody_reads_the_plan(enter(), look)

    def the_initiator_writes_a_line(self, page: Page, look: Look) -> str:
        page.goto("/desk/plans/")
        look(page, "plans-list")
        page.get_by_role("link", name="新建计划").click()
        fill(page, title=TASK, object_scope="全市洗浴场所", object_count="120", ratio_text="不低于 5 %",
             period_from="2026-12-01", period_until="2026-12-20", frequency="1 次", contact="信用监管科",
             basis="年度工作安排")  # fmt: skip
        page.get_by_role("main").get_by_label("商场超市公共卫生").check()
        page.get_by_label("安阳市卫生健康委员会").check()
        page.get_by_label("实施层级和模式").select_option(index=1)
        look(page, "plans-draft")
        page.get_by_role("button", name="保存草稿").click()
        expect(page.get_by_text("等待确认")).to_be_visible()
        return page.url

    def the_participant_confirms(self, page: Page, look: Look) -> None:
        waits(page, TASK)
        look(page, "plans-confirm")
        page.get_by_role("button", name="确认本部门参与").click()
        expect(page.get_by_text("已确认").first).to_be_visible()

    def the_initiator_hands_it_in_late(self, page: Page, line: str, look: Look) -> None:
        page.goto(line)
        page.get_by_role("button", name="报送联席会议办公室").click()
        expect(page.get_by_role("main")).to_contain_text("逾期")
        look(page, "plans-late")

    def the_office_sends_it_back(self, page: Page, look: Look) -> None:
        waits(page, TASK)
        page.get_by_role("link", name="退回修改").click()
        page.get_by_role("main").locator("textarea").fill("请写明每户检查的重点。")
        look(page, "plans-send-back")
        page.get_by_role("button", name=re.compile("退回")).click()
        expect(page.get_by_text("退回修改").first).to_be_visible()

    def the_initiator_hands_it_in_again(self, page: Page, participant: Page, line: str) -> None:
        waits(page, TASK)
        expect(page.get_by_role("main")).to_contain_text("请写明每户检查的重点。")
        page.get_by_role("link", name="修改", exact=True).click()
        fill(page, remark="重点检查证照和年报。")
        page.get_by_role("button", name="保存草稿").click()
        participant.goto(line)
        participant.get_by_role("button", name="确认本部门参与").click()
        page.goto(line)
        page.get_by_role("button", name="报送联席会议办公室").click()

    def the_office_publishes_a_batch(self, page: Page, line: str, look: Look) -> None:
        page.goto(line)
        page.get_by_role("button", name="受理").click()
        page.goto("/desk/plans/consolidation/")
        look(page, "plans-consolidation")
        page.locator("a[href*='/consolidation/publish/']").first.click()
        expect(page.get_by_role("main")).to_contain_text(TASK)
        look(page, "plans-batch")
        page.get_by_role("button", name="公示选中的计划").click()
        expect(page.get_by_text("已经写入公开日志")).to_be_visible()

    def it_is_changed_by_a_second_version(
        self, page: Page, participant: Page, office: Page, line: str, look: Look
    ) -> None:
        page.goto(line)
        page.get_by_role("link", name="变更计划").click()
        page.get_by_role("main").locator("textarea").fill("年底检查集中，延至 12 月 25 日。")
        page.get_by_role("button", name="变更这项计划").click()
        fill(page, period_until="2026-12-25")
        page.get_by_role("button", name="保存草稿").click()
        expect(page.get_by_role("main")).to_contain_text("第 2 版")
        look(page, "plans-changed")
        participant.goto(page.url)
        participant.get_by_role("button", name="确认本部门参与").click()
        page.reload()
        page.get_by_role("button", name="报送联席会议办公室").click()
        office.goto(page.url)
        office.get_by_role("button", name="受理").click()
        office.get_by_role("link", name="公示", exact=True).click()
        office.get_by_role("main").get_by_role("button", name=re.compile("公示")).click()
        expect(office.get_by_text("已公示").first).to_be_visible()

    def anybody_reads_the_plan(self, page: Page, look: Look) -> None:
        page.goto("/plans/")
        expect(page.get_by_role("main")).to_contain_text(TASK)
        look(page, "plans-public")


@pytest.mark.article(8)
class TestOutsideThePlan:
    def test_a_check_handed_down_is_filed_before_anything_is_drawn(self, enter: Enter, look: Look) -> None:
        page = enter("scjg.jb")
        page.goto("/desk/plans/new/temporary/")
        fill(page, title="演示临时交办联合抽查", object_scope="投诉较多的超市", object_count="40", planned_count="8",
             ratio_text="8 户", period_from="2026-12-01", period_until="2026-12-20", frequency="1 次",
             source_organ="河南省市场监督管理局", source_document="豫市监办〔2026〕88号", source_on="2026-11-20",
             source_reason="群众投诉集中，按省局交办开展。", basis="省局交办文件")  # fmt: skip
        page.get_by_role("main").get_by_label("商场超市公共卫生").check()
        page.get_by_label("安阳市卫生健康委员会").check()
        page.get_by_label("实施层级和模式").select_option(index=1)
        page.get_by_role("button", name="保存草稿").click()
        page.get_by_role("link", name="加入交办文件").click()
        page.locator("input[type=file]").set_input_files(
            {"name": "豫市监办88号.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-1.4 demonstration"}
        )
        page.get_by_role("button", name="加入附件").click()
        expect(page.get_by_role("link", name="豫市监办88号.pdf")).to_be_visible()
        look(page, "plans-temporary")

    def test_a_rectification_is_compared_with_the_joint_list(self, enter: Enter, look: Look) -> None:
        page = enter("scjg.jb")
        page.goto("/desk/plans/rectifications/new/")
        fill(page, title="演示加油站专项整治", needed_by="安阳市人民政府", source_document="安政办〔2026〕66号",
             source_on="2026-11-10", content="整治加油站计量作弊。", approved_by="安阳市人民政府",
             approval_document="安政批〔2026〕6号", approved_on="2026-11-12")  # fmt: skip
        page.get_by_role("button", name="登记专项整治").click()
        expect(page.get_by_role("main")).to_contain_text("看来涉及")
        look(page, "plans-rectification")
        page.get_by_role("main").get_by_label("加油站").check()
        page.get_by_role("button", name="登记专项整治").click()
        expect(page.get_by_role("link", name="采取联合抽查形式")).to_be_visible()


@pytest.mark.article(10)
class TestTheCap:
    def test_starts_from_the_opening_balance_and_is_read_by_the_office(
        self, enter: Enter, look: Look
    ) -> None:
        page = enter("bgs")
        page.goto("/desk/libraries/objects/")
        code = re.sub(r"\s", "", page.locator("tbody td.nowrap").first.inner_text())
        page.goto("/desk/tasks/opening/")
        fill(page, source_organ="安阳市联席会议办公室", source_document="上半年联合抽查台账")
        drop(page, "期初数.csv", f"统一社会信用代码,名称,次数\n{code},演示期初单位,2")
        look(page, "plans-balance")
        page.get_by_role("button", name="导入期初数").click()
        page.goto("/desk/oversight/caps/")
        expect(page.get_by_role("main")).to_contain_text("期初数 2 次")
        look(page, "oversight-caps")
        with page.expect_download() as download:
            page.get_by_role("link", name="下载 Excel").click()
        assert Path(download.value.path()).read_bytes().startswith(b"PK")
        page.goto("/desk/plans/standings/")
        look(page, "plans-standings")


@pytest.mark.article(20)
class TestTheResults:
    def test_go_to_the_publicity_system_and_come_back_with_its_time(self, enter: Enter, look: Look) -> None:
        page = enter("scjg.sh")
        page.goto("/desk/results/sharing/")
        first = page.locator("tbody th .none").first.inner_text()
        page.get_by_role("button", name="生成批次").click()
        today = page.locator("time").first.get_attribute("datetime")
        drop(page, "回执.csv", f"记录标识,结果,公示时间\n{first},接收,{today}")
        page.get_by_role("button", name="导入回执").click()
        expect(page.get_by_text("接收 1 条")).to_be_visible()
        page.goto("/desk/results/sharing/")
        look(page, "results-sharing")
        public = enter()
        public.goto(f"/results/{first.removeprefix('JG-')}/")
        expect(public.get_by_role("main")).not_to_contain_text("这一版还没有")
