"""How the cost of the house's works grows from ten thousand objects to ten million, and beside it that of its peers.

``python -m bench.curves [OBJECTS …]`` (10,000 100,000 1,000,000 10,000,000 unless said) takes for each size the
province that stands in ``var/bench-province`` if it has that size, else makes it, and measures every work, wall clock,
the middle of three. Sizes measured earlier are kept in ``bench/curves.json``; the picture ``bench/curves.svg`` and the
table with the fitted exponents (cost ~ objects to that power, by least squares of the logarithms) are made anew from
all of them, once there are two. Peers over the same tables: Django's admin searching by name, plain ``LIKE``,
``ORDER BY random()``.
"""

import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from statistics import median
from urllib.parse import quote

import psycopg

from bench.draw_reference import DRAW, FREEZE, prepare
from bench.measuring import machine, measure
from bench.picture import exponent, picture
from bench.province import HOME, LINES, PEOPLE, standing, surroundings
from suiji.running.postgres import Connections

SIZES = (10_000, 100_000, 1_000_000, 10_000_000)
KEPT, DRAWN = Path("bench/curves.json"), Path("bench/curves.svg")
ENGINE = ("-m", "suiji.running.command", "sampling")
LAST = datetime(2026, 12, 31, 15, 59, 59, tzinfo=UTC)
COUNTY_CLERK = 1 + 19 * len(LINES) * PEOPLE
Curves = dict[str, dict[str, float]]
"""Work → objects → milliseconds."""


def main(*sizes: int) -> None:
    """Measure the sizes, keep them, draw all that are known."""
    known: Curves = json.loads(KEPT.read_text()) if KEPT.exists() else {}
    print(machine())
    for size in sizes or SIZES:
        _stand(size)
        for work, ms in (*_draws(size), *_of_the_province()):
            print(f"{size:>12,} {work}: {ms:.1f} ms", flush=True)
            known.setdefault(work, {})[str(size)] = round(ms, 1)
        KEPT.write_text(json.dumps(known, indent=1, ensure_ascii=False) + "\n")
    if all(len(points) > 1 for points in known.values()):
        DRAWN.write_text(picture(known))
    print(table(known))


def table(known: Curves) -> str:
    """Work, milliseconds at each size, exponent."""
    sizes = sorted({int(size) for points in known.values() for size in points})
    lines = ["| ms | " + " | ".join(f"{size:,}" for size in sizes) + " | exponent |"]
    lines.append("|---|" + "---:|" * (len(sizes) + 1))
    for work, points in known.items():
        cells = (f"{points[str(size)]:,.0f}" if str(size) in points else "" for size in sizes)
        power = f"{exponent(points):.2f}" if len(points) > 1 else ""
        lines.append(f"| {work} | {' | '.join(cells)} | {power} |")
    return "\n".join(lines)


def _stand(size: int) -> None:
    if HOME.exists():
        with standing() as known, psycopg.connect(known.owner) as line:
            if line.execute("SELECT max(id) FROM libraries_inspectedobject").fetchone() == (size,):
                return
    subprocess.run(["rm", "-rf", str(HOME)], check=True)
    subprocess.run([sys.executable, "-m", "bench.province", str(size)], check=True, stdout=subprocess.DEVNULL)


def _draws(size: int) -> Iterator[tuple[str, float]]:
    with tempfile.TemporaryDirectory(prefix="suiji-bench-") as name:
        prepare(Path(name), size)
        for work, words in (("freeze all, checkable", FREEZE), ("draw from all, checkable", DRAW)):
            done = measure(work, (*ENGINE, *words, "--engine", "duckdb"), folder=Path(name))
            yield work, done.seconds * 1000


def _of_the_province() -> Iterator[tuple[str, float]]:
    with standing() as known:
        script = [sys.executable, "-m", "bench.curves", "--inside"]
        done = subprocess.run(script, env=_inside(known), check=True, stdout=subprocess.PIPE, text=True)
    yield from json.loads(done.stdout.splitlines()[-1])


