"""A town as the public finds it: draws of every fate, results, corrections. Through the real services."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from django.db import transaction

from suiji.disclosure import services as disclosure
from suiji.disclosure.models import Publication
from suiji.draws import services as draws
from suiji.draws.models import Ceremony
from suiji.inspections.models import Visit
from suiji.inspections.services import take_over
from suiji.inspections.states import VisitState
from suiji.ledger.services import move, sequence
from suiji.libraries.models import Recusal
from suiji.organs.models import Department
from suiji.organs.roles import Role
from suiji.tasks.models import Task
from tests.factories.draws import a_ceremony, drawn_inspectors, drawn_objects, freeze, hand_in
from tests.factories.followup import a_hand, sign
from tests.factories.libraries import some_objects
from tests.factories.organs import AT
from tests.factories.tasks import (
    Cast,
    a_cast,
    a_draft,
    a_plan_line,
    a_ready_task,
    confirmed,
    countersigned,
    later,
)

UNTOLD_TITLE = "夜间后厨突击行动"
UNTOLD_NUMBER = "RW-UNTOLD-77"
UNTOLD_LINE = "AY-UNTOLD-2026-9"
RELATION = "配偶在该单位任职"
ENDED_AT = datetime(2026, 3, 20, 8, 0, tzinfo=UTC)
PUBLISHED_AT = datetime(2026, 3, 26, 2, 0, tzinfo=UTC)
CORRECTED_AT = datetime(2026, 4, 2, 2, 0, tzinfo=UTC)
MUCH_LATER = datetime(2026, 6, 20, 2, 0, tzinfo=UTC)
"""Long after every ``reveal_by``: what is not finished by now is abandoned."""


@dataclass(frozen=True, slots=True)
class Town:
    """What was made."""

    cast: Cast
    public: Ceremony
    people: Ceremony
    sealed: Ceremony
    untold: Ceremony
    void: Ceremony
    abandoned: Ceremony
    publication: Publication
    corrected: Publication


def a_task(cast: Cast, like: Task, number: str, *, untold: bool = False, min_cell: int = 5) -> Task:
    """Another confirmed task over the same firms."""
    versions = list(like.item_versions.all())
    line = like.plan_line
    if untold:
        line = a_plan_line(cast, versions, number=UNTOLD_LINE, unannounced=True)
    more = {"unannounced": True, "unannounced_reason": "防止提前准备"} if untold else {}
    task = a_draft(cast, line=line, versions=versions, number=number, min_cell=min_cell, **more)
    if untold:
        Task.objects.filter(pk=task.pk).update(title=UNTOLD_TITLE)
        task.refresh_from_db()
    return confirmed(countersigned(task, cast), cast)


def end(visit: Visit, results: Sequence[str], *, at: datetime = ENDED_AT) -> Visit:
    """A visit taken from its assignment to its signed record."""
    hand = a_hand(visit.task.initiator)
    if not visit.task.unannounced:
        move(visit, VisitState.NOTIFIED, actor=hand, at=at - timedelta(days=1))
    visit.arrived_at = at - timedelta(hours=3)
    visit.save(update_fields=["arrived_at"])
    move(visit, VisitState.ON_SITE, actor=hand, at=at - timedelta(hours=3))
    sign(visit, results=results, at=at)
    return visit


def publish(visit: Visit, department: Department, cast: Cast) -> Publication:
    """The department's result entered by one and published by another."""
    publication = disclosure.enter_result(
        visit=visit, actor=cast.of(department, Role.CLERK), at=PUBLISHED_AT - timedelta(days=1)
    )
    disclosure.publish(publication=publication, actor=cast.of(department, Role.REVIEWER), at=PUBLISHED_AT)
    publication.refresh_from_db()
    return publication


def correct(publication: Publication, cast: Cast) -> Publication:
    """A published result corrected by the principal head's hand."""
    rows = [{**row, "results": ["CORRECTION_ORDERED"]} for row in publication.versions.get().rows]
    correction = disclosure.apply_correction(
        publication=publication,
        rows=rows,
        reason="录入时漏填责令改正",
        evidence="责令改正通知书存根",
        actor=cast.of(publication.department, Role.CLERK),
        at=CORRECTED_AT - timedelta(days=1),
    )
    head = cast.of(publication.department, Role.PRINCIPAL_HEAD)
    disclosure.sign_correction(correction=correction, actor=head, at=CORRECTED_AT)
    publication.refresh_from_db()
    return publication


@contextmanager
def standing() -> Iterator[None]:
    """What is built inside stands for several tests, each of which undoes only its own changes."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def a_town() -> Town:
    """One task carried to its results, and one draw of every other kind."""
    cast = a_cast()
    # Two more of each department than its teams take: nobody visits a firm twice running, and a second task over
    # the same firms must never lack people by chance.
    task = a_ready_task(cast, firms=60, inspectors=6)
    public = drawn_objects(task, cast)
    people = drawn_inspectors(task, cast)
    visits = take_over(task=task, actor=cast.clerk, at=later(10))
    first, second = (end(visit, ("NO_PROBLEM",)) for visit in visits[:2])
    publication, corrected = publish(first, cast.initiator, cast), publish(second, cast.others[0], cast)
    # A firm that no draw can take: a recusal must not make a staffing infeasible by chance.
    (closed,) = some_objects(1, department=cast.initiator, cells={"登记状态": "注销"})
    Recusal.objects.create(
        inspector=first.team.members.get(leads=True).inspector,
        object=closed,
        relation=RELATION,
        declared_at=AT,
    )
    sealed = drawn_objects(a_task(cast, task, "RW-02", min_cell=50), cast)
    untold_task = a_task(cast, task, UNTOLD_NUMBER, untold=True)
    untold = drawn_objects(untold_task, cast)
    town = Town(
        cast=cast,
        public=public,
        people=people,
        sealed=sealed,
        untold=untold,
        void=_void(a_task(cast, task, "RW-03"), cast),
        abandoned=_abandoned(a_task(cast, task, "RW-04"), cast),
        publication=publication,
        corrected=correct(corrected, cast),
    )
    sequence(at=later(300))
    return town


def _void(task: Task, cast: Cast) -> Ceremony:
    ceremony = a_ceremony(task, cast)
    head = cast.of(cast.initiator, Role.PRINCIPAL_HEAD)
    draws.void_ceremony(ceremony=ceremony, because="设备故障，另行组织", actor=head, at=later(9))
    ceremony.refresh_from_db()
    return ceremony


def _abandoned(task: Task, cast: Cast) -> Ceremony:
    ceremony = a_ceremony(task, cast)
    hand_in(ceremony, cast)
    freeze(ceremony, cast)
    ceremony.refresh_from_db()
    return ceremony


def untold_visits(town: Town, *, how_many: int | None = None) -> list[Visit]:
    """The unannounced task carried on: its inspectors drawn, and so many of its visits ended (all unless told)."""
    task = town.untold.task
    task.refresh_from_db()
    drawn_inspectors(task, town.cast)
    visits = take_over(task=task, actor=town.cast.clerk, at=later(12))
    return [end(visit, ("NO_PROBLEM",)) for visit in visits[:how_many]]
