"""What waits for whom: results to enter, to put right, to review, corrections to decide."""

from collections.abc import Iterable
from datetime import date

from django.db.models import Exists, OuterRef, QuerySet
from django.urls import reverse

from suiji.disclosure.models import Correction, Publication
from suiji.disclosure.queries.aside import to_do_aside
from suiji.disclosure.queries.clocks import Clock, due_of
from suiji.disclosure.queries.sharing import refused_of, standing_counts, to_send
from suiji.disclosure.states import CorrectionState, PublicationState, WithholdingState
from suiji.exchange.queries import RowState
from suiji.inspections import queries as inspections
from suiji.inspections.models import Finding, Visit
from suiji.inspections.states import VisitState
from suiji.law.workdays import Calendar, Deadline
from suiji.ledger import Actor
from suiji.organs.queries import calendar
from suiji.organs.roles import Role
from suiji.organs.todo import Todo


def visits_to_enter(actor: Actor) -> QuerySet[Visit]:
    """Signed visits whose results are complete and not entered by the actor's department."""
    entered = Publication.objects.filter(visit=OuterRef("pk"), department_id=actor.department_id)
    own = Finding.objects.filter(visit=OuterRef("pk"), department_id=actor.department_id)
    awaited = inspections.awaiting_report(visit=OuterRef("pk"), department_id=actor.department_id)
    return (
        Visit.objects.filter(Exists(own), ~Exists(entered), ~Exists(awaited), state=VisitState.SIGNED)
        .annotate(reported_on=inspections.last_report_on("pk", actor.department_id))
        .select_related("task", "drawn__object", "team")
        .order_by("ended_at", "pk")
    )


def to_do(actor: Actor, *, today: date) -> list[Todo]:
    """What waits for this actor: results to enter, to release, corrections to decide."""
    found: list[Todo] = [*to_do_aside(actor, today=today), *_sharing(actor)]
    days = calendar()
    if actor.holds(Role.CLERK):
        found += [_to_put_right(publication, today) for publication in _sent_back(actor)]
        found += [_to_enter(visit, _due(visit, days), today) for visit in visits_to_enter(actor)]
    if actor.holds(Role.REVIEWER):
        found += [_to_publish(publication, today) for publication in _to_release(actor)]
    if actor.holds(Role.PRINCIPAL_HEAD):
        unsigned = Correction.objects.filter(
            publication__department_id=actor.department_id, state=CorrectionState.APPLIED
        ).exclude(applicant_id=actor.id)
        found += [
            Todo(
                f"{correction}，待您签字。",
                "签字或退回",
                reverse("disclosure:decide", args=[correction.pk]),
                article=22,
            )
            for correction in unsigned.select_related(
                "publication__visit__drawn__object", "publication__department"
            )
        ]
    return found


def _due(visit: Visit, days: Calendar) -> Deadline:
    return due_of(visit, days, reported_on=getattr(visit, "reported_on", None))


def _to_release(actor: Actor) -> QuerySet[Publication]:
    return (
        Publication.objects.filter(department_id=actor.department_id, state=PublicationState.ENTERED)
        .exclude(entered_by_id=actor.id)
        .exclude(submissions__submitted_by=actor.id)
        .exclude(withholdings__state__in=(WithholdingState.APPLIED, WithholdingState.APPROVED))
        .select_related("visit__drawn__object", "department")
        .order_by("due_on", "pk")
    )


def may_release(actor: Actor, clocks: Iterable[Clock]) -> set[int]:
    """Which of these results this actor, who is not among their authors, may release."""
    if not actor.holds(Role.REVIEWER):
        return set()
    shown = [clock.publication.pk for clock in clocks if clock.publication]
    return set(_to_release(actor).filter(pk__in=shown).values_list("pk", flat=True))


def _sent_back(actor: Actor) -> QuerySet[Publication]:
    return (
        Publication.objects.filter(department_id=actor.department_id, state=PublicationState.RETURNED)
        .select_related("visit__drawn__object", "department")
        .order_by("due_on", "pk")
    )


def _sharing(actor: Actor) -> list[Todo]:
    """What still has to be carried to the publicity system, and what came back from it."""
    if not actor.holds(Role.CLERK, Role.REVIEWER):
        return []
    counted = standing_counts(actor.department_id)
    refused = refused_of(actor) if RowState.REFUSED in counted else []
    found = [
        Todo(
            f"{publication}被公示系统退回：{standing.reason}",
            "查看结果",
            reverse("disclosure:detail", args=[publication.pk]),
            article=20,
            rank=12,
        )
        for publication, standing in refused
    ]
    if many := to_send(counted):
        sentence = f"{many} 条检查结果已经公示，还没有报送公示系统，或者内容有变。"
        found.append(Todo(sentence, "报送公示系统", reverse("disclosure:sharing"), article=20, rank=25))
    return found


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


def _to_put_right(publication: Publication, today: date) -> Todo:
    return Todo(
        f"{publication}被审核退回，{_overdue_mark(publication.due_on, today)}请改正后重新送审。",
        "改正并送审",
        reverse("disclosure:resubmit", args=[publication.pk]),
        Deadline(publication.due_on, publication.due_provisional),
        20,
    )


def _to_publish(publication: Publication, today: date) -> Todo:
    return Todo(
        f"{publication}已录入，{_overdue_mark(publication.due_on, today)}请审核公示。",
        "审核",
        reverse("disclosure:publish", args=[publication.pk]),
        Deadline(publication.due_on, publication.due_provisional),
        20,
    )
