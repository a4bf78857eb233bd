"""Two workers share one queue, and nothing is done twice."""

import asyncio
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from threading import current_thread

import pytest
from django.db import connection, connections
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob

pytestmark = pytest.mark.django_db(transaction=True)
JOBS = 40
done: list[tuple[int, str]] = []
"""(number, by which thread)."""


@app.task(name="test.once", queue="test")
def once(number: int) -> None:
    """Remember that it was done."""
    done.append((number, current_thread().name))


@pytest.fixture(autouse=True)
def _nothing_left(transactional_db: None) -> Iterator[None]:
    """The queue's tables are no models that a test's end would empty."""
    done.clear()
    yield
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM procrastinate_jobs")
        cursor.execute("DELETE FROM procrastinate_workers")


async def _both() -> None:
    workers = [app.with_connector(app.connector.get_worker_connector()) for _ in range(2)]
    async with workers[0].open_async(), workers[1].open_async():
        await asyncio.gather(
            *(
                worker.run_worker_async(
                    queues=["test"],
                    concurrency=2,
                    wait=False,
                    listen_notify=False,
                    install_signal_handlers=False,
                )
                for worker in workers
            )
        )


def _work() -> None:
    try:
        asyncio.run(_both())
    finally:
        connections.close_all()


def test_every_job_is_done_once() -> None:
    for number in range(JOBS):
        once.defer(number=number)

    with ThreadPoolExecutor(1) as pool:
        pool.submit(_work).result()

    assert Counter(number for number, _ in done) == Counter(range(JOBS))
    states = ProcrastinateJob.objects.filter(queue_name="test").values_list("status", "attempts")
    assert Counter(states) == {("succeeded", 1): JOBS}
