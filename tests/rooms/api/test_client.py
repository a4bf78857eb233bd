"""The client that is written from the description: it compiles, it reads, it hands in, it says what was refused."""

from collections.abc import Mapping
from types import ModuleType
from typing import Any

import pytest
from django.test import Client

from suiji.api.client_writing import client
from tests.factories.machines import a_token
from tests.factories.organs import AT
from tests.rooms.api.test_interface import DESCRIBED


@pytest.fixture(scope="module")
def module() -> ModuleType:
    made = ModuleType("suiji_client")
    exec(compile(client(DESCRIBED), "suiji_client.py", "exec"), made.__dict__)  # noqa: S102 — what we wrote ourselves
    return made


@pytest.fixture(autouse=True)
def _this_morning(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("suiji.config.clock.now", lambda: AT)


def through_the_house(
    method: str, url: str, headers: Mapping[str, str], body: bytes | None
) -> tuple[int, Mapping[str, str], bytes]:
    """The way to the network, replaced."""
    path, kind = url.removeprefix("https://house.example"), headers.get("Content-Type", "")
    answer = Client().generic(method, path, body or b"", kind, headers=dict(headers))
    return answer.status_code, dict(answer.items()), answer.content


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
def test_without_a_token_reads_what_is_public(module: Any) -> None:
    house = module.Suiji("https://house.example", send=through_the_house)

    assert house.public_items()["rows"] == []
    with pytest.raises(module.Problem) as refused:
        house.me()
    assert refused.value.status == 401
