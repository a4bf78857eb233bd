"""密封 — what only auditors may read is stored encrypted (AES-256-GCM) under the installation's field key."""

import hashlib
import secrets

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings

NONCE = 12


def _field_key() -> bytes:
    return bytes.fromhex(settings.ENVIRONMENT.field_key)


def seal(content: bytes, *, bound_to: str) -> bytes:
    """The content encrypted; it opens only together with the same ``bound_to``, so rows cannot be swapped."""
    nonce = secrets.token_bytes(NONCE)
    return nonce + AESGCM(_field_key()).encrypt(nonce, content, bound_to.encode())


def unseal(sealed: bytes, *, bound_to: str) -> bytes:
    """The content; raises ``cryptography.exceptions.InvalidTag`` when a byte or the place differs."""
    return AESGCM(_field_key()).decrypt(sealed[:NONCE], sealed[NONCE:], bound_to.encode())


def seal_id() -> str:
    """Which field key seals: a hash that betrays nothing of it."""
    return hashlib.sha256(b"suiji-field-key\x00" + _field_key()).hexdigest()
