"""A town whose machines ask, made once a module; and the client that is written from the description."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from types import ModuleType
from typing import Any

import pytest
from django.conf import settings
from django.test import Client

from suiji.api.client_writing import client
from suiji.api.interface import description
from tests.factories.machines import Machine, a_machine
from tests.factories.organs import a_department
from tests.factories.portal import MUCH_LATER, Town, a_town, standing

DESCRIBED = json.loads(description())


@dataclass(frozen=True)
class Place:
    """The town and a program of each of two departments, with every scope."""

    town: Town
    first: Machine
    second: Machine
    stranger: Machine


@pytest.fixture(scope="module")
def place(django_db_setup: None, django_db_blocker: Any) -> Iterator[Place]:
    with django_db_blocker.unblock(), standing(), pytest.MonkeyPatch.context() as patch:
        town = a_town()
        patch.setattr("suiji.config.clock.now", lambda: MUCH_LATER)
        patch.setattr("suiji.api.services.pacing.BURST", 100_000)  # the clock stands still
        patch.setattr(settings.ENVIRONMENT, "portal_pace", 0)  # and wrong tokens are tried by the hundred
        yield Place(
            town,
            a_machine(department=town.cast.initiator),
            a_machine(department=town.corrected.department),
            a_machine(department=a_department("气象")),
        )


@pytest.fixture(scope="module")
def module() -> ModuleType:
    made = ModuleType("suiji_client")
    exec(compile(client(DESCRIBED), "suiji_client.py", "exec"), made.__dict__)  # noqa: S102 — what we wrote ourselves
    return made


def through_the_house(
    method: str, url: str, headers: Mapping[str, str], body: bytes | None
) -> tuple[int, Mapping[str, str], bytes]:
    """The way to the network, replaced."""
    path, kind = url.removeprefix("https://house.example"), headers.get("Content-Type", "")
    answer = Client().generic(method, path, body or b"", kind, headers=dict(headers))
    return answer.status_code, dict(answer.items()), answer.content
