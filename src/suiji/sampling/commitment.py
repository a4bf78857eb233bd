"""承诺 — the plan of a draw, and the document that fixes everything before the seed can be known (§2)."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from suiji.sampling.canonical import Unusable, canonical_json, judged, parse_canonical, parse_json, sha256
from suiji.sampling.frame import STRATUM
from suiji.sampling.quotas import FULL_RATE, Stratum
from suiji.sampling.shape import Record
from suiji.sampling.sources import Source, document, instant, parse_sources

PROTOCOL = "suiji-draw/1"
OBJECTS, INSPECTORS = "objects", "inspectors"
PUBLIC, SEALED = "public", "sealed"
MIN_CELL = 5
COMMITMENT = "commitment.json"
_CEREMONY = re.compile(r"[0-9a-f]{32}")
_HEAD = ("task", "ceremony", "frozen_at", "reveal_by", "seed_sources")


@dataclass(frozen=True, slots=True)
class Plan:
    """抽取计划 — what a freeze is told besides the list; `plan_of` and `parse_plan` check it."""

    task: str
    ceremony: str
    frozen_at: str
    reveal_by: str
    seed_sources: tuple[Source, ...]
    rates_bp: Mapping[str, object] = field(default_factory=dict)
    """Basis points by stratum; a rate for a stratum that does not occur is ignored."""
    count: int | None = None
    min_cell: int = MIN_CELL

    def head(self, kind: str) -> dict[str, Any]:
        """The members that every commitment has."""
        return {
            "protocol": PROTOCOL,
            "kind": kind,
            "task": self.task,
            "ceremony": self.ceremony,
            "frozen_at": self.frozen_at,
            "reveal_by": self.reveal_by,
            "seed_sources": [document(source) for source in self.seed_sources],
        }


def parse_plan(data: bytes, file: str) -> Plan:
    """The plan in a JSON text, canonical or not."""
    return plan_of(parse_json(data, file), file)


def plan_of(value: object, file: str = "plan") -> Plan:
    """The plan in a JSON value; `Unusable` where a member is missing, unknown or out of bounds."""
    record = Record(value, file, required=(*_HEAD, "rates_bp", "count"), optional=("min_cell",))
    cell = record.whole("min_cell", 0) if "min_cell" in record.value else MIN_CELL
    return _plan(record, rates_bp=record.mapping("rates_bp"), count=_count(record), min_cell=cell)


def _count(record: Record) -> int | None:
    return None if record.value["count"] is None else record.whole("count", 0)


def _plan(record: Record, *, rates_bp: Mapping[str, object], count: int | None, min_cell: int) -> Plan:
    ceremony = record.text("ceremony")
    if not _CEREMONY.fullmatch(ceremony):
        raise record.refusal("ceremony", "is not 32 digits of lower-case hex")
    frozen_at, reveal_by = _instant(record, "frozen_at"), _instant(record, "reveal_by")
    if reveal_by <= frozen_at:
        raise record.refusal("reveal_by", "does not lie after frozen_at")
    sources = parse_sources(record.items("seed_sources"), record.file, reveal_by)
    return Plan(
        record.text("task"),
        ceremony,
        record.text("frozen_at"),
        record.text("reveal_by"),
        sources,
        rates_bp,
        count,
        min_cell,
    )


def _instant(record: Record, name: str) -> int:
    try:
        return instant(record.text(name))
    except Unusable as error:
        raise Unusable(f"{name}: {error.reason}", file=record.file) from None


# ── reading one back ───────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class Commitment:
    """承诺 — a commitment as read, every member in its form."""

    document: dict[str, Any]
    plan: Plan
    """Its rates are those of the public strata, where there are any."""
    sha256: bytes
    strata: tuple[Stratum, ...] | None
    """The public strata, whose base nobody outside knows (-1); None when sealed or of inspectors."""

    @property
    def kind(self) -> str:
        """``objects`` or ``inspectors``."""
        return str(self.document["kind"])

    @property
    def sealed(self) -> bool:
        """Whether lots and strata stay with the auditor."""
        return self.kind == INSPECTORS or self.document["lots"]["visibility"] == SEALED


def commitment_sha256(commitment: Mapping[str, Any]) -> bytes:
    """The hash that log, seed and result refer to."""
    return sha256(canonical_json(dict(commitment)))


def read_commitment(data: bytes) -> Commitment:
    """The commitment in a bundle: `Unusable` if not JSON, `Invalid` if JSON but no canonical commitment."""
    value = parse_canonical(data, COMMITMENT)
    with judged():
        kind = value.get("kind") if isinstance(value, dict) else None
        if kind == INSPECTORS:
            own: tuple[str, ...] = ("teams", "staffing_sha256")
        else:
            own = ("members", "lots", "exclusions", "count", "strata_sha256")
        record = Record(
            value, COMMITMENT, required=("protocol", "kind", "key_sha256", *_HEAD, *own), optional=("strata",)
        )
        record.one_of("protocol", PROTOCOL)
        record.one_of("kind", OBJECTS, INSPECTORS)
        record.hexed("key_sha256", 32)
        reader = _read_inspectors if kind == INSPECTORS else _read_objects
        plan, strata = reader(record)
    return Commitment(record.value, plan, sha256(data), strata)


def _read_inspectors(record: Record) -> tuple[Plan, None]:
    record.whole("teams", 1)
    record.hexed("staffing_sha256", 32)
    if "strata" in record.value:
        raise record.refusal("strata", "has no place in a draw of inspectors")
    return _plan(record, rates_bp={}, count=None, min_cell=MIN_CELL), None


def _read_objects(record: Record) -> tuple[Plan, tuple[Stratum, ...] | None]:
    for name, members in {"members": ("count", "root"), "exclusions": ("count", "sha256")}.items():
        part = Record(record.value[name], record.file, required=members, at=name)
        part.whole("count", 0)
        part.hexed(members[1], 32)
    lots = Record(record.value["lots"], record.file, required=("sha256", "visibility", "min_cell"), at="lots")
    lots.hexed("sha256", 32)
    record.hexed("strata_sha256", 32)
    public = lots.one_of("visibility", PUBLIC, SEALED) == PUBLIC
    if public != ("strata" in record.value):
        raise record.refusal("strata", "does not agree with the visibility of the lots")
    strata = tuple(map(read_stratum, record.items("strata"))) if public else None
    rates: dict[str, object] = {stratum.label: stratum.rate_bp for stratum in strata or ()}
    return _plan(record, rates_bp=rates, count=_count(record), min_cell=lots.whole("min_cell", 0)), strata


def read_stratum(value: object, *, file: str = COMMITMENT, public: bool = True) -> Stratum:
    """One element of the public strata, or with ``base`` of the auditor's."""
    members = ["label", "size", "rate_bp", "want", "take"] if public else list(Stratum.__dataclass_fields__)
    record = Record(value, file, required=members, at="strata")
    label = record.text("label")
    if not STRATUM.fullmatch(label):
        raise record.refusal("label", "is outside its alphabet")
    base = -1 if public else record.whole("base", 0)
    size, rate = record.whole("size", 0), record.whole("rate_bp", 0, FULL_RATE)
    return Stratum(label, base, size, rate, record.whole("want", 0), record.whole("take", 0))