def _inside(known: Connections) -> dict[str, str]:
    return surroundings(known) | {
        "DJANGO_SETTINGS_MODULE": "bench.peer_settings",
        "SUIJI_DATABASE_POOL": "0",
        "SUIJI_HOSTS": "localhost",
        "SUIJI_PAGE_CACHE": "0",
    }


def inside() -> None:
    """Every work of a province that stands; the last line is what was measured."""
    import django

    django.setup()
    from django.db import connection

    found = [*_pages(), *_countings(), *_plain(connection)]
    print(json.dumps([(work, _middle(act)) for work, act in found], ensure_ascii=False))


def _middle(act: Callable[[], object]) -> float:
    act()
    taken = []
    for _ in range(3):
        began = time.perf_counter()
        act()
        taken.append((time.perf_counter() - began) * 1000)
    return median(taken)


def _pages() -> Iterator[tuple[str, Callable[[], object]]]:
    from django.test import Client

    from suiji.libraries.models import InspectedObject
    from suiji.organs.models import Person

    clerk, visitor = Client(headers={"host": "localhost"}), Client(headers={"host": "localhost"})
    person = Person.objects.get(pk=COUNTY_CLERK)
    clerk.force_login(person)
    some = InspectedObject.objects.get(pk=1 + 10 * (InspectedObject.objects.latest("pk").pk // 20) + 1)
    code, word = some.code, quote(some.name[2:6])
    pages = {
        "official: desk": (clerk, "/desk/"),
        "official: visits": (clerk, "/desk/visits/"),
        "official: search by name": (clerk, f"/desk/libraries/objects/?text={word}"),
        "official: search by a common word": (clerk, f"/desk/libraries/objects/?text={quote('餐饮')}"),
        "official: an object": (clerk, f"/desk/libraries/objects/{some.pk}/"),
        "portal: newest results": (visitor, "/results/"),
        "portal: a firm": (visitor, f"/firms/{code}/"),
        "portal: search by name": (visitor, f"/search/?q={quote('餐饮')}"),
    }

    def opened(client: Client, path: str) -> None:
        answer = client.get(path)
        if answer.status_code != 200:
            raise SystemExit(f"{path}: {answer.status_code}")

    for name, (client, path) in pages.items():
        yield name, lambda client=client, path=path: opened(client, path)
    from bench.peer_admin import searched

    yield "peer: Django's admin, search by name", lambda: searched(some.name[2:6])


def _countings() -> Iterator[tuple[str, Callable[[], object]]]:
    from suiji.organs.models import Department
    from suiji.organs.queries import calendar
    from suiji.oversight.figures import count
    from suiji.tasks.queries.scope import Scope
    from suiji.tasks.queries.totals import totals

    everybody = list(Department.objects.values_list("pk", flat=True))
    pool = Scope({"pools": ["重点监管"]})
    yield "a pool by class", lambda: totals(pool, today=date(2026, 11, 28), rates_bp={})
    yield (
        "report of the province",
        lambda: count(everybody, year=2026, cut_off=LAST, calendar=calendar()),
    )


def _plain(connection: object) -> Iterator[tuple[str, Callable[[], object]]]:
    def asked(statement: str) -> None:
        with connection.cursor() as cursor:  # type: ignore[attr-defined]
            cursor.execute(statement)
            cursor.fetchall()

    table = "libraries_inspectedobject"
    like = f"SELECT id, code, name FROM {table} WHERE name LIKE '%金铁%' ORDER BY code LIMIT 50"
    percent = f"SELECT id FROM {table} ORDER BY random() LIMIT (SELECT max(id) / 100 FROM {table})"
    yield "peer: plain LIKE", lambda: asked(like)
    yield "peer: ORDER BY random(), uncheckable", lambda: asked(percent)


if __name__ == "__main__":
    inside() if sys.argv[1:] == ["--inside"] else main(*map(int, sys.argv[1:]))
