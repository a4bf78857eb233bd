"""The public's pages over a million results: pages a second with and without kept pages, 95th percentile, bytes.

Last, a department's page is asked alone, and again while a stranger crawls the portal from eight connections.

``python -m bench.portal [results]`` fills a database of its own with firms and results that never were, serves it as
``suiji serve`` does, and asks with ``wrk`` (Debian's) from eight connections. ``SUIJI_BENCH_KEEP=1`` keeps the
database for the next run. Processor time of the web workers per page means something on a busy machine too.
"""

import gzip
import json
import os
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import NamedTemporaryFile
from urllib.request import urlopen

import psycopg

from bench.rows import insert
from suiji.running.testing import start_test_server

STRANGER = "203.0.113.9"
"""Whose crawl it is: seen through a proxy, as from outside; what comes straight from this machine is not slowed."""
NAME, PORT, SECONDS = "bench_portal", 8197, 10
RESULTS = int(sys.argv[1]) if __name__ == "__main__" and len(sys.argv) > 1 else 1_000_000
TRADES = "ARRAY['餐饮服务有限公司','加油站','商贸有限公司','医药连锁有限公司','幼儿园']"
SIGNS = "'金银铜铁木水火土天地日月山川春夏秋冬东西南北中兴隆昌盛达通源泰和顺利丰华安康宁福祥瑞宏伟嘉德信义'"


def main() -> None:
    """One table: what was asked, pages a second, latency, processor time, bytes."""
    addresses = [re.sub(r"@/[^?]*\?", f"@/{NAME}?", one) for one in start_test_server()]
    environment = os.environ | {
        "SUIJI_OWNER_DATABASE_URL": addresses[0],
        "DATABASE_URL": addresses[1],
        "SUIJI_PUBLIC_DATABASE_URL": addresses[2],
        "SUIJI_LEDGER_KEY": "11" * 32,
        "SUIJI_FIELD_KEY": "22" * 32,
    }
    admin = re.sub(r"@/[^?]*\?", "@/postgres?", addresses[0])
    with psycopg.connect(admin, autocommit=True) as connection:
        known = connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [NAME]).fetchone()
        if not (known and os.environ.get("SUIJI_BENCH_KEEP")):
            connection.execute(f"DROP DATABASE IF EXISTS {NAME}")
            connection.execute(f"CREATE DATABASE {NAME}")
    command = [sys.executable, "-m", "suiji.running.command", "migrate"]
    subprocess.run(command, env=environment, check=True)
    with psycopg.connect(addresses[0]) as line:
        row = line.execute("SELECT count(*) FROM (SELECT 1 FROM disclosure_publication LIMIT 1) f").fetchone()
    if row == (0,):
        _fill(addresses[0])
    for kept in ("1", "0"):
        with _served(environment | {"SUIJI_PAGE_CACHE": kept}) as workers:
            for path in _paths(addresses[0]):
                _ask(path, kept == "1", workers)
            if kept == "1":
                _beside_a_crawl()


