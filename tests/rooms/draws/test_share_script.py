"""The browser's share: the hash its script makes is the protocol's, with WebCrypto and without."""

import hashlib
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from suiji.sampling.sources import share_commitment
from tests.conftest import PATIENCE

SCRIPT = Path(__file__).parents[3] / "src/suiji/draws/static/draws/sha256.js"


@pytest.fixture(scope="module")
def page(browser: Browser) -> Iterator[Page]:
    found = browser.new_page()
    found.set_default_timeout(PATIENCE)
    found.add_script_tag(content=SCRIPT.read_text("utf-8"))
    yield found
    found.close()


@pytest.mark.parametrize("length", [0, 1, 55, 56, 63, 64, 65, 119, 120, 1000])
def test_plain_javascript_hashes_like_sha256(page: Page, length: int) -> None:
    data = bytes(n * 7 % 256 for n in range(length))

    made = page.evaluate("text => SuijiHash.hex(SuijiHash.plain(SuijiHash.unhex(text)))", data.hex())

    assert made == hashlib.sha256(data).hexdigest()


@pytest.mark.parametrize("party", ["安阳市市场监管局", "䶮县消防救援局", "a"])
def test_a_share_is_the_protocols(page: Page, party: str) -> None:
    ceremony, value = "0123456789abcdef" * 2, bytes(range(32))

    made = page.evaluate(
        "([ceremony, party, value]) => SuijiHash.share(ceremony, party, SuijiHash.unhex(value))",
        [ceremony, party, value.hex()],
    )

    assert made == share_commitment(ceremony, party, value)
