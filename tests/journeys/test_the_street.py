"""On the street: the inspectors' app through every fault we could think of. Nothing is lost, and the officer sees
at every moment what is safe and what is not yet (Art. 17–21)."""

import hashlib
import json
import struct
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Route, expect

from suiji.running.demonstration.welcome import PASSWORD
from tests.conftest import CHROMIUM, PATIENCE, QUIET
from tests.journeys.conftest import PHONE, Within, photograph

SMALL = {"width": 360, "height": 740}
PASSPHRASE = "街上的口令2026"
STRIP, WARNINGS = "#delivery", "#warnings"
HERE, WAITING, SAFE = "仅在本机", "排队中", "全部已送达"
DAY_AHEAD = """
const True = Date;
class Wrong extends True {
  constructor(...said) { if (said.length) super(...said); else super(True.now() + 86400000); }
  static now() { return True.now() + 86400000; }
}
globalThis.Date = Wrong;
"""
FULL = """
const put = IDBObjectStore.prototype.put;
IDBObjectStore.prototype.put = function (...said) {
  if (globalThis.phoneIsFull) throw new DOMException("no room", "QuotaExceededError");
  return put.apply(this, said);
};
"""
SLOW = """
const encrypt = SubtleCrypto.prototype.encrypt;
SubtleCrypto.prototype.encrypt = async function (...said) {
  const done = encrypt.apply(this, said);
  if (!globalThis.nextIsSlow) return done;
  globalThis.nextIsSlow = false;
  return new Promise((end) => { globalThis.letGo = end; }).then(() => done);
};
"""
UNTIL_SEALING = """async () => {
  while (!globalThis.letGo) await new Promise((end) => setTimeout(end, 20));
}"""
EMULATED: dict[str, Any] = {
    "viewport": PHONE,
    "is_mobile": True,
    "has_touch": True,
    "locale": "zh-CN",
    "permissions": ["geolocation", "microphone", "camera"],
    "geolocation": {"latitude": 36.1, "longitude": 114.35, "accuracy": 12},
}
EARS = ("--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream")


def a_picture(width: int, height: int, *, level: int = 1) -> bytes:
    """A PNG of noise, which nothing can make small; level 0 stores it as it is."""
    noise = hashlib.shake_128(b"street").digest(width * 3)
    rows = b"".join(b"\x00" + noise[i % 7 :] + noise[: i % 7] for i in range(height))
    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    parts = ((b"IHDR", head), (b"IDAT", zlib.compress(rows, level)), (b"IEND", b""))
    chunks = (
        struct.pack(">I", len(d)) + kind + d + struct.pack(">I", zlib.crc32(kind + d)) for kind, d in parts
    )
    return b"\x89PNG\r\n\x1a\n" + b"".join(chunks)


@dataclass(frozen=True)
class Street:
    """Announced visits that only these tests make; each test takes the next."""

    visits: list[int]
    firms: list[str]
    officers: list[str]

    def next(self) -> int:
        """A visit nobody has begun."""
        self.firms.pop(0)
        return self.visits.pop(0)


@pytest.fixture(scope="session")
def street(within: Within) -> Street:
    """Police and health, two officers each, and a dozen firms."""
    return Street(**json.loads(within("tests.factories.street", "GA,WJ", "16", "2")))


