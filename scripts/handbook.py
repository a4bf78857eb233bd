"""The handbook's pictures: chosen screenshots of the journeys, made small.

``make handbook`` runs the journeys, which then write what they see to ``var/screenshots``, and this. Chromium itself
scales and writes WebP. The journeys play in the demonstration, so only made-up firms are seen.
"""

import base64
import sys
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

PROJECT = Path(__file__).resolve().parents[1]
TAKEN, SHOWN = PROJECT / "var" / "screenshots", PROJECT / "docs" / "handbook" / "images"
CHROMIUM = "/usr/bin/chromium"
QUIET = ("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
         "--disable-component-update", "--disable-sync")  # fmt: skip
PHONE, DESK = 390, 1440
WIDTH = {PHONE: 390, DESK: 960}
"""Of the screenshot → of the picture."""
TALLEST = {PHONE: 1100, DESK: 760}
"""What lies further down a long page is left out."""

CHOSEN: tuple[tuple[str, int], ...] = (
    ("field-day", PHONE),
    ("field-visit", PHONE),
    ("field-signed", PHONE),
    ("field-queue-waiting", PHONE),
    ("visit-notice", PHONE),
    ("visit-on-site", PHONE),
    ("visit-finding", PHONE),
    ("visit-firm-signs", PHONE),
    ("result-send-back", DESK),
    ("result-resubmit", DESK),
    ("result-review-again", DESK),
    ("result-public", DESK),
    ("ceremony-party-hands-in", DESK),
    ("ceremony-freeze", DESK),
    ("ceremony-stage-committed", DESK),
    ("auditor-signs", DESK),
    ("portal-check-sealed", DESK),
    ("year-draw", DESK),
    ("year-decide", DESK),
    ("archive-detail", DESK),
    ("oversight-report", DESK),
    ("desk-home", DESK),
    ("library-columns", DESK),
    ("library-checked", DESK),
    ("library-conflicts", DESK),
    ("library-objects", DESK),
    ("firm-enter", PHONE),
    ("firm-home", PHONE),
    ("firm-object", PHONE),
    ("lists-import", DESK),
    ("lists-compare", DESK),
    ("exchange-batch", DESK),
    ("plans-late", DESK),
    ("plans-consolidation", DESK),
    ("plans-batch", DESK),
    ("oversight-caps", DESK),
    ("results-sharing", DESK),
)
FROM_THE_END = frozenset({"visit-firm-signs"})
"""Pages whose end is what matters."""

SCALE = """async ([source, width, tallest, end]) => {
  const image = new Image();
  image.src = source;
  await image.decode();
  const canvas = document.createElement("canvas");
  const whole = Math.round(image.height * width / image.width);
  canvas.width = width;
  canvas.height = Math.min(whole, tallest);
  const pen = canvas.getContext("2d");
  pen.imageSmoothingQuality = "high";
  pen.drawImage(image, 0, end ? canvas.height - whole : 0, width, whole);
  return canvas.toDataURL("image/webp", 0.82);
}"""


def small(page: Page, name: str, size: int) -> bytes:
    """One screenshot as a small WebP."""
    content = base64.b64encode((TAKEN / f"{name}-{size}.png").read_bytes()).decode()
    facts = [f"data:image/png;base64,{content}", WIDTH[size], TALLEST[size], name in FROM_THE_END]
    made: str = page.evaluate(SCALE, facts)
    return base64.b64decode(made.partition(",")[2])


def main() -> None:
    """Write every chosen picture; what the journeys did not leave is named, and nothing is written."""
    missing = [f"{name}-{size}.png" for name, size in CHOSEN if not (TAKEN / f"{name}-{size}.png").is_file()]
    if missing:
        sys.exit(f"缺少截图：{'、'.join(missing)}。请先运行 make handbook 或浏览器测试。")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=list(QUIET))
        page = browser.new_page()
        pictures = {f"{name}.webp": small(page, name, size) for name, size in CHOSEN}
        browser.close()
    SHOWN.mkdir(exist_ok=True)
    for old in SHOWN.glob("*.webp"):
        old.unlink()
    for name, content in pictures.items():
        (SHOWN / name).write_bytes(content)
    sys.stdout.write(f"已写入 {len(pictures)} 幅图，共 {sum(map(len, pictures.values())) // 1024} KB。\n")


if __name__ == "__main__":
    main()
