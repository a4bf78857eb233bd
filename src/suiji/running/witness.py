"""Asking a witness to cosign the newest checkpoint (C2SP ``tlog-witness``, add-checkpoint)."""

import base64
from urllib.error import HTTPError, URLError
from urllib.request import Request, urlopen

from suiji.running.trouble import Trouble

PATIENCE = 20
"""Seconds."""
CONFLICT = 409


def ask(address: str) -> int:
    """How many cosignatures this witness gave; `Trouble` where it cannot be reached or refuses."""
    from suiji.ledger.queries import last_checkpoint
    from suiji.ledger.services import take_cosignatures

    newest = last_checkpoint()
    if newest is None:
        return 0
    status, answer = _post(address, _body(0, newest.size, newest.note))
    if status == CONFLICT and answer.strip().isdecimal():
        status, answer = _post(address, _body(int(answer), newest.size, newest.note))
    if status != 200:
        raise Trouble(f"见证人没有联署（{status}）：{answer.strip()[:200]}")
    return len(take_cosignatures(size=newest.size, lines=answer.splitlines()))


def _body(old: int, size: int, note: str) -> bytes:
    from suiji.ledger.queries import consistency_path

    path = consistency_path(old, size) if 0 < old < size else []
    lines = [f"old {old}", *(base64.b64encode(step).decode() for step in path), "", note]
    return "\n".join(lines).encode()


def _post(address: str, body: bytes) -> tuple[int, str]:
    url = address.rstrip("/") + "/add-checkpoint"
    if not url.startswith(("http://", "https://")):
        raise Trouble("见证人的地址应以 http:// 或者 https:// 开头。")
    try:
        with urlopen(Request(url, data=body, method="POST"), timeout=PATIENCE) as answer:  # noqa: S310 — http(s) only
            return answer.status, answer.read(65536).decode("utf-8", "replace")
    except HTTPError as error:
        return error.code, error.read(65536).decode("utf-8", "replace")
    except (URLError, TimeoutError) as error:
        raise Trouble(f"连不上见证人：{error}") from None
