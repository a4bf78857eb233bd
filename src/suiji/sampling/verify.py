"""验证 — what anybody, and what an auditor, can check of a bundle (protocol §5)."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from suiji.sampling import frame as frames
from suiji.sampling.audit import audit as replay
from suiji.sampling.canonical import Invalid, canonical_json, judged, parse_canonical, parse_json, sha256
from suiji.sampling.commitment import COMMITMENT, INSPECTORS, Commitment, read_commitment
from suiji.sampling.confirming import check_confirmed
from suiji.sampling.draw import (
    DRAWN_LOTS,
    RESULT,
    draw_lots,
    lots_lines,
    need,
    read_lots,
    require_lots_hash,
    result_head,
)
from suiji.sampling.freeze import LOTS
from suiji.sampling.naming import NAMES, with_names
from suiji.sampling.order import check_order, has_log
from suiji.sampling.quotas import Stratum, floor_of
from suiji.sampling.seed import REVEAL, Revealed, open_sources
from suiji.sampling.shape import Record
from suiji.sampling.sources import Announced, Beacon, Share
from suiji.sampling.strength import lottery_of


@dataclass(frozen=True, slots=True)
class Verdict:
    """结论 — what was found, in plain English."""

    ok: bool
    lines: tuple[str, ...]
    """What was checked; where it does not verify, the one thing that is wrong and where."""
    level: str
    """How much it says: ``does not verify``, or what remains unproven, such as ``order unproven``."""


Repeat = Callable[[Mapping[str, bytes], Commitment, bytes], bytes]
"""From files, commitment and seed to the drawn-lots file."""


@dataclass(frozen=True, slots=True)
class Steps:
    """The steps that take long over a large list; an engine's are quicker and give the same answers."""

    repeat: Repeat
    audit: Callable[[Mapping[str, bytes], Commitment], str]


def verify_bundle(
    files: Mapping[str, bytes], *, audit: bool = False, require_log: bool = False, steps: Steps | None = None
) -> Verdict:
    """Everything these files allow to check; without ``audit`` nothing under ``audit/`` is looked at.

    `Unusable` where a public file is missing or unparsable. ``steps`` may be an engine's.
    """
    try:
        return _verdict(files, audit=audit, require_log=require_log, steps=steps or Steps(repeat, replay))
    except Invalid as error:
        return Verdict(False, (str(error),), "does not verify")


def _verdict(files: Mapping[str, bytes], *, audit: bool, require_log: bool, steps: Steps) -> Verdict:
    commitment = read_commitment(need(files, COMMITMENT))
    reveal = parse_json(need(files, REVEAL), REVEAL)
    result = parse_canonical(need(files, RESULT), RESULT)
    for name in () if commitment.sealed else (LOTS, DRAWN_LOTS):
        need(files, name)
    with judged():
        revealed = open_sources(commitment.plan.ceremony, commitment.plan.seed_sources, reveal)
        _check_result(result, commitment, revealed)
        lines = [_head_line(commitment), *_source_lines(commitment, revealed)]
        named = with_names(files, result)
        if NAMES in files:
            _check_names(Record(named, NAMES, required=named))
            lines.append(f"The {len(named['drawn'])} names are those whose hash was logged with the result.")
        lines.append(_check_draw(files, commitment, named, steps.repeat))
    levels = [] if commitment.kind == INSPECTORS or not commitment.sealed else ["sealed"]
    lines.append(_check_log(files, commitment, reveal, result, require_log=require_log))
    lines += _check_signature(files, commitment, named="drawn" in named, audit=audit)
    if not has_log(files):
        levels.append("order unproven")
    if all(isinstance(source, Share) for source in commitment.plan.seed_sources):
        levels.append("shares alone")
    if audit:
        lines.append(steps.audit(files, commitment))
    if revealed.unverified:
        raise Invalid(
            f"{REVEAL}: not fully verified: the signature of drand round {revealed.unverified[0]} cannot be"
            " checked here; install drand-verify"
        )
    return Verdict(True, tuple(lines), "; ".join(levels) or "complete")


