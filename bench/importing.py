"""How fast a register enters the object library: 500,000 rows of CSV, the same once more, 200,000 of XLSX, all new.

``python -m bench.importing 10000000`` instead brings so many into one library, a file of 500,000 after the other as a
province sends its counties' registers, by two workers (at most 20 million; making the files is not counted).

The file lies on a disk as an upload does, and a process of its own does the worker's part, so that its peak memory
is what an import costs. On a busy machine only the processor time (of the process and of its database session) means
something: reading is the process's work alone; while rows are written, names are computed beside the database's
work, so that on two idle cores the seconds lie near the larger of the two.
"""

import csv
import os
import re
import resource
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from pathlib import Path
from subprocess import run
from typing import Self

import psycopg
import xlsxwriter

from bench.measuring import kept, machine
from bench.province import ORDINARY
from suiji.running.postgres import Server
from suiji.running.testing import start_test_server

HEADING = ["名称", "统一社会信用代码", "区划代码", "住所", "经营范围", "成立日期", "登记状态", "市场主体类型"]
_WORDS = "金银铜铁木水火土天地日月山川春夏秋冬东西南北中兴隆昌盛达通源泰和顺利丰华安康宁福祥瑞宏伟嘉德信义"
_TRADES = ("加油站", "餐饮服务有限公司", "商贸有限公司", "建筑工程有限公司", "医药连锁有限公司", "幼儿园")
_TICK = os.sysconf("SC_CLK_TCK")
LIMIT_MIB = 700
LARGE = {"max_wal_size": "8GB", "maintenance_work_mem": "512MB", "checkpoint_timeout": "15min"}
"""Beside ``province.ORDINARY``."""
PIECE = 500_000
WHO = (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)


_SIGNS = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_WEIGHTS = (1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28)


def _code(number: int) -> str:
    """A sound credit code; a million of them through python-stdnum would take longer than their import."""
    body = f"M{_SIGNS[10 + number // 1_000_000]}{number % 1_000_000:06d}"
    weights = (3, 7, 9, 10, 5, 8, 4, 2)
    rest = -sum(int(sign, 36) * weight for sign, weight in zip(body, weights, strict=True)) % 11
    code = f"91410502{body}{'X' if rest == 10 else rest}"
    total = sum(_SIGNS.index(sign) * weight for sign, weight in zip(code, _WEIGHTS, strict=True))
    return code + _SIGNS[(31 - total) % 31]


