"""A stranger who takes page after page gets every one of them, at a walk."""

from contextlib import ExitStack
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from suiji.organs.roles import Role
from suiji.portal.pace import ADDRESSES, AT_ONCE, STREAMS, Counted, Pace, pace
from tests.factories.organs import a_person

STRANGER, OTHER = "203.0.113.9", "203.0.113.10"


def own_pace() -> Pace:
    return Pace(seats=4)


def turns(own: Pace, many: int, *, at: float, address: str = STRANGER) -> list[float]:
    """How long each page that was made had to wait, of so many asked for."""
    waits = (own.turn(address, a_second=10, now=at) for _ in range(many))
    return [round(wait, 3) for wait in waits if wait is not None]


class TestPace:
    def test_gives_the_first_hundred_at_once_and_the_next_in_turn_and_sends_the_rest_away(self) -> None:
        waits = turns(own_pace(), 500, at=0)

        assert waits[:AT_ONCE] == [0] * AT_ONCE
        assert waits[AT_ONCE:] == [0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1.0]

    def test_is_ten_a_second_in_the_long_run(self) -> None:
        own = own_pace()
        turns(own, 500, at=0)

        assert len(turns(own, 500, at=1)) == 10
        assert len(turns(own, 500, at=3.5)) == 25
        assert len(turns(own, 500, at=1000)) == AT_ONCE + 10

    def test_counts_every_address_by_itself(self) -> None:
        own = own_pace()
        turns(own, 500, at=0)

        assert turns(own, 1, at=0, address=OTHER) == [0]

    def test_slows_nobody_where_it_is_switched_off_or_the_house_asks_itself(self) -> None:
        own = own_pace()

        assert all(own.turn(STRANGER, a_second=0, now=0) == 0 for _ in range(500))
        assert turns(own, 500, at=0, address="127.0.0.1") == [0] * 500

    def test_counts_what_is_no_address_too(self) -> None:
        assert len(turns(own_pace(), 500, at=0, address="unix:")) == AT_ONCE + 10

    def test_fills_no_memory_with_addresses(self) -> None:
        own = own_pace()
        for number in range(ADDRESSES + 50):
            own.turn(f"2001:db8::{number:x}", a_second=10, now=0)

        assert len(own.left) == ADDRESSES

    def test_makes_a_page_that_waited_for_its_turn(self, monkeypatch: pytest.MonkeyPatch) -> None:
        own = own_pace()
        slept: list[float] = []
        monkeypatch.setattr("suiji.portal.pace.sleep", slept.append)
        monkeypatch.setattr("suiji.portal.pace.monotonic", lambda: 7.0)
        turns(own, AT_ONCE, at=7)

        with own.admits(STRANGER, a_second=10) as admitted:
            assert admitted

        assert [round(seconds, 3) for seconds in slept] == [0.1]

    def test_never_gives_strangers_every_seat(self) -> None:
        own = own_pace()
        with ExitStack() as inside:
            for _ in range(4):
                own.seats.acquire()
                inside.callback(own.seats.release)
            with own.admits(STRANGER, a_second=10) as admitted:
                assert not admitted

        with own.admits(STRANGER, a_second=10) as admitted:
            assert admitted

    def test_sends_away_who_would_wait_too_long_for_the_pages_of_others(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        own = own_pace()
        monkeypatch.setattr("suiji.portal.pace.PATIENCE", 0.01)
        with ExitStack() as inside:
            while own.making.acquire(blocking=False):
                inside.callback(own.making.release)
            with own.admits(STRANGER, a_second=10) as admitted:
                assert not admitted

        with own.admits(STRANGER, a_second=10) as admitted:
            assert admitted

    def test_sends_a_whole_table_to_few_at_once_and_to_the_next_when_one_is_done(self) -> None:
        own = own_pace()
        sent = [own.stream(STRANGER, ["a", "b"]) for _ in range(STREAMS)]

        assert own.stream(OTHER, ["c"]) is None
        assert own.stream("127.0.0.1", ["d"]) == ["d"]

        assert isinstance(sent[0], Counted)
        assert list(sent[0]) == ["a", "b"]
        sent[0].close()
        sent[0].close()

        assert own.stream(OTHER, ["c"]) is not None
        assert own.stream(OTHER, ["c"]) is None


@pytest.mark.django_db
class TestPages:
    @pytest.fixture(autouse=True)
    def _walked_already(self, settings: Any) -> Any:
        settings.ENVIRONMENT = settings.ENVIRONMENT.model_copy(update={"portal_pace": 1})
        turns(pace, 500, at=1e12)
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

    def test_of_a_whole_table_say_so_too_while_enough_are_sent_it(self) -> None:
        pace.left.clear()
        held = [pace.stream(STRANGER, []) for _ in range(STREAMS)]
        try:
            answer = Client(REMOTE_ADDR=OTHER).get(reverse("portal:table", args=["results"]))
        finally:
            for one in held:
                assert isinstance(one, Counted)
                one.close()

        assert answer.status_code == 429
        whole = Client(REMOTE_ADDR=OTHER).get(reverse("portal:table", args=["results"]))
        assert b"".join(whole.streaming_content)  # type: ignore[attr-defined]
        whole.close()