def _check_signature(
    files: Mapping[str, bytes], commitment: Commitment, *, named: bool, audit: bool
) -> list[str]:
    facts = {
        "ceremony": commitment.plan.ceremony,
        "commitment_sha256": commitment.sha256.hex(),
        "result_sha256": sha256(files[RESULT]).hex(),
    }
    confirmed = check_confirmed(files, facts, named=named, audit=audit)
    return [] if confirmed is None else [confirmed]


def _head_line(commitment: Commitment) -> str:
    plan = commitment.plan
    return f"Task {plan.task}, ceremony {plan.ceremony}, commitment {commitment.sha256.hex()}."


def _source_lines(commitment: Commitment, revealed: Revealed) -> list[str]:
    lines: list[str] = []
    for source in commitment.plan.seed_sources:
        if isinstance(source, Beacon):
            lines.append(f"Source: drand round {source.round}, 256 bits.")
        elif isinstance(source, Announced):
            known = lottery_of(source)
            bits = f"by its pattern at most {source.most_bits}" if known is None else f"{known.bits}"
            lines.append(f"Source: {source.what}, {bits} bits.")
        elif source.party in revealed.defaulted:
            lines.append(f"Source: {source.party} DEFAULTED and counts as nothing.")
        else:
            lines.append(f"Source: the share of {source.party}, 256 bits.")
    if all(isinstance(source, Share) for source in commitment.plan.seed_sources):
        lines.append("Weaker level: shares alone; the last party to reveal saw the outcome first.")
    return [*lines, "The seed follows from its sources."]


# ── result and draw ────────────────────────────────────────────────────────────────────


def _check_result(result: object, commitment: Commitment, revealed: Revealed) -> None:
    """The result has its members, and commitment, sources and seed are right."""
    head = result_head(commitment, revealed)
    if commitment.kind == INSPECTORS:
        own: tuple[str, ...] = ("assignment_sha256",)
    else:
        named = isinstance(result, dict) and "drawn" in result
        own = ("drawn_lots_sha256", "drawn" if named else "drawn_sha256")
    record = Record(result, RESULT, required=(*head, *own))
    for name, value in head.items():
        if record.value[name] != value:
            raise record.refusal(name, "does not follow from the commitment and what was revealed")
    for name in own:
        if name != "drawn":
            record.hexed(name, 32)
    if "drawn" in own:
        _check_names(record)


def _check_names(record: Record) -> None:
    names = record.items("drawn")
    texts = [name for name in names if isinstance(name, str) and frames.ID.fullmatch(name)]
    if len(texts) != len(names) or texts != sorted(set(texts)):
        raise record.refusal("drawn", "is not a list of ids in order")


def _check_draw(
    files: Mapping[str, bytes], commitment: Commitment, result: Mapping[str, Any], repeat: Repeat
) -> str:
    if commitment.kind == INSPECTORS:
        return "The assignment of inspectors is sealed; the auditor checks it."
    strata, names = commitment.strata, result.get("drawn")
    if strata is None:
        return _check_sealed(files, commitment, names)
    total = sum(stratum.take for stratum in strata)
    _check_strata(strata, commitment)
    if names is not None and len(names) != total:
        raise Invalid(f"{RESULT}: {len(names)} names for {total} drawn lots")
    drawn = repeat(files, commitment, bytes.fromhex(result["seed"]))
    if files[DRAWN_LOTS] != drawn:
        raise Invalid(f"{DRAWN_LOTS}: not the lots that the seed draws")
    if sha256(drawn).hex() != result["drawn_lots_sha256"]:
        raise Invalid(f"{RESULT}: drawn_lots_sha256 is not the hash of the drawn lots")
    size = commitment.document["members"]["count"]
    return f"The draw was repeated over {size} lots in {len(strata)} strata: the same {total} are drawn."


