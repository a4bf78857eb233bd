"""户数 — how many objects a scope means, class by class: one aggregate query, confidential (Art. 13, 25).

While a scope is chosen nobody waits for a million texts to be read: what would take long is estimated from a sample and
said to be so. A frozen list is never counted here.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Sum, Value
from django.db.models.functions import Coalesce

from suiji import law
from suiji.law.libraries import INELIGIBLE_REASONS
from suiji.law.parameters import class_of_unclassified
from suiji.libraries.queries.counting import is_long, sampled
from suiji.tasks.models import Task
from suiji.tasks.queries.excluding import REASONS
from suiji.tasks.queries.reading import CLASSES, floors
from suiji.tasks.queries.scope import Scope, population, scope_rule_of, tallied

LEAST = 20
"""Under so many objects no class is counted: the count could name a firm's class."""
CELL = 5
"""A class with fewer objects than this is not counted exactly."""
WHOLE, PERCENT = 100.0, 2.0
"""Of the library's blocks, that are asked where all would take long."""
ENOUGH, TOLD = 400, 20
"""So many hits make an estimate; a class of fewer than these is only called rare."""


@dataclass(frozen=True, slots=True)
class ClassTotal:
    """A class in the scope, its floor, the rate that is chosen, and how many that draws."""

    label: str
    base: int
    floor_bp: int
    rate_bp: int
    quota: int
    rare: bool = False
    """Too few of the sample for an estimate."""

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
    exact: bool = True
    """False: estimated from a sample, and shown as 约."""

    @property
    def quota(self) -> int:
        """How many objects the rates draw together."""
        return sum(row.quota for row in self.classes if not row.rare)


def totals(scope: Scope, *, today: date, rates_bp: Mapping[str, int]) -> Totals:
    """The scope's objects by class and by registration state, with what the chosen rates would draw."""
    counted, percent = _counted(scope)
    otherwise, least = class_of_unclassified(today), floors(today)
    bases = dict.fromkeys(CLASSES, 0)
    gone = dict.fromkeys(INELIGIBLE_REASONS, 0)
    for (state, value), number in counted.items():
        if state in gone:
            gone[state] += number
        else:
            bases[value or otherwise] += number
    exact, whole = percent == WHOLE, _whole(percent)
    eligible = whole(sum(bases.values()))
    return Totals(
        eligible=eligible,
        classes=tuple(
            _class_total(
                label,
                whole(base),
                least[label],
                rates_bp.get(label, least[label]),
                rare=not exact and base < TOLD,
            )
            for label, base in bases.items()
        )
        if eligible >= LEAST
        else (),
        gone=tuple(
            (REASONS[INELIGIBLE_REASONS[state]], whole(number)) for state, number in gone.items() if number
        ),
        exact=exact,
    )


def bounds_of(task: Task, today: date) -> tuple[int, int]:
    """The least and the most that a total of the task's scheme may name, counted object by object; (0, 0) without one.

    What an object's visits leave out stays in the base of its class (Art. 13), so the freeze comes to the same.
    """
    if task.count is None:
        return 0, 0
    rows = population(scope_rule_of(task)).exclude(reg_state__in=INELIGIBLE_REASONS.keys()).order_by()
    grouped = rows.values_list(Coalesce("class_in_force__value", Value(""))).annotate(Count("pk"))
    bases = dict.fromkeys(CLASSES, 0)
    for value, number in grouped:
        bases[value or class_of_unclassified(today)] += number
    return least_of(bases, task.rates_bp), sum(bases.values())


def least_of(bases: Mapping[str, int], rates_bp: Mapping[str, int]) -> int:
    """How many the rates ask for together."""
    return sum(law.sampling_duties.quota(base=base, rate_bp=rates_bp[label]) for label, base in bases.items())


def _whole(percent: float) -> Callable[[int], int]:
    """From what was found in a part to what is in the whole: in three figures, since it knows no more."""
    if percent == WHOLE:
        return lambda hits: hits
    return lambda hits: int(float(f"{hits * WHOLE / percent:.3g}"))


def _class_total(label: str, base: int, floor_bp: int, rate_bp: int, *, rare: bool) -> ClassTotal:
    quota = law.sampling_duties.quota(base=base, rate_bp=rate_bp)
    return ClassTotal(label, base, floor_bp, rate_bp, quota, rare)


Counted = dict[tuple[str, str], int]
"""(registration state, class or nothing) → number. The class is the one in force, which the library keeps."""


def _counted(scope: Scope) -> tuple[Counted, float]:
    """The numbers, and of how many percent of the library.

    What the library counts by itself is summed; what only each object can answer is counted object by object, or, where
    that is long and the sample says enough, in a sample.
    """
    tallies = tallied(scope)
    if tallies is not None:
        summed = tallies.values("reg_state", "value").annotate(number=Sum("number"))
        return {(row["reg_state"], row["value"]): row["number"] for row in summed}, WHOLE
    rows = population(scope).order_by().annotate(value=Coalesce("class_in_force__value", Value("")))
    grouped = rows.values("reg_state", "value").annotate(number=Count("pk"))
    if is_long(grouped):
        hits: Counted = {(state, value): number for state, value, number in sampled(grouped, PERCENT)}
        if sum(hits.values()) >= ENOUGH:
            return hits, PERCENT
    return {(row["reg_state"], row["value"]): row["number"] for row in grouped}, WHOLE
