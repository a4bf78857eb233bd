"""先后 — proof from the public log that all was fixed before the seed could be known (decision 0002)."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from suiji.sampling.canonical import Invalid, decode, judged, parse_canonical
from suiji.sampling.note import VerifierKey, parse_vkey
from suiji.sampling.proof import Proof, parse_proof
from suiji.sampling.shape import Record

FOLDER = "log/"
VKEY = "log/vkey"
ACTS = {
    "log/opening.proof": "draw.opened",
    "log/commitment.proof": "draw.committed",
    "log/reveals.proof": "draw.revealed",
    "log/result.proof": "draw.resulted",
}
"""The proofs of a bundle in the order in which their acts must stand in the log."""


def has_log(files: Mapping[str, bytes]) -> bool:
    """Whether the bundle brings anything from the log."""
    return any(name in files for name in (VKEY, *ACTS))


def check_order(files: Mapping[str, bytes], bodies: Mapping[str, Mapping[str, Any]]) -> VerifierKey:
    """The log's key, where its signed proofs show this bundle's acts in their order; else `Invalid`.

    ``bodies`` holds, for each act, the members its body must have.
    """
    for name in (VKEY, *ACTS):
        if name not in files:
            raise Invalid(f"{name}: is missing, so that the order of events is unproven")
    with judged():
        key = parse_vkey(decode(files[VKEY], VKEY))
    before, signed = -1, 0
    for name, act in ACTS.items():
        proof, size = _opened(files[name], name, key)
        _check_leaf(proof.leaf, name, act, bodies[act])
        if proof.index <= before:
            raise Invalid(f"{name}: entry {proof.index} does not come after the act before it")
        if act == "draw.revealed" and proof.index < signed:
            raise Invalid(f"{name}: the commitment's checkpoint was signed only after the reveal")
        before, signed = proof.index, size
    return key


def _opened(data: bytes, name: str, key: VerifierKey) -> tuple[Proof, int]:
    try:
        with judged():
            proof = parse_proof(decode(data, name))
        return proof, proof.opened(key).size
    except Invalid as error:
        raise Invalid(f"{name}: {str(error).removeprefix(f'{name}: ')}") from None


def _check_leaf(leaf: bytes, name: str, act: str, body: Mapping[str, Any]) -> dict[str, Any]:
    with judged():
        record = Record(parse_canonical(leaf, name), name, required=("act", "at", "body", "id"), at="extra")
        record.one_of("act", act)
        logged = record.mapping("body")
    for member, value in body.items():
        if logged.get(member) != value:
            raise Invalid(f"{name}: the logged {member} is not this bundle's")
    return logged


@dataclass(frozen=True, slots=True)
class Logged:
    """An act that a bundle proves to be in the log."""

    index: int
    body: dict[str, Any]


def logged(files: Mapping[str, bytes], name: str, act: str, body: Mapping[str, Any]) -> Logged:
    """The act that this proof shows under the bundle's log key, its body having these members; else `Invalid`."""
    if name not in files:
        raise Invalid(f"{name}: is missing")
    with judged():
        key = parse_vkey(decode(files[VKEY], VKEY))
    proof, _ = _opened(files[name], name, key)
    return Logged(proof.index, _check_leaf(proof.leaf, name, act, body))
