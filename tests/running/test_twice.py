"""A job that runs twice at the same moment (a second worker, a lost answer) does its work once and harms nothing."""

from collections.abc import Callable
from typing import Any

import pytest
from django.core import mail

from suiji.ledger.check import problems
from suiji.messages.models import Address, Delivery, DeliveryState, Message, MessageKind
from suiji.messages.services import deliver, tell
from suiji.organs.roles import Role
from suiji.organs.services import load_reference
from suiji.running import daily
from tests.factories.organs import AT, a_person
from tests.rooms.draws.test_database import at_once

pytestmark = pytest.mark.django_db(transaction=True)


def twice(job: Callable[[], object]) -> None:
    outcomes = at_once(job, job)

    assert [one for one in outcomes if isinstance(one, Exception)] == []


def test_a_letter_goes_out_once(settings: Any) -> None:
    load_reference()
    settings.EMAIL_HOST = "mail.example"
    person = a_person("王芳", Role.CLERK)
    Address.objects.create(person=person, email="wang@example.cn", quiet=False, set_at=AT)

    twice(
        lambda: tell(
            people=[person],
            key="plans.1",
            kind=MessageKind.REMINDER,
            sentence="计划快到期了。",
            url="/",
            at=AT,
        )
    )
    twice(lambda: deliver(at=AT))

    assert Message.objects.count() == 1
    assert [one.outcome for one in Delivery.objects.all()] == [DeliveryState.DONE]
    assert len(mail.outbox) == 1


def test_every_daily_job_bears_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(daily, "is_steady", lambda: True)
    load_reference()
    a_person("王芳", Role.CLERK)
    jobs = (daily.remind, daily.refresh_effects, daily.sweep_pieces, daily.deliver, daily.push, daily.carry)

    for job in jobs:
        twice(lambda job=job: job.func(0))  # type: ignore[misc]

    assert list(problems()) == []
