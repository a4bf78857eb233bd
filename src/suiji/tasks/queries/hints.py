"""方案提示 — what lies beside a scheme: frequent inspections, results known already (Art. 10, 24)."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Q, QuerySet

from suiji import law
from suiji.libraries.models import InspectedObject, KnownResult
from suiji.libraries.queries import is_clean, joint_visits, known_results, months_before
from suiji.libraries.queries import pressed as pressed_in
from suiji.libraries.queries.visits import Pressed
from suiji.plans.queries import opening_visits
from suiji.tasks.models import Task
from suiji.tasks.queries.scope import eligible, scope_rule_of

MOST = 200
"""Rows shown of each; the numbers say how many there are."""


@dataclass(frozen=True, slots=True)
class Hints:
    """What the makers of a scheme are told. Nothing here decides anything."""

    task: Task
    window: int
    """Months for which a result may stand for another check."""
    pressed: list[Pressed]
    clean: list[KnownResult]
    """Results without findings: the object may be spared the item."""
    other: list[KnownResult]
    """Results with findings: they show what to look at."""

    last: int
    """How many objects one joint check more brings to their yearly cap (Art. 10)."""

    @property
    def spared(self) -> str:
        """Codes of the objects with a clean result, as the application for an exception takes them."""
        return ",".join(dict.fromkeys(one.object.code for one in self.clean[:MOST]))

    @property
    def is_empty(self) -> bool:
        """True when there is nothing to tell."""
        return not (self.pressed or self.clean or self.other or self.last)


def hints(task: Task, *, today: date) -> Hints:
    """What is known of the objects in a task's scope, as they stand today."""
    scope = eligible(scope_rule_of(task))
    window = law.parameter("recognition_window", on=today)
    items = {version.item_id for version in task.item_versions.all()}
    known = known_results(scope, items=items, since=months_before(today, window))
    return Hints(
        task=task,
        window=window,
        pressed=pressed_in(scope, today=today),
        clean=[one for one in known if is_clean(one)],
        other=[one for one in known if not is_clean(one)],
        last=_last_before_cap(scope, today),
    )


def _last_before_cap(scope: QuerySet[InspectedObject], today: date) -> int:
    """Objects with one joint check less than the cap this year; those drawn and not yet visited come at the freeze."""
    seen, before = joint_visits(year=today.year), opening_visits(year=today.year)
    cap = law.parameter("joint_cap", on=today)
    known = scope.filter(Q(pk__in=list(seen)) | Q(code__in=list(before))).values_list("pk", "code")
    return sum(seen.get(pk, 0) + before.get(code, 0) == cap - 1 for pk, code in known)
