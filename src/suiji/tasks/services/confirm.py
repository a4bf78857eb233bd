"""两库确认 — before each draw every department answers for its part of both libraries (Art. 11)."""

from collections.abc import Collection
from datetime import datetime

from django.db import transaction

from suiji import law
from suiji.law.parameters import parameter
from suiji.ledger import Actor, NotYours
from suiji.ledger.services import hold, move, record
from suiji.libraries.models import Library
from suiji.libraries.services import settle_uploads
from suiji.organs.days import day_of
from suiji.organs.doors import require_role
from suiji.organs.models import Department
from suiji.organs.queries import calendar
from suiji.organs.roles import Role
from suiji.tasks.models import Confirmation, Task
from suiji.tasks.queries import Confirmed, carries_out, confirmations, executes, people_confirmations, take
from suiji.tasks.states import TaskState

OPEN = (TaskState.COUNTERSIGNED, TaskState.CONFIRMED)
BEFORE_STAFFING = (TaskState.OBJECTS_DRAWN, TaskState.DISPATCHED)


@transaction.atomic
def confirm_library(*, task: Task, library: Library, actor: Actor, at: datetime) -> Confirmation:
    """The department's rows of one library are confirmed as they stand; the last one completes the task's.

    Once the list is dispatched, those who carry it out confirm their inspectors, from whom is drawn next (R92).
    Refused: before the scheme is countersigned, after the freeze.
    """
    hold(task)
    _require_open(task, library, actor)
    today = day_of(at)
    department = Department.objects.get(pk=actor.department_id)
    taken = take(task, department, Library(library))
    snapshot = taken.snapshot
    if library == Library.OBJECTS:
        settle_uploads(department=department, at=at)
    expires = law.libraries.confirmation_expires(
        confirmed_on=today, calendar=calendar(), days=parameter("confirm_valid", today)
    )
    found = Confirmation.objects.create(
        task=task,
        department_id=actor.department_id,
        library=library,
        sha256=snapshot.sha256,
        rows=snapshot.rows,
        content=taken.content,
        confirmed_at=at,
        confirmed_by_id=actor.id,
        valid_until=expires.on,
    )
    record(
        task,
        "tasks.library_confirmed",
        actor=actor,
        at=at,
        sentence=f"{actor.department_name}{actor.name}确认{task}涉及的本部门{Library(library).label}，"
        f"共 {snapshot.rows} 行，有效期至{expires.on:%Y年%-m月%-d日}。",
        facts={"library": str(library), "sha256": snapshot.sha256, "rows": snapshot.rows},
    )
    _go_on(task, actor, at)
    return found


def _go_on(task: Task, actor: Actor, at: datetime) -> None:
    if task.state == TaskState.COUNTERSIGNED and all(row.valid for row in confirmations(task, day_of(at))):
        move(task, TaskState.CONFIRMED, actor=actor, at=at)


def _require_open(task: Task, library: Library, actor: Actor) -> None:
    """A librarian of a department that takes part, while its word is asked for."""
    require_role(actor, Role.LIBRARIAN)
    if not executes(task, actor.department_id):
        raise NotYours("您所在部门不是本任务的参与部门，不能确认两库。")
    law.require(
        law.sampling_duties.scheme_countersigned,
        missing=task.parts.filter(countersigned_at__isnull=True).count(),
    )
    people = library == Library.INSPECTORS and carries_out(task, actor.department_id)
    open_now = task.state in OPEN or (people and task.state in BEFORE_STAFFING)
    law.require(law.general.steps_in_order, allowed=open_now)


def insist_on_confirmations(*, task: Task, actor: Actor, at: datetime) -> None:
    """Refuses unless every confirmation holds today; one that does not sends the task back to be confirmed.

    Call it before the transaction of the act that needs it: the lapse stays written, the act is refused.
    """
    rows = confirmations(task, day_of(at))
    bad = [row for row in rows if not row.valid]
    if bad and task.state == TaskState.CONFIRMED:
        with transaction.atomic():
            move(hold(task), TaskState.COUNTERSIGNED, actor=actor, at=at, because=_because(bad))
    law.require(law.libraries.libraries_confirmed, missing=sum(row.confirmation is None for row in rows))
    for row in bad:
        _require_valid(row, at)


def insist_on_people(*, task: Task, departments: Collection[Department], at: datetime) -> None:
    """Refuses unless the word of each of these departments on its inspectors holds today (Art. 11, R92)."""
    rows = people_confirmations(task, departments, day_of(at))
    law.require(law.libraries.libraries_confirmed, missing=sum(row.confirmation is None for row in rows))
    for row in rows:
        _require_valid(row, at)


def _because(bad: list[Confirmed]) -> str:
    words = {True: "已过有效期", False: "确认后有变动"}
    return "；".join(f"{row.department.name}的{row.library_label}{words[row.expired]}" for row in bad) + "。"


def _require_valid(row: Confirmed, at: datetime) -> None:
    found = row.confirmation
    if found is None:
        return
    law.require(
        law.libraries.confirmation_still_valid,
        confirmed_on=day_of(found.confirmed_at),
        today=day_of(at),
        valid_until=found.valid_until,
    )
    law.require(
        law.libraries.snapshot_unchanged, confirmed_sha256=found.sha256, current_sha256=row.now.sha256
    )
