"""What a killed worker was at is done again, and what kills every worker is given up."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from types import SimpleNamespace

import pytest
from asgiref.sync import async_to_sync
from django.db import connection, connections
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob
from procrastinate.exceptions import UniqueViolation

from suiji.running import daily

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _nothing_left(transactional_db: None) -> Iterator[None]:
    """The queue's tables are no models that a test's end would empty."""
    yield
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM procrastinate_jobs")
        cursor.execute("DELETE FROM procrastinate_workers")


def a_stalled_job(*, attempts: int = 0, silent: str = "5 minutes") -> int:
    """A job that a worker took, which was last heard of so long ago."""
    app.perform_import_paths()
    number = app.configure_task("suiji.sweep_pieces", queueing_lock="x").defer(timestamp=0)
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO procrastinate_workers (last_heartbeat) VALUES (now() - %s::interval) RETURNING id",
            [silent],
        )
        cursor.execute(
            "UPDATE procrastinate_jobs SET status = 'doing', attempts = %s, worker_id = %s WHERE id = %s",
            [attempts, (cursor.fetchone() or (0,))[0], number],
        )
    return int(number)


def rescued() -> None:
    """As the worker does it: in a thread of its own, whatever loop a browser of another test has left in this one."""
    with ThreadPoolExecutor(1) as pool:
        pool.submit(_rescue).result()


def _rescue() -> None:
    try:
        async_to_sync(daily.rescue.func)(SimpleNamespace(app=app), 0)
    finally:
        connections.close_all()


@pytest.mark.parametrize(
    ("attempts", "silent", "state"),
    [
        (0, "5 minutes", "todo"),
        (4, "5 minutes", "todo"),
        (5, "5 minutes", "failed"),
        (0, "2 seconds", "doing"),
    ],
)
def test_a_job_of_a_silent_worker(attempts: int, silent: str, state: str) -> None:
    number = a_stalled_job(attempts=attempts, silent=silent)

    rescued()

    assert ProcrastinateJob.objects.get(pk=number).status == state


def test_a_job_whose_like_waits_already_is_left_to_that_one(monkeypatch: pytest.MonkeyPatch) -> None:
    async def refused(_job: object) -> None:
        raise UniqueViolation(constraint_name="queueing", queueing_lock="x")

    number = a_stalled_job()
    monkeypatch.setattr(app.job_manager, "retry_job", refused)

    rescued()

    assert ProcrastinateJob.objects.get(pk=number).status == "failed"
