"""户数 — how many objects a scope means, class by class: one aggregate query, confidential (Art. 13, 25)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Sum, Value
from django.db.models.functions import Coalesce

from suiji import law
from suiji.law.libraries import INELIGIBLE_REASONS
from suiji.law.parameters import class_of_unclassified
from suiji.tasks.queries.excluding import REASONS
from suiji.tasks.queries.reading import CLASSES, floors
from suiji.tasks.queries.scope import Scope, population, tallied

LEAST = 20
"""Under so many objects no class is counted: the count could name a firm's class."""
CELL = 5
"""A class with fewer objects than this is not counted exactly."""


@dataclass(frozen=True, slots=True)
class ClassTotal:
    """A class in the scope, its floor, the rate that is chosen, and how many that draws."""

    label: str
    base: int
    floor_bp: int
    rate_bp: int
    quota: int

    @property
    def small(self) -> bool:
        """True when the number is only told as under ``CELL``."""
        return 0 < self.base < CELL

    @property
    def under_floor(self) -> bool:
        """True when the chosen rate needs an exception."""
        return not law.sampling_duties.ratio_not_below_floor(rate_bp=self.rate_bp, floor_bp=self.floor_bp)


@dataclass(frozen=True, slots=True)
class Totals:
    """What a scope means today, before the visits of the year are looked at."""

    eligible: int
    classes: tuple[ClassTotal, ...]
    """Empty where the scope is too small to be divided."""
    gone: tuple[tuple[str, int], ...]
    """(words, number) of those that cannot be drawn."""

    @property
    def quota(self) -> int:
        """How many objects the rates draw together."""
        return sum(row.quota for row in self.classes)


def totals(scope: Scope, *, today: date, rates_bp: Mapping[str, int]) -> Totals:
    """The scope's objects by class and by registration state, with what the chosen rates would draw."""
    counted = _counted(scope)
    otherwise, least = class_of_unclassified(today), floors(today)
    bases = dict.fromkeys(CLASSES, 0)
    gone = dict.fromkeys(INELIGIBLE_REASONS, 0)
    for (state, value), number in counted.items():
        if state in gone:
            gone[state] += number
        else:
            bases[value or otherwise] += number
    eligible = sum(bases.values())
    return Totals(
        eligible=eligible,
        classes=tuple(
            _class_total(label, base, least[label], rates_bp.get(label, least[label]))
            for label, base in bases.items()
        )
        if eligible >= LEAST
        else (),
        gone=tuple((REASONS[INELIGIBLE_REASONS[state]], number) for state, number in gone.items() if number),
    )


def _class_total(label: str, base: int, floor_bp: int, rate_bp: int) -> ClassTotal:
    quota = law.sampling_duties.quota(base=base, rate_bp=rate_bp)
    return ClassTotal(label, base, floor_bp, rate_bp, quota)


def _counted(scope: Scope) -> dict[tuple[str, str], int]:
    """(registration state, class or nothing) → number. The class is the one in force, which the library keeps.

    What the library counts by itself is summed; what only each object can answer is counted object by object.
    """
    tallies = tallied(scope)
    if tallies is not None:
        summed = tallies.values("reg_state", "value").annotate(number=Sum("number"))
        return {(row["reg_state"], row["value"]): row["number"] for row in summed}
    rows = population(scope).order_by().annotate(value=Coalesce("class_in_force__value", Value("")))
    grouped = rows.values("reg_state", "value").annotate(number=Count("pk"))
    return {(row["reg_state"], row["value"]): row["number"] for row in grouped}