class Phone:
    """One officer's phone with the app on it."""

    def __init__(self, context: BrowserContext, officer: str) -> None:
        self.context, self.officer = context, officer
        self.page = context.pages[0] if context.pages else context.new_page()
        self.page.set_default_timeout(PATIENCE)

    def log_in(self, officer: str = "") -> None:
        """As an officer does in the morning."""
        self.page.goto("/account/login/")
        self.page.get_by_label("登录名").fill(officer or self.officer)
        self.page.get_by_label("密码", exact=True).fill(PASSWORD)
        self.page.get_by_role("button", name="登录").click()
        self.page.wait_for_url("**/desk/**")

    def begin(self) -> "Phone":
        """First use: log in, a passphrase, the visits fetched and the app kept for days without a network."""
        self.log_in()
        self.page.goto("/field/app/")
        self.page.locator("#new-passphrase").fill(PASSPHRASE)
        self.page.locator("#new-passphrase-again").fill(PASSPHRASE)
        self.press("设好口令，开始使用")
        expect(self.page.locator("a.card").first).to_be_visible()
        self.page.evaluate("() => navigator.serviceWorker.ready.then(() => true)")
        return self

    def cut_off(self) -> None:
        """No network."""
        self.context.set_offline(True)

    def back_on(self) -> None:
        """The network is there again."""
        self.context.set_offline(False)

    def unlock(self) -> None:
        """By the passphrase."""
        self.page.locator("#passphrase").fill(PASSPHRASE)
        self.press("打开")
        expect(self.page.locator(STRIP)).to_be_visible()

    def press(self, name: str) -> None:
        """A button."""
        self.page.get_by_role("button", name=name, exact=True).click()

    def go(self, visit: int, rest: str = "") -> None:
        """A screen of a visit."""
        self.page.goto(f"/field/app/#/v/{visit}{rest}")
        expect(self.page.locator("#screen")).not_to_contain_text("正在打开")

    def arrive(self, visit: int) -> None:
        """At the door."""
        self.go(visit)
        self.press("登记到达现场")
        expect(self.page.locator("#screen .lead")).to_contain_text("检查中")

    def open_finding(self, visit: int) -> None:
        """The first of the own department's items."""
        self.go(visit)
        self.page.locator("a.card[href*='/f/']").first.click()
        expect(self.page.locator("#problem")).to_be_visible()

    def find_nothing(self, visit: int) -> None:
        """Every point 无, into the record."""
        self.open_finding(visit)
        self.press("全部无")
        self.press("写入记录表")
        expect(self.page.locator("#thumb")).to_contain_text("签字")

    def find(self, visit: int, problem: str) -> None:
        """A problem, into the record."""
        self.open_finding(visit)
        for points in self.page.locator("fieldset[data-field] input[type=radio][value=有]").all():
            points.check()
        self.page.get_by_label("发现问题待后续处理").check()
        self.page.locator("#problem").fill(problem)
        self.press("写入记录表")
        expect(self.page.locator("#problem")).to_have_count(0)

    def draw(self) -> None:
        """A name on the glass."""
        box = self.page.locator("canvas.pad").bounding_box()
        assert box is not None
        left, top = box["x"] + 40, box["y"] + 30
        self.page.mouse.move(left, top)
        self.page.mouse.down()
        for step in range(1, 12):
            self.page.mouse.move(left + 20 * step, top + (80 if step % 2 else 6), steps=2)
        self.page.mouse.up()
        expect(self.page.get_by_text("已手写签名")).to_be_visible()

    def sign(self, visit: int, index: int, signer: str = "") -> None:
        """The n-th of those who can sign on this phone."""
        self.go(visit, "/s")
        self.page.locator("a.card[href*='/s/']").nth(index).click()
        if signer:
            self.page.locator("#signer").fill(signer)
        self.draw()
        self.press("签字")
        expect(self.page.get_by_role("heading", name="签字人")).to_be_visible()

    def all_delivered(self) -> None:
        """The strip says that everything is with the house."""
        expect(self.page.locator(STRIP)).to_contain_text(SAFE)

    def send(self) -> None:
        """The officer's own button."""
        self.page.goto("/field/app/#/q")
        self.press("现在送达")


@pytest.fixture
def phones(city: str, browser: Browser, tmp_path: Path) -> Iterator[Any]:
    """``phones("ga.r1")``: that officer's phone; ``home=…`` keeps its memory when it is switched off."""
    opened: list[BrowserContext] = []
    faults: list[str] = []

    def a_phone(officer: str, *, home: str = "", script: str = "") -> Phone:
        facts = EMULATED | {"base_url": city}
        if home:
            kind = browser.browser_type
            context = kind.launch_persistent_context(
                tmp_path / home, executable_path=CHROMIUM, args=[*QUIET, *EARS], **facts
            )
        else:
            context = browser.new_context(**facts)
        opened.append(context)
        if script:
            context.add_init_script(script)
        phone = Phone(context, officer)
        phone.page.on("pageerror", lambda error: faults.append(str(error)))
        return phone

    yield a_phone
    for context in opened:
        context.close()
    assert faults == []


