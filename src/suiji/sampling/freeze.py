"""冻结 — from list, plan and key to all that is fixed before the seed can be known (§2, §7)."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from suiji.sampling import frame as frames
from suiji.sampling.canonical import (
    KEY_BYTES,
    Unusable,
    blind_of,
    canonical_json,
    from_hex,
    sha256,
)
from suiji.sampling.commitment import COMMITMENT, INSPECTORS, OBJECTS, PUBLIC, SEALED, Plan, commitment_sha256
from suiji.sampling.frame import Eligible, Excluded
from suiji.sampling.quotas import Stratum, could_single_out, quotas
from suiji.sampling.staffing import check_staffable, read_staffing

KEY = "audit/key.hex"
FRAME, EXCLUDED = "audit/frame.csv", "audit/excluded.csv"
MEMBERS, EXCLUSIONS = "audit/members.csv", "audit/exclusions.csv"
LOTS, AUDIT_LOTS, STRATA = "lots.csv", "audit/lots.csv", "audit/strata.json"
STAFFING = "audit/staffing.json"


@dataclass(frozen=True, slots=True)
class Frozen:
    """What a freeze makes. Nothing of it can be changed any more once the commitment is logged."""

    commitment: dict[str, Any]
    """The public document."""
    commitment_sha256: str
    files: dict[str, bytes]
    """Every file of the bundle by its name in it; those under ``audit/`` are confidential."""
    strata: tuple[Stratum, ...]
    """All strata with their bases, whether public or not; none for inspectors."""
    visibility: str
    """``public`` or ``sealed``; inspectors are always sealed."""


@dataclass(frozen=True, slots=True)
class Names:
    """How the input files are called where something in them is refused."""

    frame: str = "frame.csv"
    excluded: str = "excluded.csv"
    plan: str = "plan"
    staffing: str = "staffing.json"


def freeze_objects(
    *,
    frame: Sequence[Eligible],
    excluded: Sequence[Excluded] = (),
    plan: Plan,
    key: bytes,
    names: Names = Names(),
) -> Frozen:
    """The frozen draw of objects: the same bytes for the same input; if refused `Unusable`, nothing made."""
    require_key(key)
    frames.check_frame(frame, excluded, names.frame, names.excluded)
    strata = strata_of(frames.strata_of(frame), excluded, plan, names)
    lots, members = frames.lots_and_members(frame, key)
    root, lots_sha256 = frames.members_root(members), sha256(lots)
    frozen = commit(
        strata=strata, excluded=excluded, plan=plan, key=key, members_root=root, lots_sha256=lots_sha256
    )
    frozen.files.update({FRAME: frames.frame_file(frame), MEMBERS: members, AUDIT_LOTS: lots})
    if frozen.visibility == PUBLIC:
        frozen.files[LOTS] = lots
    return frozen


def strata_of(
    sizes: Counter[str], excluded: Sequence[Excluded], plan: Plan, names: Names = Names()
) -> tuple[Stratum, ...]:
    """The strata with their quotas, from the sizes in the frame and the exclusions."""
    bases = sizes + frames.strata_of(excluded)
    try:
        return tuple(quotas(bases=bases, sizes=sizes, rates_bp=plan.rates_bp, count=plan.count))
    except Unusable as error:
        raise Unusable(error.reason, file=names.plan) from None


def commit(
    *,
    strata: Sequence[Stratum],
    excluded: Sequence[Excluded],
    plan: Plan,
    key: bytes,
    members_root: bytes,
    lots_sha256: bytes,
) -> Frozen:
    """The commitment to a frame of which only root and hash are at hand, and the files that do not list it."""
    exclusions, documents = frames.exclusions_file(excluded), [stratum.document() for stratum in strata]
    unstratified = [stratum.label for stratum in strata] == [frames.ALL]
    is_open = unstratified or not could_single_out(strata, len(excluded), plan.min_cell)
    visibility = PUBLIC if is_open else SEALED
    commitment: dict[str, Any] = {
        **plan.head(OBJECTS),
        "key_sha256": sha256(key).hex(),
        "members": {"count": sum(stratum.size for stratum in strata), "root": members_root.hex()},
        "lots": {"sha256": lots_sha256.hex(), "visibility": visibility, "min_cell": plan.min_cell},
        "exclusions": {"count": len(excluded), "sha256": blinded(key, "exclusions", exclusions)},
        "count": plan.count,
        "strata_sha256": blinded(key, "strata", canonical_json(documents)),
    }
    if is_open:
        commitment["strata"] = [stratum.public() for stratum in strata]
    files = {
        COMMITMENT: canonical_json(commitment),
        KEY: key_file(key),
        EXCLUDED: frames.excluded_file(excluded),
        EXCLUSIONS: exclusions,
        STRATA: canonical_json(documents),
    }
    return Frozen(commitment, commitment_sha256(commitment).hex(), files, tuple(strata), visibility)


def freeze_staffing(
    *,
    staffing: Mapping[str, Any],
    plan: Plan,
    key: bytes,
    names: Names = Names(),
) -> Frozen:
    """The frozen draw of inspectors; `Unstaffable` with a minimal set of teams where no staffing exists."""
    require_key(key)
    if plan.rates_bp or plan.count is not None:
        raise Unusable("for inspectors rates_bp is empty and count null", file=names.plan)
    read = read_staffing(dict(staffing), names.staffing)
    check_staffable(read, names.staffing)
    content = canonical_json(read.document)
    commitment = {
        **plan.head(INSPECTORS),
        "key_sha256": sha256(key).hex(),
        "teams": len(read.teams),
        "staffing_sha256": blinded(key, "staffing", content),
    }
    files = {COMMITMENT: canonical_json(commitment), KEY: key_file(key), STAFFING: content}
    return Frozen(commitment, commitment_sha256(commitment).hex(), files, (), SEALED)


def require_key(key: bytes) -> None:
    """`Unusable` unless the key is as long as the protocol says."""
    if len(key) != KEY_BYTES:
        raise Unusable(f"the key has {len(key)} bytes instead of {KEY_BYTES}")


def blinded(key: bytes, name: str, content: bytes) -> str:
    """The hash, in hex, of a document and its blind."""
    return sha256(content + blind_of(key, name)).hex()


def key_file(key: bytes) -> bytes:
    """The sealed key as a file."""
    return f"{key.hex()}\n".encode()


def read_key(data: bytes, file: str = KEY) -> bytes:
    """The key in a key file."""
    text = data.decode("latin-1")
    key = from_hex(text.removesuffix("\n"), KEY_BYTES) if text.endswith("\n") else None
    if key is None:
        raise Unusable("is not 64 digits of lower-case hex and a line feed", file=file)
    return key
