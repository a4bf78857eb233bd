"""The outer wall: how a message leaves the house. A further channel is one more function in ``CHANNELS``."""

import json
import smtplib
from collections.abc import Callable
from dataclasses import dataclass
from http.client import HTTPException
from urllib.parse import urlsplit
from urllib.request import HTTPRedirectHandler, Request, build_opener

from django.conf import settings
from django.core.mail import send_mail

from suiji.messages.models import Channel

PATIENCE = 10
"""Seconds an outer service has to answer."""
TROUBLES = (OSError, smtplib.SMTPException, HTTPException, ValueError)
"""What an outer service may do wrong; anything else is our own bug."""


@dataclass(frozen=True, slots=True)
class Letter:
    """What is carried out: plain text, never a risk class, a lot's owner or an identity number (Art. 25)."""

    to_name: str
    address: str
    subject: str
    sentence: str
    link: str


def by_email(letter: Letter) -> None:
    """A plain e-mail through the installation's mail server."""
    text = f"{letter.to_name}：\n\n{letter.sentence}\n\n{letter.link}\n"
    send_mail(letter.subject, text, settings.DEFAULT_FROM_EMAIL, [letter.address])


def by_webhook(letter: Letter) -> None:
    """A JSON POST to the one address the installation has set; officials cannot name another."""
    address = settings.MESSAGES_WEBHOOK
    if urlsplit(address).scheme not in ("https", "http"):
        raise ValueError("the webhook is no web address")
    said = {"to": letter.to_name, "title": letter.subject, "text": letter.sentence, "url": letter.link}
    request = Request(  # noqa: S310 — the scheme was looked at above
        address,
        data=json.dumps(said, ensure_ascii=False).encode(),
        headers={"Content-Type": "application/json; charset=utf-8"},
        method="POST",
    )
    with _OPENER.open(request, timeout=PATIENCE) as answer:
        answer.read(1)


class _Nowhere(HTTPRedirectHandler):
    """A receiver that sends us on somewhere else is not the one the installation has named."""

    def redirect_request(self, *_: object) -> None:
        """Never."""


_OPENER = build_opener(_Nowhere)

CHANNELS: dict[str, Callable[[Letter], None]] = {Channel.EMAIL: by_email, Channel.WEBHOOK: by_webhook}


def is_open(channel: str) -> bool:
    """Whether the installation has set this channel up."""
    return bool(settings.EMAIL_HOST if channel == Channel.EMAIL else settings.MESSAGES_WEBHOOK)


def words_of(trouble: BaseException) -> str:
    """What went wrong, for the page: the kind and the number, never an address that could hold a token."""
    number = getattr(trouble, "code", None) or getattr(trouble, "smtp_code", None)
    return f"{type(trouble).__name__}（{number}）" if isinstance(number, int) else type(trouble).__name__