def _fill(owner: str) -> None:
    os.environ |= {
        "DATABASE_URL": owner,
        "DJANGO_SETTINGS_MODULE": "suiji.config.settings",
        "SUIJI_DATABASE_POOL": "0",
    }
    import django

    django.setup()
    firms, began = RESULTS // 2, time.perf_counter()
    noon = "'2026-03-02 04:00+00'::timestamptz"
    name = (
        f"'安阳市' || substr({SIGNS}, 1 + g % 47, 1) || substr({SIGNS}, 1 + g / 47 % 47, 1)"
        f" || substr({SIGNS}, 1 + g / 2209 % 47, 1) || substr({SIGNS}, 1 + g / 103823 % 47, 1) || ({TRADES})[1 + g % 5]"
    )
    grams = f"ARRAY(SELECT DISTINCT substr({name}, i, 2) FROM generate_series(1, length({name}) - 1) i)::varchar(2)[]"
    with psycopg.connect(owner, autocommit=True) as line:
        line.execute("SET synchronous_commit = off")
        line.execute("TRUNCATE organs_department CASCADE")  # what a broken fill left
        insert(
            line,
            "organs_department",
            "generate_series(1, 20) g",
            id="g",
            code="'BENCH-' || g",
            name="'安阳市第' || g || '局'",
            short_name="'第' || g || '局'",
            sign="'试'",
            line="'第' || g",
            level="'CITY'",
            kind="'REGULATOR'",
            region_id="'410500'",
            joined_on="'2020-01-01'::date",
        )
        insert(
            line,
            "organs_installation",
            "generate_series(1, 1) g",
            only="true",
            demonstration="false",
            founded_at=noon,
        )
        insert(
            line,
            "organs_person",
            "generate_series(1, 2) g",
            id="g",
            username="'bench' || g",
            name="'某人'",
            department_id="1",
            is_active="true",
        )
        insert(
            line,
            "plans_planline",
            "generate_series(1, 100) g",
            id="g",
            state="'PUBLISHED'",
            year="2026",
            number="'P-' || g",
            version="1",
            title="'餐饮联合抽查'",
            initiator_id="1 + g % 20",
            published_at=noon,
            kind="'ANNUAL'",
        )
        insert(
            line,
            "tasks_task",
            "generate_series(1, 100) g",
            id="g",
            state="'INSPECTORS_DRAWN'",
            number="'T-' || g",
            title="'餐饮服务联合抽查'",
            plan_line_id="g",
            initiator_id="1 + g % 20",
            period_from="'2026-03-01'::date",
            period_until="'2026-06-30'::date",
            rates_bp="'{}'::jsonb",
            min_cell="5",
            officers="2",
            scope_rule="'{}'::jsonb",
        )
        insert(
            line,
            "draws_ceremony",
            "generate_series(1, 200) g",
            id="g",
            state="'RESULTED'",
            task_id="1 + (g - 1) % 100",
            kind="CASE WHEN g <= 100 THEN 'objects' ELSE 'inspectors' END",
            ceremony="lpad(to_hex(g), 32, '0')",
            operator_id="1",
            witness_id="2",
            opened_at=noon,
        )
        insert(
            line,
            "draws_team",
            "generate_series(1, 100) g",
            id="g",
            ceremony_id="100 + g",
            task_id="g",
            code="'1'",
        )
        insert(
            line,
            "libraries_inspectedobject",
            f"generate_series(1, {firms}) g",
            id="g",
            code="'BENCH' || lpad(g::text, 13, '0')",
            kind="'ENTERPRISE'",
            name=name,
            name_grams=grams,
            region_id="'410502'",
            reg_state="'1'",
            source_id="1",
            updated_at=noon,
        )
        insert(
            line,
            "draws_drawnobject",
            f"generate_series(1, {firms}) g",
            id="g",
            ceremony_id="1 + g % 100",
            task_id="1 + g % 100",
            object_id="g",
            year="2026",
        )
        insert(
            line,
            "inspections_visit",
            f"generate_series(1, {firms}) g",
            id="g",
            state="'SIGNED'",
            task_id="1 + g % 100",
            drawn_id="g",
            team_id="1 + g % 100",
            check_code="lpad(to_hex(g), 24, '0')",
            arrived_at=noon,
            ended_at=f"{noon} + interval '3 hours'",
            on_site="true",
        )
        insert(
            line,
            "disclosure_publication",
            f"generate_series(1, {2 * firms}) g",
            id="g",
            state="'PUBLISHED'",
            visit_id="1 + (g - 1) / 2",
            department_id="1 + g % 20",
            due_on="'2026-03-30'::date",
            entered_by_id="1",
            entered_at=noon,
        )
        insert(
            line,
            "disclosure_publicationversion",
            f"generate_series(1, {2 * firms}) g",
            id="g",
            publication_id="g",
            number="1",
            results="ARRAY['NO_PROBLEM']::varchar[]",
            rows="""'[{"item": "JC-001", "title": "餐饮服务安全检查", "results": ["NO_PROBLEM"]}]'::jsonb""",
            responsible_id="2",
            published_at=f"{noon} + g * interval '1 second'",
        )
        line.execute("VACUUM ANALYZE")
    sys.stdout.write(f"{2 * firms} results of {firms} firms in {time.perf_counter() - began:.0f} s\n")