def look(page: Page, name: str) -> None:
    """axe finds nothing, nothing overflows at 360 px, pictures are taken in both sizes."""
    from axe_playwright_python.sync_playwright import Axe

    for size in (SMALL, PHONE):
        page.set_viewport_size(size)  # type: ignore[arg-type]
        wide = page.evaluate("() => document.documentElement.scrollWidth")
        assert wide <= size["width"], f"{name} overflows at {size['width']} px"
        photograph(page, name, size["width"])
    found = Axe().run(page)
    assert found.violations_count == 0, found.generate_report()


@pytest.mark.article(20)
class TestOffLineFromStartToFinish:
    def test_the_visit_is_closed_once_the_last_phone_has_a_network(
        self, phones: Any, street: Street, within: Within
    ) -> None:
        visit = street.next()
        police, health = (phones(street.officers[n]).begin() for n in (0, 2))
        look(police.page, "field-day")
        for phone in (police, health):
            phone.cut_off()
            phone.page.goto("/field/app/")  # opens without a network
            phone.unlock()
        self.visit_by(police, visit, seen=True)
        self.visit_by(health, visit)
        expect(police.page.locator(STRIP)).to_contain_text(WAITING)
        expect(police.page.locator(STRIP)).to_contain_text("无网络")
        police.page.goto("/field/app/#/q")
        look(police.page, "field-queue-offline")

        police.back_on()
        expect(police.page.locator("#screen")).to_contain_text("条件具备后会自动再送")
        look(police.page, "field-queue-waiting")
        health.back_on()
        health.all_delivered()
        police.send()
        police.all_delivered()

        health.go(visit)
        expect(health.page.locator("#screen .lead")).to_contain_text("记录已签字")
        look(health.page, "field-visit-signed")
        assert within("tests.factories.street", "state", str(visit)) == "SIGNED 5"

    def visit_by(self, phone: Phone, visit: int, *, seen: bool = False) -> None:
        """Everything one department does, without a network."""
        phone.go(visit, "/p")
        if seen:
            look(phone.page, "field-pre-check")
        phone.arrive(visit)
        if seen:
            look(phone.page, "field-visit")
            phone.open_finding(visit)
            phone.press("写入记录表")  # nothing answered: says what is missing
            look(phone.page, "field-finding-missing")
        phone.find_nothing(visit)
        if seen:
            phone.go(visit, "/s")
            look(phone.page, "field-sign")
        phone.sign(visit, 0)
        phone.sign(visit, 1)
        phone.sign(visit, 2, "李经理（店长）")
        if seen:
            look(phone.page, "field-signed")
            phone.go(visit, "/s/refusal")
            look(phone.page, "field-refusal")
        phone.go(visit)
        phone.press("结束检查")
        expect(phone.page.locator("#screen .lead")).to_contain_text("结束检查待送达")


class TestNetworkLostInMidUpload:
    def test_the_file_goes_on_where_it_stopped(self, phones: Any, street: Street, within: Within) -> None:
        visit, phone = street.next(), phones(street.officers[0]).begin()
        phone.arrive(visit)
        offsets: list[int] = []

        def break_the_third(route: Route) -> None:
            offsets.append(int(route.request.url.rpartition("offset=")[2]))
            if len(offsets) == 3:
                route.abort()
            else:
                route.continue_()

        phone.context.route("**/api/uploads/*/?offset=*", break_the_third)
        phone.page.locator("#camera").set_input_files(
            {"name": "a.png", "mimeType": "image/png", "buffer": a_picture(2000, 1400)}
        )
        expect(phone.page.locator("#evidence-title")).to_be_visible()
        expect(phone.page.locator(STRIP)).to_contain_text(HERE)
        look(phone.page, "field-photo")
        phone.press("存入并送达")
        expect(phone.page.locator("#evidence-title")).to_have_count(0)
        phone.send()
        phone.all_delivered()

        assert len(offsets) > 3
        assert offsets[2] == offsets[3] > 0
        assert offsets == sorted(offsets)
        assert within("tests.factories.street", "evidence", str(visit)) == "1 true"


