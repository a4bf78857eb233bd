"""A province that never was, to be used at its real size: objects, counties, inspectors, tasks, results.

``python -m bench.province [OBJECTS]`` (10,000,000 unless said) makes ``var/bench-province``, a PostgreSQL of its own
with 158 counties, and to ten million objects 30,000 inspectors, 5,000 tasks and 2,000,000 results; fewer objects, fewer
of everything. The same number gives the same province. Filled by ``INSERT … SELECT generate_series`` with the large
indexes made afterwards; every trigger of the house runs. ``bench.day`` works in it. Made again, it takes the old one's
place; ``rm -r var/bench-province`` ends it.
"""

import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

import psycopg

from bench.measuring import machine
from bench.portal import SIGNS, TRADES
from bench.rows import insert
from suiji.running.postgres import Connections, Server

HOME = Path("var/bench-province")
NUMBER, COUNTIES, CHUNK = 10_000_000, 158, 500_000
LINES = ("市场监管", "消防救援", "应急管理", "卫生健康", "住房城乡建设", "商务")
PEOPLE = 3
"""Officials of every department: clerk and librarian, reviewer, deputy head."""
PHONES = 300
NOON = "'2026-03-02 04:00+00'::timestamptz"
ORDINARY = {
    "shared_buffers": "2GB",
    "effective_cache_size": "8GB",
    "work_mem": "32MB",
    "random_page_cost": "1.1",
    "max_connections": "60",
    "shared_preload_libraries": "pg_stat_statements",
}
FILLING = ORDINARY | {
    "maintenance_work_mem": "1GB",
    "max_wal_size": "16GB",
    "wal_level": "minimal",
    "max_wal_senders": "0",
    "synchronous_commit": "off",
    "autovacuum": "off",
}
LATER = {
    "object_name_grams": "USING gin (name_grams)",
    "object_initials": "(name_initials text_pattern_ops)",
    "object_industry": "(industry, code) WHERE NOT industry = ''",
}
"""Indexes of the objects that are made once all are there."""


@contextmanager
def standing(settings: dict[str, str] = ORDINARY) -> Iterator[Connections]:
    """The province's own server."""
    with Server(HOME, settings=settings) as server:
        with psycopg.connect(server.superuser(), autocommit=True, dbname="suiji") as line:
            # Not in the house's own schema: there the public's role may see nothing, and the guards say so.
            line.execute("CREATE SCHEMA IF NOT EXISTS bench")
            line.execute("DROP EXTENSION IF EXISTS pg_stat_statements")
            line.execute("CREATE EXTENSION pg_stat_statements SCHEMA bench")
            line.execute("GRANT USAGE ON SCHEMA bench TO suiji_owner")
            line.execute("SELECT bench.pg_stat_statements_reset()")
            line.execute("GRANT pg_read_all_stats TO suiji_owner")
        yield server.connection_settings()


def surroundings(known: Connections) -> dict[str, str]:
    """What the house's commands have to know."""
    return os.environ | {
        "SUIJI_OWNER_DATABASE_URL": known.owner,
        "DATABASE_URL": known.web,
        "SUIJI_PUBLIC_DATABASE_URL": known.public,
        "SUIJI_DATA_DIR": str(HOME.absolute()),
        "SUIJI_SECRET_KEY": "bench",
        "SUIJI_LEDGER_KEY": "11" * 32,
        "SUIJI_FIELD_KEY": "22" * 32,
        "SUIJI_DEMONSTRATION": "0",
        "SUIJI_SECOND_FACTOR": "offered",
    }


def main() -> None:
    """Make it, and say how long each kind of rows took."""
    objects = int(sys.argv[1]) if len(sys.argv) > 1 else NUMBER
    print(machine())
    print("| rows | number | seconds |\n|---|---:|---:|")
    with standing(FILLING) as known:
        environment = surroundings(known)
        subprocess.run(
            [sys.executable, "-m", "suiji.running.command", "migrate"], env=environment, check=True
        )
        _begin_django(environment)
        with psycopg.connect(known.owner, autocommit=True) as line:
            line.execute(
                "TRUNCATE organs_department, organs_installation, libraries_inspectedobject CASCADE"
            )  # an older province
            line.execute("DROP TABLE IF EXISTS bench_place")
            for step in (_house, _people, _objects, _plans, _draws, _results):
                step(line, objects)
            _timed("VACUUM ANALYZE", 0, lambda: line.execute("VACUUM (ANALYZE, PARALLEL 2)"))
            size = line.execute("SELECT pg_size_pretty(pg_database_size(current_database()))").fetchone()
    print(f"\n{size[0] if size else '?'} on disk")