def _check_sealed(files: Mapping[str, bytes], commitment: Commitment, names: list[str] | None) -> str:
    for name in (LOTS, DRAWN_LOTS):
        if name in files:
            raise Invalid(f"{name}: is public although the lots are sealed")
    count, size = commitment.plan.count, commitment.document["members"]["count"]
    most = size if count is None else min(size, count)
    if names is not None and len(names) > most:
        raise Invalid(f"{RESULT}: {len(names)} names, although at most {most} can be drawn")
    shown = "not announced" if names is None else f"{len(names)}"
    return f"The lots are sealed; the auditor repeats the draw. Names: {shown}, of {size} in the frame."


def _check_strata(strata: tuple[Stratum, ...], commitment: Commitment) -> None:
    """Rates and floors, as far as they show without the bases."""
    labels = [stratum.label for stratum in strata]
    if labels != sorted(set(labels)) or (frames.ALL in labels and len(labels) > 1):
        raise Invalid(f"{COMMITMENT}: the strata are not in order")
    for stratum in strata:
        if stratum.want < floor_of(stratum.size, stratum.rate_bp):
            raise Invalid(f"{COMMITMENT}: stratum {stratum.label} wants fewer than its rate demands")
        if stratum.take != min(stratum.want, stratum.size):
            raise Invalid(f"{COMMITMENT}: stratum {stratum.label} takes otherwise than it wants")
    if sum(stratum.size for stratum in strata) != commitment.document["members"]["count"]:
        raise Invalid(f"{COMMITMENT}: the strata do not add up to the members")
    count = commitment.plan.count
    if count is not None and sum(stratum.want for stratum in strata) != count:
        raise Invalid(f"{COMMITMENT}: the strata do not add up to the count")


def repeat(files: Mapping[str, bytes], commitment: Commitment, seed: bytes) -> bytes:
    """The drawn-lots file that the seed makes of the public lots; `Invalid` unless they are those committed to."""
    lots = files[LOTS]
    require_lots_hash(commitment, sha256(lots), LOTS)
    by_label = read_lots(lots, LOTS)
    require_sizes(commitment, {label: len(members) for label, members in by_label.items()})
    return lots_lines(draw_lots(by_label, takes(commitment), seed))


def require_sizes(commitment: Commitment, found: Mapping[str, int]) -> None:
    """`Invalid` unless the lots of each stratum are as many as the commitment says."""
    if found != {stratum.label: stratum.size for stratum in commitment.strata or () if stratum.size}:
        raise Invalid(f"{LOTS}: the strata have other sizes than in the commitment")


def takes(commitment: Commitment) -> dict[str, int]:
    """How many are drawn of each public stratum."""
    return {stratum.label: stratum.take for stratum in commitment.strata or ()}


# ── order of events ────────────────────────────────────────────────────────────────────


def _check_log(
    files: Mapping[str, bytes], commitment: Commitment, reveal: object, result: object, *, require_log: bool
) -> str:
    if not has_log(files):
        words = "the order of events is unproven: the bundle has no log/"
        if require_log:
            raise Invalid(words)
        return words[0].upper() + words[1:] + "."
    fixed = {"ceremony": commitment.plan.ceremony, "commitment_sha256": commitment.sha256.hex()}
    opened = {"task": commitment.plan.task, "ceremony": commitment.plan.ceremony, "kind": commitment.kind}
    bodies = {
        "draw.opened": opened,
        "draw.committed": fixed,
        "draw.revealed": fixed | {"reveal_sha256": sha256(canonical_json(reveal)).hex()},
        "draw.resulted": fixed | {"result_sha256": sha256(canonical_json(result)).hex()},
    }
    key = check_order(files, bodies)
    shown = f"{key.name}+{key.key_id.hex()}"
    return (
        f"Opened, committed, revealed, drawn, in this order in the log {shown}: compare this key with yours."
    )
