"""在册证明 — a firm's proof that it stood in the frame, without its class (protocol §5, §10)."""

import re
from collections.abc import Mapping
from typing import Any

from suiji.sampling import frame as frames
from suiji.sampling.canonical import (
    SAFE_INTEGER,
    Invalid,
    Unusable,
    from_hex,
    parse_json,
    read_lines,
    sha256,
)
from suiji.sampling.commitment import COMMITMENT, INSPECTORS, Commitment, read_commitment
from suiji.sampling.draw import need, sealed_key
from suiji.sampling.freeze import LOTS, MEMBERS
from suiji.sampling.merkle import inclusion_path, leaf_hash, root, verify_inclusion
from suiji.sampling.shape import Record

_LINE = re.compile(rf"({frames.ID.pattern}),([0-9a-f]{{64}})")


def _objects_commitment(files: Mapping[str, bytes]) -> Commitment:
    commitment = read_commitment(need(files, COMMITMENT))
    if commitment.kind == INSPECTORS:
        raise Unusable("a draw of inspectors has no members to open", file=COMMITMENT)
    return commitment


def inclusion(files: Mapping[str, bytes], name: str, *, with_lot: bool = False) -> dict[str, Any]:
    """The opening of one id: its member line and the path to the commitment's root; on demand lot and blind.

    With lot and blind whoever holds it can prove the firm's class, so that is not the default.
    """
    commitment = _objects_commitment(files)
    members = need(files, MEMBERS)
    lines, leaves = read_lines(members, MEMBERS), list(frames.member_leaves(members))
    if root(leaves).hex() != commitment.document["members"]["root"]:
        raise Invalid(f"{MEMBERS}: its root is not the commitment's")
    index = next((number for number, line in enumerate(lines) if line.startswith(f"{name},")), None)
    if index is None:
        raise Unusable(f"id {name!r} is not in the frame", file=MEMBERS)
    opening: dict[str, Any] = {
        "id": name,
        "line": lines[index],
        "index": index,
        "count": len(lines),
        "path": [step.hex() for step in inclusion_path(leaves, index)],
    }
    if with_lot:
        key = sealed_key(files, commitment)
        lot, blind = frames.lot_of(key, name), frames.id_blind(key, name)
        opening |= {"lot": lot.hex(), "blind": blind.hex()}
        _check_lot(lot, blind, lines[index][-64:], MEMBERS)
    return opening


def check_opening(opening: bytes, files: Mapping[str, bytes], file: str = "opening") -> str:
    """What the opening proves against the bundle's commitment, in a sentence; `Invalid` where it does not."""
    members = ("id", "line", "index", "count", "path")
    record = Record(parse_json(opening, file), file, required=members, optional=("lot", "blind"))
    name, line = record.text("id"), record.text("line")
    index, path = record.whole("index", -SAFE_INTEGER), [_step(record, step) for step in record.items("path")]
    lot, blind = _lot(record)
    commitment = _objects_commitment(files)
    count, top = commitment.document["members"]["count"], commitment.document["members"]["root"]
    match = _LINE.fullmatch(line)
    if match is None or match[1] != name:
        raise Invalid(f"{file}: the line is not the member line of {name}")
    if record.whole("count", -SAFE_INTEGER) != count:
        raise Invalid(f"{file}: the frame has {count} members, not {record.value['count']}")
    if not verify_inclusion(leaf_hash(line.encode()), index, count, path, bytes.fromhex(top)):
        raise Invalid(f"{file}: the path does not lead to the commitment's root")
    sentence = f"{name} stood in the frame of {commitment.plan.task}: member {index + 1} of {count}."
    if lot is None or blind is None:
        return sentence
    _check_lot(lot, blind, match[2], file)
    return sentence + _stratum(lot, commitment, files, file)


def _step(record: Record, step: object) -> bytes:
    data = from_hex(step) if isinstance(step, str) else None
    if data is None:
        raise record.refusal("path", "holds what is not lower-case hex")
    return data


def _lot(record: Record) -> tuple[bytes | None, bytes | None]:
    if ("lot" in record.value) != ("blind" in record.value):
        raise record.refusal("lot", "and blind belong together")
    if "lot" not in record.value:
        return None, None
    return record.hexed("lot", 16), record.hexed("blind", 16)


def _check_lot(lot: bytes, blind: bytes, hashed: str, file: str) -> None:
    if sha256(lot + blind).hex() != hashed:
        raise Invalid(f"{file}: lot and blind do not open the member line")


def _stratum(lot: bytes, commitment: Commitment, files: Mapping[str, bytes], file: str) -> str:
    if LOTS not in files or commitment.sealed:
        return " Lot and blind open its line; the lots file is not public."
    if sha256(files[LOTS]).hex() != commitment.document["lots"]["sha256"]:
        raise Invalid(f"{LOTS}: its hash is not the commitment's")
    own = [line for line in read_lines(files[LOTS], LOTS) if line.startswith(f"{lot.hex()},")]
    if not own:
        raise Invalid(f"{file}: the lot is not in {LOTS}")
    return f" Its lot stands in stratum {own[0][33:]}."