class TestPhoneKilled:
    def test_the_half_written_word_is_there_when_it_is_switched_on_again(
        self, phones: Any, street: Street
    ) -> None:
        visit, phone = street.next(), phones(street.officers[0], home="killed").begin()
        phone.arrive(visit)
        phone.open_finding(visit)
        phone.page.locator("#problem").press_sequentially("通道被货物堵", delay=10)
        expect(phone.page.locator(".saved")).to_contain_text("已存在本机")
        phone.context.close()

        again = phones(street.officers[0], home="killed")
        again.cut_off()
        again.page.goto(f"/field/app/#/v/{visit}")
        expect(again.page.locator("#screen")).to_contain_text("没有丢失")
        look(again.page, "field-locked")
        again.page.locator("#passphrase").fill("不是这个口令")
        again.press("打开")
        expect(again.page.locator("#passphrase-fault")).to_contain_text("还可以试 9 次")
        again.unlock()
        again.open_finding(visit)

        expect(again.page.locator("#problem")).to_have_value("通道被货物堵")
        expect(again.page.locator(STRIP)).to_contain_text(HERE)


class TestStorageFull:
    def test_says_that_it_is_not_safe_and_keeps_it_until_there_is_room(
        self, phones: Any, street: Street
    ) -> None:
        visit, phone = street.next(), phones(street.officers[0], script=FULL).begin()
        phone.arrive(visit)
        phone.open_finding(visit)
        phone.page.evaluate("() => { globalThis.phoneIsFull = true; }")
        phone.page.locator("#problem").fill("台账缺页")
        expect(phone.page.locator(".saved")).to_contain_text("还没有存下")
        expect(phone.page.locator(STRIP)).to_contain_text("有内容没有存下")
        look(phone.page, "field-full")

        phone.page.evaluate("() => { globalThis.phoneIsFull = false; }")
        expect(phone.page.locator(".saved")).to_contain_text("已存在本机")
        expect(phone.page.locator(WARNINGS)).not_to_contain_text("存储已满")

    def test_a_photo_that_found_no_room_is_kept_by_a_second_press(self, phones: Any, street: Street) -> None:
        visit, phone = street.next(), phones(street.officers[0], script=FULL).begin()
        phone.arrive(visit)
        phone.all_delivered()
        phone.page.evaluate("() => { globalThis.phoneIsFull = true; }")
        photo = {"name": "a.png", "mimeType": "image/png", "buffer": a_picture(40, 30)}
        phone.page.locator("#camera").set_input_files(photo)
        expect(phone.page.get_by_role("alert")).to_contain_text("还没有存下")

        phone.page.evaluate("() => { globalThis.phoneIsFull = false; }")
        phone.press("再存一次")
        phone.press("存入并送达")
        phone.all_delivered()


class TestClockWrongByADay:
    def test_is_shown_and_both_times_are_recorded(self, phones: Any, street: Street, within: Within) -> None:
        visit, phone = street.next(), phones(street.officers[0], script=DAY_AHEAD).begin()
        expect(phone.page.locator(WARNINGS)).to_contain_text("本机时间比服务器快 1 天")
        phone.arrive(visit)
        look(phone.page, "field-clock")
        phone.all_delivered()

        off, apart = within("tests.factories.street", "clock", str(visit)).split()
        assert abs(int(off) + 86_400_000) < 60_000
        assert float(apart) < 60  # seconds between the time on the spot, put right, and the receipt


class TestTwoPhonesOnOneVisit:
    def test_two_wordings_are_shown_and_one_officer_decides(
        self, phones: Any, street: Street, within: Within
    ) -> None:
        visit = street.next()
        first, second = (phones(street.officers[n]).begin() for n in (0, 1))
        first.arrive(visit)
        first.all_delivered()
        second.send()
        second.go(visit)
        expect(second.page.locator("#screen .lead")).to_contain_text("检查中")
        second.cut_off()
        first.find(visit, "台账缺三月份")
        first.all_delivered()
        second.find(visit, "台账不全")
        second.back_on()
        second.go(visit)
        expect(second.page.locator("#screen")).to_contain_text("两部手机写得不一样")
        second.page.get_by_text("两部手机写得不一样").click()
        look(second.page, "field-two-wordings")
        expect(second.page.locator("#screen")).to_contain_text("台账缺三月份")
        expect(second.page.locator("#screen")).to_contain_text("台账不全")
        second.page.get_by_label("两段都写上").check()
        second.press("按选定的写入记录表")
        second.all_delivered()

        assert within("tests.factories.street", "problem", str(visit)) == "台账缺三月份|台账不全"