def _paths(owner: str) -> list[tuple[str, str]]:
    with psycopg.connect(owner) as line:
        row = line.execute(
            f"SELECT code, name FROM libraries_inspectedobject WHERE id = {RESULTS // 3}"
        ).fetchone()
    assert row is not None
    from urllib.parse import quote

    return [
        ("a result", f"/results/{RESULTS // 2}/"),
        ("a firm", f"/firms/{row[0]}/"),
        ("search by code", f"/search/?q={row[0]}"),
        ("search by name", f"/search/?q={quote(row[1][3:9])}"),
        ("newest results", "/results/"),
    ]


@contextmanager
def _served(environment: dict[str, str]) -> Iterator[list[int]]:
    command = [sys.executable, "-m", "suiji.running.command", "serve", "--port", str(PORT)]
    serving = subprocess.Popen(
        command,
        env=environment
        | {"SUIJI_DATABASE_POOL": "1", "SUIJI_DEMONSTRATION": "0", "SUIJI_PROXIES": "127.0.0.1"},
    )
    try:
        for _ in range(200):
            try:
                urlopen(f"http://localhost:{PORT}/rules/", timeout=5).read()
                break
            except OSError:
                time.sleep(0.3)
        found = subprocess.run(["pgrep", "-P", str(serving.pid)], capture_output=True, text=True, check=False)
        yield [serving.pid, *(int(pid) for pid in found.stdout.split())]
    finally:
        serving.terminate()
        serving.wait()


def _beside_a_crawl() -> None:
    """How long a department's page takes, alone and beside a crawl of pages that nobody has asked for yet."""
    alone = _times()
    with NamedTemporaryFile("w", suffix=".lua") as script:
        script.write(
            "local at = 0\nrequest = function() at = at + 37\n"
            f" return wrk.format('GET', '/results/' .. (1 + at * 7919 % {RESULTS}) .. '/') end"
        )
        script.flush()
        wrk = ["wrk", "-t1", "-c8", "-d30s", "-H", f"X-Forwarded-For: {STRANGER}", "-s", script.name]
        wrk.append(f"http://localhost:{PORT}/")
        with subprocess.Popen(wrk, stdout=subprocess.PIPE, text=True) as crawl:
            time.sleep(2)
            beside = _times()
            said = crawl.communicate()[0]
    asked = re.search(r"(\d+) requests in", said)
    line = {
        "a department's page": "median ms",
        "alone": round(alone, 1),
        "beside a crawl": round(beside, 1),
        "crawled": asked[1] if asked else "",
    }
    sys.stdout.write(json.dumps(line) + "\n")
    sys.stdout.flush()


def _times() -> float:
    """The median of sixty looks at the log-in page, which is made anew each time as every page of the desk."""
    taken = []
    for _ in range(60):
        began = time.perf_counter()
        urlopen(f"http://localhost:{PORT}/account/login/").read()
        taken.append((time.perf_counter() - began) * 1000)
        time.sleep(0.1)
    return sorted(taken)[30]


def _processor(pids: list[int]) -> float:
    ticks = 0
    for pid in pids:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
        ticks += int(fields[11]) + int(fields[12])
    return ticks / os.sysconf("SC_CLK_TCK")


def _ask(what: tuple[str, str], kept: bool, workers: list[int]) -> None:
    url = f"http://localhost:{PORT}{what[1]}"
    body = urlopen(url).read()
    before = _processor(workers)
    with NamedTemporaryFile("w", suffix=".lua") as script:
        script.write("done = function(_, l, _) io.write('p95 ' .. l:percentile(95) / 1000 .. '\\n') end")
        script.flush()
        wrk = ["wrk", "-t2", "-c8", f"-d{SECONDS}s", "-s", script.name, url]
        said = subprocess.run(wrk, capture_output=True, text=True, check=True).stdout
    used = _processor(workers) - before
    asked = int(re.search(r"(\d+) requests in", said)[1])  # type: ignore[index]
    tail = re.search(r"p95 (\S+)", said)
    line = {
        "page": what[0],
        "kept": kept,
        "pages_per_second": round(asked / SECONDS),
        "p95_ms": round(float(tail[1]), 1) if tail else "",
        "cpu_ms_per_page": round(used * 1000 / max(asked, 1), 2),
        "bytes": len(body),
        "compressed": len(gzip.compress(body)),
        "errors": "Non-2xx" in said,
    }
    sys.stdout.write(json.dumps(line, ensure_ascii=False) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
