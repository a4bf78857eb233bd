"""One result for one reader, and what waits for whom."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Exists, OuterRef, QuerySet
from django.urls import reverse

from suiji import law
from suiji.disclosure.models import Correction, Publication, PublicationVersion
from suiji.disclosure.queries.clocks import Clock, clocks, due_of, every_row
from suiji.disclosure.queries.rows import current_rows, in_words
from suiji.disclosure.states import CorrectionState, PublicationState
from suiji.inspections import queries as inspections
from suiji.inspections.models import Finding, Visit
from suiji.inspections.states import VisitState
from suiji.law.workdays import Deadline
from suiji.ledger import Actor
from suiji.organs.queries import calendar
from suiji.organs.roles import Role
from suiji.organs.todo import Todo


def visible_to(actor: Actor) -> QuerySet[Publication]:
    """The results this actor may read: those of the visits that the actor may read (Art. 24, 28)."""
    visits = inspections.visible_to(actor).order_by().values("pk")
    return Publication.objects.filter(visit__in=visits).select_related(
        "visit__task", "visit__drawn__object", "department", "entered_by"
    )


def corrections_visible_to(actor: Actor) -> QuerySet[Correction]:
    """The applications on results this actor may read."""
    return Correction.objects.filter(publication__in=visible_to(actor).values("pk")).select_related(
        "publication__visit__task",
        "publication__visit__drawn__object",
        "publication__department",
        "applicant",
    )


@dataclass(frozen=True, slots=True)
class Card:
    """A result with its clock, versions and corrections, and what this actor may do."""

    publication: Publication
    clock: Clock
    rows: list[tuple[str, list[str]]]
    versions: list[PublicationVersion]
    corrections: list[Correction]
    may_publish: bool
    is_author: bool
    may_correct: bool
    may_decide: Correction | None


def card(publication: Publication, actor: Actor, *, today: date) -> Card:
    """The page of one result for this actor."""
    row = every_row().get(visit=publication.visit_id, department=publication.department_id)
    corrections = list(publication.corrections.select_related("applicant").order_by("-pk"))
    waiting = next((c for c in corrections if c.state == CorrectionState.APPLIED), None)
    own = actor.department_id == publication.department_id
    entered = publication.state == PublicationState.ENTERED
    another = law.results.publication_reviewed_by_another(author=publication.entered_by_id, reviewer=actor.id)
    decides = waiting is not None and law.results.principal_head_signs(
        is_principal_head=actor.holds(Role.PRINCIPAL_HEAD),
        same_department=own,
        is_applicant=actor.id == waiting.applicant_id,
    )
    return Card(
        publication=publication,
        clock=clocks([row], today=today)[0],
        rows=in_words(current_rows(publication)),
        versions=list(publication.versions.select_related("responsible").order_by("-number")),
        corrections=corrections,
        may_publish=own and entered and actor.holds(Role.REVIEWER) and another,
        is_author=not another,
        may_correct=own and not entered and waiting is None and actor.holds(Role.CLERK),
        may_decide=waiting if decides else None,
    )


def visits_to_enter(actor: Actor) -> QuerySet[Visit]:
    """Signed visits whose results the actor's department has not entered."""
    entered = Publication.objects.filter(visit=OuterRef("pk"), department_id=actor.department_id)
    own = Finding.objects.filter(visit=OuterRef("pk"), department_id=actor.department_id)
    return (
        Visit.objects.filter(Exists(own), ~Exists(entered), state=VisitState.SIGNED)
        .select_related("task", "drawn__object", "team")
        .order_by("ended_at", "pk")
    )


def to_do(actor: Actor, *, today: date) -> list[Todo]:
    """What waits for this actor: results to enter, to release, corrections to decide."""
    found: list[Todo] = []
    days = calendar()
    if actor.holds(Role.CLERK):
        found += [_to_enter(visit, due_of(visit, days), today) for visit in visits_to_enter(actor)]
    if actor.holds(Role.REVIEWER):
        found += [_to_publish(publication, today) for publication in _to_release(actor)]
    if actor.holds(Role.PRINCIPAL_HEAD):
        waiting = Correction.objects.filter(
            publication__department_id=actor.department_id, state=CorrectionState.APPLIED
        ).exclude(applicant_id=actor.id)
        found += [
            Todo(
                f"{correction}，待您签字。",
                "签字或退回",
                reverse("disclosure:decide", args=[correction.pk]),
                article=22,
            )
            for correction in waiting.select_related(
                "publication__visit__drawn__object", "publication__department"
            )
        ]
    return found


def _to_release(actor: Actor) -> QuerySet[Publication]:
    return (
        Publication.objects.filter(department_id=actor.department_id, state=PublicationState.ENTERED)
        .exclude(entered_by_id=actor.id)
        .select_related("visit__drawn__object", "department")
        .order_by("due_on", "pk")
    )


def _overdue_mark(due: date, today: date) -> str:
    return "逾期（视为未完成），" if today > due else ""


def _to_enter(visit: Visit, due: Deadline, today: date) -> Todo:
    return Todo(
        f"{visit}已经结束，{_overdue_mark(due.on, today)}请录入本部门的结果。",
        "录入结果",
        reverse("disclosure:enter", args=[visit.pk]),
        due,
        20,
    )


def _to_publish(publication: Publication, today: date) -> Todo:
    return Todo(
        f"{publication}已录入，{_overdue_mark(publication.due_on, today)}请审核公示。",
        "审核公示",
        reverse("disclosure:publish", args=[publication.pk]),
        Deadline(publication.due_on, publication.due_provisional),
        20,
    )
