"""The inspectors' app: what its first page weighs, how soon a form can be used on a bad line, whether typing ever
waits, and a thousand files of evidence from fifty phones at once.

``python -m bench.field http://localhost:8001`` against a demonstration that ``make up`` serves. It adds evidence to the
visit that is under way there. Wall-clock figures mean something on a machine that has nothing else to do.
"""

import gzip
import hashlib
import http.client
import json
import re
import secrets
import statistics
import sys
import threading
import time
import uuid
from collections.abc import Callable
from datetime import UTC, datetime
from http.cookies import SimpleCookie
from pathlib import Path
from typing import Any
from urllib.parse import urlencode, urlsplit

from playwright.sync_api import Page, sync_playwright

PASSWORD = "suiji-demo"  # noqa: S105 — everybody's in the demonstration
OFFICERS = ("sw.r1",)
"""Of the team that is at the first petrol station; who else is in it, the lot decides."""
CLIENTS, FILES, SIZE, PIECE = 50, 1000, 60_000, 32 * 1024
THREE_G = {"offline": False, "latency": 300, "downloadThroughput": 200_000, "uploadThroughput": 96_000}
"""1.6 Mbit/s down, 768 kbit/s up, 300 ms there and back: WebPageTest's 3G."""
LIMIT_KB = 150
PASSPHRASE = "bench-passphrase"  # noqa: S105 — of nobody
KEYSTROKES = 200
ATTEMPTS = 8


class Phone:
    """A logged-in officer's calls, over one connection."""

    def __init__(self, address: str, officer: str) -> None:
        parts = urlsplit(address)
        self.line = http.client.HTTPConnection(parts.hostname or "", parts.port, timeout=600)
        self.cookies: SimpleCookie = SimpleCookie()
        page = self.ask("GET", "/account/login/")[1].decode()
        found = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)
        assert found
        form = {"csrfmiddlewaretoken": found[1], "login": officer, "password": PASSWORD}
        headers = {"Content-Type": "application/x-www-form-urlencoded"}
        status, _ = self.ask("POST", "/account/login/", urlencode(form).encode(), headers)
        assert status == 302, status
        self.token = self.api("GET", "session/")["csrf"]

    def ask(
        self, method: str, path: str, body: bytes = b"", headers: dict[str, str] | None = None
    ) -> tuple[int, bytes]:
        """One request; cookies are kept."""
        said = {"Cookie": "; ".join(f"{k}={v.value}" for k, v in self.cookies.items()), **(headers or {})}
        for attempt in range(ATTEMPTS):
            try:  # as a phone does: every act has its number and every piece its place, so it is sent again
                self.line.request(method, path, body or None, said)
                answer = self.line.getresponse()
                content = answer.read()
                break
            except (OSError, http.client.HTTPException):
                self.line.close()
                if attempt == ATTEMPTS - 1:
                    raise
                time.sleep(attempt + 1)
        for value in answer.headers.get_all("Set-Cookie") or []:
            self.cookies.load(value)
        return answer.status, content

    def api(self, method: str, path: str, body: Any = None) -> Any:
        """One call of the app."""
        headers = {"X-Suiji-Protocol": "1", "X-CSRFToken": getattr(self, "token", "")}
        content = body if isinstance(body, bytes) else json.dumps(body).encode() if body is not None else b""
        status, found = self.ask(method, f"/field/api/{path}", content, headers)
        assert status == 200, (path, status, found[:300])
        return json.loads(found)

    def hand_in(self, visit: int, content: bytes) -> tuple[int, str]:
        """A photo in pieces and the act about it: the evidence's number and hash."""
        uid, sha256 = str(uuid.uuid4()), hashlib.sha256(content).hexdigest()
        self.api("POST", "uploads/", {"uid": uid, "visit": visit, "sha256": sha256, "size": len(content)})
        for offset in range(0, len(content), PIECE):
            self.api("PUT", f"uploads/{uid}/?offset={offset}", content[offset : offset + PIECE])
        now = datetime.now(UTC).isoformat()  # noqa: TID251 — a phone's own clock
        act = {
            "uid": str(uuid.uuid4()),
            "visit": visit,
            "kind": "EVIDENCE",
            "body": {"kind": "PHOTO", "title": "bench", "upload": uid, "sha256": sha256},
            "device": "bench",
            "app": "bench",
            "device_at": now,
            "sent_at": now,
            "clock_ms": 0,
        }
        kept = self.api("POST", "acts/", act)["answer"]
        return kept["evidence"], kept["sha256"]


def weights(address: str) -> None:
    """Bytes of the first page, as they travel."""
    line = http.client.HTTPConnection(urlsplit(address).netloc, timeout=60)
    total = 0
    for path in (
        "/field/app/",
        "/static/vendor/field/app.css",
        "/static/vendor/field/app.js",
        "/static/field/icon.svg",
    ):
        line.request("GET", path, headers={"Accept-Encoding": "gzip"})
        answer = line.getresponse()
        content = answer.read()
        packed = content if answer.headers.get("Content-Encoding") == "gzip" else gzip.compress(content)
        total += len(packed)
        print(f"  {path:34} {len(packed) / 1024:6.1f} KB")
    print(f"  first page, compressed: {total / 1024:.1f} KB of {LIMIT_KB} KB")


