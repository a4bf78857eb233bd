"""种子 — what the sources revealed, checked against the commitment, and the seed it makes (§3)."""

from collections.abc import Sequence
from dataclasses import dataclass

from suiji.sampling.beacon import open_round
from suiji.sampling.canonical import Unusable, sha256
from suiji.sampling.shape import Record
from suiji.sampling.sources import (
    LEAST_PARTIES,
    Announced,
    Beacon,
    Share,
    Source,
    announced_text,
    share_commitment,
)

REVEAL = "reveal.json"
SHARE_BYTES = 32


@dataclass(frozen=True, slots=True)
class Revealed:
    """The sources' bytes in order, all checked against the commitment."""

    values: tuple[bytes, ...]
    """A defaulted share is empty."""
    defaulted: tuple[str, ...]
    """Parties that did not reveal."""
    unverified: tuple[int, ...]
    """Rounds whose signature could not be checked here, because drand-verify is not installed."""


def seed_of(commitment: bytes, values: Sequence[bytes]) -> bytes:
    """The seed: a hash of the commitment's hash and every source's bytes, each with its length."""
    parts = [len(value).to_bytes(4, "big") + value for value in values]
    return sha256(b"suiji-seed/1\x00" + commitment + b"".join(parts))


def open_sources(ceremony: str, sources: Sequence[Source], reveal: object, file: str = REVEAL) -> Revealed:
    """What was revealed, in the commitment's order; `Unusable` if it does not fit or makes the draw void."""
    given = Record(reveal, file, required=("sources",)).items("sources")
    if len(given) != len(sources):
        raise Unusable(f"{len(given)} sources instead of the {len(sources)} committed to", file=file)
    values: list[bytes] = []
    defaulted: list[str] = []
    unverified: list[int] = []
    for number, (source, value) in enumerate(zip(sources, given, strict=True)):
        at = f"sources[{number}]"
        if isinstance(source, Share):
            share = _share(ceremony, source, value, file, at)
            defaulted += [] if share else [source.party]
            values.append(share)
        elif isinstance(source, Beacon):
            randomness, checked = _beacon(source, value, file, at)
            unverified += [] if checked else [source.round]
            values.append(randomness)
        else:
            values.append(_announced(source, value, file, at))
    _refuse_void(sources, defaulted, file)
    return Revealed(tuple(values), tuple(defaulted), tuple(unverified))


def _refuse_void(sources: Sequence[Source], defaulted: Sequence[str], file: str) -> None:
    """A default is harmless only where a later public number and two revealed shares remain."""
    shares = sum(isinstance(source, Share) for source in sources)
    has_later = len(sources) > shares
    if defaulted and not (has_later and shares - len(defaulted) >= LEAST_PARTIES):
        raise Unusable(f"the draw is void: {', '.join(defaulted)} did not reveal", file=file)


def _share(ceremony: str, source: Share, value: object, file: str, at: str) -> bytes:
    record = Record(value, file, required=("kind", "party", "value"), at=at)
    record.one_of("kind", source.kind)
    if record.text("party") != source.party:
        raise record.refusal("party", f"is not {source.party!r}, whose turn it is")
    if record.value["value"] is None:
        return b""
    share = record.hexed("value", SHARE_BYTES)
    if share_commitment(ceremony, source.party, share) != source.sha256:
        raise record.refusal("value", f"does not open the share that {source.party!r} committed to")
    return share


def _beacon(source: Beacon, value: object, file: str, at: str) -> tuple[bytes, bool]:
    members = ("kind", "chain", "round", "randomness", "signature")
    return open_round(Record(value, file, required=members, at=at), source)


def _announced(source: Announced, value: object, file: str, at: str) -> bytes:
    record = Record(value, file, required=("kind", "text"), at=at)
    record.one_of("kind", source.kind)
    try:
        return announced_text(source, record.text("text")).encode()
    except Unusable as error:
        raise record.refusal("text", error.reason) from None
