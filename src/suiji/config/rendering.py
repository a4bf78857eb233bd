"""表单控件 — a choice among a thousand departments is written in one go, not by a template for every option."""

from collections.abc import Mapping
from typing import Any

from django.forms.renderers import DjangoTemplates
from django.http import HttpRequest
from django.utils.html import conditional_escape, format_html, format_html_join
from django.utils.safestring import SafeString

_SELECT, _OPTION = "django/forms/widgets/select.html", "django/forms/widgets/select_option.html"

_NOTHING = SafeString("")


class Renderer(DjangoTemplates):
    """As Django's own, and for a list of choices the same words at a twentieth of the price."""

    def render(self, template_name: str, context: dict[str, Any], request: HttpRequest | None = None) -> str:
        """The control as HTML."""
        if template_name == _SELECT and _plain(context["widget"]):
            return _select(context["widget"])
        return super().render(template_name, context, request)


def _plain(widget: Mapping[str, Any]) -> bool:
    return all(
        option["template_name"] == _OPTION for _, options, _ in widget["optgroups"] for option in options
    )


def _select(widget: Mapping[str, Any]) -> SafeString:
    groups = SafeString("".join(_group(name, options) for name, options, _ in widget["optgroups"]))
    return format_html(
        '<select name="{}"{}>{}\n</select>\n', widget["name"], _attributes(widget["attrs"]), groups
    )


def _group(name: str | None, options: list[Mapping[str, Any]]) -> SafeString:
    # Each with its own escaping: format_html for every option is half of a long list's making.
    lines = SafeString("".join(map(_option, options)))
    return format_html('\n  <optgroup label="{}">{}\n  </optgroup>', name, lines) if name else lines


def _option(one: Mapping[str, Any]) -> str:
    value, label = conditional_escape(str(one["value"])), conditional_escape(one["label"])
    return f'\n  <option value="{value}"{_attributes(one["attrs"])}>{label}</option>\n'


def _attributes(attrs: Mapping[str, Any]) -> SafeString:
    if not attrs:
        return _NOTHING
    said = ((name, value) for name, value in attrs.items() if value is not False)
    return format_html_join("", "{}", ((_attribute(name, value),) for name, value in said))


def _attribute(name: str, value: object) -> SafeString:
    return format_html(" {}", name) if value is True else format_html(' {}="{}"', name, str(value))