class TestSessionExpired:
    def test_locks_and_loses_nothing_and_the_same_officer_goes_on(self, phones: Any, street: Street) -> None:
        visit, phone = street.next(), phones(street.officers[0]).begin()
        phone.arrive(visit)
        phone.all_delivered()
        phone.cut_off()
        phone.find_nothing(visit)
        phone.context.clear_cookies()
        phone.back_on()
        expect(phone.page.locator("#screen")).to_contain_text("登录已过期")
        phone.unlock()
        expect(phone.page.locator(STRIP)).to_contain_text(WAITING)
        expect(phone.page.locator(WARNINGS)).to_contain_text("重新登录后送达")
        look(phone.page, "field-expired")
        self.is_not_let_go_with_unsent_records(phone)

        phone.log_in()
        phone.page.goto("/field/app/")
        phone.all_delivered()

    def is_not_let_go_with_unsent_records(self, phone: Phone) -> None:
        """Log-out is refused, with the reason."""
        phone.page.goto("/field/app/#/me")
        phone.press("退出登录")
        expect(phone.page.get_by_role("alert")).to_contain_text("还不能退出登录：1 项排队中")
        look(phone.page, "field-no-log-out")

    def test_another_officer_on_the_same_phone_reads_nothing(self, phones: Any, street: Street) -> None:
        visit, phone = street.next(), phones(street.officers[0]).begin()
        phone.cut_off()
        phone.arrive(visit)
        phone.back_on()
        phone.context.route("**/field/api/acts/", lambda route: route.abort())
        phone.context.clear_cookies()
        phone.log_in(street.officers[1])
        phone.page.goto("/field/app/")

        expect(phone.page.locator("#screen")).to_contain_text("请设离线口令")
        expect(phone.page.locator("#screen")).to_contain_text("1 项未送达，须本人登录后送达")
        stored = phone.page.evaluate(STORED)
        assert "检查" not in stored
        assert "演示" not in stored
        look(phone.page, "field-another-officer")


STORED = """async () => {
  const found = [];
  for (const { name } of await indexedDB.databases()) {
    const db = await new Promise((done) => {
      const ask = indexedDB.open(name); ask.onsuccess = () => done(ask.result); });
    for (const store of db.objectStoreNames) {
      const rows = await new Promise((done) => {
        const ask = db.transaction(store).objectStore(store).getAll(); ask.onsuccess = () => done(ask.result); });
      for (const row of rows) {
        const bytes = (value) => (value instanceof ArrayBuffer ? new TextDecoder().decode(value) : value);
        found.push(JSON.stringify(row, (key, value) => bytes(value)));
      }
    }
    db.close();
  }
  return found.join("\\n");
}"""


class TestAPhotoOfThirtyMegabytes:
    def test_is_hashed_as_it_was_and_sent_as_small_as_it_need_be(
        self, phones: Any, street: Street, within: Within, tmp_path: Path
    ) -> None:
        visit, phone = street.next(), phones(street.officers[0]).begin()
        phone.arrive(visit)
        picture = a_picture(3200, 3200, level=0)
        assert len(picture) > 30 * 1000 * 1000
        (tmp_path / "big.png").write_bytes(picture)
        phone.page.locator("#camera").set_input_files(tmp_path / "big.png")
        expect(phone.page.locator("#evidence-title")).to_be_visible()
        phone.press("存入并送达")
        phone.all_delivered()

        original = within("tests.factories.street", "original", str(visit))
        assert original == hashlib.sha256(picture).hexdigest()


