"""国密签名 — the log's checkpoints under an SM2 signature beside the Ed25519 one (GB/T 39786; decision 0109).

A further line of the signed note (C2SP ``signed-note``, type 0xff for what it does not know): whoever reads only
Ed25519 passes it over. It is made once an hour, for the newest checkpoint, which holds all older ones.
"""

import base64
import hashlib
from collections.abc import Iterator
from datetime import datetime

from suiji.ledger.models import Cosignature
from suiji.ledger.queries import last_checkpoint
from suiji.ledger.services import keep_own_signature
from suiji.ledger.signing import origin
from suiji.sampling.note import from_base64
from suiji.vault.provider import provider

KIND = b"\xffSM2-SM3"


def name() -> str:
    """Under which name the house signs so."""
    return f"{origin()}/sm2"


def _key_id(public: bytes) -> bytes:
    return hashlib.sha256(name().encode() + b"\n" + KIND + public).digest()[:4]


def public_line() -> str:
    """What a checker pins: ``name+keyid+base64(type ‖ public key)``; empty where the house has no SM2 key."""
    public = provider().public_key()
    return f"{name()}+{_key_id(public).hex()}+{base64.b64encode(KIND + public).decode()}" if public else ""


def sign_newest(*, at: datetime) -> bool:
    """The newest checkpoint under SM2, once; False where there is no key, or nothing new."""
    public, newest = provider().public_key(), last_checkpoint()
    if not public or newest is None or newest.cosignatures.filter(witness=name()).exists():
        return False
    text = newest.note.partition("\n\n")[0] + "\n"
    signature = base64.b64encode(_key_id(public) + provider().sign(text.encode())).decode()
    keep_own_signature(checkpoint=newest, name=name(), line=f"— {name()} {signature}", at=at)
    return True


def problems() -> Iterator[str]:
    """Every SM2 signature of the house that does not hold, one Chinese sentence each."""
    public = provider().public_key()
    if not public:
        return
    rows = Cosignature.objects.filter(witness=name()).select_related("checkpoint").order_by("checkpoint_id")
    for row in rows.iterator():
        data = from_base64(row.line.rpartition(" ")[2]) or b""
        text = row.checkpoint.note.partition("\n\n")[0] + "\n"
        if data[:4] == _key_id(public) and not provider().verify(text.encode(), data[4:], public):
            yield f"检查点 {row.checkpoint_id} 的国密签名（SM2）无效。"
