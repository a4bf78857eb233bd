"""Sealing and opening. A sealed value reads ``v1.<cipher>.<key id>.`` and then nonce, cipher text and tag."""

import hashlib
import hmac
import re
import secrets

from cryptography.exceptions import InvalidTag
from django.conf import settings

from suiji.vault.ciphers import MARKS, NONCE, Algorithm
from suiji.vault.keychain import NO_KEY, Unusable, id_of, keychain
from suiji.vault.provider import provider

_HEAD = re.compile(rb"v1\.(aes|sm4)\.([0-9a-f]{8})\.")


class Unopenable(Exception):  # noqa: N818 — the word the person reads
    """The value was altered, lay in another place, or its key is not at hand. Its text says which, in Chinese."""


def head() -> str:
    """How every value begins that is sealed now: today's cipher and key."""
    return f"v1.{_algorithm().mark}.{keychain().active}."


def _algorithm() -> Algorithm:
    return Algorithm(settings.ENVIRONMENT.field_cipher)


def is_sealed(content: bytes) -> bool:
    """True when the bytes look like a value of this vault."""
    return _HEAD.match(content) is not None


def seal(content: bytes, *, bound_to: str) -> bytes:
    """The content encrypted; it opens only together with the same ``bound_to``, so places cannot be swapped."""
    chain, algorithm, beginning = keychain(), _algorithm(), head().encode()
    key = chain.derived(chain.active, algorithm)
    if key is None or chain.active == id_of(NO_KEY):
        raise Unusable(
            "没有设置加密密钥（SUIJI_FIELD_KEY），不能保存需要加密的内容。请经 suiji 命令启动系统。"
        )
    nonce = secrets.token_bytes(NONCE)
    sealed = provider().encrypt(algorithm, key, nonce, content, _bound(beginning, bound_to))
    return beginning + nonce + sealed


def unseal(sealed: bytes, *, bound_to: str) -> bytes:
    """The content, or ``Unopenable``."""
    found = _HEAD.match(sealed)
    if found is None:
        raise Unopenable("密文格式无法辨认，可能已被改动。")
    algorithm, key_id = MARKS[found[1].decode()], found[2].decode()
    key = keychain().derived(key_id, algorithm)
    if key is None:
        raise Unopenable(f"缺少密钥 {key_id}，打不开。请系统管理员恢复密钥文件。")
    rest = sealed[found.end() :]
    try:
        return provider().decrypt(algorithm, key, rest[:NONCE], rest[NONCE:], _bound(found[0], bound_to))
    except (InvalidTag, ValueError):
        raise Unopenable("密文与所在的行不符，可能已被改动。请系统管理员核查数据库。") from None


def _bound(beginning: bytes, place: str) -> bytes:
    return beginning + b"\x00" + place.encode()


def fingerprint(text: str, *, of: str) -> str:
    """指纹 — the same for the same text and use, and nothing to anybody without the key: for uniqueness, look-up."""
    return hmac.new(keychain().index, f"{of}\x00{text}".encode(), hashlib.sha256).hexdigest()
