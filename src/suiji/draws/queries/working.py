"""长时办理 — which lists are long, and how far the worker has come with one."""

from dataclasses import dataclass
from datetime import datetime

from suiji.draws.models import Ceremony, DrawKind, LongWork
from suiji.draws.states import CeremonyState
from suiji.tasks.queries import population, scope_rule_of

LONG_LIST = 20_000
"""Objects from which on a freeze or a draw takes more than the moment a page may take."""


@dataclass(frozen=True, slots=True)
class WorkNow:
    """A piece of long work as the page shows it."""

    what: str
    label: str
    done: int
    total: int
    ended: bool
    trouble: str
    note: str
    """How long it has taken, and how long it will, as far as one can tell."""


def population_of(ceremony: Ceremony) -> int:
    """How many objects lie in the scope, before anything is left out."""
    return population(scope_rule_of(ceremony.task)).count()


def is_long(ceremony: Ceremony) -> bool:
    """True where freeze or draw are the worker's."""
    if ceremony.kind != DrawKind.OBJECTS:
        return False
    if ceremony.state == CeremonyState.OPEN:
        return population_of(ceremony) >= LONG_LIST
    return hasattr(ceremony, "freeze") and bool(ceremony.freeze.commitment["members"]["count"] >= LONG_LIST)


def work_of(ceremony: Ceremony, *, at: datetime) -> WorkNow | None:
    """The newest long work, while it runs or where it came to nothing; None where nothing needs to be shown."""
    row = LongWork.objects.filter(ceremony=ceremony).order_by("-pk").first()
    if row is None or (row.ended and not row.trouble):
        return None
    return WorkNow(
        row.get_act_display(), row.label, row.done, row.total, row.ended, row.trouble, _note(row, at)
    )


def _note(row: LongWork, at: datetime) -> str:
    if row.ended:
        return ""
    taken = max(0, int((at - row.asked_at).total_seconds()))
    words = f"已用 {taken} 秒"
    if row.since is None or not 0 < row.done < row.total:
        return f"{words}。"
    rate = (at - row.since).total_seconds() / row.done
    return f"{words}，本步约还需 {max(1, round(rate * (row.total - row.done)))} 秒。"


def long_work(pk: int) -> LongWork:
    """A piece of work with what it is about."""
    return LongWork.objects.select_related("ceremony__task__initiator", "asked_by__department").get(pk=pk)
