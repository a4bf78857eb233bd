"""公开信标 — a drand round: which one to name before it exists, and what somebody brings of it later (§3).

Nothing here touches a network. A round is as good from a colleague's memory stick as from the beacon itself:
its signature can only have been made by the beacon's own distributed key, whose public half is written here.
"""

from typing import Any

from suiji.sampling.canonical import parse_json, sha256
from suiji.sampling.shape import Record
from suiji.sampling.sources import GENESIS, PERIOD, QUICKNET, Beacon

SIGNATURE_BYTES = 48
QUICKNET_KEY = (
    "83cf0f2896adee7eb8b5f01fcad3912212c437e0073e911fb90022d3e760183c"
    "8c4b450b6a0a6c3ac6a5776a2d1064510d1fec758c921cc22b0e17e63aaf4bcb"
    "5ed66304de9cf809bd274ca73bab4af5a6e9c76a4bc09e76eae8991ef5ece45a"
)
"""The chain's public key: what every signature is verified against."""


def round_after(instant: int) -> Beacon:
    """The first round that is published after an instant, in seconds since 1970."""
    return Beacon(QUICKNET, max(1, (instant - GENESIS) // PERIOD + 2))


def is_genuine(number: int, signature: bytes) -> bool | None:
    """Whether the chain's pinned key signed the round; None where nothing here can tell (BLS12-381)."""
    try:
        from drand_verify import verify_bls_unchained_g1_rfc9380
    except ImportError:
        return None
    try:
        verify_bls_unchained_g1_rfc9380(number, signature.hex(), QUICKNET_KEY)
    except ValueError:
        return False
    return True


def open_round(record: Record, beacon: Beacon) -> tuple[bytes, bool]:
    """The round's randomness, and whether its signature could be verified here; `Unusable` if it is another's."""
    for name, value in (("kind", beacon.kind), ("chain", beacon.chain)):
        if name in record.value:
            record.one_of(name, value)
    record.whole("round", beacon.round, beacon.round)
    signature = record.hexed("signature", SIGNATURE_BYTES)
    randomness = sha256(signature)
    if "randomness" in record.value and record.hexed("randomness", len(randomness)) != randomness:
        raise record.refusal("randomness", "is not the hash of the signature")
    genuine = is_genuine(beacon.round, signature)
    if genuine is False:
        raise record.refusal("signature", f"is not the beacon's for round {beacon.round}")
    return randomness, genuine is True


def read_beacon(data: bytes, beacon: Beacon, file: str = "beacon.json") -> dict[str, Any]:
    """The round as ``reveal.json`` has it, from the JSON that the beacon's relays give; always verified.

    `Unusable` where it is another round or chain, its signature is not the beacon's, or cannot be checked here.
    """
    optional = ("kind", "chain", "randomness", "previous_signature")
    record = Record(parse_json(data, file), file, required=("round", "signature"), optional=optional)
    if record.value.get("previous_signature"):
        raise record.refusal("previous_signature", "belongs to another chain, whose rounds hang together")
    randomness, verified = open_round(record, beacon)
    if not verified:
        raise record.refusal("signature", "cannot be checked here: install drand-verify")
    return {
        "kind": beacon.kind,
        "chain": beacon.chain,
        "round": beacon.round,
        "randomness": randomness.hex(),
        "signature": record.text("signature"),
    }
