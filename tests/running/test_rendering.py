"""A choice is written as Django writes it, whatever stands in it."""

import pytest
from django import forms
from django.forms.renderers import DjangoTemplates
from django.utils.safestring import mark_safe

from suiji.config.rendering import Renderer

CHOICES = [
    ("", "全部"),
    (1, "安阳市<b>市场监管</b>局"),
    ("a&b", mark_safe("<i>已经转义</i>")),
    ("局", [("x", '甲 "乙"'), ("y", "丙")]),
]


def both(widget: forms.Select, value: object) -> tuple[str, str]:
    attrs = {"id": "id_one", "required": True, "hidden": False, "data-said": '甲"乙'}
    ours = widget.render("one", value, attrs, renderer=Renderer())
    theirs = widget.render("one", value, attrs, renderer=DjangoTemplates())
    return ours, theirs


def plain(html: str) -> list[str]:
    return [line.strip() for line in html.splitlines() if line.strip()]


@pytest.mark.parametrize("value", ["", 1, "a&b", "y", None, "nobody"])
def test_a_choice_reads_as_djangos(value: object) -> None:
    ours, theirs = both(forms.Select(choices=CHOICES), value)

    assert plain(ours) == plain(theirs)


def test_a_choice_of_several_reads_as_djangos() -> None:
    ours, theirs = both(forms.SelectMultiple(choices=CHOICES), ["a&b", "x"])

    assert plain(ours) == plain(theirs)
    assert ours.count("selected") == 2


def test_an_option_with_a_template_of_its_own_keeps_it() -> None:
    class Own(forms.Select):
        option_template_name = "django/forms/widgets/checkbox_option.html"

    ours, theirs = both(Own(choices=CHOICES), "x")

    assert ours == theirs


def test_other_controls_are_djangos() -> None:
    widget = forms.TextInput()

    assert widget.render("a", "<b>", renderer=Renderer()) == widget.render(
        "a", "<b>", renderer=DjangoTemplates()
    )
