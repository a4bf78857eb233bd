"""Of long lists the first page shows the nearest deadlines, and counts the rest."""

from datetime import date, timedelta

import pytest
from django.urls import reverse

from suiji.disclosure import queries
from suiji.disclosure.models import Publication
from suiji.disclosure.states import PublicationState
from suiji.inspections.models import Visit
from suiji.organs.models import Department
from suiji.organs.queries import calendar
from suiji.organs.roles import Role
from suiji.organs.shortened import MOST
from suiji.organs.todo import Todo
from tests.factories.followup import SIGNED_AT, a_clerk, a_drawn_task, a_visit, sign
from tests.factories.organs import a_department, a_person, an_actor

pytestmark = [pytest.mark.django_db, pytest.mark.article(20)]
MANY = MOST + 4
TODAY = date(2026, 6, 3)
"""A Wednesday, two working days after the last day of the first results."""


@pytest.fixture
def visits() -> list[Visit]:
    """Signed on so many days, one after the other."""
    task = a_drawn_task()
    rows = [a_visit(task) for _ in range(MANY)]
    return [sign(row, at=SIGNED_AT + timedelta(days=number)) for number, row in enumerate(rows)]


def entered(visits: list[Visit], department: Department, state: PublicationState) -> list[Publication]:
    """Their results, the first of them due the latest."""
    person = a_person("录入人", Role.CLERK, department=department)
    return Publication.objects.bulk_create(
        Publication(
            state=state,
            visit=visit,
            department=department,
            due_on=TODAY - timedelta(days=number),
            entered_by=person,
            entered_at=SIGNED_AT,
        )
        for number, visit in enumerate(visits)
    )


def others(rows: list[Todo]) -> list[tuple[str, int]]:
    found = [row for row in rows if row.action == "全部查看"]
    assert len(rows) - len(found) == MOST
    assert {row.url for row in found} == {reverse("disclosure:list") + "?only=open"}
    return [(row.sentence, row.stands_for) for row in found]


def test_results_to_enter(visits: list[Visit]) -> None:
    actor = a_clerk(visits[0].task.initiator)

    rows = queries.to_do(actor, today=TODAY)

    assert [row.url for row in rows[:MOST]] == [
        reverse("disclosure:enter", args=[visit.pk]) for visit in visits[:MOST]
    ]
    assert others(rows) == [("另有 4 户检查等待录入结果。", 4)]
    first = queries.due_of(visits[MOST], calendar(), reported_on=None)
    assert rows[-1].due == first


def test_results_to_release(visits: list[Visit]) -> None:
    department = visits[0].task.initiator
    found = entered(visits, department, PublicationState.ENTERED)
    reviewer = an_actor(Role.REVIEWER, department=department, name="周审")

    rows = queries.to_do(reviewer, today=TODAY - timedelta(days=2))

    nearest = sorted(found, key=lambda row: row.due_on)
    assert [row.url for row in rows[:MOST]] == [
        reverse("disclosure:publish", args=[row.pk]) for row in nearest[:MOST]
    ]
    assert others(rows) == [
        ("另有 1 条检查结果等待审核公示，已经超期。", 1),
        ("另有 3 条检查结果等待审核公示。", 3),
    ]
    assert queries.to_do(an_actor(Role.REVIEWER, department=a_department("教育")), today=TODAY) == []


def test_results_sent_back(visits: list[Visit]) -> None:
    department = visits[0].task.initiator
    entered(visits, department, PublicationState.RETURNED)

    rows = queries.to_do(a_clerk(department), today=TODAY + timedelta(days=1))

    assert others(rows) == [("另有 4 条检查结果被审核退回，等待改正，已经超期。", 4)]
