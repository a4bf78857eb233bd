"""An address in a page is Django's, however often it was asked for before."""

from typing import Any

import pytest
from django.template import Context, Template
from django.test import override_settings
from django.urls import NoReverseMatch, reverse, set_script_prefix

CODES = ("91410500MA4000001J", "91410500MA4000002K", "9141 0500", "甲乙", "91410500MA4000001J&x")


def shown(template: Template, **said: Any) -> str:
    return template.render(Context(said))


class TestAnAddress:
    def test_of_every_number_and_word_is_the_one_that_leads_there(self) -> None:
        result, firm = Template("{% url 'portal:result' pk %}"), Template("{% url 'portal:firm' code %}")

        for _ in range(2):
            for pk in (7, 70, 1_000_000, "12", "34"):
                assert shown(result, pk=pk) == reverse("portal:result", args=[pk])
            for code in CODES:
                assert shown(firm, code=code) == reverse("portal:firm", args=[code]).replace("&", "&amp;")

    def test_of_a_value_that_is_also_a_word_of_the_address(self) -> None:
        firm = Template("{% url 'portal:firm' code %}")

        assert [shown(firm, code=code) for code in ("firms", "fairs", "firms")] == [
            "/firms/firms/",
            "/firms/fairs/",
            "/firms/firms/",
        ]

    def test_stands_without_a_value_with_several_and_under_a_name(self) -> None:
        page = Template(
            "{% url 'portal:home' %} {% url 'portal:item_compare' 1 2 %} {% url 'portal:items' as there %}{{ there }}"
        )

        for _ in range(2):
            assert shown(page) == "/ /items/compare/1/2/ /items/"

    def test_lies_below_where_the_house_is_served(self) -> None:
        result = Template("{% url 'portal:result' 7 %}")
        assert shown(result) == "/results/7/"
        set_script_prefix("/open/")
        try:
            assert shown(result) == "/open/results/7/"
        finally:
            set_script_prefix("/")

    def test_that_leads_nowhere_is_an_error(self) -> None:
        result = Template("{% url 'portal:result' pk %}")
        assert shown(result, pk=7)

        assert shown(result, pk="17")
        for pk in (-7, "", "a b", "ab", None):
            with pytest.raises(NoReverseMatch):
                shown(result, pk=pk)
        with override_settings(DEBUG=True), pytest.raises(NoReverseMatch):
            shown(Template("{% url 'portal:nobody' %}"))
