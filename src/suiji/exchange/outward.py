"""出口 — where requests of the house may go: over TLS, to hosts that the installation names, never along a redirect."""

from dataclasses import dataclass
from urllib.parse import urlsplit

import requests
from django.conf import settings

CONNECT, PATIENCE = 5, 20
"""Seconds to be let in, and to be answered."""
LARGEST = 20 * 1024 * 1024
"""Bytes of an answer that are read."""
LOOPBACK = ("localhost", "127.0.0.1")


class Unfit(ValueError):  # noqa: N818 — as the house's other refusals
    """An address to which nothing may be sent; the words are for the page."""


class Unanswered(OSError):  # noqa: N818 — as the house's other refusals
    """The other side did not answer, or not whole; the words are for the page and hold no address."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back."""

    status: int
    content: bytes


def fit(address: str) -> str:
    """The address, if something may be sent there. Raises ``Unfit``."""
    try:
        parts = urlsplit(address.strip())
        port = parts.port
    except ValueError:
        raise Unfit("这不是一个网址。") from None
    host = parts.hostname or ""
    if parts.scheme != "https" and not (parts.scheme == "http" and host in LOOPBACK):
        raise Unfit("地址应以 https:// 开头。")
    if parts.username is not None or parts.password is not None or parts.fragment:
        raise Unfit("地址里不能有用户名、密码和“#”。密钥另行登记。")
    named = host if port is None else f"{host}:{port}"
    if named not in settings.ENVIRONMENT.hook_hosts:
        raise Unfit(f"本系统没有开通向 {host[:60]} 发送。请机房人员在 SUIJI_HOOK_HOSTS 里加上这个主机。")
    return address.strip()


def ask(method: str, address: str, *, headers: dict[str, str], body: bytes | None = None) -> Answer:
    """One request and its whole answer. Raises ``Unanswered``, also where the host is no longer named."""
    try:
        with requests.request(
            method,
            fit(address),
            data=body,
            headers=headers | {"User-Agent": "Suiji"},
            timeout=(CONNECT, PATIENCE),
            allow_redirects=False,
            stream=True,
        ) as answer:
            content = b""
            for piece in answer.iter_content(1 << 16):
                content += piece
                if len(content) > LARGEST:
                    break
    except Unfit:
        raise Unanswered("本系统不再向这个主机发送") from None
    except requests.RequestException as trouble:
        raise Unanswered(f"对方没有答复（{type(trouble).__name__}）") from None
    if len(content) > LARGEST:
        raise Unanswered("对方的答复太大")
    return Answer(answer.status_code, content)
