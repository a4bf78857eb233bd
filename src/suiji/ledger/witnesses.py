"""见证 — cosignatures of the log's checkpoints by strangers who saw it only grow (C2SP ``tlog-cosignature`` v1)."""

import hashlib
import re
from dataclasses import dataclass
from datetime import UTC, datetime

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from django.conf import settings

from suiji.sampling.canonical import Invalid
from suiji.sampling.note import from_base64

COSIGNATURE = b"\x04"
_VKEY = re.compile(r"([^+\s]+)\+([0-9a-f]{8})\+([A-Za-z0-9+/=]+)")
_LINE = re.compile(r"— ([^+\s]+) ([A-Za-z0-9+/=]+)")
LATEST = 2**33


@dataclass(frozen=True, slots=True)
class Witness:
    """Somebody whose cosignatures count."""

    name: str
    key_id: bytes
    public: bytes


def parse_witness(line: str) -> Witness:
    """A verifier key ``name+hexkeyid+base64(0x04‖key)``; `Invalid` unless every part agrees."""
    found = _VKEY.fullmatch(line.strip())
    key = from_base64(found[3]) if found else None
    if found is None or key is None or len(key) != 33 or key[:1] != COSIGNATURE:
        raise Invalid(f"{line!r} is not a witness's verifier key")
    made = hashlib.sha256(found[1].encode() + b"\n" + key).digest()[:4]
    if made.hex() != found[2]:
        raise Invalid(f"the verifier key of {found[1]} does not have the key id {found[2]}")
    return Witness(found[1], made, key[1:])


def witnesses() -> list[Witness]:
    """Those whom the installation trusts (``SUIJI_WITNESSES``)."""
    return [parse_witness(line) for line in settings.ENVIRONMENT.witnesses]


@dataclass(frozen=True, slots=True)
class Signed:
    """A true cosignature."""

    witness: Witness
    line: str
    at: datetime


def read_cosignature(line: str, body: str, known: list[Witness]) -> Signed | None:
    """The cosignature in a line, None where it is nobody's we know; `Invalid` where it is false."""
    found = _LINE.fullmatch(line)
    data = from_base64(found[2]) if found else None
    witness = next(
        (one for one in known if found and data and (one.name, one.key_id) == (found[1], data[:4])), None
    )
    if witness is None or data is None:
        return None
    stamp = int.from_bytes(data[4:12], "big")
    if len(data) != 76 or stamp > LATEST:
        raise Invalid(f"the cosignature of {witness.name} is malformed")
    message = f"cosignature/v1\ntime {stamp}\n{body}".encode()
    try:
        Ed25519PublicKey.from_public_bytes(witness.public).verify(data[12:], message)
    except InvalidSignature:
        raise Invalid(f"the cosignature of {witness.name} is false") from None
    return Signed(witness, line, datetime.fromtimestamp(stamp, UTC))