def _begin_django(environment: dict[str, str]) -> None:
    os.environ |= environment | {
        "DATABASE_URL": environment["SUIJI_OWNER_DATABASE_URL"],
        "DJANGO_SETTINGS_MODULE": "suiji.config.settings",
        "SUIJI_DATABASE_POOL": "0",
    }
    import django

    django.setup()


def _timed(what: str, number: int, work: Callable[[], object]) -> None:
    began = time.perf_counter()
    work()
    print(f"| {what} | {number:,} | {time.perf_counter() - began:.1f} |", flush=True)


Line = psycopg.Connection[tuple[object, ...]]


def _fill(db: Line, table: str, number: int, beside: str = "", chunk: int = CHUNK, /, **said: str) -> None:
    """So many rows, numbered ``g``; the sequence goes on behind them. ``beside``: what is computed once a row."""

    def work() -> None:
        for first in range(1, number + 1, chunk):
            rows = f"generate_series({first}, {min(number, first + chunk - 1)}) g"
            insert(db, table, rows + (f", LATERAL (SELECT {beside} OFFSET 0) w" if beside else ""), **said)
        if said.get("id") == "g":
            db.execute("SELECT setval(pg_get_serial_sequence(%s, 'id'), %s)", [table, number])

    _timed(table, number, work)


def places() -> int:
    """The province, its cities, its counties."""
    return 1 + 18 + COUNTIES


def _house(line: Line, _objects: int) -> None:
    """Departments of every line at every place: number ``1 + line + 6 * place``."""
    line.execute(f"""
        CREATE TABLE bench_place AS
        SELECT row_number() OVER (ORDER BY level, code) - 1 AS n, code, name, level FROM (
            (SELECT code, name, level FROM organs_region WHERE code = '410000')
            UNION ALL (SELECT code, name, level FROM organs_region
                       WHERE level = 2 AND code LIKE '41%' ORDER BY code LIMIT 18)
            UNION ALL (SELECT code, name, level FROM organs_region
                       WHERE level = 3 AND code LIKE '41%' AND name <> '市辖区' ORDER BY code LIMIT {COUNTIES})) p""")
    line.execute("ALTER TABLE bench_place ADD PRIMARY KEY (n)")
    lines = "ARRAY[" + ", ".join(f"'{name}'" for name in LINES) + "]"
    place = "(SELECT p.{} FROM bench_place p WHERE p.n = (g - 1) / 6)"
    word = f"({lines})[1 + (g - 1) % 6]"
    _fill(
        line,
        "organs_department",
        places() * len(LINES),
        id="g",
        code="'BENCH-' || g",
        name=f"{place.format('name')} || {word} || '局'",
        short_name=f"left({word}, 4)",
        sign="'试'",
        line=word,
        level=f"(ARRAY['PROVINCE','CITY','COUNTY'])[{place.format('level')}]",
        kind="'REGULATOR'",
        region_id=place.format("code"),
        joined_on="'2020-01-01'::date",
    )
    insert(
        line,
        "organs_installation",
        "generate_series(1, 1) g",
        only="true",
        demonstration="false",
        founded_at=NOON,
    )


