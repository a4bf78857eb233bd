"""How the house writes dates, codes and shares: one spelling, everywhere (docs/components.md)."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

from django import template
from django.conf import settings
from django.http import QueryDict
from django.template.base import Node, NodeList, Parser, Token
from django.template.context import Context
from django.template.loader_tags import BLOCK_CONTEXT_KEY
from django.utils.html import format_html

from suiji.law.articles import numeral

register = template.Library()

SHANGHAI = ZoneInfo("Asia/Shanghai")
WEEKDAYS = "一二三四五六日"
SOON = 3
"""Working days before a deadline from which it counts as near."""


def _local(value: date) -> date:
    """An aware instant as the wall shows it in Shanghai; anything else unchanged."""
    if isinstance(value, datetime) and value.tzinfo is not None:
        return value.astimezone(SHANGHAI)
    return value


@register.filter
def cndate(value: object) -> str:
    """A day as 2026年11月23日（周一）; nothing for nothing; words stay as they are."""
    if not isinstance(value, date):
        return "" if value is None else str(value)
    day = _local(value)
    return f"{day.year}年{day.month}月{day.day}日（周{WEEKDAYS[day.weekday()]}）"


@register.filter
def cnday(value: object) -> str:
    """A day without its weekday, 2026年11月23日, for tables and narrow places."""
    return cndate(value).split("（")[0]


@register.filter
def cntime(value: object) -> str:
    """The wall clock in Shanghai, 14:05."""
    if not isinstance(value, datetime):
        return "" if value is None else str(value)
    local = _local(value)
    return f"{local:%H:%M}"


@register.filter
def cndatetime(value: object) -> str:
    """2026年11月23日（周一）14:05; a day alone keeps to its day."""
    return cndate(value) + cntime(value) if isinstance(value, datetime) else cndate(value)


@register.filter
def isodate(value: object) -> str:
    """The machine's spelling for ``<time datetime>``: 2026-11-23 or 2026-11-23T14:05+08:00."""
    if isinstance(value, datetime):
        local = _local(value)
        return local.isoformat(timespec="minutes") if isinstance(local, datetime) else ""
    return value.isoformat() if isinstance(value, date) else ""


@register.filter
def cnnumber(value: object) -> str:
    """A number under a hundred as articles are numbered: 7 is 七, 10 is 十, 21 is 二十一."""
    digits = str(value)
    return numeral(int(digits)) if digits.isdigit() and 0 < int(digits) < 100 else digits


@register.filter
def uscc_groups(value: object) -> str:
    """A unified social credit code in groups a person can read: 914105 00MA00 00001J."""
    code = str(value or "")
    return " ".join(code[start : start + 6] for start in range(0, len(code), 6))


@register.filter
def code_line(value: object) -> str:
    """What ``c-code`` shows, for long lists: a component for each of two hundred rows takes longer than the list."""
    return format_html(
        '<span class="code-line"><code class="code-groups" translate="no" data-code="{}">{}</code></span>',
        value,
        uscc_groups(value),
    )


@register.filter
def bp(value: object) -> str:
    """Basis points as a percentage, without floats: 300 is 3 %, 250 is 2.5 %."""
    if not isinstance(value, int):
        return ""
    whole, rest = divmod(abs(value), 100)
    sign = "-" if value < 0 else ""
    decimals = f"{rest:02d}".rstrip("0")
    return f"{sign}{whole}{'.' + decimals if decimals else ''} %"


@register.filter
def short_hash(value: object) -> str:
    """The first sixteen hex digits of a fingerprint in groups of four, short enough to copy on paper."""
    digits = bytes(value).hex() if isinstance(value, (bytes, memoryview)) else str(value or "")
    head = digits[:16]
    return " ".join(head[start : start + 4] for start in range(0, len(head), 4))


@register.filter
def days_left(value: object) -> str:
    """Working days left, in words: 还有 6 个工作日 · 今天到期 · 已超期 2 个工作日."""
    if not isinstance(value, int):
        return ""
    if value == 0:
        return "今天到期"
    return f"还有 {value} 个工作日" if value > 0 else f"已超期 {-value} 个工作日"


@register.filter
def urgency(value: object) -> str:
    """How a deadline is marked: ``late`` when passed, ``soon`` within three working days, else ``far``."""
    if not isinstance(value, int):
        return "far"
    if value < 0:
        return "late"
    return "soon" if value <= SOON else "far"


@register.simple_tag(takes_context=True)
def again(context: Context, name: str) -> str:
    """The words of a block once more (the title in the page's heading), exactly as the page gave them."""
    blocks = context.render_context.get(BLOCK_CONTEXT_KEY)
    block = blocks.get_block(name) if blocks is not None else None
    return block.render(context) if block is not None else ""


@register.simple_tag(takes_context=True)
def page_link(context: Context, parameter: str, number: int) -> str:
    """The address of another page of the list being looked at: every filter stays, only the page changes."""
    request = context.get("request")
    query = request.GET.copy() if request is not None else QueryDict(mutable=True)
    query[parameter] = str(number)
    return "?" + query.urlencode()


class Standing(Node):
    """See ``standing``."""

    child_nodelists = ("nodelist",)

    def __init__(self, nodelist: NodeList) -> None:
        self.nodelist, self.made = nodelist, ""

    def render(self, context: Context) -> str:
        """Made by whoever needs it first; anew each time where templates are being written."""
        if not self.made or settings.DEBUG:
            self.made = self.nodelist.render(context)
        return self.made


@register.tag
def standing(parser: Parser, _token: Token) -> Standing:
    """What is the same on every page for everybody (addresses, files of the house), made once a process."""
    inside = parser.parse(("endstanding",))
    parser.delete_first_token()
    return Standing(inside)
