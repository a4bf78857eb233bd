"""``url``, remembered: Django looks an address up anew for every row of every list (a fifth of a list page's making).

The same words as Django's. A view that is named outright, with nothing or one plain value, is looked up once a process;
after that only the value is put in its place. A value is plain that needs no escaping anywhere: a whole number, or
letters and digits of as many signs as the one that was looked up (a fingerprint, a credit code). All else is Django's.
"""

from django import template
from django.template.base import Parser, Token
from django.template.context import Context
from django.template.defaulttags import URLNode
from django.template.defaulttags import url as as_ever
from django.urls import get_script_prefix, get_urlconf
from django.utils.safestring import SafeString

register = template.Library()

Kind = type[None] | type[int] | int
"""Of a value: none, a number, or of how many signs the word is, below zero where all are digits."""
Halves = tuple[str, str]


class Address(URLNode):
    """See the module."""

    known: dict[tuple[str, str | None, Kind], Halves]

    def render(self, context: Context) -> str:
        """The address; raises NoReverseMatch as Django's tag does."""
        value = self.args[0].resolve(context) if self.args else None
        kind = _kind(value) if self.args else type(None)
        if kind is None or not context.autoescape:
            return super().render(context)
        place = (get_script_prefix(), get_urlconf(), kind)
        halves = self.known.get(place)
        if halves is None:
            address = super().render(context)
            if halves := _halves(address, value):
                self.known[place] = halves
            return address
        return SafeString(halves[0] if value is None else f"{halves[0]}{value}{halves[1]}")


def _kind(value: object) -> Kind | None:
    """None for a value that is not plain."""
    if type(value) is int:
        return int if value >= 0 else None
    if isinstance(value, str) and value.isascii() and value.isalnum():
        return -len(value) if value.isdigit() else len(value)
    return None


def _halves(address: str, value: object) -> Halves | None:
    """What stands before and behind the value; None where it is not told from the rest."""
    if value is None:
        return address, ""
    before, found, behind = address.partition(str(value))
    return (before, behind) if found and str(value) not in behind else None


@register.tag
def url(parser: Parser, token: Token) -> URLNode:
    """As Django's."""
    node = as_ever(parser, token)
    plain = not node.kwargs and node.asvar is None and len(node.args) <= 1
    if plain and not node.view_name.is_var and not node.view_name.filters:
        node = Address(node.view_name, node.args, node.kwargs, node.asvar)
        node.known = {}
    return node
