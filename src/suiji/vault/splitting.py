"""分片 — a key split among three keepers, any two of whom restore it, and one of whom learns nothing (Shamir).

Shamir's method itself cannot tell a damaged share from a good one: every share file carries a checksum, and whoever
split the key keeps each share's hash, so that a bad one is named.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256

from Crypto.Protocol.SecretSharing import Shamir

KEEPERS, NEEDED = 3, 2
BLOCK = 16
"""Shamir here works on blocks of 16 bytes: a key of 32 is split twice."""
PROTOCOL = "suiji-key-share/1"


class Damaged(Exception):  # noqa: N818 — the word the person reads
    """A share file that is not what was handed out. Its text says so in Chinese."""


@dataclass(frozen=True, slots=True)
class KeyPart:
    """One keeper's share of one key."""

    of: str
    """Which key: a ceremony's number."""
    place: int
    """From 1 to 3."""
    keeper: str
    content: bytes

    @property
    def sha256(self) -> str:
        """What is kept beside it, so that a damaged one is known."""
        return sha256(
            b"\x00".join((PROTOCOL.encode(), self.of.encode(), bytes([self.place]), self.content))
        ).hexdigest()


def split(key: bytes, *, of: str, keepers: Mapping[int, str]) -> list[KeyPart]:
    """Three shares of a key of 32 bytes, for the keepers at places 1 to 3."""
    if len(key) != 2 * BLOCK or set(keepers) != set(range(1, KEEPERS + 1)):
        raise ValueError("a key of 32 bytes is split among three keepers")
    halves = [dict(Shamir.split(NEEDED, KEEPERS, key[at : at + BLOCK])) for at in (0, BLOCK)]
    return [
        KeyPart(of, place, name, halves[0][place] + halves[1][place])
        for place, name in sorted(keepers.items())
    ]


def restore(parts: Mapping[int, bytes]) -> bytes:
    """The key that these shares make, by their places; any two of the three. Whether it is the key, its hash tells."""
    if len(parts) < NEEDED:
        raise ValueError("two shares or more restore a key")
    two = sorted(parts.items())[:NEEDED]
    return b"".join(
        Shamir.combine([(place, content[at : at + BLOCK]) for place, content in two]) for at in (0, BLOCK)
    )


def part_file(part: KeyPart) -> bytes:
    """The file that a keeper keeps."""
    said = {
        "protocol": PROTOCOL,
        "ceremony": part.of,
        "keeper": part.keeper,
        "place": part.place,
        "needed": NEEDED,
        "of": KEEPERS,
        "share": part.content.hex(),
        "checksum": part.sha256[:16],
    }
    return (json.dumps(said, ensure_ascii=False, indent=1) + "\n").encode()


def read_part(data: bytes) -> KeyPart:
    """The share in a keeper's file; ``Damaged`` where it is no such file or a digit of it was changed."""
    try:
        said = json.loads(data)
        if said["protocol"] != PROTOCOL:
            raise Damaged("这不是密钥分片文件。请选择领取分片时下载的那一个。")
        part = KeyPart(said["ceremony"], int(said["place"]), said["keeper"], bytes.fromhex(said["share"]))
        checksum = said["checksum"]
        if (
            not isinstance(part.keeper, str)
            or len(part.content) != 2 * BLOCK
            or part.place not in range(1, KEEPERS + 1)
        ):
            raise ValueError
    except (ValueError, KeyError, TypeError):
        raise Damaged("分片文件不成形，可能已经损坏。请用另外两份分片。") from None
    if part.sha256[:16] != checksum:
        raise Damaged(f"{part.keeper}的第 {part.place} 份分片已经损坏（校验不符）。请用另外两份分片。")
    return part
