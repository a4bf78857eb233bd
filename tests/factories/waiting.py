"""One more task that waits for its ceremony, for the journeys: in a served demonstration, by the story's own steps.

``python -m tests.factories.waiting 养老机构`` prepares the published line of that title, today, and prints the task.
"""

import sys

import django

django.setup()

from suiji.config import clock  # noqa: E402 — Django comes first
from suiji.ledger.services import sequence  # noqa: E402
from suiji.organs.days import day_of  # noqa: E402
from suiji.organs.models import Department, Kind, Person  # noqa: E402
from suiji.organs.queries import calendar  # noqa: E402
from suiji.plans.models import PlanLine  # noqa: E402
from suiji.running.demonstration.draws import Outline, prepare  # noqa: E402
from suiji.running.demonstration.lists import Lists  # noqa: E402
from suiji.running.demonstration.moments import workday_after  # noqa: E402
from suiji.running.demonstration.organs import Cast, key_of  # noqa: E402
from suiji.tasks.models import Task  # noqa: E402


def the_cast() -> Cast:
    """Everybody who is in the story of this database."""
    departments = Department.objects.filter(kind=Kind.REGULATOR)
    return Cast(
        departments={key_of(one.line, str(one.region_id)): one for one in departments},
        people={person.username: person for person in Person.objects.all()},
    )


def a_waiting_task(title: str, number: str) -> Task:
    """The task of the published plan line of this title, countersigned and confirmed."""
    now = clock.now()
    line = PlanLine.objects.get(title__startswith=title, state="PUBLISHED", unannounced=False)
    item = line.items.get()
    version = item.versions.get(state="PUBLISHED")
    today = workday_after(day_of(now), 0, calendar())
    task = prepare(
        the_cast(),
        Lists(items={1: version}, lines={1: line}),
        Outline(1, number, today, line.period_until, teams=1),
    )
    sequence(at=now)
    return task


if __name__ == "__main__":
    print(a_waiting_task(sys.argv[1], "安双随机〔2026〕9号").pk)  # noqa: T201 — the journey reads it
