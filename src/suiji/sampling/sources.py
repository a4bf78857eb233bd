"""种子来源 — what a commitment names as sources of its seed, before any can be known (protocol §3)."""

import re
from dataclasses import asdict, dataclass
from datetime import UTC, datetime

from suiji.sampling.canonical import Unusable, sha256
from suiji.sampling.shape import Record

QUICKNET = "52db9ba70e0cc0f6eaf7803dd07447a1f5477735fd3f661792ba94600c84e971"
GENESIS, PERIOD = 1_692_803_367, 3
LAST_ROUND = 2**40  # far beyond any calendar, and within what a verifier's integers hold
LEAST_PARTIES = 2
_INSTANT = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}Z")
_RANGE = "[0-9]-[0-9]|[A-Z]-[A-Z]|[a-z]-[a-z]"
_CLASS = re.compile(rf"\[((?:{_RANGE}|[0-9A-Za-z])+|[ ,+-])\](?:\{{([1-9][0-9]?)\}})?")
_PART = re.compile(rf"{_RANGE}|.")


@dataclass(frozen=True, slots=True)
class Share:
    """份额 — a secret number of one party, fixed by its hash."""

    party: str
    sha256: str

    kind = "share"


@dataclass(frozen=True, slots=True)
class Beacon:
    """A round of the public drand beacon (quicknet)."""

    chain: str
    round: int

    kind = "drand"

    @property
    def due(self) -> int:
        """When the round is published, in seconds since 1970."""
        return GENESIS + (self.round - 1) * PERIOD


@dataclass(frozen=True, slots=True)
class Announced:
    """A number somebody else announces, such as a lottery's, in exactly one form."""

    what: str
    at: str
    pattern: str

    kind = "announced"

    @property
    def due(self) -> int:
        """When it is announced, in seconds since 1970."""
        return instant(self.at)

    @property
    def most_bits(self) -> int:
        """No text of this pattern holds more entropy than this."""
        choices = 1
        for content, count in _CLASS.findall(self.pattern):
            choices *= len(_characters(content)) ** int(count or 1)
        return choices.bit_length() - 1


Source = Share | Beacon | Announced


def document(source: Source) -> dict[str, object]:
    """The source as the commitment has it."""
    return {"kind": source.kind, **asdict(source)}


def instant(text: str) -> int:
    """Seconds since 1970 of ``2026-11-23T09:00:00Z``; `Unusable` for any other form."""
    try:
        if _INSTANT.fullmatch(text):
            return int(datetime.strptime(text, "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=UTC).timestamp())
    except ValueError:
        pass
    raise Unusable(f"{text!r} is not an instant like 2026-11-23T09:00:00Z")


def share_commitment(ceremony: str, party: str, value: bytes) -> str:
    """What a party hands in before the freeze: a hash that fixes its 32 bytes and betrays nothing of them."""
    parts = (b"suiji-share/1", ceremony.encode(), party.encode(), value)
    return sha256(b"\x00".join(parts)).hex()


def check_pattern(pattern: str) -> None:
    """`Unusable` unless the pattern is one or more classes, each with at most one count, and nothing else."""
    position = 0
    while match := _CLASS.match(pattern, position):
        _characters(match[1])
        position = match.end()
    if position == 0 or position != len(pattern):
        raise Unusable(f"{pattern!r} is not a row of classes like [0-9]{{2}}")


def announced_text(source: Announced, text: str) -> str:
    """The text, where it has exactly the form that was committed to; otherwise `Unusable`."""
    if not re.fullmatch(source.pattern, text):
        raise Unusable(f"{text!r} is outside its pattern {source.pattern}")
    return text


def _characters(content: str) -> set[str]:
    found: set[str] = set()
    for part in _PART.findall(content):
        first, last = ord(part[0]), ord(part[-1])
        if first > last:
            raise Unusable(f"the range {part} runs backwards")
        found.update(map(chr, range(first, last + 1)))
    return found


def parse_sources(values: list[object], file: str, reveal_by: int) -> tuple[Source, ...]:
    """The sources in order: two parties or more, no share twice, public sources due after ``reveal_by``."""
    sources = tuple(_source(value, file, f"seed_sources[{n}]", reveal_by) for n, value in enumerate(values))
    shares = [source for source in sources if isinstance(source, Share)]
    parties, hashes = {share.party for share in shares}, {share.sha256 for share in shares}
    if len(parties) < len(shares) or len(hashes) < len(shares):
        raise Unusable("a party or a share is named twice among the seed sources", file=file)
    if len(shares) < LEAST_PARTIES:
        raise Unusable(f"fewer than {LEAST_PARTIES} parties give a share", file=file)
    return sources


def _source(value: object, file: str, at: str, reveal_by: int) -> Source:
    kind = value.get("kind") if isinstance(value, dict) else None
    if kind == "share":
        record = Record(value, file, required=("kind", "party", "sha256"), at=at)
        return Share(record.text("party"), record.hexed("sha256", 32).hex())
    if kind == "drand":
        source = _beacon(Record(value, file, required=("kind", "chain", "round"), at=at))
    elif kind == "announced":
        source = _announced(Record(value, file, required=("kind", "what", "at", "pattern"), at=at))
    else:
        raise Unusable(f"{at} is neither a share nor drand nor announced", file=file)
    if source.due <= reveal_by:
        raise Unusable(f"{at} is not due after reveal_by", file=file)
    return source


def _beacon(record: Record) -> Beacon | Announced:
    record.one_of("chain", QUICKNET)
    return Beacon(QUICKNET, record.whole("round", 1, LAST_ROUND))


def _announced(record: Record) -> Announced:
    pattern = record.text("pattern")
    try:
        check_pattern(pattern)
        instant(record.text("at"))
    except Unusable as error:
        raise Unusable(f"{record.at}: {error.reason}", file=record.file) from None
    return Announced(record.text("what"), record.text("at"), pattern)