class TestARecording:
    def test_is_kept_while_it_runs(
        self, browser: Browser, phones: Any, street: Street, within: Within
    ) -> None:
        visit, phone = street.next(), phones(street.officers[0], home="recording").begin()
        phone.arrive(visit)
        phone.go(visit, "/e/AUDIO")
        phone.press("开始录音")
        expect(phone.page.locator(".saved")).to_contain_text("正在录音 3 秒")
        phone.context.close()  # the phone dies in mid-sentence

        again = phones(street.officers[0], home="recording")
        again.page.goto(f"/field/app/#/v/{visit}/e/AUDIO")
        again.page.get_by_role("button", name="中断的录音").click()
        again.press("存入并送达")
        again.all_delivered()
        assert within("tests.factories.street", "evidence", str(visit)) == "1 true"

    def test_shows_what_it_films_and_is_kept_too(self, phones: Any, street: Street, within: Within) -> None:
        visit, phone = street.next(), phones(street.officers[0], home="filming").begin()
        phone.arrive(visit)
        phone.go(visit, "/e/VIDEO")
        phone.press("开始录像")
        expect(phone.page.locator(".saved")).to_contain_text("正在录像 3 秒")
        expect(phone.page.locator("video")).to_be_visible()
        phone.press("停下")
        expect(phone.page.locator("#evidence-title")).to_have_value("现场录像 1")
        look(phone.page, "field-video")
        phone.press("存入并送达")
        phone.all_delivered()

        assert within("tests.factories.street", "evidence", str(visit)) == "1 true"


class TestASlowPhone:
    def test_shows_the_screen_asked_for_last_and_not_the_one_that_finishes_last(
        self, phones: Any, street: Street
    ) -> None:
        visit, phone = street.next(), phones(street.officers[0], script=SLOW).begin()
        phone.cut_off()
        phone.page.evaluate("() => { globalThis.nextIsSlow = true; }")
        phone.go(visit, "/p")  # its opening is written down before it is shown
        phone.page.evaluate(UNTIL_SEALING)
        phone.go(visit)
        expect(phone.page.get_by_role("button", name="登记到达现场", exact=True)).to_be_visible()
        phone.page.evaluate("() => globalThis.letGo()")  # the first comes to its end

        expect(phone.page.locator(STRIP)).to_contain_text(WAITING)
        expect(phone.page.get_by_role("button", name="登记到达现场", exact=True)).to_be_visible()


class TestTheCheckCode:
    def test_is_shown_without_a_network(self, phones: Any, street: Street) -> None:
        visit, phone = street.next(), phones(street.officers[0]).begin()
        phone.cut_off()
        phone.go(visit, "/c")
        expect(phone.page.locator("#screen")).to_contain_text("登记到达现场以后再出示")
        phone.arrive(visit)
        phone.go(visit, "/c")

        expect(phone.page.get_by_role("img", name="检查码")).to_be_visible()
        expect(phone.page.locator("#screen")).to_contain_text("到达还没有送达服务器")
        look(phone.page, "field-code")
        phone.back_on()
        phone.all_delivered()


class TestTwoHundredVisits:
    def test_are_on_the_phone_without_a_network(self, phones: Any, within: Within) -> None:
        crowd = Street(**json.loads(within("tests.factories.street", "JY,XF", "200", "2")))
        phone = phones(crowd.officers[0]).begin()
        expect(phone.page.locator("#screen .lead")).to_contain_text("本机存有 200 户")
        phone.cut_off()
        phone.page.goto("/field/app/")
        phone.unlock()

        expect(phone.page.locator("a.card")).to_have_count(200)
        phone.page.get_by_label("按名称或地址找").fill(crowd.firms[150])
        expect(phone.page.locator("a.card")).to_have_count(1)
        phone.page.locator("a.card").click()
        expect(phone.page.get_by_role("heading", level=1)).to_have_text(crowd.firms[150])


class TestAnOldApp:
    def test_is_told_how_to_update_and_its_queue_goes_out_afterwards(
        self, phones: Any, street: Street
    ) -> None:
        visit, phone = street.next(), phones(street.officers[0]).begin()
        phone.context.route(
            "**/field/api/**",
            lambda route: route.continue_(headers={**route.request.headers, "x-suiji-protocol": "0"}),
        )
        phone.arrive(visit)
        expect(phone.page.locator(WARNINGS)).to_contain_text("更新后会接着送达")
        phone.page.goto("/field/app/#/q")
        expect(phone.page.locator("#screen")).to_contain_text("1 项在本机")
        look(phone.page, "field-old-app")

        phone.context.unroute("**/field/api/**")  # the update: the same records, a newer app
        phone.page.reload()
        phone.all_delivered()
