"""持续报送 of a large department out of ``bench.province``: rows a second, memory, and what waits for whom afterwards.

``python -m bench.feeding [PIECES]`` (20 unless said) begins a feed of the department with the most objects in the
province that stands, hands out so many pieces of 10,000, changes a thousand objects and hands these out, and looks at
the pages that show it. What it did is taken back: the province stays as it was.
"""

import os
import resource
import subprocess
import sys
import time
from datetime import UTC, datetime

from bench.measuring import machine
from bench.province import standing, surroundings

AT = datetime(2026, 11, 28, 4, 0, tzinfo=UTC)


def main(pieces: int = 20) -> None:
    """One table."""
    print(machine())
    with standing() as known:
        environment = surroundings(known) | {
            "DATABASE_URL": known.owner,
            "DJANGO_SETTINGS_MODULE": "suiji.config.settings",
            "SUIJI_DATABASE_POOL": "0",
            "PYTHONPATH": os.pathsep.join(sys.path),
        }
        words = [sys.executable, "-m", "bench.feeding", "--inside", str(pieces)]
        subprocess.run(words, env=environment, check=True)


def inside(pieces: int) -> None:
    """In the province, with nothing committed."""
    import django

    django.setup()
    from django.db import transaction

    with transaction.atomic():
        _measured(pieces)
        transaction.set_rollback(True)


def _measured(pieces: int) -> None:
    from django.db.models import Count

    from suiji.exchange.models import Due, ExchangeRow, Feed
    from suiji.exchange.queries import batches, feed_sheet
    from suiji.exchange.services import feed_next
    from suiji.ledger import Actor
    from suiji.libraries.models import InspectedObject
    from suiji.libraries.services import Objects, begin_feed
    from suiji.organs.models import Department
    from suiji.organs.roles import Role

    largest = InspectedObject.objects.values("source").annotate(n=Count("pk")).order_by("-n")[0]
    department = Department.objects.get(pk=largest["source"])
    actor = Actor(1, "何洁", department.pk, department.name, frozenset({Role.LIBRARIAN}))
    feed, shelf = begin_feed(basis="bench", actor=actor, at=AT), Objects()
    feed_next(feed=feed, shelf=shelf, at=AT)
    before = time.perf_counter(), time.process_time()
    for _ in range(pieces):
        feed_next(feed=feed, shelf=shelf, at=AT)
    wall, cpu = time.perf_counter() - before[0], time.process_time() - before[1]
    rows = ExchangeRow.objects.filter(kind="OBJECT").count()
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss >> 10
    print(
        f"{largest['n']:,} objects; {rows:,} handed out: {wall:.1f} s ({rows / wall:,.0f} rows/s),"
        f" processor of the program {cpu:.1f} s, peak {peak} MiB"
    )
    some = InspectedObject.objects.filter(source=department).order_by("pk").values("pk")[:1000]
    _timed(
        "a thousand objects change",
        lambda: InspectedObject.objects.filter(pk__in=some).update(address="新址"),
    )
    print(f"{Due.objects.count()} lines")
    Feed.objects.update(reached=2**62, due_at=AT)
    _timed("what changed is handed out", lambda: feed_next(feed=feed, shelf=shelf, at=AT))
    _timed("the page of the feed", lambda: feed_sheet("OBJECT", department.pk))
    _timed("the list of batches", lambda: list(batches()[:50]))


def _timed(what: str, act: object) -> None:
    began = time.perf_counter()
    act()  # type: ignore[operator]
    print(f"{what}: {(time.perf_counter() - began) * 1000:.0f} ms")


if __name__ == "__main__":
    inside(int(sys.argv[2])) if sys.argv[1:2] == ["--inside"] else main(*map(int, sys.argv[1:2]))
