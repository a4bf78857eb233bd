"""种子强度 — how many bits each source brings to a seed: shown, not assumed (protocol §3).

Bits here are an upper bound for whoever would guess or steer: a share counts in full although its own party
knows it, so a seed of shares alone is a weaker level: the last party to reveal sees the outcome first. What no
party could know when it revealed is counted apart.
"""

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import comb

from suiji.sampling.canonical import Unusable
from suiji.sampling.sources import Announced, Share, Source, announced_text

FULL = 256
"""Bits of a share, of a beacon's round, and the most a seed can hold."""


@dataclass(frozen=True, slots=True)
class Lottery:
    """彩票 — a public lottery that may be named as a source, with the one form its numbers are written in."""

    name: str
    balls: tuple[tuple[int, int], ...]
    """For each group of balls how many are drawn, and of how many."""

    @property
    def pattern(self) -> str:
        """Two digits a ball, a space between balls, a plus sign between groups."""
        return "[+]".join("[ ]".join(["[0-9]{2}"] * drawn) for drawn, _ in self.balls)

    @property
    def bits(self) -> int:
        """Of one issue: the whole bits in the number of its outcomes."""
        outcomes = 1
        for drawn, among in self.balls:
            outcomes *= comb(among, drawn)
        return outcomes.bit_length() - 1

    def check(self, text: str) -> str:
        """The text, where it can be this lottery's: each group's balls ascending and among its own; `Unusable`."""
        if not re.fullmatch(self.pattern, text):
            raise Unusable(f"{text!r} is not written as {self.name} is")
        for group, (_, among) in zip(text.split("+"), self.balls, strict=True):
            numbers = [int(ball) for ball in group.split(" ")]
            if any(low >= high for low, high in pairwise([0, *numbers, among + 1])):
                raise Unusable(f"{group!r}: balls stand in ascending order, each once, from 1 to {among}")
        return text


DOUBLE_BALL = Lottery("双色球", ((6, 33), (1, 16)))
SUPER_LOTTO = Lottery("大乐透", ((5, 35), (2, 12)))
LOTTERIES = (DOUBLE_BALL, SUPER_LOTTO)


def lottery_of(source: Announced) -> Lottery | None:
    """The lottery that an announced number is named and written as, if any."""
    named = (one for one in LOTTERIES if one.name in source.what and one.pattern == source.pattern)
    return next(named, None)


def check_announced(source: Announced, text: str) -> str:
    """The text, where it fits the pattern and, of a lottery known here, can be a draw of it; else `Unusable`."""
    lottery = lottery_of(source)
    return announced_text(source, text) if lottery is None else lottery.check(text)


@dataclass(frozen=True, slots=True)
class SourceStrength:
    """What one source brings."""

    source: Source
    bits: int
    """Nothing where the party defaulted."""
    at_most: bool
    """Only the number's form is known: it holds no more bits than this, and may hold fewer."""
    later: bool
    """Nobody knew it when the shares were revealed."""


@dataclass(frozen=True, slots=True)
class Strength:
    """What all sources of a seed bring together."""

    sources: tuple[SourceStrength, ...]

    @property
    def bits(self) -> int:
        """Of the whole seed."""
        return min(FULL, sum(one.bits for one in self.sources))

    @property
    def later_bits(self) -> int:
        """Of what no party knew when it revealed its share."""
        return min(FULL, sum(one.bits for one in self.sources if one.later))

    @property
    def shares_alone(self) -> bool:
        """The weaker level: no public number comes after the shares."""
        return not any(one.later for one in self.sources)


def strength_of(sources: Sequence[Source], defaulted: Collection[str] = ()) -> Strength:
    """The strength of the seed that these sources make, the parties that defaulted bringing nothing."""
    return Strength(tuple(_strength(source, defaulted) for source in sources))


def _strength(source: Source, defaulted: Collection[str]) -> SourceStrength:
    if isinstance(source, Share):
        return SourceStrength(source, 0 if source.party in defaulted else FULL, at_most=False, later=False)
    if isinstance(source, Announced):
        lottery = lottery_of(source)
        bits = source.most_bits if lottery is None else lottery.bits
        return SourceStrength(source, min(FULL, bits), at_most=lottery is None, later=True)
    return SourceStrength(source, FULL, at_most=False, later=True)
