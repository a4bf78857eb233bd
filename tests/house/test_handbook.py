"""The handbook's pictures: few, small, each shown by a page and each described."""

import re
from pathlib import Path

HANDBOOK = Path(__file__).resolve().parents[2] / "docs" / "handbook"
PICTURE = re.compile(r"!\[([^\]]*)\]\(images/([\w-]+\.webp)\)")
MOST = 1_500_000
"""Bytes of all pictures together."""


def shown() -> dict[str, str]:
    """File name → description, over all pages."""
    pages = [page.read_text("utf-8") for page in sorted(HANDBOOK.glob("*.md"))]
    return {name: words for page in pages for words, name in PICTURE.findall(page)}


class TestPictures:
    def test_are_the_ones_the_pages_show(self) -> None:
        assert set(shown()) == {file.name for file in (HANDBOOK / "images").iterdir()}

    def test_are_described_in_words(self) -> None:
        assert all(len(words) >= 6 for words in shown().values())

    def test_stay_small(self) -> None:
        assert sum(file.stat().st_size for file in (HANDBOOK / "images").iterdir()) < MOST
