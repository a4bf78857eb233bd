"""短信 — the narrow port by which a text message leaves the house. Number and words lie sealed until they are sent."""

import json
import uuid
from datetime import datetime
from http.client import HTTPException
from urllib.parse import urlsplit
from urllib.request import Request, urlopen

from django.conf import settings
from django.db import transaction

from suiji import vault
from suiji.messages.models import DeliveryState, TextMessage

PATIENCE = 10
ATTEMPTS = 3
TROUBLES = (OSError, HTTPException, ValueError)


def is_open() -> bool:
    """Whether the installation has named a gateway."""
    return bool(settings.ENVIRONMENT.sms)


def write(*, phone: str, text: str, at: datetime) -> TextMessage | None:
    """Put a message into the outbox; where there is no number, a row that goes nowhere: time tells nothing.

    Nothing where the installation has no gateway.
    """
    row = TextMessage(uid=uuid.uuid4(), outcome=DeliveryState.WAITING, written_at=at)
    vault.put(row, "phone", phone)
    vault.put(row, "text", text)
    if not is_open():
        return None
    if not phone:
        row.outcome, row.done_at, row.text = DeliveryState.FAILED, at, ""
    row.save()
    return row


def carry_out(*, at: datetime, most: int = 100) -> int:
    """Hand what waits to the gateway; how many it took. What was sent, or failed, is wiped."""
    waiting = TextMessage.objects.filter(outcome=DeliveryState.WAITING).order_by("pk")
    return sum(_carry_out(pk, at) for pk in list(waiting.values_list("pk", flat=True)[:most]))


@transaction.atomic
def _carry_out(pk: int, at: datetime) -> bool:
    rows = TextMessage.objects.select_for_update(skip_locked=True)
    row = rows.filter(pk=pk, outcome=DeliveryState.WAITING).first()
    if row is None:
        return False
    row.attempts += 1
    try:
        _post(vault.take(row, "phone"), vault.take(row, "text"))
    except TROUBLES as trouble:
        row.trouble = type(trouble).__name__
        if row.attempts >= ATTEMPTS:
            row.outcome, row.done_at, row.phone, row.text = DeliveryState.FAILED, at, "", ""
    else:
        row.outcome, row.done_at, row.phone, row.text = DeliveryState.DONE, at, "", ""
    row.save()
    return row.outcome == DeliveryState.DONE


def _post(phone: str, text: str) -> None:
    """One JSON POST to the gateway that the installation names: ``{"to": …, "text": …}``."""
    address = settings.ENVIRONMENT.sms
    if urlsplit(address).scheme not in ("https", "http"):
        raise ValueError("the gateway is no web address")
    request = Request(  # noqa: S310 — the scheme was looked at above
        address,
        data=json.dumps({"to": phone, "text": text}, ensure_ascii=False).encode(),
        headers={"Content-Type": "application/json; charset=utf-8"},
        method="POST",
    )
    with urlopen(request, timeout=PATIENCE) as answer:  # noqa: S310
        answer.read(1)
