"""Duties arrive by themselves: every room's deadlines, once a day, once for each step, made up when missed."""

from datetime import UTC, date, datetime, timedelta

import pytest

from suiji.desk import services
from suiji.followup.models import FollowUp
from suiji.messages.models import Message, Round
from suiji.organs.models import Person
from suiji.organs.roles import Role
from suiji.organs.shortened import MOST
from tests.factories.followup import SIGNED_AT, a_signed_visit, a_transfer
from tests.factories.organs import a_person

pytestmark = [pytest.mark.django_db, pytest.mark.article(20)]
LAST_DAY = date(2026, 5, 13)
"""The seventh working day after the signatures: the term of a transfer (Art. 20(3))."""


def clerk_with_a_transfer() -> Person:
    """A department that has a case to hand over within seven working days of the signatures."""
    scene = a_signed_visit(results=("TO_BE_HANDLED",))
    a_transfer(scene)
    return a_person("李华", Role.CLERK, department=scene.lead)


def at(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 1, tzinfo=UTC)


def told(person: Person) -> list[str]:
    return list(Message.objects.filter(person=person).order_by("pk").values_list("key", flat=True))


def remind(day: date) -> int:
    return services.remind(today=day, at=at(day))


class TestRound:
    def test_tells_nobody_twice_a_day_or_twice_for_a_step(self) -> None:
        person = clerk_with_a_transfer()
        day = SIGNED_AT.date()

        first = remind(day)
        again = remind(day)
        next_day = remind(day + timedelta(days=1))

        assert (first > 0, again) == (True, 0)
        assert next_day == 0 or told(person)[-1] != told(person)[0]
        assert Round.objects.get(person=person).on == day + timedelta(days=1)

    def test_says_it_again_when_the_term_is_nearer_today_and_over(self) -> None:
        person = clerk_with_a_transfer()

        for day in (SIGNED_AT.date(), LAST_DAY, LAST_DAY + timedelta(days=1), LAST_DAY + timedelta(days=5)):
            remind(day)

        words = list(Message.objects.filter(person=person).order_by("pk").values_list("sentence", flat=True))
        transfer = [one for one in words if "工作日）" in one or "今天到期" in one or "已经逾期" in one]
        assert any("今天到期" in one for one in transfer)
        assert sum("已经逾期" in one for one in transfer) == 1

    def test_makes_up_a_day_on_which_the_house_was_off(self) -> None:
        person = clerk_with_a_transfer()

        remind(LAST_DAY + timedelta(days=3))

        assert any(key.endswith(":late") for key in told(person))

    def test_tells_of_what_a_long_list_does_not_show_in_one_message(self) -> None:
        scene = a_signed_visit(results=("TO_BE_HANDLED",))
        first = a_transfer(scene)
        FollowUp.objects.bulk_create(
            FollowUp(
                state=first.state,
                finding=first.finding,
                department=first.department,
                kind=first.kind,
                due_on=first.due_on,
                receiver=first.receiver,
                opened_by=first.opened_by,
                opened_at=first.opened_at,
            )
            for _ in range(MOST + 4)
        )
        person = a_person("李华", Role.CLERK, department=scene.lead)

        remind(LAST_DAY)

        words = Message.objects.filter(person=person, sentence__contains="另有")
        assert [row.sentence for row in words] == ["另有 5 件后续处理等待办理（最早的一件今天到期）。"]
        assert Message.objects.filter(person=person).count() >= MOST + 1

    def test_passes_over_people_who_left(self) -> None:
        person = clerk_with_a_transfer()
        Person.objects.filter(pk=person.pk).update(is_active=False)

        remind(LAST_DAY)

        assert told(person) == []
