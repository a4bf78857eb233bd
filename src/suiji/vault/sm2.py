"""国密 — SM2 signatures (GB/T 32918.2, curve of GB/T 32918.5) and the SM3 hash (GB/T 32905), in plain integers.

For evaluation and for checking what others signed: no library we run offers SM2. Where a secret key must not lie in
memory, a site names its own provider (``vault.provider``), a machine or a card that never gives the key away.
"""

import secrets
from dataclasses import dataclass
from functools import cache

from cryptography.hazmat.primitives import hashes

P = 0xFFFFFFFEFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF00000000FFFFFFFFFFFFFFFF
A = 0xFFFFFFFEFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF00000000FFFFFFFFFFFFFFFC
B = 0x28E9FA9E9D9F5E344D5A9E4BCF6509A7F39789F515AB8F92DDBCBD414D940E93
N = 0xFFFFFFFEFFFFFFFFFFFFFFFFFFFFFFFF7203DF6B21C6052B53BBF40939D54123
G = (
    0x32C4AE2C1F1981195F9904466A39C9948FE30BBFF2660BE1715A4589334C74C7,
    0xBC3736A2F4F6779C59BDCEE36B692153D0A9877CC62A474002DF32E52139F0A0,
)
IDENTITY = b"1234567812345678"
"""The signer's identity where none was agreed (GM/T 0009)."""
SIZE = 32
Point = tuple[int, int] | None
"""A point of the curve; None is the one at infinity."""


@dataclass(frozen=True, slots=True)
class Public:
    """A public key that lies on the curve."""

    x: int
    y: int

    def __post_init__(self) -> None:
        if not (0 <= self.x < P and 0 <= self.y < P and (self.y**2 - self.x**3 - A * self.x - B) % P == 0):
            raise ValueError("not a point of the SM2 curve")

    def __bytes__(self) -> bytes:
        return self.x.to_bytes(SIZE, "big") + self.y.to_bytes(SIZE, "big")

    @classmethod
    def read(cls, content: bytes) -> "Public":
        """Of 64 bytes, x and y."""
        if len(content) != 2 * SIZE:
            raise ValueError("an SM2 public key has 64 bytes")
        return cls(int.from_bytes(content[:SIZE], "big"), int.from_bytes(content[SIZE:], "big"))


def sm3(content: bytes) -> bytes:
    """The hash of 32 bytes."""
    digest = hashes.Hash(hashes.SM3())
    digest.update(content)
    return digest.finalize()


def add(one: Point, other: Point) -> Point:
    """The sum of two points."""
    if one is None or other is None:
        return one or other
    if one[0] == other[0] and (one[1] + other[1]) % P == 0:
        return None
    if one == other:
        slope = (3 * one[0] ** 2 + A) * pow(2 * one[1], -1, P)
    else:
        slope = (other[1] - one[1]) * pow(other[0] - one[0], -1, P)
    x = (slope**2 - one[0] - other[0]) % P
    return x, (slope * (one[0] - x) - one[1]) % P


def times(factor: int, point: Point) -> Point:
    """The point, added to itself so often."""
    found: Point = None
    while factor:
        if factor & 1:
            found = add(found, point)
        point, factor = add(point, point), factor >> 1
    return found


@cache
def public_of(secret: int) -> Public:
    """The public key of a secret one."""
    if not 1 <= secret < N - 1:
        raise ValueError("not an SM2 secret key")
    point = times(secret, G)
    assert point is not None
    return Public(*point)


def digest_of(content: bytes, public: Public, identity: bytes = IDENTITY) -> int:
    """What is signed: the hash of signer, curve, key and content (GB/T 32918.2, 5.5 and 6.1)."""
    parts = [(len(identity) * 8).to_bytes(2, "big"), identity]
    parts += [number.to_bytes(SIZE, "big") for number in (A, B, *G, public.x, public.y)]
    return int.from_bytes(sm3(sm3(b"".join(parts)) + content), "big")


def sign(content: bytes, secret: int, *, identity: bytes = IDENTITY, nonce: int | None = None) -> bytes:
    """A signature of 64 bytes, r and s. ``nonce`` is for the published vectors only."""
    digest = digest_of(content, public_of(secret), identity)
    while True:
        k = nonce or 1 + secrets.randbelow(N - 1)
        point = times(k, G)
        assert point is not None
        r = (digest + point[0]) % N
        s = pow(1 + secret, -1, N) * (k - r * secret) % N
        if r and s and r + k != N:
            return r.to_bytes(SIZE, "big") + s.to_bytes(SIZE, "big")


def verify(content: bytes, signature: bytes, public: Public, *, identity: bytes = IDENTITY) -> bool:
    """Whether the holder of the secret key signed just this."""
    if len(signature) != 2 * SIZE:
        return False
    r, s = int.from_bytes(signature[:SIZE], "big"), int.from_bytes(signature[SIZE:], "big")
    if not (1 <= r < N and 1 <= s < N) or (r + s) % N == 0:
        return False
    point = add(times(s, G), times((r + s) % N, (public.x, public.y)))
    return point is not None and (digest_of(content, public, identity) + point[0]) % N == r
