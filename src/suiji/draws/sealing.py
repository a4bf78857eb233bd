"""密封 — what only auditors may read is stored encrypted in the vault's way, under the installation's field keys."""

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings

from suiji import vault
from suiji.vault.safe import is_sealed

NONCE = 12


def seal(content: bytes, *, bound_to: str) -> bytes:
    """The content encrypted; it opens only together with the same ``bound_to``, so rows cannot be swapped."""
    return vault.seal(content, bound_to=bound_to)


def unseal(sealed: bytes, *, bound_to: str) -> bytes:
    """The content; raises ``vault.Unopenable`` when a byte or the place differs, or the key is not at hand."""
    return (
        vault.unseal(sealed, bound_to=bound_to) if is_sealed(sealed) else _before_the_vault(sealed, bound_to)
    )


def _before_the_vault(sealed: bytes, bound_to: str) -> bytes:
    """Files of draws made before there was a vault carry no key's id: they lie under the first key."""
    key = bytes.fromhex(settings.ENVIRONMENT.field_key)
    try:
        return AESGCM(key).decrypt(sealed[:NONCE], sealed[NONCE:], bound_to.encode())
    except InvalidTag:
        raise vault.Unopenable("密文与所在的位置不符，可能已被改动。") from None


def seal_id() -> str:
    """Which field key seals: some digits of a hash that betray nothing of it."""
    return vault.active_key_id()
