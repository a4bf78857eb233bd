"""密码服务 — the one narrow way to ciphers, hash and signatures: ours in software, or a site's own machine or card.

A site names a function in ``SUIJI_CRYPTO`` (``package.module:function``); it gives an object with these six words, and
every sealed field, every sealed file and the log's SM2 signature goes through it (GB/T 39786, decision 0109).
"""

from functools import cache
from typing import Protocol

from django.conf import settings
from django.utils.module_loading import import_string

from suiji.vault import ciphers, sm2
from suiji.vault.ciphers import Algorithm


class Provider(Protocol):
    """密码服务接口 — what a site's cryptographic module looks like to the house."""

    def encrypt(self, algorithm: Algorithm, key: bytes, nonce: bytes, content: bytes, bound: bytes) -> bytes:
        """AES-256-GCM or SM4-GCM: cipher text with its tag behind it."""

    def decrypt(self, algorithm: Algorithm, key: bytes, nonce: bytes, sealed: bytes, bound: bytes) -> bytes:
        """The content; raises ``InvalidTag`` when a byte of anything differs."""

    def digest(self, content: bytes) -> bytes:
        """SM3."""

    def public_key(self) -> bytes:
        """The house's SM2 public key, x and y; empty where it has none."""

    def sign(self, content: bytes) -> bytes:
        """The house's SM2 signature over it, r and s."""

    def verify(self, content: bytes, signature: bytes, public: bytes) -> bool:
        """Whether the holder of that SM2 key signed just this."""


class Software:
    """Without a machine: OpenSSL's SM3, SM4 and AES, our own SM2, the secret key from ``SUIJI_SM2_KEY``."""

    encrypt = staticmethod(ciphers.encrypt)
    decrypt = staticmethod(ciphers.decrypt)
    digest = staticmethod(sm2.sm3)

    def public_key(self) -> bytes:
        """As the interface says."""
        return bytes(sm2.public_of(self._secret())) if settings.ENVIRONMENT.sm2_key else b""

    def sign(self, content: bytes) -> bytes:
        """As the interface says."""
        return sm2.sign(content, self._secret())

    def verify(self, content: bytes, signature: bytes, public: bytes) -> bool:
        """As the interface says."""
        return sm2.verify(content, signature, sm2.Public.read(public))

    @staticmethod
    def _secret() -> int:
        return int(settings.ENVIRONMENT.sm2_key, 16)


@cache
def _named(path: str) -> Provider:
    if not path:
        return Software()
    made: Provider = import_string(path.replace(":", "."))()
    return made


def provider() -> Provider:
    """The site's, or ours."""
    return _named(settings.ENVIRONMENT.crypto)
