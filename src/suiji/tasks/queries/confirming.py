"""两库确认 — whether each department's word on its rows still holds, and what has changed since (Art. 11)."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from django.db.models import Subquery

from suiji import law
from suiji.ledger import Actor
from suiji.ledger.queries import history
from suiji.libraries.models import Library
from suiji.organs.days import day_of
from suiji.organs.models import Department
from suiji.organs.roles import Role
from suiji.tasks.models import Confirmation, Task
from suiji.tasks.queries.reading import members
from suiji.tasks.queries.rows import Change, Snapshot, changes, people_snapshots, snapshots

SHOWN = 500
"""Changed rows listed on a page; the number of all of them is always told."""


@dataclass(frozen=True, slots=True)
class Confirmed:
    """A department's word on its part of one library, or its absence."""

    department: Department
    library: str
    confirmation: Confirmation | None
    now: Snapshot
    """The rows as they stand."""
    valid: bool
    """True when the newest confirmation is within its days and the rows are still what was confirmed."""
    expired: bool = False

    @property
    def library_label(self) -> str:
        """The library's Chinese name."""
        return str(Library(self.library).label)

    @property
    def changed(self) -> bool:
        """True when rows changed after they were confirmed."""
        found = self.confirmation
        return found is not None and found.sha256 != self.now.sha256

    @property
    def readers(self) -> tuple[int, int]:
        """Whose rows these are, and 0 for auditors (as ``Sheet.readable``)."""
        return (self.department.pk, 0)


def confirmations(task: Task, today: date) -> list[Confirmed]:
    """For every department and library the newest confirmation, and whether it still holds."""
    newest, now = _newest(task), snapshots(task)
    return [
        _judge(department, library, newest.get((department.pk, library)), now[department.pk, library], today)
        for department in members(task)
        for library in Library.values
    ]


def people_confirmations(task: Task, departments: Collection[Department], today: date) -> list[Confirmed]:
    """For each of these departments its newest word on its inspectors, and whether it still holds (R92)."""
    newest, now = _newest(task), people_snapshots(task, departments)
    library = Library.INSPECTORS
    return [_judge(one, library, newest.get((one.pk, library)), now[one.pk], today) for one in departments]


BEGINS = ("tasks.countersigned", "tasks.unfrozen")
"""Acts after which the libraries are confirmed: a word given before belongs to a scheme or a freeze that is gone."""


def _newest(task: Task) -> dict[tuple[int, str], Confirmation]:
    began = history(task).filter(act__in=BEGINS).order_by("-pk").values("at")[:1]
    given = task.confirmations.filter(confirmed_at__gte=Subquery(began))
    given = given.select_related("confirmed_by").defer("content").order_by("id")
    return {(found.department_id, found.library): found for found in given}


def _judge(
    department: Department, library: str, found: Confirmation | None, now: Snapshot, today: date
) -> Confirmed:
    if found is None:
        return Confirmed(department, library, None, now, valid=False)
    in_time = law.libraries.confirmation_still_valid(
        confirmed_on=day_of(found.confirmed_at), today=today, valid_until=found.valid_until
    )
    same = law.libraries.snapshot_unchanged(confirmed_sha256=found.sha256, current_sha256=now.sha256)
    return Confirmed(department, library, found, now, in_time and same, not in_time)


@dataclass(frozen=True, slots=True)
class Changed:
    """What is not as one confirmation says, for those who answer for the rows or audit them."""

    confirmation: Confirmation
    rows: list[Change]
    number: int
    may_confirm: bool


def changed_since(found: Confirmation, actor: Actor, *, task: Task) -> Changed:
    """Row by row what came, went or changed since a confirmation; the actor may be the one to confirm again."""
    rows = changes(task, found.department, found.library, bytes(found.content))
    own = actor.holds(Role.LIBRARIAN) and actor.department_id == found.department_id
    return Changed(found, rows[:SHOWN], len(rows), own and bool(rows))