def on_a_bad_line(address: str) -> None:
    """Seconds until the form can be typed in, first and second time, and what a keystroke costs."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox"])
        context = browser.new_context(base_url=address, viewport={"width": 390, "height": 844})
        page = context.new_page()
        page.set_default_timeout(120_000)
        _set_up(page)
        form = _first_form(page)
        session = context.new_cdp_session(page)
        session.send("Network.emulateNetworkConditions", THREE_G)
        print(f"  form usable, app on the phone, 3G:  {_seconds(lambda: _open(page, form)):.2f} s")
        context.set_offline(True)
        print(f"  milliseconds a keystroke, no network: {_typing(page)}")
        context.set_offline(False)
        cold = browser.new_context(base_url=address, viewport={"width": 390, "height": 844})
        shell = cold.new_page()
        cold.new_cdp_session(shell).send("Network.emulateNetworkConditions", THREE_G)
        seconds = _seconds(lambda: (shell.goto("/field/app/"), shell.locator("#screen h2").wait_for()))
        print(f"  first page drawn, nothing on the phone, 3G: {seconds:.2f} s")
        browser.close()


def _set_up(page: Page) -> None:
    page.goto("/account/login/")
    page.get_by_label("登录名").fill(OFFICERS[0])
    page.get_by_label("密码", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="登录").click()
    page.wait_for_url("**/desk/**")
    page.goto("/field/app/")
    page.locator("#new-passphrase").fill(PASSPHRASE)
    page.locator("#new-passphrase-again").fill(PASSPHRASE)
    page.get_by_role("button", name="设好口令，开始使用").click()
    page.locator("a.card").first.wait_for()
    page.evaluate("() => navigator.serviceWorker.ready.then(() => true)")


def _first_form(page: Page) -> str:
    """The first item of a visit that is under way; the lot decided which team's that is, so one is begun if need be."""
    begun = page.locator("a.card", has_text="检查中")
    (begun if begun.count() else page.locator("a.card")).first.click()
    page.locator("#screen .lead").wait_for()
    arrive = page.get_by_role("button", name="登记到达现场", exact=True)
    if arrive.count():
        arrive.click()
    page.locator("a.card[href*='/f/']").first.click()
    page.locator("#problem").wait_for()
    return page.url


def _open(page: Page, form: str) -> None:
    page.goto("about:blank")
    page.goto(form)
    page.locator("#problem").wait_for()


def _typing(page: Page) -> str:
    taken = page.evaluate(
        """async (many) => {
          const field = document.getElementById("problem");
          const found = [];
          for (let n = 0; n < many; n += 1) {
            const began = performance.now();
            field.value += "字";
            field.dispatchEvent(new Event("input", { bubbles: true }));
            found.push(performance.now() - began);
            await new Promise((done) => setTimeout(done, 20));
          }
          return found;
        }""",
        KEYSTROKES,
    )
    return f"median {statistics.median(taken):.2f}, worst {max(taken):.1f}"


def _seconds(doing: Callable[[], object]) -> float:
    began = time.perf_counter()
    doing()
    return time.perf_counter() - began


def a_thousand_at_once(address: str) -> None:
    """Every file handed in by fifty clients, fetched again and compared by its hash."""
    phones = [Phone(address, OFFICERS[n % len(OFFICERS)]) for n in range(CLIENTS)]
    rows = phones[0].api("GET", "day/")["visits"]
    held = phones[0].api("GET", f"visits/?ids={','.join(str(row['id']) for row in rows)}")["visits"]
    visit = next(v["package"]["id"] for v in held if v["package"]["state"] == "ON_SITE")
    sent: dict[int, str] = {}
    faults: list[str] = []
    ready = threading.Barrier(CLIENTS)

    def work(phone: Phone) -> None:
        ready.wait()
        for _ in range(FILES // CLIENTS):
            content = b"\xff\xd8\xff\xe0" + secrets.token_bytes(SIZE)
            number, sha256 = phone.hand_in(visit, content)
            if sha256 != hashlib.sha256(content).hexdigest():
                faults.append(sha256)
            sent[number] = sha256

    threads = [threading.Thread(target=work, args=[phone]) for phone in phones]
    began = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    took = time.perf_counter() - began
    lost = [n for n, sha256 in sent.items() if _kept(phones[0], n) != sha256]
    print(
        f"  {len(sent)} files of {SIZE / 1000:.0f} KB from {CLIENTS} phones in {took:.0f} s ({len(sent) / took:.0f}/s)"
    )
    print(f"  lost or altered: {len(lost) + len(faults) + FILES - len(sent)}")


def _kept(phone: Phone, number: int) -> str:
    status, content = phone.ask("GET", f"/desk/visits/evidence/{number}/")
    return hashlib.sha256(content).hexdigest() if status == 200 else ""


def main() -> None:
    """All four, against the address on the command line."""
    if len(sys.argv) != 2:
        sys.exit(f"python -m {Path(__file__).stem} http://localhost:PORT (a served demonstration)")
    address = sys.argv[1].rstrip("/")
    print("The inspectors' app")
    weights(address)
    on_a_bad_line(address)
    a_thousand_at_once(address)


if __name__ == "__main__":
    main()
