"""A share made in a real browser, kept there, and revealed from there or from its file."""

import json
import os
from pathlib import Path

import pytest
from django.test import Client
from playwright.sync_api import Browser, Page

from suiji.draws.models import Ceremony, Reveal, Share
from suiji.draws.states import CeremonyState
from suiji.organs.roles import Role
from suiji.organs.services import load_reference
from suiji.sampling.sources import share_commitment
from tests.conftest import CHROMIUM, PATIENCE, QUIET
from tests.factories.draws import a_ceremony, an_auditor
from tests.factories.organs import the_person
from tests.factories.tasks import a_cast, a_ready_task, later

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def chromium(browser: Browser, monkeypatch: pytest.MonkeyPatch) -> Browser:
    monkeypatch.setattr("suiji.config.clock.now", lambda: later(5))
    load_reference()
    return browser


def a_page(chromium: Browser, site: str, actor) -> Page:  # type: ignore[no-untyped-def]
    client = Client()
    client.force_login(the_person(actor))
    context = chromium.new_context(accept_downloads=True, locale="zh-CN")
    context.add_cookies([{"name": "sessionid", "value": client.cookies["sessionid"].value, "url": site}])
    context.set_default_timeout(PATIENCE)
    return context.new_page()


def test_two_parties_make_and_reveal_their_shares(live_server, chromium: Browser, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    cast = a_cast()
    ceremony = a_ceremony(a_ready_task(cast, firms=24), cast)
    address = f"{live_server.url}/desk/draws/{ceremony.pk}/"
    pages = [a_page(chromium, live_server.url, cast.of(one, Role.CLERK)) for one in cast.departments]
    file = tmp_path / "share.json"

    for number, page in enumerate(pages):
        page.goto(address)
        page.get_by_role("button", name="生成份额").click()
        with page.expect_download() as waiting:
            page.get_by_role("link", name="下载份额文件").click()
        if number == 1:
            waiting.value.save_as(file)
        page.get_by_role("button", name="提交校验值").click()
        page.get_by_text("校验值已经记入公开日志").wait_for()
    clerk, other = pages
    clerk.get_by_role("link", name="冻结名单并承诺").click()
    clerk.get_by_role("button", name="冻结名单并承诺").click()
    clerk.get_by_text("名单已经冻结").wait_for()
    clerk.get_by_text("已从本浏览器取得份额").wait_for()
    clerk.get_by_role("button", name="揭示份额").click()
    clerk.get_by_text("份额已经公开").wait_for()
    other.get_by_text("已从本浏览器取得份额").wait_for()
    other.evaluate("localStorage.clear()")
    other.reload()
    other.get_by_text("没有与校验值相符的份额").wait_for()
    other.set_input_files("[data-open]", str(file))
    other.get_by_text("已从文件取得份额").wait_for()
    other.get_by_role("button", name="揭示份额").click()
    other.get_by_text("份额已经公开").wait_for()
    clerk.get_by_role("link", name="抽取检查对象").click()
    clerk.get_by_role("button", name="抽取检查对象").click()
    clerk.get_by_text("独立核验通过").first.wait_for()

    assert Ceremony.objects.get().state == CeremonyState.RESULTED
    for reveal in Reveal.objects.select_related("share"):
        value = bytes.fromhex(reveal.value)
        assert share_commitment(ceremony.ceremony, reveal.share.party_name, value) == reveal.share.sha256
    assert json.loads(file.read_text())["value"] in Reveal.objects.values_list("value", flat=True)
    assert Share.objects.count() == 2
    if folder := os.environ.get("SUIJI_SHOTS"):
        for width in (1440, 390):
            clerk.set_viewport_size({"width": width, "height": 900})
            for name, path in {
                "ceremony": address,
                "stage": f"{live_server.url}/desk/draws/stage/{ceremony.ceremony}/",
                "detail": f"{live_server.url}/desk/draws/task/{ceremony.task_id}/",
                "task": f"{live_server.url}/desk/tasks/{ceremony.task_id}/",
            }.items():
                clerk.goto(path)
                clerk.screenshot(path=f"{folder}/{name}-{width}.png", full_page=True)


def test_a_page_without_encryption_makes_the_same_share_by_itself_and_says_so(  # type: ignore[no-untyped-def]
    live_server, chromium: Browser, settings
) -> None:
    settings.ALLOWED_HOSTS = ["*"]
    cast = a_cast()
    ceremony = a_ceremony(a_ready_task(cast, firms=24), cast)
    elsewhere = live_server.url.replace("localhost", "draw.example")
    # A browser of its own, for which that name is this machine: to it the page is on the open network, unencrypted.
    plain = chromium.browser_type.launch(
        executable_path=CHROMIUM, args=[*QUIET, "--host-resolver-rules=MAP draw.example 127.0.0.1"]
    )
    try:
        page = a_page(plain, elsewhere, cast.of(cast.departments[0], Role.CLERK))
        page.goto(f"{elsewhere}/desk/draws/{ceremony.pk}/")

        assert page.evaluate("globalThis.crypto.subtle === undefined")
        page.get_by_text("本页没有通过加密连接打开").wait_for()
        page.get_by_role("button", name="生成份额").click()
        page.get_by_text("份额已经生成").wait_for()
        value = page.evaluate("Object.values({...localStorage})[0]")
        page.get_by_role("button", name="提交校验值").click()
        page.get_by_text("校验值已经记入公开日志").wait_for()
    finally:
        plain.close()

    share = Share.objects.get()
    assert share_commitment(ceremony.ceremony, share.party_name, bytes.fromhex(value)) == share.sha256


def test_an_auditors_key_is_not_made_on_a_page_without_encryption(  # type: ignore[no-untyped-def]
    live_server, chromium: Browser, settings
) -> None:
    settings.ALLOWED_HOSTS = ["*"]
    elsewhere = live_server.url.replace("localhost", "draw.example")
    plain = chromium.browser_type.launch(
        executable_path=CHROMIUM, args=[*QUIET, "--host-resolver-rules=MAP draw.example 127.0.0.1"]
    )
    try:
        page = a_page(plain, elsewhere, an_auditor())
        page.goto(f"{elsewhere}/desk/draws/auditor-keys/")

        page.get_by_text("本页没有通过加密连接打开").wait_for()
        assert not page.get_by_role("button", name="生成密钥").is_visible()
    finally:
        plain.close()
