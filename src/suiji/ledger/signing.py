"""Checkpoints: C2SP signed notes (Ed25519) over origin, size and root."""

import base64

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from django.conf import settings

from suiji.sampling.note import ED25519, key_id


def _key() -> Ed25519PrivateKey:
    return Ed25519PrivateKey.from_private_bytes(bytes.fromhex(settings.ENVIRONMENT.ledger_key))


def origin() -> str:
    """The log's identity: its C2SP origin and key name."""
    return str(settings.ENVIRONMENT.origin)


def verifier_key() -> str:
    """The line a stranger pins: ``name+keyid+base64(type ‖ public key)``."""
    public = _key().public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)
    return f"{origin()}+{key_id(origin(), public).hex()}+{base64.b64encode(ED25519 + public).decode()}"


def sign_checkpoint(size: int, root: bytes) -> str:
    """A signed note whose text is origin, size and base64 root, each on its line."""
    key = _key()
    public = key.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)
    text = f"{origin()}\n{size}\n{base64.b64encode(root).decode()}\n"
    signature = base64.b64encode(key_id(origin(), public) + key.sign(text.encode())).decode()
    return f"{text}\n— {origin()} {signature}\n"
