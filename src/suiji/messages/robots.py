"""群机器人 — how a group of DingTalk, WeCom or Feishu hears of terms, through apprise and one guarded way out.

A group is outside the house: it hears who has how many things to do and by when, never what they are about (R111).
"""

import logging
import re
from collections.abc import Mapping, Sequence
from datetime import date
from functools import partial
from http import HTTPStatus
from types import MappingProxyType, SimpleNamespace
from typing import Any
from urllib.parse import parse_qs, urlsplit

import requests
from apprise import AppriseAsset, NotifyFormat
from apprise.plugins import dingtalk, feishu, wecombot
from django.conf import settings

from suiji.messages.models import Channel

CONNECT, PATIENCE = 5, 10
"""Seconds to be let in, and to be answered."""
TOKEN = re.compile(r"[A-Za-z0-9_-]{8,128}")
SECRET = re.compile(r"[A-Za-z0-9]{8,128}")
HOSTS: Mapping[str, str] = MappingProxyType(
    {
        Channel.DINGTALK: "oapi.dingtalk.com",
        Channel.WECOM: "qyapi.weixin.qq.com",
        Channel.FEISHU: "open.feishu.cn",
    }
)
"""Where each kind of robot lives. An installation can shut one off, never point it elsewhere."""
TITLE = "【双随机】待办提醒"
QUIET = AppriseAsset(http_redirects=False, secure_logging=True, app_id="Suiji")


class NotTaken(OSError):  # noqa: N818 — as the house's other refusals
    """The other side did not take the message. Its words are not kept: they may repeat the token."""


class Unfit(ValueError):  # noqa: N818 — as the house's other refusals
    """An address that is no robot's; the words are for the page."""


def is_allowed(kind: str) -> bool:
    """Whether the installation lets messages go to this kind of robot."""
    return HOSTS[kind] in settings.ENVIRONMENT.message_hosts


def token_of(kind: str, words: str) -> str:
    """The token in what was pasted: the robot's whole address, or the token alone. Raises ``Unfit``."""
    pasted = words.strip()
    if "://" in pasted:
        parts = urlsplit(pasted)
        if parts.scheme != "https" or parts.hostname != HOSTS[kind] or parts.port not in (None, 443):
            raise Unfit(f"这不是{Channel(kind).label}的地址，应以 https://{HOSTS[kind]}/ 开头。")
        asked = parse_qs(parts.query)
        pasted = (
            asked.get("access_token") or asked.get("key") or [parts.path.rstrip("/").rpartition("/")[2]]
        )[0]
    if not TOKEN.fullmatch(pasted):
        raise Unfit("请粘贴机器人的完整地址，或者地址里的令牌。")
    return pasted


def say(kind: str, *, token: str, secret: str, words: str) -> None:
    """Carry one message to a robot. Raises ``NotTaken`` when it did not arrive, whatever the reason."""
    robot = _robot(kind, token, secret)
    robot.request_rate_per_sec = 0  # the job's own round keeps the pace
    if not robot.send(body=f"{TITLE}\n{words}", body_format=NotifyFormat.TEXT):
        raise NotTaken(f"{Channel(kind).label}没有收下")


def _robot(kind: str, token: str, secret: str) -> Any:
    plugins: dict[str, Any] = {
        Channel.DINGTALK: partial(dingtalk.NotifyDingTalk, token=token, secret=secret or None),
        Channel.WECOM: partial(wecombot.NotifyWeComBot, key=token),
        Channel.FEISHU: partial(feishu.NotifyFeishu, token=token),
    }
    return plugins[kind](asset=QUIET)


def counted(rows: Sequence[tuple[str, date | None]], *, link: str) -> str:
    """What a group hears: each name with how many things and the nearest last day, and where to read them."""
    people: dict[str, list[date | None]] = {}
    for name, due in rows:
        people.setdefault(name, []).append(due)
    lines = []
    for name, days in people.items():
        known = sorted(day for day in days if day is not None)
        nearest = f"，最近期限 {known[0].month}月{known[0].day}日" if known else ""
        lines.append(f"{name}：{len(days)} 项{nearest}")
    return "\n".join([*lines, f"请登录平台办理：{link}"])


def _post(url: str, **given: Any) -> requests.Response:
    """The one way out of the three plugins: to the allowed hosts only, over TLS, never along a redirect.

    DingTalk and WeCom say with 200 OK that they refused, in a number in the body; here that is a refusal.
    """
    parts = urlsplit(url)
    if parts.scheme != "https" or parts.hostname not in settings.ENVIRONMENT.message_hosts:
        raise requests.RequestException("host is not allowed")
    given |= {"verify": True, "allow_redirects": False, "timeout": (CONNECT, PATIENCE)}
    answer = requests.post(url, **given)  # noqa: S113 — it stands one line above
    if answer.status_code == HTTPStatus.OK and _refused(answer):
        answer.status_code = HTTPStatus.UNPROCESSABLE_ENTITY
    return answer


def _refused(answer: requests.Response) -> bool:
    try:
        said = answer.json()
    except ValueError:
        return True
    return not isinstance(said, dict) or any(said.get(name) for name in ("errcode", "code"))


_WAY_OUT = SimpleNamespace(post=_post, codes=requests.codes, RequestException=requests.RequestException)
for _plugin in (dingtalk, feishu, wecombot):
    vars(_plugin)["requests"] = _WAY_OUT
for _talker in ("apprise", "urllib3"):  # at their lower levels they name whole addresses, tokens and all
    logging.getLogger(_talker).setLevel(logging.ERROR)
