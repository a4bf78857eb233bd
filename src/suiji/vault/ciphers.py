"""The two authenticated ciphers an installation may choose between: AES-256-GCM and SM4-GCM (国密)."""

from enum import StrEnum

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

NONCE = 12
TAG = 16


class Algorithm(StrEnum):
    """算法 — as the setting names it; ``mark`` is how a sealed value names it."""

    AES = "AES-256-GCM"
    SM4 = "SM4-GCM"

    @property
    def mark(self) -> str:
        """Three letters in front of every value sealed with it."""
        return "aes" if self is Algorithm.AES else "sm4"

    @property
    def key_length(self) -> int:
        """Bytes of a key."""
        return 32 if self is Algorithm.AES else 16


MARKS = {algorithm.mark: algorithm for algorithm in Algorithm}


def encrypt(algorithm: Algorithm, key: bytes, nonce: bytes, content: bytes, bound: bytes) -> bytes:
    """Cipher text with its tag behind it."""
    if algorithm is Algorithm.AES:
        return AESGCM(key).encrypt(nonce, content, bound)
    encryptor = Cipher(algorithms.SM4(key), modes.GCM(nonce)).encryptor()
    encryptor.authenticate_additional_data(bound)
    return encryptor.update(content) + encryptor.finalize() + encryptor.tag


def decrypt(algorithm: Algorithm, key: bytes, nonce: bytes, sealed: bytes, bound: bytes) -> bytes:
    """The content; raises ``InvalidTag`` when a byte of anything differs."""
    if len(sealed) < TAG:
        raise InvalidTag
    if algorithm is Algorithm.AES:
        return AESGCM(key).decrypt(nonce, sealed, bound)
    decryptor = Cipher(algorithms.SM4(key), modes.GCM(nonce, sealed[-TAG:])).decryptor()
    decryptor.authenticate_additional_data(bound)
    return decryptor.update(sealed[:-TAG]) + decryptor.finalize()
