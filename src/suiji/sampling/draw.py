"""抽取 — from frozen files and what was revealed to the drawn lots and their names (protocol §4, §7)."""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256 as new_hash
from math import isqrt
from typing import Any

from suiji.sampling import frame as frames
from suiji.sampling.canonical import (
    Invalid,
    Unusable,
    canonical_json,
    judged,
    parse_canonical,
    parse_json,
    read_lines,
    sha256,
)
from suiji.sampling.commitment import INSPECTORS, PROTOCOL, Commitment, read_commitment, read_stratum
from suiji.sampling.freeze import AUDIT_LOTS, FRAME, KEY, STAFFING, STRATA, blinded, read_key
from suiji.sampling.quotas import Stratum
from suiji.sampling.seed import REVEAL, Revealed, open_sources, seed_of
from suiji.sampling.staffing import Assign, assign, read_staffing

RESULT, DRAWN_LOTS = "result.json", "drawn_lots.csv"
AUDIT_RESULT, AUDIT_DRAWN_LOTS, ASSIGNMENT = (
    "audit/result.json",
    "audit/drawn_lots.csv",
    "audit/assignment.json",
)

HIGHEST = b"\xff" * 32
"""No ticket is above it."""

_LOT_LINE = re.compile(r"[0-9a-f]{32},[A-Z0-9_]{1,16}")


@dataclass(frozen=True, slots=True)
class Drawn:
    """What a draw makes."""

    result: dict[str, Any]
    """The public document."""
    full: dict[str, Any]
    """The document with the names; for inspectors the assignment."""
    files: dict[str, bytes]
    """Every file the draw adds to the bundle; those under ``audit/`` are confidential."""
    seed: bytes
    defaulted: tuple[str, ...]
    """Parties to be recorded publicly as having defaulted."""
    unverified: tuple[int, ...]
    """Beacon rounds whose signature could not be checked here."""


def need(files: Mapping[str, bytes], name: str) -> bytes:
    """A file's bytes; `Unusable` where the bundle does not have it."""
    if name not in files:
        raise Unusable("is missing", file=name)
    return files[name]


def ticket(seed: bytes, lot: bytes) -> bytes:
    """The number that decides: the smallest tickets of a stratum are drawn."""
    return sha256(seed + lot)


def read_lots(lots: bytes, file: str) -> dict[str, list[bytes]]:
    """The lots of every stratum; `Unusable` unless the file has the sorted lines of protocol §2."""
    strata: dict[str, list[bytes]] = defaultdict(list)
    before, is_lot = "", _LOT_LINE.fullmatch
    for number, line in enumerate(read_lines(lots, file), start=1):
        if line <= before or not is_lot(line):
            raise Unusable("not a lot and its stratum, in order", file=file, line=number)
        strata[line[33:]].append(bytes.fromhex(line[:32]))
        before = line
    return strata


def draw_lots(lots: Mapping[str, Sequence[bytes]], takes: Mapping[str, int], seed: bytes) -> list[bytes]:
    """The drawn lots, sorted: of each stratum the ``take`` with the smallest (ticket, lot)."""
    drawn: list[bytes] = []
    for label, take in takes.items():
        members = lots.get(label, ())
        tickets = _tickets_below(ticket_bound(take, len(members)), members, seed)
        if len(tickets) < min(take, len(members)):
            tickets = _tickets_below(HIGHEST, members, seed)
        drawn += [numbered[32:] for numbered in sorted(tickets)[:take]]
    return sorted(drawn)


def _tickets_below(bound: bytes, lots: Iterable[bytes], seed: bytes) -> list[bytes]:
    return [number + lot for lot in lots if (number := new_hash(seed + lot).digest()) <= bound]


