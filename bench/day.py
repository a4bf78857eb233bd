"""A working day in ``bench.province``: officials at desks, visitors of the portal, phones in the street, one draw.

``python -m bench.day [SECONDS [SHARE [DRAWS]]]`` (300 seconds, 1.0, 1 unless said; 0: nobody draws) serves the province
as ``suiji serve`` does and lets 1,000 officials, 5,000 visitors and 300 phones, times SHARE, do what they do, each
waiting between two pages as people do. Half-way one draw of every object begins beside them (``suiji sampling``, the
worker's engine). Printed: answers, errors, milliseconds as the user feels them (p50/p95/p99), statements a page,
memory, the slowest statements.
"""

import asyncio
import json
import os
import re
import subprocess
import sys
import time
import uuid
from collections import Counter, defaultdict
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path
from statistics import median
from urllib.parse import quote

import psycopg

from bench.draw_reference import DRAW, FREEZE, prepare
from bench.measuring import Measured, machine, measure
from bench.province import HOME, LINES, ORDINARY, PEOPLE, PHONES, places, standing, surroundings
from suiji.running.postgres import Connections

PORT = 8198
OFFICIALS, VISITORS = 1000, 5000
WAITS = {"official": 30.0, "visitor": 60.0, "phone": 60.0}
"""Seconds between two pages, on average."""
PHOTO = b"\xff\xd8\xff" + bytes(60_000)
PIECE = 32 * 1024
TOKEN = "b" * 32
PROTOCOL = 1
"""``field.protocol.CURRENT``."""
WORDS = ("餐饮", "加油站", "商贸", "医药", "金银", "幼儿园", "天地")


@dataclass
class Felt:
    """What users felt, by kind of page."""

    seconds: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    answers: Counter[str] = field(default_factory=Counter)
    began: float = field(default_factory=time.perf_counter)


def chance(*said: object) -> float:
    """Between 0 and 1, the same for the same words: every run is the same day."""
    return int.from_bytes(sha256(repr(said).encode()).digest()[:6]) / 2**48


class Line:
    """One user's connection, kept open between two pages as a browser's is."""

    def __init__(self, cookie: str = "") -> None:
        self.cookie = cookie
        self.reader: asyncio.StreamReader | None = None
        self.writer: asyncio.StreamWriter | None = None

    async def ask(self, method: str, path: str, body: bytes = b"", more: str = "") -> tuple[int, bytes]:
        """Status and content; a line that was closed meanwhile is opened once more."""
        cookie = f"Cookie: {self.cookie}\r\n" if self.cookie else ""
        head = f"{method} {path} HTTP/1.1\r\nHost: localhost:{PORT}\r\n{cookie}{more}"
        head += f"Content-Length: {len(body)}\r\n\r\n"
        for attempt in (1, 2):
            try:
                if self.writer is None or self.reader is None:
                    self.reader, self.writer = await asyncio.open_connection("127.0.0.1", PORT)
                self.writer.write(head.encode() + body)
                return await self._answer(self.reader)
            except (OSError, asyncio.IncompleteReadError):
                self.writer = None
                if attempt == 2:
                    raise
        raise AssertionError

    async def _answer(self, reader: asyncio.StreamReader) -> tuple[int, bytes]:
        head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
        status = int(head.split(" ", 2)[1])
        if found := re.search(r"(?i)content-length: (\d+)", head):
            return status, await reader.readexactly(int(found[1]))
        content = b""
        while re.search(r"(?i)transfer-encoding: chunked", head):
            size = int(await reader.readuntil(b"\r\n"), 16)
            content += (await reader.readexactly(size + 2))[:-2]
            if size == 0:
                break
        return status, content


