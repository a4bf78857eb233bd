"""比例 — how many objects of each stratum are drawn, and whether that may be shown (protocol §2)."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass

from suiji.sampling.canonical import Unusable

FULL_RATE = 10_000
FEW_EXCLUSIONS = 10


@dataclass(frozen=True, slots=True)
class Stratum:
    """One stratum's numbers."""

    label: str
    base: int
    """All objects of the scope, before exclusions (Art. 10): what the rate counts on."""
    size: int
    """The objects that can be drawn."""
    rate_bp: int
    want: int
    take: int
    """``want``, or all there are. A shortfall stands in the commitment."""

    def document(self) -> dict[str, object]:
        """As the auditor's strata file has it."""
        return asdict(self)

    def public(self) -> dict[str, object]:
        """As the commitment has it: without the base."""
        return {name: value for name, value in asdict(self).items() if name != "base"}


def floor_of(objects: int, rate_bp: int) -> int:
    """The least number that fulfils the rate: rounded up."""
    return (objects * rate_bp + FULL_RATE - 1) // FULL_RATE


def quotas(
    *, bases: Mapping[str, int], sizes: Mapping[str, int], rates_bp: Mapping[str, object], count: int | None
) -> list[Stratum]:
    """Every stratum's numbers, in label order; `Unusable` without a rate, or with a count out of bounds."""
    rates = {label: _rate(label, rates_bp) for label in sorted(bases)}
    floors = {label: floor_of(bases[label], rate) for label, rate in rates.items()}
    extras = _extras(bases, floors, count)
    strata: list[Stratum] = []
    for label, rate in rates.items():
        size, want = sizes.get(label, 0), floors[label] + extras[label]
        strata.append(Stratum(label, bases[label], size, rate, want, min(want, size)))
    return strata


def _rate(label: str, rates_bp: Mapping[str, object]) -> int:
    rate = rates_bp.get(label)
    if not isinstance(rate, int) or isinstance(rate, bool) or not 0 <= rate <= FULL_RATE:
        raise Unusable(f"stratum {label} has no rate from 0 to {FULL_RATE} basis points")
    return rate


def _extras(bases: Mapping[str, int], floors: Mapping[str, int], count: int | None) -> dict[str, int]:
    """What a named total adds to the floors: in proportion to the rest, by largest remainders."""
    rests = {label: bases[label] - floors[label] for label in floors}
    spare, room = (0 if count is None else count - sum(floors.values())), sum(rests.values())
    if spare < 0:
        raise Unusable(f"count {count} is under the floors, which add up to {sum(floors.values())}")
    if spare > room:
        raise Unusable(f"count {count} is beyond all objects, {sum(bases.values())}")
    if room == 0:
        return dict.fromkeys(floors, 0)
    extras = {label: spare * rest // room for label, rest in rests.items()}
    by_remainder = sorted(rests, key=lambda label: (-(spare * rests[label] % room), label))
    for label in by_remainder[: spare - sum(extras.values())]:
        extras[label] += 1
    return extras


def could_single_out(strata: Sequence[Stratum], exclusions: int, min_cell: int) -> bool:
    """Whether publishing lots and strata could tell somebody a firm's class (protocol §2, a to d)."""
    return (
        any(0 < stratum.size < min_cell for stratum in strata)
        or sum(stratum.take > 0 for stratum in strata) <= 1
        or sum(stratum.take < stratum.size for stratum in strata) <= 1
        or (0 < exclusions < FEW_EXCLUSIONS and any(map(_floor_betrays, strata)))
    )


def _floor_betrays(stratum: Stratum) -> bool:
    return floor_of(stratum.size, stratum.rate_bp) != floor_of(stratum.base, stratum.rate_bp)