def _people(line: Line, objects: int) -> None:
    officials, inspectors = places() * len(LINES) * PEOPLE, max(PHONES, objects * 3 // 1000)
    _fill(
        line,
        "organs_person",
        officials + PHONES,
        id="g",
        username="'bench' || g",
        name="'某' || g",
        is_active="true",
        department_id=f"CASE WHEN g <= {officials} THEN 1 + (g - 1) / {PEOPLE}"
        f" ELSE {_county_department(f'g - {officials}')} END",
    )
    roles = "(ARRAY['CLERK','REVIEWER','DEPUTY_HEAD'])[1 + (g - 1) % 3]"
    role = f"CASE WHEN g > {officials} THEN 'INSPECTOR' ELSE {roles} END"
    _fill(
        line,
        "organs_grant",
        officials + PHONES,
        id="g",
        person_id="g",
        role=role,
        from_on="'2026-01-01'::date",
    )
    insert(
        line,
        "organs_grant",
        f"generate_series(1, {officials}, 3) g",
        id=f"{officials + PHONES} + g",
        person_id="g",
        role="'LIBRARIAN'",
        from_on="'2026-01-01'::date",
    )
    _fill(
        line,
        "libraries_inspector",
        inspectors,
        id="g",
        code="'I' || lpad(g::text, 9, '0')",
        staff_number="'S' || g",
        name="'员' || g",
        department_id=_county_department("g"),
        person_id=f"CASE WHEN g <= {PHONES} THEN {officials} + g END",
        certificate_number="'Z' || g",
        certificate_until="'2030-12-31'::date",
        updated_at=NOON,
    )


def _county_department(number: str) -> str:
    """One of the counties' departments, in turn."""
    return f"1 + {19 * len(LINES)} + ({number}) % {COUNTIES * len(LINES)}"


def _objects(line: Line, objects: int) -> None:
    for name in LATER:
        line.execute(f"DROP INDEX IF EXISTS {name}")
    parts = " || ".join(f"substr({SIGNS}, 1 + (g / {47**n}) % 47, 1)" for n in range(4))
    name = f"left(p.name, 2) || {parts} || ({TRADES})[1 + g % 5]"
    pairs = "generate_series(1, length(w.name) - 1) i"
    _fill(
        line,
        "libraries_inspectedobject",
        objects,
        f"{name} AS name, p.code AS county FROM bench_place p WHERE p.n = 19 + g % {COUNTIES}",
        id="g",
        state="'ACTIVE'",
        code="'9141' || lpad(g::text, 14, '0')",
        uscc="'9141' || lpad(g::text, 14, '0')",
        kind="CASE WHEN g % 4 = 0 THEN 'HOUSEHOLD' ELSE 'ENTERPRISE' END",
        name="w.name",
        name_grams=f"ARRAY(SELECT DISTINCT substr(w.name, i, 2) FROM {pairs})::varchar(2)[]",
        name_initials="substr(md5(g::text), 1, 8)",
        address="'建设路' || g % 999 || '号'",
        region_id="w.county",
        industry="(ARRAY['F5211','H6210','F5165','P8310','C1411'])[1 + g % 5]",
        reg_state="CASE WHEN g % 20 = 0 THEN '3' ELSE '1' END",
        pools="CASE WHEN g % 10 = 0 THEN ARRAY['重点监管']::varchar(40)[] ELSE '{}' END",
        source_id=f"1 + (19 + g % {COUNTIES}) * {len(LINES)}",
        updated_at=NOON,
    )
    for name, words in LATER.items():
        made = f"CREATE INDEX {name} ON libraries_inspectedobject {words}"
        _timed(name, objects, partial(line.execute, made))
    _fill(
        line,
        "libraries_riskrating",
        objects,
        id="g",
        object_id="g",
        value="substr('AAAAABBBCD', 1 + g % 10, 1)",
        rated_on="'2026-01-05'::date",
        source="'bench'",
        received_at=NOON,
    )


def tasks_of(objects: int) -> int:
    """How many tasks a province of so many objects has."""
    return max(2 * PHONES, objects // 2000)


def _plans(line: Line, objects: int) -> None:
    tasks = tasks_of(objects)
    _fill(
        line,
        "plans_planline",
        tasks,
        id="g",
        state="'PUBLISHED'",
        year="2026",
        number="'P-' || g",
        version="1",
        title="'餐饮服务联合抽查 ' || g",
        initiator_id=_county_department("g"),
        published_at=NOON,
        kind="'ANNUAL'",
        period_from="'2026-03-01'::date",
        period_until="'2026-12-20'::date",
    )
    _fill(
        line,
        "tasks_task",
        tasks,
        id="g",
        state="'INSPECTORS_DRAWN'",
        number="'T-' || g",
        title="'餐饮服务联合抽查 ' || g",
        plan_line_id="g",
        initiator_id=_county_department("g"),
        period_from="'2026-03-01'::date",
        period_until="'2026-12-20'::date",
        rates_bp="'{}'::jsonb",
        min_cell="5",
        officers="2",
        scope_rule="'{}'::jsonb",
    )
    _fill(
        line,
        "tasks_taskpart",
        tasks,
        id="g",
        task_id="g",
        department_id=_county_department("g"),
        leads="true",
    )


def drawn_number(nth: str) -> str:
    """Which object is drawn as the n-th: every tenth, and of every trade."""
    return f"10 * ({nth} - 1) + 1 + {nth} % 5"


def _draws(line: Line, objects: int) -> None:
    tasks, drawn = tasks_of(objects), objects // 10
    whose = f"1 + (g / 7) % {tasks}"  # so that every task has visits that are over and some that are not
    inspectors = max(PHONES, objects * 3 // 1000)
    _fill(
        line,
        "draws_ceremony",
        2 * tasks,
        id="g",
        state="'RESULTED'",
        task_id=f"1 + (g - 1) % {tasks}",
        kind=f"CASE WHEN g <= {tasks} THEN 'objects' ELSE 'inspectors' END",
        ceremony="lpad(to_hex(g), 32, '0')",
        operator_id="1",
        witness_id="2",
        opened_at=NOON,
    )
    _fill(line, "draws_team", tasks, id="g", ceremony_id=f"{tasks} + g", task_id="g", code="'1'")
    _fill(
        line,
        "draws_teammember",
        2 * tasks,
        id="g",
        team_id="1 + (g - 1) / 2",
        inspector_id=f"1 + (g - 1) % {inspectors}",
        leads="g % 2 = 1",
    )
    _fill(
        line,
        "draws_drawnobject",
        drawn,
        "",
        drawn,  # a list comes about in one transaction, or not at all (decision 0084)
        id="g",
        ceremony_id=whose,
        task_id=whose,
        object_id=drawn_number("g"),
        year="2026",
    )
    over = "g % 20 <> 0"
    _fill(
        line,
        "inspections_visit",
        drawn,
        id="g",
        state=f"CASE WHEN {over} THEN 'SIGNED' ELSE 'ASSIGNED' END",
        task_id=whose,
        drawn_id="g",
        team_id=whose,
        check_code="lpad(to_hex(g), 24, '0')",
        mode="'ON_SITE'",
        on_site="true",
        scheduled_on="'2026-03-02'::date",
        arrived_at=f"CASE WHEN {over} THEN {NOON} END",
        ended_at=f"CASE WHEN {over} THEN {NOON} + interval '3 hours' END",
    )


def _results(line: Line, objects: int) -> None:
    """Two results of every visit that is over, by the initiator and its neighbour."""
    visits = objects // 10
    tasks = tasks_of(objects)
    visit = "((g - 1) / 2 + 1 + ((g - 1) / 2) / 19)"  # passes over every twentieth
    number = 2 * (visits - visits // 20)
    said = {
        "id": "g",
        "state": "'PUBLISHED'",
        "visit_id": visit,
        "department_id": f"1 + {19 * len(LINES)} + (1 + ({visit} / 7) % {tasks} + g % 2) % {COUNTIES * len(LINES)}",
        "due_on": "'2026-03-30'::date",
        "entered_by_id": "1",
        "entered_at": NOON,
    }
    _fill(line, "disclosure_publication", number, **said)
    _fill(
        line,
        "disclosure_publicationversion",
        number,
        id="g",
        publication_id="g",
        number="1",
        results="ARRAY[CASE WHEN g % 25 = 0 THEN 'CORRECTION_ORDERED' ELSE 'NO_PROBLEM' END]::varchar[]",
        rows="'[]'::jsonb",
        responsible_id="1",
        published_at=f"{NOON} + g * interval '1 second'",
    )


if __name__ == "__main__":
    main()