class Day:
    """Everybody's day, until it is over."""

    def __init__(self, seconds: float, figures: dict[str, int]) -> None:
        self.ends, self.figures, self.felt = time.perf_counter() + seconds, figures, Felt()

    async def live(self, kind: str, number: int, act: Callable[[int], Awaitable[None]]) -> None:
        """One user: a page, a while, the next page."""
        await asyncio.sleep(chance(kind, number) * WAITS[kind])
        step = 0
        while time.perf_counter() < self.ends:
            await act(step)
            step += 1
            await asyncio.sleep(2 * chance(kind, number, step) * WAITS[kind])

    async def timed(self, what: str, line: Line, method: str, path: str, **more: object) -> bytes:
        """One page, its time and its fate."""
        began = time.perf_counter()
        try:
            status, content = await line.ask(method, path, **more)  # type: ignore[arg-type]
        except (OSError, asyncio.IncompleteReadError):
            self.felt.answers[f"{what} broken"] += 1
            return b""
        self.felt.seconds[what].append(time.perf_counter() - began)
        self.felt.answers[f"{what} {status}"] += 1
        return content

    async def official(self, number: int, cookie: str) -> None:
        """Desk, tasks, visits, results, a search, an object."""
        line = Line(cookie)

        async def act(step: int) -> None:
            some = chance("o", number, step)
            firm = 1 + int(some * self.figures["objects"])
            pages = (
                ("desk", "/desk/"),
                ("tasks", "/desk/tasks/"),
                ("visits", "/desk/visits/"),
                ("results", "/desk/results/"),
                ("plan", "/desk/plans/"),
                ("search by name", f"/desk/libraries/objects/?text={quote(WORDS[firm % len(WORDS)])}"),
                ("search by code", f"/desk/libraries/objects/?text=9141{firm:014d}"),
                ("an object", f"/desk/libraries/objects/{firm}/"),
                ("search everywhere", f"/desk/search/?q=9141{firm:014d}"),
            )
            name, path = pages[(number + step) % len(pages)]
            await self.timed(f"official: {name}", line, "GET", path)

        await self.live("official", number, act)

    async def visitor(self, number: int) -> None:
        """The front page, results, a firm, a search, open data's first page."""
        line = Line()

        async def act(step: int) -> None:
            nth = 1 + int(chance("v", number, step) * (self.figures["objects"] // 10 - 1))
            firm = 10 * (nth - 1) + 1 + nth % 5  # ``province.drawn_number``
            result = 1 + int(chance("r", number, step) * (self.figures["results"] - 1))
            pages = (
                ("front page", "/"),
                ("newest results", "/results/"),
                ("a result", f"/results/{result}/"),
                ("a firm", f"/firms/9141{firm:014d}/"),
                ("search by code", f"/search/?q=9141{firm:014d}"),
                ("search by name", f"/search/?q={quote(WORDS[number % len(WORDS)])}"),
                ("draws", "/draws/"),
                ("plans", "/plans/"),
            )
            name, path = pages[(number + step) % len(pages)]
            await self.timed(f"visitor: {name}", line, "GET", path)

        await self.live("visitor", number, act)

    async def phone(self, number: int, cookie: str) -> None:
        """What is to be visited, its packages, and a photo by pieces."""
        line = Line(f"{cookie}; csrftoken={TOKEN}")
        told = f"X-Suiji-Protocol: {PROTOCOL}\r\nX-CSRFToken: {TOKEN}\r\nContent-Type: application/json\r\n"

        async def act(_step: int) -> None:
            said = await self.timed("phone: day", line, "GET", "/field/api/day/", more=told)
            with suppress(ValueError, KeyError, IndexError):
                visit = json.loads(said)["visits"][0]["id"]
                await self.timed("phone: packages", line, "GET", f"/field/api/visits/?ids={visit}", more=told)
                uid, photo = str(uuid.uuid4()), PHOTO + os.urandom(8)
                about = {"uid": uid, "visit": visit, "sha256": sha256(photo).hexdigest(), "size": len(photo)}
                await self.timed(
                    "phone: begin",
                    line,
                    "POST",
                    "/field/api/uploads/",
                    body=json.dumps(about).encode(),
                    more=told,
                )
                for offset in range(0, len(photo), PIECE):
                    path = f"/field/api/uploads/{uid}/?offset={offset}"
                    piece = photo[offset : offset + PIECE]
                    await self.timed("phone: piece", line, "PUT", path, body=piece, more=told)

        await self.live("phone", number, act)


async def _lived(day: Day, cookies: dict[str, list[str]], share: float) -> None:
    async with asyncio.TaskGroup() as people:
        for number in range(int(VISITORS * share)):
            people.create_task(day.visitor(number))
        for number, cookie in enumerate(cookies["officials"]):
            people.create_task(day.official(number, cookie))
        for number, cookie in enumerate(cookies["phones"]):
            people.create_task(day.phone(number, cookie))


def _sessions(known: Connections, share: float) -> dict[str, list[str]]:
    """Everybody is logged in already: a day does not begin with a thousand hashes of passwords."""
    os.environ |= surroundings(known) | {
        "DJANGO_SETTINGS_MODULE": "suiji.config.settings",
        "SUIJI_DATABASE_POOL": "0",
    }
    import django

    django.setup()
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
    from django.contrib.sessions.backends.db import SessionStore
    from django.contrib.sessions.models import Session

    from suiji.organs.models import Person

    officials = places() * len(LINES) * PEOPLE
    wanted = {
        "officials": list(range(1, officials + 1, max(1, int(officials / max(1, OFFICIALS * share))))),
        "phones": list(range(officials + 1, officials + 1 + int(PHONES * share))),
    }
    wanted["officials"] = wanted["officials"][: int(OFFICIALS * share)]
    found: dict[str, list[str]] = {}
    Session.objects.all().delete()
    for kind, numbers in wanted.items():
        rows = []
        for person in Person.objects.filter(pk__in=numbers):
            store = SessionStore(session_key=f"bench{person.pk:027d}")
            content = {
                SESSION_KEY: str(person.pk),
                BACKEND_SESSION_KEY: "django.contrib.auth.backends.ModelBackend",
                HASH_SESSION_KEY: person.get_session_auth_hash(),
            }
            end = datetime.now(UTC) + timedelta(hours=8)  # noqa: TID251 — a bench is its own edge
            rows.append(
                Session(session_key=store.session_key, session_data=store.encode(content), expire_date=end)
            )
        Session.objects.bulk_create(rows)
        found[kind] = [f"sessionid={row.session_key}" for row in rows]
    return found


@contextmanager
def _served(known: Connections, log: Path) -> Iterator[int]:
    command = [sys.executable, "-m", "suiji.running.command", "serve", "--port", str(PORT)]
    environment = surroundings(known) | {
        "SUIJI_DATABASE_POOL": "1",
        "SUIJI_LOG": "json",
        "SUIJI_LOG_REQUESTS": "1",
        "SUIJI_HOSTS": "localhost",
    }
    with (
        log.open("wb") as output,
        subprocess.Popen(command, env=environment, stderr=output, stdout=output) as serving,
    ):
        try:
            while True:
                if serving.poll() is not None:
                    raise SystemExit(f"the house did not open; see {log}")
                with suppress(OSError):
                    asyncio.run(Line().ask("GET", "/api/healthz"))
                    break
                time.sleep(0.3)
            yield serving.pid
        finally:
            serving.terminate()


def _memory(pid: int) -> list[int]:
    """MiB that each web process has for itself, shared pages counted in part."""
    said = subprocess.run(["pgrep", "-P", str(pid)], capture_output=True, text=True, check=False).stdout
    found = []
    for child in [pid, *map(int, said.split())]:
        with suppress(OSError):
            rollup = Path(f"/proc/{child}/smaps_rollup").read_text()
            pss = re.search(r"(?m)^Pss:\s+(\d+)", rollup)
            found.append(int(pss[1]) // 1024 if pss else 0)
    return found


def _places(seconds: list[float]) -> str:
    ordered = sorted(seconds)
    at = (ordered[min(len(ordered) - 1, int(len(ordered) * part))] * 1000 for part in (0.5, 0.95, 0.99))
    return " | ".join(f"{ms:.0f}" for ms in at)


def _statements(log: Path) -> dict[str, tuple[int, int]]:
    """Route → median of statements, and of the milliseconds spent in them."""
    found: dict[str, list[tuple[int, int]]] = defaultdict(list)
    for text in log.read_text("utf-8", "replace").splitlines():
        with suppress(ValueError, KeyError, TypeError):
            line = json.loads(text)
            found[f"{line['method']} /{line['route']}"].append((line["statements"], line["statements_ms"]))
    return {
        route: (int(median(n for n, _ in rows)), int(median(ms for _, ms in rows)))
        for route, rows in found.items()
    }


def _report(
    day: Day, seconds: float, memory: list[int], log: Path, drawn: list[Measured], known: Connections
) -> None:
    print("| page | answers | p50 ms | p95 ms | p99 ms |\n|---|---:|---:|---:|---:|")
    for what, felt in sorted(day.felt.seconds.items()):
        print(f"| {what} | {len(felt)} | {_places(felt)} |")
    everything = [one for felt in day.felt.seconds.values() for one in felt]
    print(f"| everything | {len(everything)} | {_places(everything)} |")
    odd = {what: n for what, n in day.felt.answers.items() if not re.search(r" (200|201|302|304)$", what)}
    print(f"\n{len(everything) / seconds:.1f} answers a second; errors: {odd or 'none'}")
    print(f"memory of the web processes (PSS, MiB): {memory}, together {sum(memory)}")
    for one in drawn:
        print(f"{one.name}: {one.seconds:.1f} s, cpu {one.cpu:.1f} s, peak {one.mib:.0f} MiB")
    print("\n| route | statements | ms in them |\n|---|---:|---:|")
    for route, (number, ms) in sorted(_statements(log).items(), key=lambda row: -row[1][1])[:25]:
        print(f"| {route} | {number} | {ms} |")
    with psycopg.connect(known.owner, autocommit=True) as line:
        rows = line.execute(
            "SELECT calls, round(mean_exec_time::numeric, 1), round(total_exec_time::numeric), left(query, 160)"
            " FROM bench.pg_stat_statements WHERE calls > 5 ORDER BY total_exec_time DESC LIMIT 15"
        ).fetchall()
    print("\n| calls | mean ms | total ms | statement |\n|---:|---:|---:|---|")
    for calls, mean, total, query in rows:
        print(f"| {calls} | {mean} | {total} | `{' '.join(str(query).split())}` |")


def main(seconds: float = 300.0, share: float = 1.0, draws: float = 1.0) -> None:
    """Serve, live, report."""
    print(machine())
    log = HOME / "day.log"
    with standing(ORDINARY) as known:
        with psycopg.connect(known.owner, autocommit=True) as line:
            tables = {"objects": "libraries_inspectedobject", "results": "disclosure_publication"}
            figures = {
                name: int(str((line.execute(f"SELECT max(id) FROM {table}").fetchone() or (0,))[0]))
                for name, table in tables.items()
            }
        print(
            f"{figures['objects']:,} objects, {figures['results']:,} results; {seconds:.0f} s, share {share}\n"
        )
        cookies = _sessions(known, share)
        with _served(known, log) as pid:
            day = Day(seconds, figures)
            drawn: list[Measured] = []

            async def everything() -> None:
                async with asyncio.TaskGroup() as all_of_it:
                    all_of_it.create_task(_lived(day, cookies, share))
                    if draws:
                        all_of_it.create_task(_draw(seconds / 2, figures["objects"], drawn))

            asyncio.run(everything())
            memory = _memory(pid)
        _report(day, seconds, memory, log, drawn, known)


async def _draw(later: float, objects: int, drawn: list[Measured]) -> None:
    """One big list, frozen and drawn on the same two cores."""
    folder = HOME / "draw"
    subprocess.run(["rm", "-rf", str(folder)], check=True)
    folder.mkdir()
    await asyncio.to_thread(prepare, folder, objects)
    await asyncio.sleep(later)
    command = ("-m", "suiji.running.command", "sampling")
    for name, words in (("freeze", FREEZE), ("draw", DRAW)):
        drawn.append(
            await asyncio.to_thread(measure, name, (*command, *words, "--engine", "duckdb"), folder=folder)
        )


if __name__ == "__main__":
    main(*map(float, sys.argv[1:4]))
