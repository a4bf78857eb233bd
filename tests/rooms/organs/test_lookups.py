"""Conditions of one shape mean what Django's own mean."""

import pytest

from suiji.libraries.models import InspectedObject
from suiji.libraries.names import grams_of
from suiji.organs.lookups import within
from suiji.organs.models import Grant
from suiji.organs.roles import Role
from tests.factories.libraries import some_objects
from tests.factories.organs import a_person

pytestmark = pytest.mark.django_db


class TestAmong:
    def test_finds_through_a_relation_too(self) -> None:
        chen, li = a_person("陈", Role.CLERK), a_person("李", Role.CLERK)

        assert [one.person_id for one in Grant.objects.filter(person__among=[chen.pk, 0])] == [chen.pk]
        assert Grant.objects.filter(person__among=[chen.pk, li.pk]).count() == 2
        assert not Grant.objects.filter(person__among=[]).exists()


class TestWords:
    @pytest.mark.parametrize("text", ["a%b", "a_b", "a\\b", "a"])
    def test_are_found_where_contains_finds_them(self, text: str) -> None:
        for number, thing in enumerate(some_objects(5)):
            name = ("a%b", "a_b", "a\\b", "axb", "甲")[number]
            InspectedObject.objects.filter(pk=thing.pk).update(name=name, name_grams=grams_of(name))

        mine = InspectedObject.objects.filter(name__like=within(text)).order_by("pk")

        assert list(mine) == list(InspectedObject.objects.filter(name__contains=text).order_by("pk"))
        assert mine.exists()

    def test_are_held_by_the_pieces_of_a_name(self) -> None:
        (thing,) = some_objects(1)
        pieces = grams_of(thing.name[:4])

        assert list(InspectedObject.objects.filter(name_grams__holds=pieces)) == [thing]
        assert not InspectedObject.objects.filter(name_grams__holds=[*pieces, "无此"]).exists()
