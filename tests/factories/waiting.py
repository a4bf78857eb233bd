"""Tasks that wait for somebody, for the journeys: in the database of a served demonstration.

``python -m tests.factories.waiting 养老机构`` prepares the published line of that title for its ceremony, today, by the
story's own steps; ``… waiting below`` sends a list to the counties. Each prints the task.
"""

import sys

import django

django.setup()

from suiji.config import clock  # noqa: E402 — Django comes first
from suiji.draws import services as draws  # noqa: E402
from suiji.draws.models import DrawKind, DrawnObject  # noqa: E402
from suiji.ledger.services import sequence  # noqa: E402
from suiji.libraries.models import InspectedObject  # noqa: E402
from suiji.organs.days import day_of  # noqa: E402
from suiji.organs.models import Department, Kind, Person  # noqa: E402
from suiji.organs.queries import calendar  # noqa: E402
from suiji.plans.models import PlanLine  # noqa: E402
from suiji.running.demonstration.draws import Outline, prepare  # noqa: E402
from suiji.running.demonstration.lists import Lists  # noqa: E402
from suiji.running.demonstration.moments import workday_after  # noqa: E402
from suiji.running.demonstration.organs import Cast, key_of  # noqa: E402
from suiji.tasks.models import Execution, Task  # noqa: E402
from suiji.tasks.states import TaskState  # noqa: E402
from tests.factories.inspections import a_draw  # noqa: E402
from tests.factories.street import a_task  # noqa: E402


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


def a_list_below() -> Task:
    """Three firms drawn by the city, two of 林州 and one of 汤阴, dispatched and not yet accepted."""
    now = clock.now()
    lead = Department.objects.get(code="410500-SCJG")
    task = a_task([lead], "安双随机〔2026〕10号", now)
    task.title, task.state, task.execution = "县域经营场所联合抽查", TaskState.OBJECTS_DRAWN, Execution.LOWER
    task.save()
    ceremony = a_draw(task, DrawKind.OBJECTS)
    living = InspectedObject.objects.filter(reg_state="1").order_by("-pk")
    DrawnObject.objects.bulk_create(
        DrawnObject(ceremony=ceremony, task=task, object=thing, year=day_of(now).year)
        for region, count in (("410581", 2), ("410523", 1))
        for thing in living.filter(region=region)[:count]
    )
    draws.dispatch(task=task, actor=the_cast().clerk_of(lead), at=now)
    sequence(at=now)
    return task


if __name__ == "__main__":
    asked = sys.argv[1]
    made = a_list_below() if asked == "below" else a_waiting_task(asked, "安双随机〔2026〕9号")
    print(made.pk)  # noqa: T201 — the journey reads it
