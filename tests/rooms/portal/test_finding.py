"""查找: a word that many bear is found another way than a rare one, and finds the same."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from suiji.portal.queries import finding
from suiji.portal.window import window
from tests.factories.portal import Town, a_town, standing

pytestmark = [pytest.mark.django_db, pytest.mark.article(20)]


@pytest.fixture(scope="module")
def town(django_db_setup: None, django_db_blocker: Any) -> Iterator[Town]:
    with django_db_blocker.unblock(), standing():
        yield a_town()


@pytest.mark.parametrize("common", [-1, 10**9], ids=["many bear it", "few bear it"])
def test_a_word_finds_its_bearers(town: Town, monkeypatch: pytest.MonkeyPatch, common: int) -> None:
    monkeypatch.setattr(finding, "COMMON", common)
    name = town.publication.visit.drawn.object.name

    page = Client().get(reverse("portal:search"), {"q": name[1:]}, follow=True).content.decode()
    other = Client().get(reverse("portal:search"), {"q": f"{name[1:]}无"}, follow=True).content.decode()

    assert name in page
    assert name not in other


def test_a_piece_known_for_rare_spares_the_planner(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    name = town.publication.visit.drawn.object.name
    monkeypatch.setattr(finding, "_known", {})
    asked: list[str] = []
    monkeypatch.setattr(finding, "_expected", lambda text: asked.append(text) or 1)

    with window():
        found = [finding.by_name(name[:4]), finding.by_name(name[:4])]

    assert found[0] == found[1] != []
    assert len(asked) == 1
    assert len(asked[0]) == 2
