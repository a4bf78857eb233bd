"""Signed notes and checkpoints (C2SP ``signed-note``, ``tlog-checkpoint``) with Ed25519 (RFC 8032).

Reading only: nothing here holds a secret, so plain integers do, and the standard library is enough.
"""

import base64
import binascii
import re
from dataclasses import dataclass
from hashlib import sha256, sha512

from suiji.sampling.canonical import Invalid

ED25519 = b"\x01"
MOST_SIGNATURES = 64
_VKEY = re.compile(r"([^+\s]+)\+([0-9a-f]{8})\+([A-Za-z0-9+/=]+)")
_SIGNATURE = re.compile(r"— ([^+\s]+) ([A-Za-z0-9+/=]+)")
_DECIMAL = re.compile(r"0|[1-9][0-9]{0,18}", re.ASCII)


@dataclass(frozen=True, slots=True)
class VerifierKey:
    """The public key of whoever signs: what a stranger pins."""

    name: str
    key_id: bytes
    public: bytes


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """What a log states under its signature: its identity, how many entries, and their Merkle root."""

    origin: str
    size: int
    root: bytes


def key_id(name: str, public: bytes) -> bytes:
    """The four bytes by which a signature names its key."""
    return sha256(name.encode() + b"\n" + ED25519 + public).digest()[:4]


def parse_vkey(line: str) -> VerifierKey:
    """A verifier key ``name+hexkeyid+base64(0x01‖key)``; `Invalid` unless every part agrees."""
    match = _VKEY.fullmatch(line.removesuffix("\n"))
    if match is None:
        raise Invalid("not a verifier key: name+keyid+base64")
    name, shown, encoded = match.groups()
    key = from_base64(encoded)
    if key is None or len(key) != 33 or key[:1] != ED25519:
        raise Invalid(f"the verifier key of {name} is not an Ed25519 key")
    if key_id(name, key[1:]).hex() != shown:
        raise Invalid(f"the verifier key of {name} does not have the key id {shown}")
    return VerifierKey(name, bytes.fromhex(shown), key[1:])


def open_note(note: str, key: VerifierKey) -> str:
    """The note's text, where this key signed it; signatures by other keys are passed over."""
    text, blank, block = note.rpartition("\n\n")
    if not blank or any(character < " " and character != "\n" for character in note):
        raise Invalid("not a signed note: text, empty line, signatures")
    text += "\n"
    lines = block.split("\n")
    if lines.pop() or not lines or len(lines) > MOST_SIGNATURES:
        raise Invalid("not a signed note: it ends otherwise than with signature lines")
    verdicts = [_signed(line, text, key) for line in lines]
    if False in verdicts:
        raise Invalid(f"the signature of {key.name} is false")
    if True not in verdicts:
        raise Invalid(f"{key.name} did not sign this note")
    return text


def _signed(line: str, text: str, key: VerifierKey) -> bool | None:
    """Whether the line is this key's true or false signature; None where it is somebody else's."""
    match = _SIGNATURE.fullmatch(line)
    signature = from_base64(match[2]) if match else None
    if match is None or signature is None or len(signature) < 5:
        raise Invalid("not a signed note: a signature line is malformed")
    if (match[1], signature[:4]) != (key.name, key.key_id):
        return None
    return verify_ed25519(key.public, text.encode(), signature[4:])


def open_checkpoint(note: str, vkey: str | VerifierKey) -> Checkpoint:
    """The checkpoint in a note signed by this log's key, whose name is the log's origin; else `Invalid`."""
    key = parse_vkey(vkey) if isinstance(vkey, str) else vkey
    lines = open_note(note, key).removesuffix("\n").split("\n")
    if len(lines) < 3 or not all(lines):
        raise Invalid("not a checkpoint: origin, size and root, each on its line")
    origin, size, encoded = lines[:3]
    root = from_base64(encoded)
    if not _DECIMAL.fullmatch(size) or root is None or len(root) != 32:
        raise Invalid("not a checkpoint: origin, size and root, each on its line")
    if origin != key.name:
        raise Invalid(f"the checkpoint is of {origin}, the key of {key.name}")
    return Checkpoint(origin, int(size), root)


def from_base64(text: str) -> bytes | None:
    """The bytes of canonical standard base64 (RFC 4648 §4), or None where it is anything else."""
    try:
        data = base64.b64decode(text, validate=True)
    except binascii.Error:
        return None
    return data if base64.b64encode(data).decode() == text else None


# ── Ed25519 (RFC 8032, §5.1) ───────────────────────────────────────────────────────────

P = 2**255 - 19
ORDER = 2**252 + 27742317777372353535851937790883648493
_D = -121665 * pow(121666, -1, P) % P
_ROOT_OF_MINUS_ONE = pow(2, (P - 1) // 4, P)
Point = tuple[int, int, int, int]
"""Extended coordinates X, Y, Z, T: x = X/Z, y = Y/Z, xy = T/Z."""


def _add(a: Point, b: Point) -> Point:
    first, second = (a[1] - a[0]) * (b[1] - b[0]) % P, (a[1] + a[0]) * (b[1] + b[0]) % P
    third, fourth = 2 * a[3] * b[3] * _D % P, 2 * a[2] * b[2] % P
    e, f, g, h = second - first, fourth - third, fourth + third, second + first
    return e * f % P, g * h % P, f * g % P, e * h % P


def _times(factor: int, point: Point) -> Point:
    result: Point = (0, 1, 1, 0)
    while factor:
        if factor & 1:
            result = _add(result, point)
        point, factor = _add(point, point), factor >> 1
    return result


def _recover_x(y: int, sign: int) -> int | None:
    square = (y * y - 1) * pow(_D * y * y + 1, -1, P) % P
    x = pow(square, (P + 3) // 8, P)
    if (x * x - square) % P:
        x = x * _ROOT_OF_MINUS_ONE % P
    if (x * x - square) % P or (x == 0 and sign):
        return None
    return P - x if x & 1 != sign else x


def _point(data: bytes) -> Point | None:
    encoded = int.from_bytes(data, "little")
    y = encoded & ((1 << 255) - 1)
    x = _recover_x(y, encoded >> 255) if y < P else None
    return None if x is None else (x, y, 1, x * y % P)


def _same(a: Point, b: Point) -> bool:
    return (a[0] * b[2] - b[0] * a[2]) % P == 0 and (a[1] * b[2] - b[1] * a[2]) % P == 0


_BASE_Y = 4 * pow(5, -1, P) % P
_BASE = _point(_BASE_Y.to_bytes(32, "little"))


def verify_ed25519(public: bytes, message: bytes, signature: bytes) -> bool:
    """Whether this is the key's signature of the message; any encoding but the canonical one is false."""
    if len(public) != 32 or len(signature) != 64:
        return False
    key, commitment = _point(public), _point(signature[:32])
    scalar = int.from_bytes(signature[32:], "little")
    if key is None or commitment is None or _BASE is None or scalar >= ORDER:
        return False
    challenge = int.from_bytes(sha512(signature[:32] + public + message).digest(), "little") % ORDER
    return _same(_times(scalar, _BASE), _add(commitment, _times(challenge, key)))
