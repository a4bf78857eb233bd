"""One town for all the tests of a module, which only look at it."""

from collections.abc import Iterator
from typing import Any

import pytest

from tests.factories.portal import MUCH_LATER, Town, a_town, standing


@pytest.fixture(scope="module")
def built(django_db_setup: None, django_db_blocker: Any) -> Iterator[Town]:
    """A populated database, taken down after the module."""
    with django_db_blocker.unblock(), standing():
        yield a_town()


@pytest.fixture
def town(built: Town, db: None, monkeypatch: pytest.MonkeyPatch) -> Town:
    """The town on a day long after its draws; what a test changes is undone."""
    monkeypatch.setattr("suiji.config.clock.now", lambda: MUCH_LATER)
    return built
