"""调整率 — how many of the drawn places were filled by somebody else, for the report (Art. 16, 29)."""

from collections import Counter
from dataclasses import dataclass
from datetime import date

from suiji.draws.models import Replacement, TeamMember
from suiji.draws.states import ReplacementState
from suiji.organs.models import Department
from suiji.tasks.states import TaskState


@dataclass(frozen=True, slots=True)
class ReplacementRate:
    """Of one department's drawn places, how many were filled by a substitute."""

    department_id: int
    department: str
    drawn: int
    """Places drawn in the period; tasks that were given up do not count."""
    replaced: int
    """Of these places, those with an approved replacement, whenever it was approved."""

    @property
    def rate_bp(self) -> int:
        """The share in basis points, rounded down."""
        return self.replaced * 10_000 // self.drawn if self.drawn else 0


def replacement_rates(*, first: date, last: date) -> list[ReplacementRate]:
    """Every department with drawn places in the period, both days included, by its code."""
    drawn = TeamMember.objects.filter(
        team__ceremony__result__drawn_at__date__gte=first, team__ceremony__result__drawn_at__date__lte=last
    ).exclude(team__task__state=TaskState.VOID)
    places = Counter(drawn.values_list("inspector__department", flat=True))
    approved = Replacement.objects.filter(state=ReplacementState.APPROVED, member__in=drawn.values("pk"))
    replaced = Counter(approved.values_list("member__inspector__department", flat=True))
    rows = Department.objects.filter(pk__in=places).order_by("code")
    return [ReplacementRate(one.pk, one.name, places[one.pk], replaced[one.pk]) for one in rows]
