"""比率和区间 — a rate with the interval in which chance alone leaves it (Wilson, 95 %). Pure arithmetic."""

from dataclasses import asdict, dataclass

Z_SQUARED = 3.8416
"""Of 1.96, for 95 %."""
WHOLE = 10_000


@dataclass(frozen=True, slots=True)
class Rate:
    """How many of how many, in basis points, and between which bounds."""

    part: int
    whole: int
    bp: int | None
    low: int | None
    high: int | None

    def apart_from(self, other: "Rate") -> bool:
        """True when the intervals do not meet: then the difference is more than chance."""
        if self.low is None or self.high is None or other.low is None or other.high is None:
            return False
        return self.low > other.high or other.low > self.high


def rate(part: int, whole: int) -> Rate:
    """The share and its Wilson interval; none where nothing was counted."""
    if not whole:
        return Rate(part, whole, None, None, None)
    share = part / whole
    scale = 1 + Z_SQUARED / whole
    centre = share + Z_SQUARED / (2 * whole)
    spread = (Z_SQUARED * (share * (1 - share) + Z_SQUARED / (4 * whole)) / whole) ** 0.5
    low, high = (centre - spread) / scale, (centre + spread) / scale
    return Rate(
        part, whole, part * WHOLE // whole, max(0, round(low * WHOLE)), min(WHOLE, round(high * WHOLE))
    )


def told(part: int, whole: int) -> dict[str, int | None]:
    """A rate as a summary keeps it."""
    return asdict(rate(part, whole))
