"""The numbers of the front page."""

from dataclasses import dataclass

from suiji.catalogue.models import ListKind
from suiji.portal.queries import draws, items, plans, results


@dataclass(frozen=True, slots=True)
class Numbers:
    """What stands public today."""

    year: int
    joint_items: int
    department_items: int
    plan_lines: int
    draws: int
    void: int
    results: int
    corrected: int


def numbers(year: int) -> Numbers:
    """Counted now, from what anybody can look up on the pages behind."""
    listed, drawn, published = items.counts(), draws.counts(), results.counts()
    return Numbers(
        year=year,
        joint_items=listed[ListKind.JOINT],
        department_items=listed[ListKind.DEPARTMENT],
        plan_lines=plans.count(year),
        draws=drawn["resulted"],
        void=drawn["void"],
        results=published["published"],
        corrected=published["corrected"],
    )
