"""What departments settle with each other before anything is drawn: the parts of an item, and two plans in one."""

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.conftest import Enter, Look

POINTS = "办学许可证是否有效｜《民办教育促进法》第十二条\n家长委员会是否参与｜选查"


@pytest.mark.article(6)
class TestAJointItem:
    def test_has_each_departments_part_in_its_own_words(self, enter: Enter, look: Look) -> None:
        owner, partner = enter("scjg.jb"), enter("sw.jb")
        owner.goto("/desk/items/?text=AYLH-14")
        owner.locator("main tbody a[data-row]").first.click()
        owner.get_by_role("link", name="修订为新版本").click()
        owner.get_by_role("button", name="保存新版本草稿").click()

        partner.goto(owner.url)
        partner.get_by_role("link", name="填写本部门分工").click()
        partner.get_by_label("本部门检查要点").fill(POINTS)
        partner.get_by_label("本部门清单中的对应事项").fill("JY-03")
        look(partner, "items-own-part")
        partner.get_by_role("button", name="保存本部门分工").click()
        expect(partner.get_by_text("《民办教育促进法》第十二条")).to_be_visible()
        partner.get_by_role("button", name="代表本部门会签").click()
        expect(partner.get_by_text("已经会签此事项")).to_be_visible()

        owner.get_by_role("link", name="修改草稿").click()
        expect(owner.get_by_text("由该部门填写，不能在这里改")).to_be_visible()
        expect(owner.locator("textarea[name$=-points]:disabled")).to_have_count(1)


@pytest.mark.article(7)
class TestAPlan:
    def test_is_merged_with_another_of_the_same_firms_and_month(self, enter: Enter, look: Look) -> None:
        office = enter("bgs")
        self.is_drafted(enter("wj.jb"))

        office.goto("/desk/tasks/merging/")
        office.get_by_role("row").filter(has_text="住宿场所公共卫生").get_by_role(
            "link", name="计算并决定"
        ).click()
        look(office, "merging-pair")
        office.get_by_label("合并为一次联合抽查").check()
        office.get_by_label("理由").fill("同一批宾馆、同一个月，由公安局牵头，卫健委的要点列入同一张记录表。")
        office.get_by_role("button", name="记录决定").click()
        expect(office.get_by_text("由公安局牵头").first).to_be_visible()

    def is_drafted(self, page: Page) -> None:
        page.goto("/desk/plans/new/")
        for name, said in {
            "number": "WJ-2026-09",
            "title": "住宿场所公共卫生联合检查",
            "object_scope": "宾馆、旅店",
            "ratio_text": "不低于 5 %",
            "frequency": "每年1次",
            "period_from": "2026-12-01",
            "period_until": "2026-12-31",
        }.items():
            page.locator(f"main [name={name}]").fill(said)
        page.locator("main [name=year]").fill("2026")
        page.get_by_label("AYLH-05").check()
        for name in ("公安局", "住房和城乡建设局", "市场监督管理局", "消防救援支队"):
            page.get_by_label(f"安阳市{name}").check()
        page.get_by_role("button", name="保存").first.click()
        expect(page.get_by_text("参与部门确认后即可报送").first).to_be_visible()


@pytest.mark.article(11)
class TestAFileThatIsTooLarge:
    def test_is_weighed_before_it_is_sent(self, enter: Enter, tmp_path: Path) -> None:
        page, large = enter("scjg.ku"), tmp_path / "名录.csv"
        with large.open("wb") as file:
            file.truncate(601 << 20)

        page.goto("/desk/libraries/objects/import/")
        field = page.get_by_label("文件", exact=True)
        field.set_input_files(large)
        page.get_by_role("button", name="上传并核对列").click()

        assert field.evaluate("field => field.validationMessage").startswith("文件有 601 MB，超过 600 MB")
        assert page.url.endswith("/import/")
