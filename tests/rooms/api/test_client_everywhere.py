"""The client that is written from the description, at every address of a house with a year behind it."""

from datetime import timedelta
from typing import Any

import pytest

from suiji.exchange import services as exchange
from tests.factories.exchange import an_offer
from tests.factories.followup import a_signed_visit, a_transfer
from tests.factories.portal import MUCH_LATER
from tests.rooms.api.conftest import DESCRIBED, Place, through_the_house

ONE_OF = {
    "public_draw": "public_draws", "one_item": "items", "one_plan_line": "plans", "one_task": "tasks",
    "one_draw": "draws", "one_result": "results", "one_transfer": "transfers", "one_object": "objects",
    "one_batch": "batches",
}  # fmt: skip
"""Operation that gives one row → the list that holds it."""
KEY = {"public_draw": "ceremony", "one_object": "code"}


@pytest.mark.django_db
def test_calls_every_operation_and_pages_through_every_list(
    module: Any, place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("suiji.config.clock.now", lambda: MUCH_LATER)
    batch = exchange.prepare_batch(
        kind="ITEM", offers=[an_offer("AY-LH-77")], actor=place.town.cast.clerk, at=MUCH_LATER
    )
    a_transfer(a_signed_visit(lead=place.town.cast.initiator))
    words = place.first.headers["Authorization"].removeprefix("Bearer ")
    house, called = module.Suiji("https://house.example", words, send=through_the_house), set()

    def asked(name: str, *args: Any, **more: Any) -> Any:
        called.add(name)
        return getattr(house, name)(*args, **more)

    lists: dict[str, list[Any]] = {"public_plans": [2026], "plans": [2026], "batch_rows": [batch.number]}
    lists["drawn_of_task"] = [place.town.public.task_id]
    first: dict[str, Any] = {}
    for path in DESCRIBED["paths"].values():
        said = path.get("get", {})
        name = said.get("operationId", "")
        if "cursor" in {one["name"] for one in said.get("parameters", ())}:
            called.add(name)
            rows = list(house.every(getattr(house, name), *lists.get(name, []), limit=2))
            first[name] = next(iter(rows), None)
    for name, listed in ONE_OF.items():
        row = first[listed]
        assert row is not None, listed
        assert asked(name, row[KEY.get(name, "id")]) == row
    asked("me")
    asked(
        "hand_in_objects", {"rows": [{"code": "CL-7", "name": "某店", "region": "410502"}]}, key="every-0001"
    )
    there = (MUCH_LATER - timedelta(minutes=1)).isoformat()
    reply = {"rows": [{"key": "AY-LH-77", "accepted": True, "published_at": there}]}
    assert asked("hand_in_reply", batch.number, reply, key="every-0002")["accepted"] == 1

    operations = {one["operationId"] for path in DESCRIBED["paths"].values() for one in path.values()}
    assert called == operations
