"""A provincial platform on loopback that takes batches and answers them, and fails in every way it is told to."""

import hashlib
import json
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

TOKEN = "province-token"


def sha256_of(cells: dict[str, str]) -> str:
    """Of a row's canonical JSON, computed by the platform's own hand."""
    text = json.dumps(cells, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


class Province:
    """What it holds, and how it misbehaves: each fault is used up by one request."""

    def __init__(self) -> None:
        self.batches: dict[str, bytes] = {}
        self.replies: dict[str, Any] = {}
        """Batch → what it answers (an object for JSON, or bytes as they are)."""
        self.rows: list[dict[str, str]] = []
        self.outgoing: dict[str, list[tuple[str, dict[str, str]]]] = {}
        """Kind → (key, cells) of what it hands over, in the order in which it came to be; two a page."""
        self.faults: list[str] = []
        self.asked: list[str] = []
        self.address = ""

    def accept_all(self, number: str, at: str) -> None:
        """Answer a batch: every row is public since then."""
        rows = json.loads(self.batches[number])["rows"]
        self.replies[number] = {
            "rows": [
                {"批次号": number, "记录标识": row["记录标识"], "结果": "接收", "公示时间": at}
                for row in rows
            ]
        }


class Handler(BaseHTTPRequestHandler):
    """One request; ``province`` is set for each platform."""

    protocol_version = "HTTP/1.1"
    province: Province

    def log_message(self, *_: Any) -> None:
        """Quiet."""

    def _answer(self, status: int, body: bytes = b"", *, promised: int | None = None) -> None:
        self.send_response(status)
        self.send_header("Content-Length", str(len(body) if promised is None else promised))
        if status == 302:
            self.send_header("Location", "http://127.0.0.1:9/stolen")
        self.end_headers()
        self.wfile.write(body)

    def _fault(self) -> bool:
        """True where the request ends in a fault."""
        fault = self.province.faults.pop(0) if self.province.faults else ""
        if fault in ("half", "drop", "lost"):
            self.close_connection = True
        answers: dict[str, tuple[int, bytes, int | None]] = {
            "500": (500, b"<html>down</html>", None),
            "redirect": (302, b"", None),
            "half": (200, b'{"rows": [{"key"', 400),
            "garbage": (200, b'{"rows": "?"}', None),
            "altered": (
                200,
                json.dumps(
                    {"rows": [{"key": "1", "sha256": "0" * 64, "cells": {}}], "next": "1", "more": False}
                ).encode(),
                None,
            ),
        }
        if fault in answers:
            status, body, promised = answers[fault]
            self._answer(status, body, promised=promised)
        return bool(fault)

    def do_PUT(self) -> None:
        """A batch arrives."""
        body = self.rfile.read(int(self.headers["Content-Length"]))
        number = unquote(urlsplit(self.path).path.rpartition("/")[2])
        self.province.asked.append(f"PUT {number}")
        if self.headers["Authorization"] != f"Bearer {TOKEN}":
            self._answer(401)
            return
        if self.province.faults[:1] == ["lost"]:  # taken, but the answer never arrives
            self.province.batches[number] = body
        if not self._fault():
            known = self.province.batches.setdefault(number, body)
            self._answer(200 if known == body else 409)

    def do_GET(self) -> None:
        """Somebody asks for an answer, or for the rows that are shown."""
        parts = urlsplit(self.path)
        self.province.asked.append(f"GET {unquote(parts.path)}")
        if self._fault():
            return
        if "/outgoing" in parts.path:
            self._answer(200, json.dumps(self._handed_over(parts.path, parts.query)).encode())
            return
        if parts.path.endswith("/rows"):
            self._answer(200, json.dumps(self._rows(parts.query)).encode())
            return
        reply = self.province.replies.get(unquote(parts.path.split("/")[-2]))
        if reply is None:
            self._answer(404)
        else:
            self._answer(200, reply if isinstance(reply, bytes) else json.dumps(reply).encode())

    def _handed_over(self, path: str, query: str) -> dict[str, Any]:
        """Two rows a page; the cursor goes on where it was, however much came since."""
        said = parse_qs(query, keep_blank_values=True)
        rows = self.province.outgoing.get(said["kind"][0], [])
        if path.endswith("/keys"):
            rows = list(dict(rows).items())  # what it holds now, each key once
        start = int(said["cursor"][0] or 0)
        page = rows[start : start + 2]
        told = [{"key": key, "sha256": sha256_of(cells), "cells": cells} for key, cells in page]
        end = start + len(page)
        return {"rows": told, "next": str(end), "more": end < len(rows)}

    def _rows(self, query: str) -> dict[str, Any]:
        """One row a page."""
        start = int(parse_qs(query).get("cursor", ["0"])[0] or 0)
        more = start + 1 < len(self.province.rows)
        return {"rows": self.province.rows[start : start + 1], "next": str(start + 1) if more else ""}


@contextmanager
def a_province() -> Iterator[Province]:
    """The platform, while it is open."""
    province = Province()
    server = ThreadingHTTPServer(("127.0.0.1", 0), type("OfThis", (Handler,), {"province": province}))
    province.address = f"http://127.0.0.1:{server.server_port}"
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        yield province
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
