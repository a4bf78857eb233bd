"""Half a million objects, frozen and drawn as the worker does it (``SUIJI_LONG_LIST=500000 pytest -s``).

Figures are printed: wall clock, processor time of this process and of the separate check, and of PostgreSQL's backend.
"""

import os
import resource
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from django.db import connection

from suiji.draws import services
from suiji.draws.models import Ceremony, DrawnObject, FrameMember
from suiji.draws.queries.working import long_work
from suiji.organs.services import load_reference
from tests.factories.draws import REVEAL_BY, a_ceremony, hand_in, reveal
from tests.factories.tasks import a_cast, a_ready_task, later

SIZE = int(os.environ.get("SUIJI_LONG_LIST", "0"))


def cpu() -> tuple[float, float, float]:
    """Seconds of processor time so far: of this process, of its children, of its database backend."""
    own, children = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    connection.ensure_connection()
    words = (
        Path(f"/proc/{connection.connection.info.backend_pid}/stat").read_text().rpartition(")")[2].split()
    )
    return (
        own.ru_utime + own.ru_stime,
        children.ru_utime + children.ru_stime,
        (int(words[11]) + int(words[12])) / 100,
    )


@contextmanager
def measured(what: str, say: Callable[[str], None]) -> Iterator[None]:
    """What the piece of work inside costs."""
    before, began = cpu(), time.monotonic()
    yield
    own, children, backend = (after - earlier for after, earlier in zip(cpu(), before, strict=True))
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    say(
        f"{what}: {time.monotonic() - began:.1f} s; cpu {own:.1f} s here, {children:.1f} s check,"
        f" {backend:.1f} s PostgreSQL; peak {peak} MiB"
    )


@pytest.mark.skipif(not SIZE, reason="SUIJI_LONG_LIST=500000")
@pytest.mark.django_db(transaction=True)
def test_half_a_million_objects_are_frozen_and_drawn(capsys: pytest.CaptureFixture[str]) -> None:
    def say(line: str) -> None:
        with capsys.disabled():
            print(line, flush=True)  # noqa: T201 — figures for a person

    load_reference()
    cast = a_cast()
    with measured(f"prepare {SIZE:,}", say):
        ceremony = a_ceremony(a_ready_task(cast, firms=SIZE), cast)
        hand_in(ceremony, cast)
    seen: list[str] = []
    work = services.order_freeze(ceremony=ceremony, reveal_by=REVEAL_BY, actor=cast.clerk, at=later(3))
    with measured("freeze", say):
        done = services.carry_out(work=long_work(work.pk))
    seen.append(done.label)
    assert done.trouble == ""
    assert FrameMember.objects.filter(ceremony=ceremony).count() == SIZE
    ceremony = Ceremony.objects.get(pk=ceremony.pk)
    reveal(ceremony, cast)
    work = services.order_draw(ceremony=ceremony, actor=cast.clerk, at=later(5))
    with measured("draw", say):
        done = services.carry_out(work=long_work(work.pk))
    assert done.trouble == ""
    say(f"drawn {DrawnObject.objects.count():,}; last words {[*seen, done.label]}")
    assert Ceremony.objects.get(pk=ceremony.pk).result.audit_report
