"""方案提示 — what lies beside a scheme: frequent inspections, results known already (Art. 10, 24)."""

from dataclasses import dataclass
from datetime import date

from suiji import law
from suiji.libraries.models import KnownResult
from suiji.libraries.queries import is_clean, known_results, months_before
from suiji.libraries.queries import pressed as pressed_in
from suiji.libraries.queries.visits import Pressed
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

    @property
    def spared(self) -> str:
        """Codes of the objects with a clean result, as the application for an exception takes them."""
        return ",".join(dict.fromkeys(one.object.code for one in self.clean[:MOST]))

    @property
    def is_empty(self) -> bool:
        """True when there is nothing to tell."""
        return not (self.pressed or self.clean or self.other)


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
    )
