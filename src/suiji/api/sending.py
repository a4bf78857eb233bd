"""送上门 — how an event leaves the house: signed, to the hosts that ``exchange.outward`` lets requests go to."""

import hashlib
import hmac
import json
from collections.abc import Mapping, Sequence
from typing import Any

from suiji.exchange.outward import Unanswered, Unfit, ask, fit

__all__ = ["Unfit", "fit", "send", "signature", "signatures"]


def signature(secret: str, *, timestamp: int, body: bytes) -> str:
    """What the receiver computes as well: HMAC-SHA256 over time, a dot, and the exact bytes."""
    return hmac.new(secret.encode(), f"{timestamp}.".encode() + body, hashlib.sha256).hexdigest()


def signatures(secrets: Sequence[str], *, timestamp: int, body: bytes) -> str:
    """One signature for each secret, parted by spaces, as a list of them is written in Standard Webhooks: whoever knows
    any of the secrets finds its own among them."""
    return " ".join(f"v1={signature(secret, timestamp=timestamp, body=body)}" for secret in secrets)


def send(address: str, *, secrets: Sequence[str], event: Mapping[str, Any], timestamp: int) -> str:
    """Carry an event to its address; what went wrong, or nothing. Asks anew whether it may go there."""
    body = json.dumps(event, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()
    headers = {
        "Content-Type": "application/json; charset=utf-8",
        "Suiji-Event": str(event["id"]),
        "Suiji-Timestamp": str(timestamp),
        "Suiji-Signature": signatures(secrets, timestamp=timestamp, body=body),
    }
    try:
        answer = ask("POST", address, headers=headers, body=body)
    except Unanswered as trouble:
        return str(trouble)
    return "" if 200 <= answer.status < 300 else f"对方答复 {answer.status}"
