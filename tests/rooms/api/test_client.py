"""The client that is written from the description: it compiles, it reads, it hands in, it says what was refused."""

from collections.abc import Mapping
from typing import Any

import pytest

from suiji.exchange import services as exchange
from suiji.ledger.services import sequence
from tests.factories.exchange import a_batch, a_sender, an_offer
from tests.factories.machines import a_token
from tests.factories.organs import AT, a_department
from tests.rooms.api.conftest import DESCRIBED, through_the_house


@pytest.fixture(autouse=True)
def _this_morning(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("suiji.config.clock.now", lambda: AT)


def test_has_a_method_for_every_operation_and_a_type_for_every_format(module: Any) -> None:
    operations = [one["operationId"] for path in DESCRIBED["paths"].values() for one in path.values()]

    assert len(operations) > 20
    assert not [name for name in operations if not callable(getattr(module.Suiji, name, None))]
    for name, schema in DESCRIBED["components"]["schemas"].items():
        if name != "Problem":
            assert set(getattr(module, name).__annotations__) == set(schema["properties"]), name


@pytest.mark.django_db
def test_reads_hands_in_and_is_told_why_not(module: Any) -> None:
    house = module.Suiji("https://house.example/", a_token()[1], send=through_the_house)
    rows = [
        {"code": f"CL-{n}", "name": f"某某餐饮店{n}", "region": "410502", "kind": "个体工商户"}
        for n in range(3)
    ]

    said = house.hand_in_objects({"rows": rows}, key="client-0001")
    found = list(house.every(house.objects, limit=1))

    assert said["added"] == 3
    assert [one["code"] for one in found] == ["CL-0", "CL-1", "CL-2"]
    assert house.one_object("CL-1")["name"] == "某某餐饮店1"
    with pytest.raises(module.Problem) as refused:
        house.one_object("NOBODY")
    assert refused.value.said["type"] == "urn:suiji:not-found"


@pytest.mark.django_db
def test_takes_from_memory_what_has_not_changed(module: Any) -> None:
    seen: list[int] = []

    def watched(*asked: Any) -> tuple[int, Mapping[str, str], bytes]:
        answer = through_the_house(*asked)
        seen.append(answer[0])
        return answer

    house = module.Suiji("https://house.example", a_token()[1], send=watched)

    assert house.objects() == house.objects()
    house.hand_in_objects({"rows": [{"code": "CL-9", "name": "某店", "region": "410502"}]}, key="client-0009")
    assert [one["code"] for one in house.objects()["rows"]] == ["CL-9"]
    assert seen == [200, 304, 200, 200]


@pytest.mark.django_db
def test_keeps_up_with_a_list_by_the_cursor_it_was_left_with(module: Any) -> None:
    department = a_department("市场监管")
    house = module.Suiji("https://house.example", a_token(department=department)[1], send=through_the_house)
    batch = a_batch(an_offer("AY-LH-01"), actor=a_sender())
    sequence(at=AT)
    first, cursor = house.behind(house.batches, limit=1)
    nothing, same = house.behind(house.batches, cursor=cursor)
    exchange.take_back(batch=batch, because="没有报送", actor=a_sender(), at=AT)
    sequence(at=AT)

    news, later = house.behind(house.batches, cursor=same)

    assert ([row["state"] for row in first], nothing, same) == (["HANDED_OUT"], [], cursor)
    assert [(row["id"], row["state"]) for row in news] == [(first[0]["id"], "TAKEN_BACK")]
    assert house.behind(house.batches, cursor=later) == ([], later)


def test_waits_as_long_as_it_is_told_and_asks_again_under_the_same_key(module: Any) -> None:
    answers: list[Any] = [
        (429, {"retry-after": "7"}, b"{}"),
        ConnectionResetError(),
        (503, {}, b""),
        (200, {}, b'{"added": 1}'),
    ]
    keys: list[str] = []
    waits: list[float] = []

    def send(_method: str, _url: str, headers: Mapping[str, str], _body: bytes | None) -> Any:
        keys.append(headers["Idempotency-Key"])
        answer = answers.pop(0)
        if isinstance(answer, Exception):
            raise answer
        return answer

    house = module.Suiji("https://house.example", "suiji_x", send=send, sleep=waits.append)

    assert house.hand_in_objects({"rows": [{"name": "某店"}]}, key="again-0001") == {"added": 1}
    assert keys == ["again-0001"] * 4
    assert waits == [7.0, 2.0, 4.0]


def test_gives_up_in_the_end_and_says_what_a_proxy_said(module: Any) -> None:
    waits: list[float] = []
    away = module.Suiji("x", send=lambda *_: (503, {}, b"<html>Bad gateway"), sleep=waits.append, tries=2)
    broken = module.Suiji("x", send=lambda *_: (502, {}, b"<html>Bad gateway"), sleep=waits.append)

    for house, status in ((away, 503), (broken, 502)):
        with pytest.raises(module.Problem) as refused:
            house.public_items()
        assert (refused.value.status, refused.value.said["detail"]) == (status, "<html>Bad gateway")
    assert len(waits) == 1


@pytest.mark.django_db
def test_without_a_token_reads_what_is_public(module: Any) -> None:
    house = module.Suiji("https://house.example", send=through_the_house)

    assert house.public_items()["rows"] == []
    with pytest.raises(module.Problem) as refused:
        house.me()
    assert refused.value.status == 401
