"""A department's librarian brings a register: from an office's own table to entries one can draw from (Art. 11)."""

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.factories.libraries import a_csv, a_uscc
from tests.journeys.conftest import Enter, Look

HOTELS = ("望春客栈", "殷墟驿站", "洹水宾馆", "文峰塔民宿", "重阳旅社")
PATIENCE = 60_000
"""Milliseconds the background worker may take on a busy machine."""


@pytest.fixture
def worker(city_environment: dict[str, str], city: str) -> Iterator[None]:
    """The background worker, as a house runs it."""
    assert city
    working = subprocess.Popen(
        [sys.executable, "-m", "suiji.running.command", "worker", "--concurrency", "1"], env=city_environment
    )
    try:
        yield
    finally:
        working.terminate()
        working.wait(timeout=30)


@pytest.fixture
def register(tmp_path: Path) -> Path:
    """A table as an office keeps it: a title, its own heading for the name, one code copied wrong."""
    rows = [
        [
            f"演示{hotel}第{number}分店",
            a_uscc(900_000 + number * 10 + at, region="410599"),
            "410502",
            f"文峰区客栈街{number}号",
            "存续",
        ]
        for number in range(1, 13)
        for at, hotel in enumerate(HOTELS)
    ]
    rows[7][1] = rows[7][1][:-1] + ("A" if rows[7][1][-1] != "A" else "B")
    path = tmp_path / "旅馆业登记表.csv"
    path.write_bytes(
        a_csv(["店名全称", "统一社会信用代码", "区划代码", "住所", "登记状态"], *rows, encoding="gb18030")
    )
    return path


@pytest.mark.article(11)
class TestTheLibrarian:
    def test_brings_a_register_and_keeps_it_true(
        self, enter: Enter, look: Look, worker: None, register: Path
    ) -> None:
        page = enter("ga.ku")
        self.brings_a_file(page, register, look)
        self.takes_it_back(page)
        self.brings_it_again(page, register, look)
        self.meets_another_departments_firm(page)
        self.hears_the_keepers_decision(enter("scjg.ku"), look)
        self.finds_and_marks(page, look)

    def brings_a_file(self, page: Page, register: Path, look: Look) -> None:
        page.get_by_role("link", name="两库", exact=True).first.click()
        page.get_by_role("link", name="导入检查对象").first.click()
        page.get_by_label("文件", exact=True).set_input_files(register)
        page.get_by_role("button", name="上传并核对列").click()
        page.get_by_label("店名全称读作").select_option("名称")
        look(page, "library-columns")
        page.get_by_role("button", name="逐行校验").click()
        expect(page.get_by_text("名录库还没有改动")).to_be_visible(timeout=PATIENCE)
        expect(page.get_by_text("校验码不符").first).to_be_visible()
        look(page, "library-checked")
        self.accepts(page)

    def accepts(self, page: Page) -> None:
        page.get_by_role("button", name="导入名录库").click()
        expect(page.get_by_text("已导入").first).to_be_visible(timeout=PATIENCE)

    def takes_it_back(self, page: Page) -> None:
        page.get_by_label("撤销原因").fill("传错了版本，先撤回")
        page.get_by_role("button", name="撤销这次导入").click()
        expect(page.get_by_text("已整体撤销")).to_be_visible()

    def brings_it_again(self, page: Page, register: Path, look: Look) -> None:
        page.goto("/desk/libraries/objects/import/")
        page.get_by_label("文件", exact=True).set_input_files(register)
        page.get_by_role("button", name="上传并核对列").click()
        expect(page.get_by_label("店名全称读作")).to_have_value("name")
        page.get_by_role("button", name="逐行校验").click()
        expect(page.get_by_text("名录库还没有改动")).to_be_visible(timeout=PATIENCE)
        self.accepts(page)

    def meets_another_departments_firm(self, page: Page) -> None:
        page.goto("/desk/libraries/objects/")
        page.get_by_label("来源部门").select_option(label="安阳市市场监督管理局")
        page.get_by_role("main").get_by_role("button", name="查找").click()
        firm = page.locator("tbody tr").first
        code = firm.locator("td").first.inner_text().replace(" ", "")
        name = firm.locator("a[data-row]").inner_text()
        page.goto("/desk/libraries/objects/import/")
        content = a_csv(["名称", "统一社会信用代码"], [f"{name}（公安登记）", code])
        page.get_by_label("文件", exact=True).set_input_files(
            [{"name": "一户.csv", "mimeType": "text/csv", "buffer": content}]
        )
        page.get_by_role("button", name="上传并核对列").click()
        page.get_by_role("button", name="逐行校验").click()
        expect(page.get_by_text("名录库还没有改动")).to_be_visible(timeout=PATIENCE)
        self.accepts(page)
        page.get_by_role("link", name="查看数据冲突").click()
        expect(page.get_by_role("main")).to_contain_text("等待市场监管")

    def hears_the_keepers_decision(self, keeper: Page, look: Look) -> None:
        expect(keeper.get_by_text("1 项不同的说法")).to_be_visible()
        keeper.get_by_role("link", name="处理数据冲突").click()
        expect(keeper.get_by_text("（公安登记）").first).to_be_visible()
        look(keeper, "library-conflicts")
        keeper.get_by_role("button", name="保留现有内容").click()
        expect(keeper.get_by_text("没有待处理的冲突")).to_be_visible()

    def finds_and_marks(self, page: Page, look: Look) -> None:
        page.goto("/desk/libraries/objects/")
        main = page.get_by_role("main")
        main.get_by_label("查找").fill("ysyxyz")
        main.get_by_role("button", name="查找").click()
        expect(page.get_by_role("main")).to_contain_text("演示殷墟驿站第1分店")
        self.composes(page, "yin'xu'yi'zhan", "殷墟驿站")
        expect(page.get_by_text("共 12 户")).to_be_visible()
        page.get_by_label("标签或专项库名称").fill("旅馆业")
        page.get_by_role("button", name="办理 12 户").click()
        expect(page.get_by_text("12 户检查对象有变动")).to_be_visible()
        page.get_by_label("存为常用筛选").fill("驿站")
        page.get_by_role("button", name="保存").click()
        expect(page.get_by_role("link", name="驿站", exact=True)).to_be_visible()
        look(page, "library-objects")
        self.drops_a_filter(page)
        page.get_by_role("link", name="申请导出").click()
        page.locator("[name=purpose]").fill("核对客栈的住所")
        page.get_by_role("button", name="送分管负责人审批").click()
        expect(page.get_by_role("main")).to_contain_text("核对客栈的住所")

    def composes(self, page: Page, letters: str, words: str) -> None:
        """Chinese input: an Enter that only ends the composition searches for nothing yet."""
        box = page.get_by_role("main").get_by_label("查找")
        box.fill("")
        box.focus()
        keys = page.context.new_cdp_session(page)
        place = {"selectionStart": len(letters), "selectionEnd": len(letters)}
        keys.send("Input.imeSetComposition", {"text": letters, **place})
        page.keyboard.press("Enter")
        expect(box).to_have_value(letters)
        keys.send("Input.insertText", {"text": words})
        expect(box).to_have_value(words)
        page.keyboard.press("Enter")

    def drops_a_filter(self, page: Page) -> None:
        page.get_by_role("link", name="管理", exact=True).click()
        page.get_by_role("button", name="删除").click()
        expect(page.get_by_text("还没有常用筛选")).to_be_visible()
        page.goto("/desk/libraries/objects/?text=殷墟驿站")
