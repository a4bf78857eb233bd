"""在浏览器中核验: what a visitor's own browser finds of true and of tampered bundles."""

import io
import json
import re
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.conftest import Enter, Look

Files = dict[str, bytes]
VECTORS = Path(__file__).resolve().parents[1] / "sampling" / "vectors" / "transparency_dev.json"
ASK = """async (vectors) => {
    const { includesHash } = await import("/static/portal/check/log.js");
    const bytes = (text) => Uint8Array.from(atob(text ?? ""), (letter) => letter.charCodeAt(0));
    return vectors.map((one) => includesHash(
        bytes(one.leafHash), BigInt(one.leafIdx), BigInt(one.treeSize), one.proof.map(bytes), bytes(one.root)));
}"""


def open_draw(page: Page, *words: str) -> None:
    """The page of the draw whose row has these words."""
    page.goto("/draws/")
    row = page.get_by_role("row")
    for word in words:
        row = row.filter(has_text=word)
    row.get_by_role("link").first.click()


def bundle(page: Page) -> Files:
    """The bundle of the public draw of objects, as downloaded."""
    open_draw(page, "企业年报", "检查对象")
    with page.expect_download() as download:
        page.get_by_role("link", name="下载证据包").first.click()
    with zipfile.ZipFile(Path(download.value.path())) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def packed(files: Files) -> bytes:
    """These files as a ZIP."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return made.getvalue()


def verdict(page: Page, content: bytes) -> str:
    """What the browser concludes about a file that somebody brings."""
    page.goto("/proof/check/")
    page.locator("[data-part=file]").set_input_files(
        {"name": "bundle.zip", "mimeType": "application/zip", "buffer": content}
    )
    box = page.locator("[data-part=verdict]")
    expect(box).to_be_visible(timeout=30_000)
    return box.get_by_role("heading").inner_text()


def named(files: Files, end: str) -> str:
    """The member with this name, whatever folder it lies in."""
    return next(name for name in files if name.endswith("/" + end))


def changed(content: bytes) -> bytes:
    """One byte other than it was, in the middle, still a printable letter or digit."""
    places = [match.start() for match in re.finditer(rb"[0-9a-f]", content)]
    at = places[len(places) // 2]
    return content[:at] + (b"0" if content[at : at + 1] != b"0" else b"1") + content[at + 1 :]


def swapped_lots(content: bytes) -> bytes:
    """One lot left out."""
    lines = content.splitlines(keepends=True)
    return b"".join(lines[:-1])


TAMPERED: dict[str, tuple[str, Callable[[bytes], bytes]]] = {
    "the commitment": ("commitment.json", changed),
    "what was revealed": ("reveal.json", changed),
    "the result": ("result.json", changed),
    "a lot": ("lots.csv", changed),
    "the number of lots": ("lots.csv", swapped_lots),
    "a drawn lot": ("drawn_lots.csv", changed),
    "the number of drawn lots": ("drawn_lots.csv", swapped_lots),
    "the log's key": ("log/vkey", changed),
    "the opening's proof": ("log/opening.proof", changed),
    "the commitment's proof": ("log/commitment.proof", changed),
    "the reveals' proof": ("log/reveals.proof", changed),
    "the result's proof": ("log/result.proof", changed),
    "the auditor's signature": ("confirmation.json", changed),
    "the signature's proof": ("log/confirmation.proof", changed),
    "the auditor's key's proof": ("log/signer_key.proof", changed),
}


@pytest.mark.article(15)
class TestAVisitorsBrowser:
    def test_repeats_a_public_draw_and_says_each_step(self, enter: Enter, look: Look) -> None:
        page = enter()
        open_draw(page, "企业年报", "检查对象")
        page.get_by_role("link", name="在您的浏览器中核验").click()
        look(page, "portal-check-before")
        page.get_by_role("button", name="开始核验").click()

        expect(page.get_by_role("heading", name="核验通过")).to_be_visible(timeout=30_000)
        expect(page.locator("[data-state=held]")).to_have_count(8)
        look(page, "portal-check-public")

    def test_checks_of_a_sealed_draw_what_can_be_checked_and_says_the_rest(
        self, enter: Enter, look: Look
    ) -> None:
        page = enter()
        open_draw(page, "加油站", "检查对象")
        page.get_by_role("link", name="在您的浏览器中核验").click()
        page.get_by_role("button", name="开始核验").click()

        expect(page.get_by_role("heading", name="公开的部分核验通过")).to_be_visible(timeout=30_000)
        expect(page.locator("[data-step=lots][data-state=noted]")).to_contain_text("密封")
        look(page, "portal-check-sealed")

    def test_refuses_a_bundle_of_which_anything_was_changed(self, enter: Enter) -> None:
        page = enter()
        files = bundle(page)

        assert verdict(page, packed(files)) == "核验通过"
        for what, (end, change) in TAMPERED.items():
            name = named(files, end)
            assert verdict(page, packed(files | {name: change(files[name])})) == "核验不通过", what

    def test_refuses_a_bundle_from_which_a_file_is_missing(self, enter: Enter) -> None:
        page = enter()
        files = bundle(page)
        for end in ("reveal.json", "lots.csv", "drawn_lots.csv", "log/vkey", "confirmation.json"):
            rest = {name: content for name, content in files.items() if name != named(files, end)}
            assert verdict(page, packed(rest)) == "核验不通过", end

    def test_calls_the_order_unproven_where_the_log_is_missing(self, enter: Enter) -> None:
        page = enter()
        files = {name: content for name, content in bundle(page).items() if "/log/" not in name}

        assert verdict(page, packed(files)) == "通过，但先后次序没有证明"

    def test_rejects_every_false_proof_of_inclusion_that_is_published(self, enter: Enter) -> None:
        page = enter()
        page.goto("/proof/check/")
        vectors = json.loads(VECTORS.read_text("utf-8"))["inclusion"]
        asked = [
            {
                **one,
                "leafIdx": str(one["leafIdx"]),
                "treeSize": str(one["treeSize"]),
                "proof": one["proof"] or [],
            }
            for one in vectors
        ]

        said = page.evaluate(ASK, asked)

        assert said == [not one["wantErr"] for one in vectors]

    def test_says_so_of_a_file_that_is_no_bundle(self, enter: Enter, look: Look) -> None:
        page = enter()

        assert verdict(page, b"not a zip at all") == "没有核验成"
        look(page, "portal-check-no-bundle")
