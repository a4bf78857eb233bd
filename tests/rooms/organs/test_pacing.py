"""Whoever sends too much waits; everybody else is not kept waiting for it."""

from datetime import UTC, datetime, timedelta
from typing import Any

import psycopg
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from suiji.organs import pacing
from suiji.organs.models import SendingCount
from suiji.organs.roles import Role
from tests.conftest import owner_address
from tests.factories.organs import a_person

pytestmark = pytest.mark.django_db
AT = datetime(2026, 11, 27, 9, 0, tzinfo=UTC)
STRANGER, OTHER = "203.0.113.9", "203.0.113.10"


def counted(many: int, *, at: datetime = AT, who: str = "甲", what: str = "guess") -> list[bool]:
    return [pacing.within(3, what=what, who=who, at=at) for _ in range(many)]


class TestWithin:
    def test_says_no_to_the_fourth_of_three(self) -> None:
        assert counted(5) == [True, True, True, False, False]

    def test_begins_anew_when_the_span_is_over(self) -> None:
        counted(5)

        assert counted(1, at=AT + timedelta(seconds=61)) == [True]

    def test_counts_each_hand_and_each_thing_by_itself(self) -> None:
        counted(5)

        assert counted(1, who="乙") == [True]
        assert counted(1, what="upload") == [True]

    def test_goes_on_counting_when_the_clock_is_set_back_a_little_and_begins_anew_after_more(self) -> None:
        counted(3)

        assert counted(1, at=AT - timedelta(seconds=20)) == [False]
        assert counted(1, at=AT - timedelta(hours=2)) == [True]

    def test_keeps_nobodys_address_and_nothing_for_more_than_a_day(self) -> None:
        counted(1, who=STRANGER)

        assert STRANGER not in str(list(SendingCount.objects.values_list("key")))
        assert pacing.forget(at=AT + timedelta(hours=23)) == 0
        assert pacing.forget(at=AT + timedelta(hours=25)) == 1

    @pytest.mark.django_db(transaction=True)
    def test_waits_for_no_disk(self) -> None:
        """An unlogged table: after a crash of the database everybody begins anew, and that is all."""
        with psycopg.connect(owner_address()) as owner:
            kind = owner.execute(
                "SELECT relpersistence FROM pg_class WHERE relname = 'organs_sendingcount'"
            ).fetchone()

        assert kind == ("u",)


class TestEveryDoor:
    @pytest.fixture(autouse=True)
    def _two_a_minute(self, settings: Any) -> None:
        settings.ENVIRONMENT = settings.ENVIRONMENT.model_copy(update={"sending_pace": 2})

    def test_counts_persons_and_not_the_address_they_share(self) -> None:
        clients = [Client(REMOTE_ADDR=STRANGER) for _ in range(2)]
        for number, client in enumerate(clients):
            client.force_login(a_person(f"赵敏{number}", Role.SYSTEM_ADMIN))

        said = [[one.post(reverse("accounts:enrol")).status_code for one in clients] for _ in range(3)]

        assert said == [[200, 200], [200, 200], [429, 429]]

    def test_answers_429_with_the_time_to_wait_and_does_nothing(self) -> None:
        client = Client(REMOTE_ADDR=STRANGER)
        person = a_person("赵敏", Role.SYSTEM_ADMIN)
        client.force_login(person)
        address = reverse("accounts:enrol")

        for _ in range(2):
            assert client.post(address).status_code == 200
        answer = client.post(address)

        assert answer.status_code == 429
        assert answer["Retry-After"] == "60"
        assert "提交得太频繁" in answer.content.decode()
        assert client.get(address).status_code == 200

    def test_gives_a_strangers_address_room_for_a_whole_office_and_then_asks_it_to_wait(self) -> None:
        client = Client(REMOTE_ADDR=STRANGER)
        said = [client.post(reverse("account_login"), {"login": "x"}).status_code for _ in range(9)]

        assert said == [200] * 8 + [429]
        other = Client(REMOTE_ADDR=OTHER).post(reverse("account_login"), {"login": "x"})
        assert other.status_code == 200

    def test_counts_a_form_with_files_as_ten(self, settings: Any) -> None:
        settings.ENVIRONMENT = settings.ENVIRONMENT.model_copy(update={"sending_pace": 19})
        client = Client()
        client.force_login(a_person("赵敏", Role.SYSTEM_ADMIN))
        address = reverse("organs:tables")

        def sent(**said: Any) -> int:
            return client.post(address, said).status_code

        assert [sent(file=SimpleUploadedFile("x.csv", b"x")) for _ in range(2)] == [200, 429]
        assert sent(file="") == 429

    def test_counts_nobody_where_the_site_asks_for_no_limit(self, settings: Any) -> None:
        settings.ENVIRONMENT = settings.ENVIRONMENT.model_copy(update={"sending_pace": 0})
        client = Client(REMOTE_ADDR=STRANGER)

        assert [client.post(reverse("account_login")).status_code for _ in range(12)] == [200] * 12
        assert not SendingCount.objects.exists()
