"""审计 — what an auditor who holds the key can repeat: freeze and draw, names included (protocol §5)."""

from collections.abc import Mapping
from dataclasses import replace

from suiji.sampling import frame as frames
from suiji.sampling.canonical import Invalid, canonical_json, judged, parse_json
from suiji.sampling.commitment import INSPECTORS, Commitment, Plan
from suiji.sampling.draw import AUDIT_RESULT, RESULT, Drawn, audit_strata, draw, need, sealed_key, unnamed
from suiji.sampling.freeze import EXCLUDED, FRAME, STAFFING, STRATA, freeze_objects, freeze_staffing
from suiji.sampling.seed import REVEAL

FROZEN_OTHERWISE = "freezing the audit files again gives other bytes"
DRAWN_OTHERWISE = "drawing again gives other bytes"


def audit(files: Mapping[str, bytes], commitment: Commitment) -> str:
    """Repeat freeze and draw from the sealed input; every file must come out the same, byte for byte."""
    with judged():
        key = sealed_key(files, commitment)
        if commitment.kind == INSPECTORS:
            staffing = parse_json(need(files, STAFFING), STAFFING)
            frozen = freeze_staffing(staffing=staffing, plan=commitment.plan, key=key)
        else:
            frame = frames.read_frame(need(files, FRAME), FRAME)
            excluded = frames.read_excluded(need(files, EXCLUDED), EXCLUDED)
            frozen = freeze_objects(
                frame=frame, excluded=excluded, plan=sealed_plan(files, commitment), key=key
            )
        compare(files, frozen.files, FROZEN_OTHERWISE)
        drawn = draw(files=frozen.files, reveal=need(files, REVEAL))
        compare(files, expected(files, drawn, key), DRAWN_OTHERWISE)
    return agreed(commitment, drawn)


def agreed(commitment: Commitment, drawn: Drawn) -> str:
    """What the audit has found, in a sentence."""
    if commitment.kind == INSPECTORS:
        return f"Audit: staffing, bands and assignment of {commitment.document['teams']} teams agree."
    members = commitment.document["members"]["count"]
    return (
        f"Audit: key, {members} members, exclusions, quotas, lots and {len(drawn.full['drawn'])} names agree."
    )


def sealed_plan(files: Mapping[str, bytes], commitment: Commitment) -> Plan:
    """The commitment's plan with all rates, which of a sealed draw only the auditor knows."""
    strata = audit_strata(need(files, STRATA))
    return replace(commitment.plan, rates_bp={stratum.label: stratum.rate_bp for stratum in strata})


def expected(files: Mapping[str, bytes], drawn: Drawn, key: bytes) -> dict[str, bytes]:
    """What the draw must have left, announced or not."""
    files_of_draw = dict(drawn.files)
    named = "drawn" in parse_json(files[RESULT], RESULT)
    if AUDIT_RESULT in files_of_draw and not named:
        files_of_draw[RESULT] = canonical_json(unnamed(drawn.full, key))
    return files_of_draw


def compare(files: Mapping[str, bytes], made: Mapping[str, bytes], words: str) -> None:
    """`Invalid`, in these words, unless the bundle has all that was made, byte for byte."""
    for name, content in made.items():
        if need(files, name) != content:
            raise Invalid(f"{name}: {words}")
