"""A stranger who takes page after page gets every one of them, at a walk."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from suiji.organs.roles import Role
from suiji.portal.pace import ADDRESSES, AT_ONCE, Pace, pace
from tests.factories.organs import a_person

STRANGER, OTHER = "203.0.113.9", "203.0.113.10"


def taken(own: Pace, many: int, *, at: float, address: str = STRANGER) -> int:
    """How many of so many pages were made."""
    return sum(own.allows(address, a_second=10, now=at) for _ in range(many))


class TestPace:
    def test_gives_the_first_hundred_at_once_and_then_ten_a_second(self) -> None:
        own = Pace()

        assert taken(own, 500, at=0) == AT_ONCE
        assert taken(own, 500, at=1) == 10
        assert taken(own, 500, at=3.5) == 25
        assert taken(own, 500, at=1000) == AT_ONCE

    def test_counts_every_address_by_itself(self) -> None:
        own = Pace()
        taken(own, 500, at=0)

        assert taken(own, 1, at=0, address=OTHER) == 1

    def test_slows_nobody_where_it_is_switched_off_or_the_house_asks_itself(self) -> None:
        own = Pace()

        assert all(own.allows(STRANGER, a_second=0, now=0) for _ in range(500))
        assert taken(own, 500, at=0, address="127.0.0.1") == 500

    def test_counts_what_is_no_address_too(self) -> None:
        assert taken(Pace(), 500, at=0, address="unix:") == AT_ONCE

    def test_fills_no_memory_with_addresses(self) -> None:
        own = Pace()
        for number in range(ADDRESSES + 50):
            own.allows(f"2001:db8::{number:x}", a_second=10, now=0)

        assert len(own.left) == ADDRESSES


@pytest.mark.django_db
class TestPages:
    @pytest.fixture(autouse=True)
    def _walked_already(self, settings: Any) -> Any:
        settings.ENVIRONMENT = settings.ENVIRONMENT.model_copy(update={"portal_pace": 1})
        taken(pace, 500, at=1e12)
        yield
        pace.left.clear()

    def test_say_when_to_come_back_and_where_everything_can_be_had_at_once(self) -> None:
        answer = Client(REMOTE_ADDR=STRANGER).get(reverse("portal:rules"))

        assert answer.status_code == 429
        assert answer["Retry-After"] == "5"
        assert reverse("portal:open_data") in answer.content.decode()

    def test_are_made_for_others_and_for_officials_meanwhile(self) -> None:
        official = Client(REMOTE_ADDR=STRANGER)
        official.force_login(a_person("经办人甲", Role.CLERK))

        assert Client(REMOTE_ADDR=OTHER).get(reverse("portal:rules")).status_code == 200
        assert official.get(reverse("portal:rules")).status_code == 200