def rows(number: int, first: int = 0) -> Iterator[list[str]]:
    """Firms that never were."""
    size = len(_WORDS)
    for at in range(first, first + number):
        word = "".join(_WORDS[at // size**place % size] for place in range(4))
        trade = _TRADES[at % len(_TRADES)]
        address = f"文峰区{word[:2]}路{at % 900 + 1}号{word[2:]}大厦"
        scope = f"{trade}；{word}的批发、零售；预包装食品兼散装食品的批发；货物运输；会务服务"
        day = f"20{at % 25:02d}-03-0{at % 9 + 1}"
        yield [f"安阳市{word}{trade}", _code(at), "410502", address, scope, day, "存续", "有限责任公司"]


def main() -> None:
    """One table: what was brought, seconds of each step, processor time, peak memory."""
    address = fresh_database("bench_importing")
    print(machine())
    with tempfile.TemporaryDirectory() as folder:
        register, workbook = Path(folder, "register.csv"), Path(folder, "register.xlsx")
        write_csv(register, 500_000)
        _write_xlsx(workbook, 200_000, first=500_000)
        first = _brought("500,000 CSV", register, address)
        again = _brought("the same again", register, address)
        _brought("200,000 XLSX", workbook, address)
        _brought("the same again", workbook, address)
    print(kept("the second import in under half of the first", holds=again < first / 2))


def province(number: int, workers: int = 2) -> None:
    """So many into one library, file by file, by two workers: while one writes, the other reads.

    On a server of its own with the settings of a large house (``docs/deploying-many.md``); it forgets nothing.
    """
    with Server(Path("var/bench-importing"), settings=ORDINARY | LARGE) as server:
        _all_of_it(_empty(server.connection_settings().owner), number, workers)


def _all_of_it(address: str, number: int, workers: int) -> None:
    _begin()
    print(machine())
    with tempfile.TemporaryDirectory() as folder:
        files = {first: Path(folder, f"{first}.csv") for first in range(0, number, PIECE)}
        with ProcessPoolExecutor(workers) as makers:
            list(makers.map(write_csv, files.values(), [min(PIECE, number - at) for at in files], files))
        began = time.perf_counter()
        with ThreadPoolExecutor(workers) as lanes:
            list(lanes.map(lambda first: _brought(f"{first:,} +", files[first], address), files))
        taken = time.perf_counter() - began
    print(f"{number:,} objects in {len(files)} files by {workers} workers: {taken / 60:.1f} min, each process's start "
          "and the search index included")  # fmt: skip
    if len(files) >= 10:  # of fewer, starting up and the lane that has nothing to do are too large a part
        print(kept("ten million in under 15 minutes", holds=taken * 10_000_000 / number < 15 * 60))


def _begin() -> None:
    """The regions and the department that every worker finds."""
    from suiji.organs.models import Person, Region
    from suiji.organs.roles import Role
    from tests.factories.organs import a_department, an_actor

    for code, name, level, above in (("410000", "河南省", 1, None), ("410500", "安阳市", 2, "410000"),
                                     ("410502", "文峰区", 3, "410500")):  # fmt: skip
        Region.objects.get_or_create(code=code, defaults={"name": name, "level": level, "parent_id": above})
    if not Person.objects.exists():
        an_actor(Role.LIBRARIAN, department=a_department())


def fresh_database(name: str) -> str:
    """An empty database with every table; its owner's address."""
    owner, *_ = start_test_server()
    return _empty(owner, name)


def _empty(owner: str, name: str = "bench_importing") -> str:
    with psycopg.connect(re.sub(r"@/[^?]*\?", "@/postgres?", owner), autocommit=True) as connection:
        connection.execute(f"DROP DATABASE IF EXISTS {name}")
        connection.execute(f"CREATE DATABASE {name}")
    address = re.sub(r"@/[^?]*\?", f"@/{name}?", owner)
    setup(address)
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    return address


def setup(address: str) -> None:
    """Django, on the bench's database."""
    os.environ["DATABASE_URL"] = address
    os.environ["DJANGO_SETTINGS_MODULE"] = "suiji.config.settings"
    os.environ.setdefault("SUIJI_DATABASE_POOL", "0")
    import django

    django.setup()


def write_csv(path: Path, number: int, first: int = 0) -> None:
    """So many firms as a file."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(HEADING)
        writer.writerows(rows(number, first))


def _write_xlsx(path: Path, number: int, first: int) -> None:
    with xlsxwriter.Workbook(path, {"constant_memory": True}) as book:
        sheet = book.add_worksheet()
        for at, row in enumerate([HEADING, *rows(number, first)]):
            sheet.write_row(at, 0, row)


def _brought(name: str, path: Path, address: str) -> float:
    """One import in a process of its own; its processor time."""
    child = run(
        [sys.executable, "-m", "bench.importing", str(path), address],
        check=True, capture_output=True, text=True,
    )  # fmt: skip
    said, _, cpu = child.stdout.strip().rpartition(" ")
    print(f"{name}: {said}", flush=True)
    return float(cpu)


def bring(path: Path, address: str) -> None:
    """Receive, check and write one file, as the worker does; what it cost, the processor time last."""
    setup(address)
    from django.db import connection

    from suiji.libraries import services
    from suiji.organs.models import Person
    from suiji.organs.queries import actor_of
    from tests.factories.organs import AT, TODAY

    _begin()
    person = Person.objects.select_related("department").order_by("pk")[0]
    department, actor = person.department, actor_of(person, today=TODAY)
    assert actor is not None
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        backend = int(cursor.fetchone()[0])
    with Memory() as memory:
        begun = time.perf_counter()
        with path.open("rb") as file:
            upload = services.receive_upload(
                file=file, file_name="x", department=department, keep=False, actor=actor, at=AT
            )
            services.settle_columns(upload=upload, columns=upload.columns, later=False, actor=actor, at=AT)
            services.check_upload(upload=upload, at=AT, file=file)
        checked = time.perf_counter()
        services.accept_upload(upload=upload, later=False, actor=actor, at=AT)
        services.write_upload(upload=upload, at=AT)
        written = time.perf_counter()
    own, session, peak = _spent(), processor_time(backend), memory.peak
    services.tidy_up(upload=upload)
    tidied = time.perf_counter() - written
    counts = ", ".join(f"{word} {count}" for word, count in upload.counts.items() if count)
    print(f"{counts}; checked {checked - begun:.1f} s, written {written - checked:.1f} s, "
          f"together {written - begun:.1f} s (search index tidied behind it in {tidied:.1f} s); "
          f"processor {own:.1f} s + session {session:.1f} s; peak {peak} MiB "
          f"({'kept' if peak < LIMIT_MIB else 'BROKEN'}) {own + session:.2f}")  # fmt: skip


class Memory:
    """The most that this process and those it has started held at once, looked at five times a second (MiB)."""

    def __init__(self) -> None:
        self.peak = 0
        self.over = threading.Event()
        self.watch = threading.Thread(target=self._watch)

    def __enter__(self) -> Self:
        self.watch.start()
        return self

    def __exit__(self, *trouble: object) -> None:
        self.over.set()
        self.watch.join()

    def _watch(self) -> None:
        while not self.over.wait(0.2):
            children = Path("/proc/self/task").glob("*/children")
            processes = ["self", *(pid for each in children for pid in each.read_text().split())]
            self.peak = max(self.peak, sum(map(_resident, processes)))


def _resident(process: str) -> int:
    try:
        pages = int(Path(f"/proc/{process}/statm").read_text().split()[1])
    except OSError:
        return 0  # it has just ended
    return pages * resource.getpagesize() >> 20


def _spent() -> float:
    """Seconds of processor time of this process and of those it has started and seen the end of."""
    return sum(used.ru_utime + used.ru_stime for used in map(resource.getrusage, WHO))


def processor_time(process: int) -> float:
    """Seconds of processor time of a database session on this machine."""
    fields = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / _TICK


if __name__ == "__main__":
    if len(sys.argv) == 1:
        main()
    elif sys.argv[1].isdecimal():
        province(int(sys.argv[1]))
    else:
        bring(Path(sys.argv[1]), sys.argv[2])
