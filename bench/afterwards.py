"""What comes after a visit, at the size of a large city: the report, the dashboards, the archive.

``python -m bench.afterwards [tasks] [files]`` fills a database of its own with a year that never was (2,000 tasks,
100,000 visits, 200,000 results) and measures the report over it, the summing up behind the dashboards, a dashboard,
and the packing of 1,000 objects with 20 files each. Processor time is of this process and of its database backend
together; it means something on a busy machine too.
"""

import ctypes
import hashlib
import os
import re
import resource
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

import psycopg

from bench.measuring import Measured, kept, machine, table
from bench.rows import insert
from suiji.running.testing import start_test_server

NAME = "bench_after"
TASKS = int(sys.argv[1]) if len(sys.argv) > 1 else 2_000
FILES = int(sys.argv[2]) if len(sys.argv) > 2 else 1_000
VISITS = 50 * TASKS
PER_OBJECT, BYTES = 20, 256 * 1024
WARM = min(30, FILES // 2)
"""The first files load fonts and fill typst's cache, which stands still after some twenty papers of a kind."""
NOON = "'2026-03-02 04:00+00'::timestamptz"
CUT_OFF = datetime(2026, 12, 31, 15, 59, 59, tzinfo=UTC)


def main() -> None:
    """Three tables: the report, the dashboards, the archive."""
    addresses = [re.sub(r"@/[^?]*\?", f"@/{NAME}?", one) for one in start_test_server()]
    admin = re.sub(r"@/[^?]*\?", "@/postgres?", addresses[0])
    with psycopg.connect(admin, autocommit=True) as connection:
        connection.execute(f"DROP DATABASE IF EXISTS {NAME}")
        connection.execute(f"CREATE DATABASE {NAME} TEMPLATE template0")  # others may be looking at template1
    os.environ |= {
        "SUIJI_OWNER_DATABASE_URL": addresses[0],
        "DATABASE_URL": addresses[1],
        "SUIJI_PUBLIC_DATABASE_URL": addresses[2],
        "SUIJI_LEDGER_KEY": "11" * 32,
        "SUIJI_FIELD_KEY": "22" * 32,
        "SUIJI_DATABASE_POOL": "0",
        "DJANGO_SETTINGS_MODULE": "suiji.config.settings",
    }
    with TemporaryDirectory() as folder:
        os.environ["SUIJI_DATA_DIR"] = folder
        try:
            subprocess.run([sys.executable, "-m", "suiji.running.command", "migrate"], check=True)
            _measure(addresses[0], Path(folder))
        finally:
            _leave()
            with psycopg.connect(admin, autocommit=True) as connection:
                connection.execute(f"DROP DATABASE IF EXISTS {NAME}")


def _measure(owner: str, folder: Path) -> None:
    import django

    django.setup()
    began = time.perf_counter()
    with psycopg.connect(owner, autocommit=True) as line:
        line.execute("SET synchronous_commit = off")
        _year(line)
        _ledger(line)
        line.execute("VACUUM ANALYZE")
    sys.stdout.write(machine())
    sys.stdout.write(f"{2 * VISITS:,} results of {TASKS:,} tasks in {time.perf_counter() - began:.0f} s\n\n")
    report = _timed("report over the year", _report)
    behind = _timed("what lies behind one figure", _behind)
    promise = kept("the report under 5 s", holds=report.seconds < 5)
    sys.stdout.write(table("## Report", [report, behind], promise) + "\n")
    summed = _timed("summing the year up (a job)", _refresh)
    page = _dashboards()
    promise = kept("a dashboard under 300 ms", holds=page.seconds < 0.3)
    sys.stdout.write(table("## Dashboards", [summed, page], promise) + "\n")
    sys.stdout.write(_archive(owner, folder) + "\n")


def _leave() -> None:
    """The database can be dropped once nobody is connected."""
    from django.db import connections

    connections.close_all()


def _cpu() -> float:
    """Processor seconds of this process and of its backend."""
    from django.db import connection

    connection.ensure_connection()
    words = (
        Path(f"/proc/{connection.connection.info.backend_pid}/stat").read_text().rpartition(")")[2].split()
    )
    return time.process_time() + (int(words[11]) + int(words[12])) / os.sysconf("SC_CLK_TCK")


def _held() -> float:
    """MiB this process really holds: what the allocator keeps of freed buffers is given back before counting."""
    ctypes.CDLL(None).malloc_trim(0)
    words = Path("/proc/self/status").read_text().partition("RssAnon:")[2].split()
    return int(words[0]) / 1024


def _timed(name: str, work: Callable[[], object]) -> Measured:
    began, worked = time.perf_counter(), _cpu()
    work()
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return Measured(name, time.perf_counter() - began, _cpu() - worked, peak)


def _report() -> None:
    from suiji.organs.models import Department
    from suiji.organs.queries import calendar
    from suiji.oversight.figures import count

    departments = list(Department.objects.values_list("pk", flat=True))
    counted = count(departments, year=2026, cut_off=CUT_OFF, calendar=calendar())
    total = sum(row["published"] for row in counted.figures.values())
    if total != 2 * VISITS:
        raise SystemExit(f"counted {total} results")


def _behind() -> None:
    from suiji.organs.queries import calendar
    from suiji.oversight.figures import behind

    behind(2, "late", year=2026, cut_off=CUT_OFF, calendar=calendar())


def _refresh() -> None:
    from suiji.oversight.services import refresh_effects

    refresh_effects(year=2026, today=date(2026, 12, 31), at=CUT_OFF)


def _dashboards() -> Measured:
    """The pages as a browser asks for them, sign-in and template included; the median of ten."""
    from django.conf import settings
    from django.test import Client

    from suiji.organs.models import Grant, Person

    settings.ALLOWED_HOSTS = ["*"]
    person = Person.objects.get(pk=1)
    Grant.objects.create(person=person, role="AUDITOR", from_on=date(2020, 1, 1))
    client = Client()
    client.force_login(person)
    path = "/desk/oversight/effects/?year=2026"
    runs = []
    for _ in range(11):
        one = _timed("a dashboard", lambda: _asked(client, path))
        runs.append(one)
    runs = runs[1:]
    return Measured("a dashboard", median(r.seconds for r in runs), median(r.cpu for r in runs), runs[-1].mib)


def _asked(client: object, path: str) -> None:
    answer = client.get(path, secure=True)  # type: ignore[attr-defined]
    if answer.status_code != 200:
        raise SystemExit(f"{path}: {answer.status_code}")


def _archive(owner: str, folder: Path) -> str:
    """Pack visits with their evidence: papers made, hashed twice, zipped, stored; then the packing alone."""
    from suiji.archive.descriptions import described
    from suiji.archive.models import CaseFile, Package, Retention
    from suiji.archive.packages import manifest_of, zip_of
    from suiji.archive.pieces import Piece, pieces_of
    from suiji.inspections.models import Visit

    with psycopg.connect(owner, autocommit=True) as line:
        _evidence(line, folder)
    made: list[list[Piece]] = []

    def packed(first: int, last: int) -> None:
        found = Visit.objects.filter(pk__range=(first, last)).select_related("task", "drawn__object")
        for visit in found.iterator():
            case_file = CaseFile.objects.create(
                state="ARCHIVED", visit=visit, number=f"B-{visit.pk}", opened_at=CUT_OFF
            )
            pieces = pieces_of(visit, demonstration=False)
            manifest = manifest_of(pieces)
            content = zip_of(pieces, manifest, {}, described(case_file, Retention.TEN, CUT_OFF))
            Package.objects.create(
                case_file_id=case_file.pk,  # as the service does it: no ring that keeps the bytes
                manifest=manifest,
                content=content,
                sha256=hashlib.sha256(content).hexdigest(),
                sealed_at=CUT_OFF,
            )
            made[:] = [pieces]

    packed(1, WARM)  # fonts, modules and buffers are there from now on
    peak, held = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024, _held()
    name = f"{FILES - WARM} files of {PER_OBJECT} × {BYTES // 1024} KiB, papers and all"
    whole = _timed(name, lambda: packed(WARM + 1, FILES))
    grown = _held() - held
    (pieces,) = made
    case_file = CaseFile.objects.get(number=f"B-{FILES}")
    description = described(case_file, Retention.TEN, CUT_OFF)
    times = 20

    def alone() -> None:
        for _ in range(times):
            zip_of(pieces, manifest_of(pieces), {}, description)

    packing = _timed(f"{times} packages made, hashed twice and zipped, nothing else", alone)
    size = sum(len(piece.content) for piece in pieces) / 2**20
    return table(
        "## Archive",
        [whole, packing],
        f"{size:.1f} MiB a package; packing alone {times * size / packing.cpu:.0f} MiB a CPU second",
        f"{1000 * whole.cpu / (FILES - WARM):.0f} ms of CPU a file with papers, database and disk; "
        f"{FILES * size / whole.seconds:.0f} MiB/s",
        f"holds {grown:+.0f} MiB after {FILES - WARM} files ({1024 * grown / (FILES - WARM):+.0f} KiB a file); "
        f"the peak, with freed buffers the allocator keeps, {whole.mib - peak:+.0f} MiB",
        kept("memory bounded by one package", holds=grown < 2 * size),
    )


def _evidence(line: "psycopg.Connection[object]", folder: Path) -> None:
    store = folder / "evidence-bench"
    store.mkdir()
    for number in range(PER_OBJECT):
        (store / f"{number}.jpg").write_bytes(b"\xff\xd8\xff" + os.urandom(BYTES - 3))
    from django.core.files.storage import default_storage

    place = Path(default_storage.path("bench"))
    place.parent.mkdir(parents=True, exist_ok=True)
    store.rename(place)
    insert(
        line,
        "inspections_evidence",
        f"generate_series(1, {FILES * PER_OBJECT}) g",
        id="g",
        visit_id=f"1 + (g - 1) / {PER_OBJECT}",
        department_id="2",
        kind="'PHOTO'",
        title="'现场照片 ' || g",
        file=f"'bench/' || ((g - 1) % {PER_OBJECT}) || '.jpg'",
        taken_at=NOON,
        received_at=NOON,
    )


def _year(line: "psycopg.Connection[object]") -> None:
    def rows(name: str, many: int, /, **said: str) -> None:
        insert(line, name, f"generate_series(1, {many}) g", id="g", **said)

    rows(
        "organs_department", 20, code="'BENCH-' || g", name="'安阳市第' || g || '局'",
        short_name="'第' || g || '局'", sign="'试'", line="'第' || g", level="'CITY'", kind="'REGULATOR'",
        region_id="'410500'", joined_on="'2020-01-01'::date",
    )  # fmt: skip
    rows("organs_person", 2, username="'bench' || g", name="'某人'", department_id="1", is_active="true")
    rows(
        "catalogue_item", 1, code="'JC-001'", kind="'JOINT'", owner_id="1",
    )  # fmt: skip
    rows(
        "catalogue_itemversion", 1, item_id="1", number="1", state="'PUBLISHED'", field="'餐饮'",
        title="'餐饮服务检查'", legal_basis="'食品安全法'",
    )  # fmt: skip
    rows("catalogue_itempart", 20, version_id="1", department_id="g", leads="g = 1")
    rows(
        "libraries_inspector", 200, code="'I-' || g", staff_number="'S' || g", name="'检查员' || g",
        department_id="1 + g % 20", updated_at=NOON,
    )  # fmt: skip
    rows(
        "plans_planline", TASKS, state="'PUBLISHED'", year="2026", number="'P-' || g", version="1",
        title="'餐饮联合抽查'", initiator_id="1 + g % 20", published_at=NOON, kind="'ANNUAL'",
    )  # fmt: skip
    rows(
        "tasks_task", TASKS, state="'INSPECTORS_DRAWN'", number="'T-' || g", title="'餐饮服务联合抽查'",
        plan_line_id="g", initiator_id="1 + g % 20", period_from="'2026-03-01'::date",
        period_until="'2026-06-30'::date", rates_bp="'{}'::jsonb", min_cell="5", officers="2", scope_rule="'{}'::jsonb",
    )  # fmt: skip
    rows(
        "tasks_taskpart", 2 * TASKS, task_id="1 + (g - 1) / 2",
        department_id="1 + (1 + (g - 1) / 2 + (g - 1) % 2) % 20", leads="g % 2 = 1",
    )  # fmt: skip
    rows(
        "draws_ceremony", 2 * TASKS, state="'RESULTED'", task_id=f"1 + (g - 1) % {TASKS}",
        kind=f"CASE WHEN g <= {TASKS} THEN 'objects' ELSE 'inspectors' END",
        ceremony="lpad(to_hex(g), 32, '0')", operator_id="1", witness_id="2", opened_at=NOON,
    )  # fmt: skip
    rows("draws_team", TASKS, ceremony_id=f"{TASKS} + g", task_id="g", code="'1'")
    rows(
        "draws_teammember", 4 * TASKS, team_id="1 + (g - 1) / 4",
        inspector_id="1 + (g * 7) % 200", leads="g % 4 = 1",
    )  # fmt: skip
    rows(
        "libraries_inspectedobject", VISITS, code="'BENCH' || lpad(g::text, 13, '0')", kind="'ENTERPRISE'",
        name="'安阳市第' || g || '商贸有限公司'", region_id="'410502'", reg_state="'1'", source_id="1", updated_at=NOON,
    )  # fmt: skip
    rows(
        "draws_drawnobject", VISITS, ceremony_id=f"1 + g % {TASKS}", task_id=f"1 + g % {TASKS}", object_id="g",
        year="2026",
    )  # fmt: skip
    rows(
        "inspections_visit", VISITS, state="'SIGNED'", task_id=f"1 + g % {TASKS}", drawn_id="g",
        team_id=f"1 + g % {TASKS}", check_code="lpad(to_hex(g), 24, '0')", arrived_at=NOON,
        ended_at=f"{NOON} + interval '3 hours'", on_site="true",
    )  # fmt: skip
    owner = f"1 + (1 + (1 + (g - 1) / 2) % {TASKS} + (g - 1) % 2) % 20"
    rows(
        "inspections_finding", 2 * VISITS, visit_id="1 + (g - 1) / 2", department_id=owner, item_version_id="1",
        part_id="1", results="ARRAY[CASE WHEN g % 9 = 0 THEN 'TO_BE_HANDLED' ELSE 'NO_PROBLEM' END]::varchar[]",
        answers="'{}'::jsonb", measures="'[]'::jsonb",
    )  # fmt: skip
    rows(
        "disclosure_publication", 2 * VISITS, state="'PUBLISHED'", visit_id="1 + (g - 1) / 2",
        department_id=owner, due_on="'2026-03-30'::date", entered_by_id="1", entered_at=NOON,
    )  # fmt: skip


def _ledger(line: "psycopg.Connection[object]") -> None:
    """The acts the report counts by: lists drawn, visits signed, results published, one of seven late."""
    published = f"{NOON} + CASE WHEN g % 7 = 0 THEN interval '60 days' ELSE interval '5 days' END"
    for act, subject, number, at in (
        ("plans.submitted", "plans.planline", TASKS, "'2026-02-10 04:00+00'::timestamptz"),
        ("tasks.objects_drawn", "tasks.task", TASKS, NOON),
        ("tasks.inspectors_drawn", "tasks.task", TASKS, NOON),
        ("inspections.signed", "inspections.visit", VISITS, NOON),
        ("disclosure.published", "disclosure.publication", 2 * VISITS, published),
    ):
        insert(
            line, "ledger_entry", f"generate_series(1, {number}) g", id="nextval('ledger_entry_id_seq')",
            uid="gen_random_uuid()", act=f"'{act}'", subject_type=f"'{subject}'", subject_id="g::text",
            subject_name="'x'", actor_name="'某人'", department_name="'某局'", at=at, sentence="'办理。'",
            facts="'{}'::jsonb", salt="decode(md5(g::text), 'hex')",
        )  # fmt: skip


if __name__ == "__main__":
    main()
