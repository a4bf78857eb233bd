"""A street of firms with notices served, for the journeys: two departments of a served demonstration, two officers of
each.

``python -m tests.factories.street GA,WJ 12 2`` sets it up in the database of the environment, with the officers third
and fourth of each department, and prints the visits as JSON; ``… street state 57`` answers a question about a visit.
"""

import hashlib
import json
import sys
from collections.abc import Callable
from datetime import datetime, timedelta

import django

django.setup()

from suiji.config import clock  # noqa: E402 — Django comes first
from suiji.draws.models import DrawKind, DrawnObject, Team, TeamMember, TeamObject  # noqa: E402
from suiji.inspections import services  # noqa: E402
from suiji.inspections.models import Evidence, PhoneAct, Visit  # noqa: E402
from suiji.ledger.models import Entry  # noqa: E402
from suiji.libraries.models import InspectedObject, Inspector  # noqa: E402
from suiji.organs.days import day_of  # noqa: E402
from suiji.organs.models import Department  # noqa: E402
from suiji.organs.queries import actor_of, system_actor  # noqa: E402
from suiji.plans.models import PlanLine  # noqa: E402
from suiji.plans.states import PlanState  # noqa: E402
from suiji.tasks.models import Task, TaskPart  # noqa: E402
from suiji.tasks.states import TaskState  # noqa: E402
from tests.factories.inspections import a_checked_item, a_draw, approved  # noqa: E402


def a_task(departments: list[Department], number: str, at: datetime) -> Task:
    """A task whose inspectors are drawn."""
    lead, today = departments[0], day_of(at)
    line = PlanLine.objects.create(
        state=PlanState.PUBLISHED, year=today.year, number=number, title="街面联合抽查", initiator=lead
    )
    task = Task.objects.create(
        state=TaskState.INSPECTORS_DRAWN,
        number=number,
        title="街面经营场所联合抽查",
        plan_line=line,
        initiator=lead,
        period_from=today - timedelta(days=30),
        period_until=today + timedelta(days=60),
        method="实地检查",
    )
    task.item_versions.add(a_checked_item(departments, code=number))
    for department in departments:
        TaskPart.objects.create(task=task, department=department, leads=department == lead)
    return task


def a_street(codes: list[str], *, count: int, first: int, at: datetime) -> dict[str, list[object]]:
    """Announced visits to ``count`` firms, by two officers of each department."""
    departments = [Department.objects.get(code=f"410500-{code}") for code in codes]
    task = a_task(departments, f"街-{codes[0]}-{first}", at)
    objects, people = a_draw(task, DrawKind.OBJECTS), a_draw(task, DrawKind.INSPECTORS)
    team = Team.objects.create(ceremony=people, task=task, code="1")
    officers: list[Inspector] = []
    for department in departments:
        own = Inspector.objects.filter(department=department, person__isnull=False).order_by("pk")
        officers += own[first : first + 2]
    for officer in officers:
        TeamMember.objects.create(team=team, inspector=officer, leads=officer == officers[0])
    things = InspectedObject.objects.filter(reg_state="1").order_by("-pk")[:count]
    lines = DrawnObject.objects.bulk_create(
        DrawnObject(ceremony=objects, task=task, object=thing, year=day_of(at).year) for thing in things
    )
    TeamObject.objects.bulk_create(TeamObject(team=team, drawn=line) for line in lines)
    told = at - timedelta(hours=2)
    people_now = [officer.person for officer in officers if officer.person is not None]
    leader = actor_of(people_now[0], today=day_of(at))
    assert leader is not None
    approved(task, at=told)
    visits = services.take_over(task=task, actor=system_actor(departments[0]), at=told)
    for visit in visits:
        services.serve_notice(
            visit=visit, mode="PHONE", receiver="值班经理", visit_on=day_of(at), actor=leader, at=told
        )
    return {
        "visits": [visit.pk for visit in visits],
        "firms": [visit.drawn.object.name for visit in visits],
        "officers": [person.username for person in people_now],
    }


def state(visit: Visit) -> str:
    """Where it stands, and how many have signed."""
    return f"{visit.state} {visit.signatures.count()}"


def evidence(visit: Visit) -> str:
    """How many pieces, and whether every file bears its hash."""
    kept = list(Evidence.objects.filter(visit=visit))
    whole = all(hashlib.sha256(one.file.read()).hexdigest() == one.sha256 for one in kept if one.file)
    return f"{len(kept)} {str(whole).lower()}"


def arrival_clock(visit: Visit) -> str:
    """The phone's error at the arrival, and seconds from the spot to the receipt."""
    act = PhoneAct.objects.get(visit=visit, kind="ARRIVE")
    return f"{act.clock_ms} {(act.received_at - act.captured_at).total_seconds()}"


def problem(visit: Visit) -> str:
    """What the initiator's department found."""
    return visit.findings.get(department=visit.task.initiator).problem.replace("\n", "|")


def original(visit: Visit) -> str:
    """The hash that the phone took of the camera's own file."""
    entry = Entry.objects.get(act="inspections.evidence_added", subject_id=str(visit.pk))
    return str(entry.facts["original_sha256"])


QUESTIONS: dict[str, Callable[[Visit], str]] = {
    "state": state,
    "evidence": evidence,
    "clock": arrival_clock,
    "problem": problem,
    "original": original,
}

if __name__ == "__main__":
    match sys.argv[1:]:
        case [question, visit] if question in QUESTIONS:
            print(QUESTIONS[question](Visit.objects.get(pk=visit)))  # noqa: T201 — it is what this is for
        case [codes, count, first]:
            said = a_street(codes.split(","), count=int(count), first=int(first), at=clock.now())
            print(json.dumps(said, ensure_ascii=False))  # noqa: T201
