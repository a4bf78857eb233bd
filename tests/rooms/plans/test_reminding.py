"""Reminders of the terms of Article 7: at T-30, -15, -7, -1 and afterwards, each once."""

from datetime import UTC, date, datetime

import pytest

from suiji.messages.models import Message
from suiji.organs.roles import Role
from suiji.plans import queries, services
from tests.factories.organs import a_department, a_person, an_office
from tests.factories.plans import a_draft_line, a_submitted_line

pytestmark = pytest.mark.django_db
DUE = date(2026, 2, 28)


def remind(today: date) -> int:
    return services.remind(today=today, at=datetime(today.year, today.month, today.day, 1, tzinfo=UTC))


class TestStep:
    @pytest.mark.article(7)
    @pytest.mark.parametrize(
        ("today", "step"),
        [
            (date(2026, 1, 28), ""),
            (date(2026, 1, 29), "30"),
            (date(2026, 2, 12), "30"),
            (date(2026, 2, 13), "15"),
            (date(2026, 2, 21), "7"),
            (date(2026, 2, 27), "1"),
            (date(2026, 2, 28), "1"),
            (date(2026, 3, 1), "late"),
            (date(2026, 6, 1), ""),
        ],
    )
    def test_is_the_nearest_that_has_been_reached(self, today: date, step: str) -> None:
        assert queries.step_of(DUE, today=today) == step


class TestRemind:
    @pytest.mark.article(7)
    def test_tells_the_clerk_of_a_department_without_a_plan_once_a_step(self) -> None:
        clerk = a_person("王静", Role.CLERK, department=a_department("教育"))

        counts = [remind(date(2026, 2, day)) for day in (13, 14, 20, 21, 21)]

        assert counts == [1, 0, 0, 1, 0]
        newest = Message.objects.filter(person=clerk).order_by("-pk")[0]
        assert "还没有2026年度牵头的联合抽查计划" in newest.sentence
        assert "还有7天" in newest.sentence
        assert newest.due_on == DUE

    def test_says_afterwards_that_it_is_late(self) -> None:
        a_person("王静", Role.CLERK, department=a_department("教育"))

        remind(date(2026, 3, 3))

        assert "已经超过期限3天" in Message.objects.get().sentence

    def test_leaves_alone_who_has_handed_in(self) -> None:
        a_submitted_line()
        person = a_person("王静", Role.CLERK, department=a_department("商务"))

        remind(date(2026, 2, 21))

        assert not Message.objects.filter(person=person).exists()

    def test_asks_a_silent_participant_and_the_office(self) -> None:
        a_draft_line("AY-1")
        a_submitted_line("AY-2")
        office = a_person("李强", Role.OFFICE, department=an_office())
        partner = a_person("赵敏", Role.CLERK, department=a_department("应急管理"))

        remind(date(2026, 2, 27))
        remind(date(2026, 4, 29))

        sentences = " ".join(Message.objects.filter(person=partner).values_list("sentence", flat=True))
        assert "等待本部门确认是否参与" in sentences
        assert "还有1项没有公示" in Message.objects.get(person=office).sentence
