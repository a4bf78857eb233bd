"""What a figure judges a result by: the end of the check, reports included, and the publicity system's own word."""

from datetime import datetime, timedelta

import pytest

from suiji.disclosure import services as disclosing
from suiji.disclosure.queries import sharing
from suiji.ledger.models import Entry
from suiji.ledger.services import record
from suiji.organs.days import SHANGHAI
from suiji.organs.queries import calendar
from suiji.organs.roles import Role
from suiji.oversight.figures import count
from suiji.tasks.models import Task
from tests.factories.disclosure import PUBLISHED_AT, published
from tests.factories.exchange import answered
from tests.factories.followup import DRAWN_AT
from tests.factories.laboratory import NEXT_MONTH, reported, signed
from tests.factories.organs import an_actor

pytestmark = [pytest.mark.django_db, pytest.mark.article(29)]
AUTUMN = NEXT_MONTH + timedelta(days=120)


def figures(department: int, cut_off: datetime) -> dict[str, int]:
    """The department's figures; the factories' tasks stand as drawn in spring."""
    for task in Task.objects.all():
        if not Entry.objects.filter(act="tasks.objects_drawn", subject_id=str(task.pk)).exists():
            actor = an_actor(Role.CLERK, department=task.initiator, name="李华")
            record(task, "tasks.objects_drawn", actor=actor, at=DRAWN_AT, sentence="抽取检查对象。")
    return count([department], year=2026, cut_off=cut_off, calendar=calendar()).figures[department]


class TestALaboratory:
    def test_makes_nothing_late_before_it_has_spoken(self) -> None:
        crew, sample = signed()
        department = sample.department_id

        assert figures(department, AUTUMN) | {"inspected": 1, "late": 0} == figures(department, AUTUMN)
        assert figures(crew.guest.department_id, AUTUMN)["late"] == 1

        reported(sample, crew.leader)

        assert figures(department, NEXT_MONTH - timedelta(seconds=1))["late"] == 0
        assert figures(department, NEXT_MONTH)["late"] == 0
        assert figures(department, AUTUMN)["late"] == 1

    def test_gives_twenty_working_days_from_its_report(self) -> None:
        crew, sample = signed()
        reported(sample, crew.leader)
        clerk = an_actor(Role.CLERK, department=sample.department, name="李华")
        reviewer = an_actor(Role.REVIEWER, department=sample.department, name="陈审")
        at = NEXT_MONTH + timedelta(days=15)
        publication = disclosing.enter_result(visit=crew.again(), actor=clerk, at=at)
        disclosing.publish(publication=publication, actor=reviewer, at=at)

        own = figures(sample.department_id, AUTUMN)
        assert (own["published_on_time"], own["late"]) == (1, 0)


class TestThePublicitySystem:
    def test_is_counted_by_its_own_reply_and_not_before(self) -> None:
        desk = published()
        later = PUBLISHED_AT + timedelta(days=6)
        batch = disclosing.share_results(actor=desk.clerk, at=later)
        assert figures(desk.department.pk, later)["taken"] == 0

        key = sharing.key_of(desk.publication().pk)
        answered(
            batch, (key, "接收", f"{later.astimezone(SHANGHAI):%Y-%m-%d %H:%M}"), actor=desk.clerk, at=later
        )

        assert figures(desk.department.pk, later - timedelta(seconds=1))["taken"] == 0
        own = figures(desk.department.pk, later)
        assert own["taken"] == own["published"] == 1
