"""PostgreSQL as a peer: the same lots in a table, drawn by hash and by ``random()``, each stratum by its own query."""

import re
import time
from pathlib import Path
from statistics import median

import psycopg

from bench.measuring import Measured
from bench.ways import SEED, takes
from suiji.running.testing import start_test_server

WAYS = {
    "PostgreSQL `sha256` top-n per stratum, checkable": f"sha256('{SEED.decode()}'::bytea || lot), lot",
    "PostgreSQL `ORDER BY random() LIMIT` per stratum": "random()",
}
NAME = "bench_lots"


def run(lots: int, times: int) -> list[Measured]:
    """Every way, so many times; memory and processor time are the leading backend's, without its parallel helpers."""
    owner, *_ = start_test_server()
    admin, own = (re.sub(r"@/[^?]*\?", f"@/{name}?", owner) for name in ("postgres", NAME))
    with psycopg.connect(admin, autocommit=True) as connection:
        connection.execute(f"DROP DATABASE IF EXISTS {NAME}")
        connection.execute(f"CREATE DATABASE {NAME}")
    try:
        with psycopg.connect(own, autocommit=True) as connection:
            _fill(connection, lots)
        return [_way(own, name, order, lots, times) for name, order in WAYS.items()]
    finally:
        with psycopg.connect(admin, autocommit=True) as connection:
            connection.execute(f"DROP DATABASE {NAME}")


def _fill(connection: "psycopg.Connection[tuple[object, ...]]", lots: int) -> None:
    label = (
        "CASE WHEN i % 100 < 55 THEN 'A' WHEN i % 100 < 80 THEN 'B' WHEN i % 100 < 92 THEN 'C' ELSE 'D' END"
    )
    connection.execute("CREATE UNLOGGED TABLE lots (lot bytea, stratum text)")
    rows = f"SELECT decode(md5(i::text), 'hex'), {label} FROM generate_series(0, {lots - 1}) numbers(i)"
    connection.execute(f"INSERT INTO lots {rows}")
    connection.execute("VACUUM ANALYZE lots")


def _way(address: str, name: str, order: str, lots: int, times: int) -> Measured:
    each = (
        f"(SELECT lot FROM lots WHERE stratum = '{label}' ORDER BY {order} LIMIT {take})"
        for label, take in takes(lots).items()
    )
    query = " UNION ALL ".join(each)
    seconds, cpu, mib = [], [], 0.0
    for _ in range(times):
        with psycopg.connect(address, autocommit=True) as connection:
            pid = connection.info.backend_pid
            began, worked = time.perf_counter(), _cpu(pid)
            connection.execute(query).fetchall()
            seconds.append(time.perf_counter() - began)
            cpu.append(_cpu(pid) - worked)
            mib = max(mib, _peak(pid))
    return Measured(name, median(seconds), median(cpu), mib)


def _cpu(pid: int) -> float:
    words = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(words[11]) + int(words[12])) / 100


def _peak(pid: int) -> float:
    found = re.search(r"VmHWM:\s+(\d+)", Path(f"/proc/{pid}/status").read_text())
    return int(found[1]) / 1024 if found else 0.0
