"""Walks every public page as a stranger does: links, forms, downloads, and addresses nobody links to."""

import base64
import io
import re
import zipfile
from collections import deque
from collections.abc import Iterable, Iterator
from html.parser import HTMLParser
from urllib.parse import urldefrag, urljoin, urlsplit

from django.http import HttpResponseBase
from django.test import Client
from django.urls import Resolver404, resolve, reverse

from suiji.organs.doors import FIRM, PUBLIC

HOST = "http://testserver"
MOST = 5000
"""A crawl that is still not done by then goes in circles."""
_PROOF_LEAF = re.compile(rb"^extra (\S+)$", re.MULTILINE)


class _Links(HTMLParser):
    """Every address a page names."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Links, downloads and the targets of forms."""
        self.found += [value for name, value in attrs if name in ("href", "action") and value]


def links(page: str, base: str) -> list[str]:
    """The addresses of this house that a page names, without fragments."""
    reader = _Links()
    reader.feed(page)
    whole = (urljoin(HOST + base, link) for link in reader.found)
    return [urldefrag(url).url.removeprefix(HOST) for url in whole if url.startswith(HOST + "/")]


def is_public(url: str) -> bool:
    """True of an address that opens to everybody."""
    return opens_to_any(url, PUBLIC)


def opens_to_any(url: str, *audience: str) -> bool:
    """True of an address that opens to one of these."""
    try:
        doors = getattr(resolve(urlsplit(url).path).func, "audience", ())
    except Resolver404:
        return False
    return not doors.isdisjoint(audience) if doors else False


def starts() -> list[str]:
    """The front page, and public addresses that no page need link to."""
    names = ("home", "search", "rules", "open_data", "checkpoint", "vkey", "robots")
    return [
        *(reverse(f"portal:{name}") for name in names),
        *(reverse(f"api:{name}") for name in ("healthz", "readyz")),
        *(
            reverse(f"api:v1:{name}")
            for name in ("about", "openapi", "public_items", "public_results", "public_draws")
        ),
        reverse("api:v1:public_plans", args=[2026]),
        reverse("account_login"),
    ]


ERRORS = (
    "/nowhere",
    f"/draws/{'0' * 32}/",
    "/items/0/",
    "/results/0/",
    "/firms/NOBODY/",
    "/plans/x/",
    "/log/",
)
"""Addresses that lead nowhere: what their pages say is public too."""


def crawl_firm(client: Client) -> dict[str, HttpResponseBase]:
    """Address → answer, of every page behind the firm's door, for the firm whose key this browser holds."""
    found = crawl(client, first=[reverse("firms:home")], audience=(FIRM,))
    return {url: answer for url, answer in found.items() if url.startswith("/firm/")}


def crawl(
    client: Client,
    *,
    also: Iterable[str] = (),
    first: Iterable[str] | None = None,
    audience: tuple[str, ...] = (PUBLIC,),
) -> dict[str, HttpResponseBase]:
    """Address → answer, of every public address that can be reached from the starts and from ``also``."""
    waiting = deque([*starts(), *ERRORS, *also] if first is None else first)
    seen: dict[str, HttpResponseBase] = {}
    while waiting:
        url = waiting.popleft()
        if url in seen:
            continue
        seen[url] = answer = client.get(url)
        assert len(seen) < MOST, f"the public pages never end: {url}"
        found = [answer["Location"]] if answer.has_header("Location") else []
        if answer.get("Content-Type", "").startswith("text/html"):
            found += links(body(answer).decode(), url)
        waiting.extend(link for link in found if link not in seen and opens_to_any(link, *audience))
    return seen


def body(answer: HttpResponseBase) -> bytes:
    """An answer's bytes, streamed or not; may be asked again."""
    if answer.streaming:
        kept = b"".join(answer)  # type: ignore[call-overload]
        answer.streaming_content = [kept]  # type: ignore[attr-defined]
        return bytes(kept)
    return bytes(answer.content)  # type: ignore[attr-defined]


def texts(url: str, answer: HttpResponseBase) -> Iterator[tuple[str, str]]:
    """Everything there is to read in an answer: the text, each file of a ZIP, each leaf inside a proof, headers."""
    content = body(answer)
    yield f"{url} (headers)", str(dict(answer.items()))
    if answer.get("Content-Type", "") != "application/zip":
        # A tile of the log is bytes with texts in them: what is no text is passed over, what is, is read.
        yield url, content.decode(errors="replace")
        return
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        for name in archive.namelist():
            data = archive.read(name)
            yield f"{url}!{name}", data.decode()
            for leaf in _PROOF_LEAF.findall(data):
                yield f"{url}!{name} (leaf)", base64.b64decode(leaf).decode()
