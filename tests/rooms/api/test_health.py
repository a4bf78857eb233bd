"""What a monitor is told."""

from typing import Any

import pgtrigger
import pytest
from django.db import DatabaseError
from django.test import Client
from django.urls import reverse

from suiji.api.queries import health as queries
from suiji.ledger.models import Entry


class TestHealthz:
    def test_answers_without_asking_the_database(self) -> None:
        answer = Client().get(reverse("api:healthz"))

        assert answer.json() == {"status": "ok"}
        assert "no-store" in answer["Cache-Control"]


@pytest.mark.django_db
class TestReadyz:
    def test_is_ready_when_the_database_answers_and_its_guards_hold(
        self, django_assert_max_num_queries: Any
    ) -> None:
        with django_assert_max_num_queries(2):
            answer = Client().get(reverse("api:readyz"))

        assert (answer.status_code, answer.json()) == (200, {"ready": True, "database": True, "guards": True})

    def test_is_not_ready_when_the_database_is_away(self, monkeypatch: pytest.MonkeyPatch) -> None:
        def away() -> None:
            raise DatabaseError("connection refused at 10.0.0.7")

        monkeypatch.setattr(queries.connection, "cursor", away)

        answer = Client().get(reverse("api:readyz"))

        assert (answer.status_code, answer.json()) == (
            503,
            {"ready": False, "database": False, "guards": False},
        )
        assert "10.0.0.7" not in answer.content.decode()

    def test_is_not_ready_when_a_guard_is_missing(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(queries, "GUARD", "stamp")
        monkeypatch.setattr(queries, "LEDGER", "organs_person")

        assert Client().get(reverse("api:readyz")).status_code == 503


@pytest.mark.django_db(transaction=True)
def test_a_sleeping_guard_is_noticed(as_owner: Any) -> None:
    trigger = next(
        one for model, one in pgtrigger.registered() if model is Entry and one.name == queries.GUARD
    )
    name = trigger.get_pgid(Entry)
    as_owner.execute(f'ALTER TABLE ledger_entry DISABLE TRIGGER "{name}"')
    try:
        assert Client().get(reverse("api:readyz")).json()["guards"] is False
    finally:
        as_owner.execute(f'ALTER TABLE ledger_entry ENABLE TRIGGER "{name}"')
