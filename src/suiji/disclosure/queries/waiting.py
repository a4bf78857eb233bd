"""What waits for whom: results to enter, to put right, to review, corrections to decide."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db.models import Count, Exists, OuterRef, QuerySet
from django.db.models.functions import TruncDate
from django.urls import reverse

from suiji.disclosure.models import Correction, Publication
from suiji.disclosure.queries.aside import to_do_aside
from suiji.disclosure.queries.clocks import Clock, due_after, due_of
from suiji.disclosure.queries.sharing import refused_of, to_send, waiting_counts
from suiji.disclosure.states import CorrectionState, PublicationState, WithholdingState
from suiji.exchange.queries import RowState
from suiji.inspections import queries as inspections
from suiji.inspections.models import Finding, Visit
from suiji.inspections.states import VisitState
from suiji.law.workdays import Calendar, Deadline
from suiji.ledger import Actor
from suiji.organs.days import SHANGHAI
from suiji.organs.queries import calendar
from suiji.organs.questions import question
from suiji.organs.roles import Role
from suiji.organs.shortened import MOST, Others, shortened, terms
from suiji.organs.todo import Todo


def visits_to_enter(actor: Actor) -> QuerySet[Visit]:
    """Signed visits whose results are complete and not entered by the actor's department."""
    return _unentered(actor.department_id)


def _unentered(department: int) -> QuerySet[Visit]:
    entered = Publication.objects.filter(visit=OuterRef("pk"), department_id=department)
    own = Finding.objects.filter(visit=OuterRef("pk"), department_id=department)
    awaited = inspections.awaiting_report(visit=OuterRef("pk"), department_id=department)
    return (
        Visit.objects.filter(Exists(own), ~Exists(entered), ~Exists(awaited), state=VisitState.SIGNED)
        .annotate(reported_on=inspections.last_report_on("pk", department))
        .select_related("task", "drawn__object", "team")
        .order_by("ended_at", "pk")
    )


def _unreleased(department: int, person: int) -> QuerySet[Publication]:
    """Entered by others of the department, and not under a decision to keep it inside."""
    return (
        Publication.objects.filter(department_id=department, state=PublicationState.ENTERED)
        .exclude(entered_by_id=person)
        .exclude(submissions__submitted_by=person)
        .exclude(withholdings__state__in=(WithholdingState.APPLIED, WithholdingState.APPROVED))
        .select_related("visit__drawn__object", "department")
        .order_by("due_on", "pk")
    )


def may_release(actor: Actor, clocks: Iterable[Clock]) -> set[int]:
    """Which of these results this actor, who is not among their authors, may release."""
    if not actor.holds(Role.REVIEWER):
        return set()
    shown = [clock.publication.pk for clock in clocks if clock.publication]
    mine = _unreleased(actor.department_id, actor.id)
    return set(mine.filter(pk__in=shown).values_list("pk", flat=True))


def _returned(department: int) -> QuerySet[Publication]:
    return (
        Publication.objects.filter(department_id=department, state=PublicationState.RETURNED)
        .select_related("visit__drawn__object", "department")
        .order_by("due_on", "pk")
    )


def _by_term(rows: QuerySet[Publication]) -> QuerySet[Any, Any]:
    return rows.order_by().values_list("due_on", "due_provisional").annotate(Count("pk"))


@question
def _to_enter_first(department: int) -> QuerySet[Visit]:
    return _unentered(department)[: MOST + 1]


@question
def _to_enter_by_day(department: int) -> QuerySet[Visit, Any]:
    """How many ended on which day, the last report included."""
    ended = _unentered(department).order_by().annotate(ended_on=TruncDate("ended_at", tzinfo=SHANGHAI))
    return ended.values_list("ended_on", "reported_on").annotate(Count("pk"))


@question
def _to_release_first(department: int, person: int) -> QuerySet[Publication]:
    return _unreleased(department, person)[: MOST + 1]


@question
def _to_release_by_term(department: int, person: int) -> QuerySet[Publication, Any]:
    return _by_term(_unreleased(department, person))


@question
def _to_put_right_first(department: int) -> QuerySet[Publication]:
    return _returned(department)[: MOST + 1]


@question
def _to_put_right_by_term(department: int) -> QuerySet[Publication, Any]:
    return _by_term(_returned(department))


@question
def _unsigned(department: int, person: int) -> QuerySet[Correction]:
    """Applied for by others of the department."""
    return (
        Correction.objects.filter(publication__department_id=department, state=CorrectionState.APPLIED)
        .exclude(applicant_id=person)
        .select_related("publication__visit__drawn__object", "publication__department")
        .order_by("pk")
    )


def to_do(actor: Actor, *, today: date) -> list[Todo]:
    """What waits for this actor: results to enter, to release, corrections to decide; of long lists the first."""
    found: list[Todo] = [*to_do_aside(actor, today=today), *_sharing(actor)]
    if actor.holds(Role.CLERK):
        found += [*_right(actor, today), *_entry(actor, today)]
    if actor.holds(Role.REVIEWER):
        found += _release(actor, today)
    if actor.holds(Role.PRINCIPAL_HEAD):
        found += [
            Todo(
                f"{correction}，待您签字。",
                "签字或退回",
                reverse("disclosure:decide", args=[correction.pk]),
                article=22,
            )
            for correction in _unsigned(actor.department_id, actor.id)
        ]
    return found


def _others(words: str) -> Others:
    return Others(words, reverse("disclosure:list") + "?only=open", 20)


def _entry(actor: Actor, today: date) -> list[Todo]:
    days, own = calendar(), actor.department_id
    return shortened(
        _to_enter_first(own),
        lambda visit: _to_enter(visit, _due(visit, days), today),
        counted=lambda: [
            (due_after(ended_on, days, reported_on=reported_on), many)
            for ended_on, reported_on, many in _to_enter_by_day(own)
        ],
        others=_others("户检查等待录入结果"),
        today=today,
    )


def _right(actor: Actor, today: date) -> list[Todo]:
    own = actor.department_id
    return shortened(
        _to_put_right_first(own),
        lambda publication: _to_put_right(publication, today),
        counted=lambda: terms(_to_put_right_by_term(own)),
        others=_others("条检查结果被审核退回，等待改正"),
        today=today,
    )


def _release(actor: Actor, today: date) -> list[Todo]:
    own = actor.department_id
    return shortened(
        _to_release_first(own, actor.id),
        lambda publication: _to_publish(publication, today),
        counted=lambda: terms(_to_release_by_term(own, actor.id)),
        others=_others("条检查结果等待审核公示"),
        today=today,
    )


def _due(visit: Visit, days: Calendar) -> Deadline:
    return due_of(visit, days, reported_on=getattr(visit, "reported_on", None))


def _sharing(actor: Actor) -> list[Todo]:
    """What still has to be carried to the publicity system, and what came back from it."""
    if not actor.holds(Role.CLERK, Role.REVIEWER):
        return []
    counted = waiting_counts(actor.department_id)
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
