"""封存流 — long files sealed to a public key, chunk by chunk: whoever writes a backup cannot read yesterday's.

X25519 with a pair of its own for every file, HKDF, AES-256-GCM. Each chunk's nonce is its number and whether it is the
last, so that a file cannot be cut, joined or reordered; the file's name is bound in, so that two cannot be exchanged.
"""

import base64
import binascii
from collections.abc import Iterator
from typing import IO

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from suiji.vault.safe import Unopenable

MAGIC = b"SUIJI-SEALED-1\n"
CHUNK, TAG = 1 << 20, 16
_PUBLIC, _SECRET = "suiji-backup-public-", "suiji-backup-secret-"


def new_pair() -> tuple[str, str]:
    """A secret, to be kept far from the machine, and the public key that seals for whoever holds it."""
    secret = X25519PrivateKey.generate()
    return _text(_SECRET, secret.private_bytes_raw()), _text(_PUBLIC, secret.public_key().public_bytes_raw())


def _text(beginning: str, raw: bytes) -> str:
    return beginning + base64.urlsafe_b64encode(raw).decode().rstrip("=")


def _raw(beginning: str, text: str) -> bytes:
    body = text.strip().removeprefix(beginning)
    try:
        raw = base64.urlsafe_b64decode(body + "=" * (-len(body) % 4))
    except (binascii.Error, ValueError):
        raw = b""
    if not text.strip().startswith(beginning) or len(raw) != 32:
        raise Unopenable(f"这不是备份密钥：应以 {beginning} 开头。")
    return raw


def _file_key(shared: bytes, ephemeral: bytes, recipient: bytes) -> bytes:
    return HKDF(SHA256(), 32, salt=ephemeral + recipient, info=b"suiji-backup/1").derive(shared)


def _key_of(ephemeral: bytes, secret: bytes) -> bytes:
    own = X25519PrivateKey.from_private_bytes(secret)
    try:
        shared = own.exchange(X25519PublicKey.from_public_bytes(ephemeral))
    except ValueError:
        raise Unopenable("这不是本系统封存的文件。") from None
    return _file_key(shared, ephemeral, own.public_key().public_bytes_raw())


def _nonce(number: int, last: bool) -> bytes:
    return number.to_bytes(11, "big") + bytes([last])


class Sealing:
    """A file being sealed: ``write``, then ``close``, which writes the end without which it does not open."""

    def __init__(self, file: IO[bytes], *, public: str, name: str) -> None:
        recipient = _raw(_PUBLIC, public)
        own = X25519PrivateKey.generate()
        ephemeral = own.public_key().public_bytes_raw()
        self.key = _file_key(own.exchange(X25519PublicKey.from_public_bytes(recipient)), ephemeral, recipient)
        """This file's own key: with it the writer can check what was just written, and nothing else."""
        self._bound = MAGIC + ephemeral + name.encode()
        self._file, self._buffer, self._number = file, bytearray(), 0
        file.write(MAGIC + ephemeral)

    def write(self, content: bytes) -> int:
        """Seal what fills whole chunks; the rest waits."""
        self._buffer += content
        while len(self._buffer) > CHUNK:  # never the last: that one is written by `close`
            self._seal(bytes(self._buffer[:CHUNK]), last=False)
            del self._buffer[:CHUNK]
        return len(content)

    def close(self) -> None:
        """The last chunk."""
        self._seal(bytes(self._buffer), last=True)
        self._file.flush()

    def _seal(self, content: bytes, *, last: bool) -> None:
        self._file.write(AESGCM(self.key).encrypt(_nonce(self._number, last), content, self._bound))
        self._number += 1


def opened(
    file: IO[bytes], *, name: str, secret: str | None = None, key: bytes | None = None
) -> Iterator[bytes]:
    """The content, chunk by chunk, under the recipient's secret or the file's own key; `Unopenable` otherwise.

    Every chunk is whole when it is given out; a file that was cut raises before its end.
    """
    head = file.read(len(MAGIC) + 32)
    ephemeral = head[len(MAGIC) :]
    if head[: len(MAGIC)] != MAGIC or len(ephemeral) != 32:
        raise Unopenable("这不是本系统封存的文件。")
    if key is None:
        key = _key_of(ephemeral, _raw(_SECRET, secret or ""))
    cipher, bound = AESGCM(key), MAGIC + ephemeral + name.encode()
    number, sealed = 0, file.read(CHUNK + TAG)
    while True:
        following = file.read(CHUNK + TAG)
        try:
            yield cipher.decrypt(_nonce(number, not following), sealed, bound)
        except InvalidTag:
            raise Unopenable("封存的文件打不开：密钥不对，或者文件残缺、被改动。") from None
        if not following:
            return
        number, sealed = number + 1, following
