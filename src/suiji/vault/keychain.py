"""钥匙串 — the keys, outside the database: one from the environment, and a file once keys have been changed.

The file is read again whenever it changes, so that a new key needs no restart of anybody.
"""

import hashlib
import json
import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

from suiji.vault.ciphers import Algorithm

NO_KEY = bytes(32)
"""What commands without a server run under; nothing is ever sealed with it."""


class Unusable(Exception):  # noqa: N818 — the word the administrator reads
    """There is no key to seal with, or the key file is damaged. Its text says what to do."""


@dataclass(frozen=True, slots=True)
class Keychain:
    """Every key this installation has ever sealed with; one of them seals today."""

    active: str
    keys: Mapping[str, bytes]
    index: bytes
    """Key of the fingerprints; it stays when the others change, or no number would be found again."""

    def derived(self, key_id: str, algorithm: Algorithm) -> bytes | None:
        """The cipher's own key under a key of the chain, or None where the chain does not hold it."""
        key = self.keys.get(key_id)
        return None if key is None else _derived(key, algorithm.value, algorithm.key_length)


@lru_cache(maxsize=64)
def _derived(key: bytes, use: str, length: int) -> bytes:
    return HKDF(SHA256(), length, salt=None, info=b"suiji-vault/1 " + use.encode()).derive(key)


def id_of(key: bytes) -> str:
    """A key's name: eight hex digits of a hash, which betray nothing of it."""
    return hashlib.sha256(b"suiji-field-key\x00" + key).hexdigest()[:8]


def keychain() -> Keychain:
    """The keys as they are now."""
    first, path = bytes.fromhex(settings.ENVIRONMENT.field_key), keychain_path()
    try:
        status = path.stat()
    except FileNotFoundError:
        return _alone(first)
    return _from_file(path, status.st_mtime_ns, status.st_ino, first)


def keychain_path() -> Path:
    """Where further keys lie."""
    named: Path | None = settings.ENVIRONMENT.keychain
    data: Path = settings.ENVIRONMENT.data_dir
    return named or data / "keychain.json"


def active_key_id() -> str:
    """The id of the key that seals today."""
    return keychain().active


@lru_cache(maxsize=4)
def _alone(first: bytes) -> Keychain:
    return Keychain(id_of(first), {id_of(first): first}, _derived(first, "index", 32))


@lru_cache(maxsize=4)
def _from_file(path: Path, _changed: int, _file: int, first: bytes) -> Keychain:
    try:
        said = json.loads(path.read_text("utf-8"))
        keys = {id_of(key): key for key in (bytes.fromhex(text) for text in said["keys"])}
        found = Keychain(said["active"], {id_of(first): first} | keys, bytes.fromhex(said["index"]))
    except (ValueError, KeyError, TypeError) as error:
        raise Unusable(f"密钥文件 {path} 已损坏。请从备份中恢复它；没有它，加密字段打不开。") from error
    if found.active not in found.keys:
        raise Unusable(f"密钥文件 {path} 中没有现用密钥 {found.active}。请从备份中恢复它。")
    return found


def add_key() -> Keychain:
    """A new key from the operating system seals from now on; all earlier ones still open. Written whole or not at all.

    The file appears with mode 0600 beside the installation's other secrets.
    """
    chain, new = keychain(), secrets.token_bytes(32)
    content = {
        "active": id_of(new),
        "index": chain.index.hex(),
        "keys": [key.hex() for key in (*chain.keys.values(), new) if key != NO_KEY],
    }
    path = keychain_path()
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f".{path.name}.{os.getpid()}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w") as file:
        json.dump(content, file, indent=1)
        file.flush()
        os.fsync(file.fileno())
    draft.replace(path)
    return keychain()