def ticket_bound(take: int, size: int) -> bytes:
    """Below it lie ``take`` tickets and more, but for an astronomically small chance; none above needs a rank."""
    enough = take + 8 * isqrt(take) + 8
    return HIGHEST if enough >= size else (enough * 2**256 // size).to_bytes(32, "big")


def lots_lines(drawn: Iterable[bytes]) -> bytes:
    """The drawn-lots file."""
    return "".join(f"{lot.hex()}\n" for lot in drawn).encode()


def draw(
    *,
    files: Mapping[str, bytes],
    reveal: bytes,
    unannounced: bool = False,
    name: str = REVEAL,
    assign: Assign = assign,
) -> Drawn:
    """The draw of a frozen bundle, with its new files; ``assign`` may be a quicker one with the same answers.

    `Unusable` where a file is missing, the reveal does not fit, the draw is void, or a result is there
    already; `Invalid` where the bundle's own files do not agree.
    """
    opened = open_bundle(files, reveal, name)
    if opened.commitment.kind == INSPECTORS:
        return draw_inspectors(files, opened, assign)
    lots, frame = need(files, AUDIT_LOTS), need(files, FRAME)
    takes = {stratum.label: stratum.take for stratum in sealed_strata(files, opened)}
    require_lots_hash(opened.commitment, sha256(lots))
    with judged():
        chosen = draw_lots(read_lots(lots, AUDIT_LOTS), takes, opened.seed)
        names = frames.names_of_lots(frames.read_frame(frame, FRAME), opened.key, set(chosen))
    return draw_objects(opened, chosen, names, unannounced=unannounced)


@dataclass(frozen=True, slots=True)
class Opened:
    """A frozen bundle with what was revealed for it: from here on the seed is known."""

    commitment: Commitment
    revealed: Revealed
    key: bytes
    reveal: bytes
    """The bytes that were handed in."""

    @property
    def seed(self) -> bytes:
        """What decides."""
        return seed_of(self.commitment.sha256, self.revealed.values)


def open_bundle(files: Mapping[str, bytes], reveal: bytes, name: str = REVEAL) -> Opened:
    """The bundle and its reveal, where they fit and there is no result yet; else `Unusable` or `Invalid`."""
    for made in (RESULT, AUDIT_RESULT, ASSIGNMENT):
        if made in files:
            raise Unusable("the bundle already holds a result", file=made)
    commitment = read_commitment(need(files, "commitment.json"))
    revealed = open_sources(
        commitment.plan.ceremony, commitment.plan.seed_sources, parse_json(reveal, name), name
    )
    return Opened(commitment, revealed, sealed_key(files, commitment), reveal)


def sealed_key(files: Mapping[str, bytes], commitment: Commitment) -> bytes:
    """The key, where it is the one committed to."""
    content = need(files, KEY)
    with judged():
        key = read_key(content)
    if sha256(key).hex() != commitment.document["key_sha256"]:
        raise Invalid(f"{KEY}: its hash is not the commitment's key_sha256")
    return key


def result_head(commitment: Commitment, revealed: Revealed) -> dict[str, Any]:
    """The members that every result has."""
    return {
        "protocol": PROTOCOL,
        "commitment_sha256": commitment.sha256.hex(),
        "sources": [value.hex() for value in revealed.values],
        "seed": seed_of(commitment.sha256, revealed.values).hex(),
    }


def require_lots_hash(commitment: Commitment, found: bytes, file: str = AUDIT_LOTS) -> None:
    """`Invalid` unless that is the hash of the lots committed to."""
    if found.hex() != commitment.document["lots"]["sha256"]:
        raise Invalid(f"{file}: its hash is not the commitment's")


def draw_objects(
    opened: Opened, chosen: Sequence[bytes], names: Sequence[str], *, unannounced: bool
) -> Drawn:
    """The documents of a draw of objects, from the drawn lots and their names, both sorted."""
    if len(names) != len(chosen):
        raise Invalid(f"{FRAME}: not every drawn lot is somebody's")
    commitment, key, lines = opened.commitment, opened.key, lots_lines(chosen)
    full = result_head(commitment, opened.revealed) | {
        "drawn_lots_sha256": drawn_lots_hash(commitment, key, lines),
        "drawn": list(names),
    }
    result = unnamed(full, key) if unannounced else full
    made = {
        RESULT: canonical_json(result),
        AUDIT_RESULT: canonical_json(full),
        AUDIT_DRAWN_LOTS: lines,
        REVEAL: opened.reveal,
    }
    if not commitment.sealed:
        made[DRAWN_LOTS] = lines
    revealed = opened.revealed
    return Drawn(result, full, made, opened.seed, revealed.defaulted, revealed.unverified)


def drawn_lots_hash(commitment: Commitment, key: bytes, lines: bytes) -> str:
    """The hash of the drawn-lots file, blinded when sealed."""
    return blinded(key, "drawn_lots", lines) if commitment.sealed else sha256(lines).hex()


def unnamed(full: Mapping[str, Any], key: bytes) -> dict[str, Any]:
    """The result of a task that must not be announced (Art. 20(2)): a blinded hash in place of the names."""
    result = {name: value for name, value in full.items() if name != "drawn"}
    result["drawn_sha256"] = blinded(key, "drawn", canonical_json(full["drawn"]))
    return result


def sealed_strata(files: Mapping[str, bytes], opened: Opened) -> list[Stratum]:
    """The auditor's strata, where they are those committed to."""
    content = need(files, STRATA)
    if blinded(opened.key, "strata", content) != opened.commitment.document["strata_sha256"]:
        raise Invalid(f"{STRATA}: its hash is not the commitment's strata_sha256")
    return audit_strata(content)


def audit_strata(content: bytes) -> list[Stratum]:
    """The auditor's strata, with their bases."""
    with judged():
        values = parse_canonical(content, STRATA)
        if not isinstance(values, list):
            raise Unusable("is not an array", file=STRATA)
        return [read_stratum(value, file=STRATA, public=False) for value in values]


def draw_inspectors(files: Mapping[str, bytes], opened: Opened, assign: Assign = assign) -> Drawn:
    """The documents of a draw of inspectors."""
    commitment, key, content = opened.commitment, opened.key, need(files, STAFFING)
    if blinded(key, "staffing", content) != commitment.document["staffing_sha256"]:
        raise Invalid(f"{STAFFING}: its hash is not the commitment's staffing_sha256")
    with judged():
        staffing = read_staffing(parse_canonical(content, STAFFING), STAFFING)
    assignment = assign(staffing, opened.seed)
    encoded = canonical_json(assignment)
    result = result_head(commitment, opened.revealed) | {
        "assignment_sha256": blinded(key, "assignment", encoded)
    }
    made = {RESULT: canonical_json(result), ASSIGNMENT: encoded, REVEAL: opened.reveal}
    revealed = opened.revealed
    return Drawn(result, assignment, made, opened.seed, revealed.defaulted, revealed.unverified)
