"""What departments ask of each other's results: by object, in bulk with a reason, recognised, punished (Art. 24)."""

from dataclasses import dataclass, replace
from datetime import date, timedelta

from django.db.models import Q, QuerySet
from django.shortcuts import get_object_or_404
from django.urls import reverse

from suiji.catalogue.models import ItemVersion
from suiji.disclosure.models import Publication
from suiji.disclosure.states import MADE_PUBLIC
from suiji.followup.models import BulkQuery, Discipline, FollowUp, Recognition
from suiji.followup.states import DisciplineState, FollowUpState, RecognitionState
from suiji.inspections.models import CLEAN
from suiji.law.results import ResultCode
from suiji.ledger import Actor
from suiji.ledger import queries as ledger
from suiji.ledger.models import Entry
from suiji.libraries.models import InspectedObject
from suiji.organs.days import day_of
from suiji.organs.questions import question
from suiji.organs.roles import Role
from suiji.organs.todo import Todo
from suiji.tasks.models import Task
from suiji.tasks.states import TaskState

MOST = 30
BEFORE_FREEZE = (TaskState.DRAFT, TaskState.COUNTERSIGNING, TaskState.COUNTERSIGNED, TaskState.CONFIRMED)


@dataclass(frozen=True, slots=True)
class Result:
    """One department's published result of a visit, as other departments read it."""

    publication: Publication
    words: str
    ended_on: date
    recognitions: list[Recognition]
    asks: bool = False
    """Whether the reader's department may still ask for its recognition."""


@dataclass(frozen=True, slots=True)
class Dossier:
    """名下结果 — everything written under an object's name: results, what followed, joint punishments."""

    object: InspectedObject
    results: list[Result]
    follow_ups: list[FollowUp]
    disciplines: list[Discipline]


def published_results() -> QuerySet[Publication]:
    """What is public, the newest visit first."""
    return (
        Publication.objects.filter(state__in=MADE_PUBLIC, visit__ended_at__isnull=False)
        .select_related("department", "visit__drawn__object", "visit__task")
        .prefetch_related("versions", "recognitions__department")
        .order_by("-visit__ended_at", "-pk")
    )


def result_of(row: Publication) -> Result:
    """The newest version in the article's words."""
    last = max(row.versions.all(), key=lambda version: version.number)
    ended_at = row.visit.ended_at
    assert ended_at is not None
    words = "、".join(ResultCode(code).words for code in last.results)
    return Result(row, words, day_of(ended_at), list(row.recognitions.all()))


def found_results(
    *, text: str = "", since: date | None = None, until: date | None = None
) -> QuerySet[Publication]:
    """Published results by name or code, or of visits in a period."""
    rows = published_results()
    if text:
        rows = rows.filter(
            Q(visit__drawn__object__name__icontains=text)
            | Q(visit__drawn__object__code=text)
            | Q(visit__drawn__object__uscc=text)
        )
    if since:
        rows = rows.filter(visit__ended_at__date__gte=since)
    if until:
        rows = rows.filter(visit__ended_at__date__lt=until + timedelta(days=1))
    return rows


def results_page(actor: Actor, text: str) -> list[Result]:
    """The first results of one search; many at once need a reason on record."""
    rows = [result_of(row) for row in found_results(text=text)[:MOST]] if text else []
    return [replace(row, asks=_may_ask(row, actor)) for row in rows]


def _may_ask(row: Result, actor: Actor) -> bool:
    asked = {one.department_id for one in row.recognitions if one.state != RecognitionState.REJECTED}
    return actor.department_id not in asked | {row.publication.department_id}


def dossier(pk: int) -> Dossier:
    """Everything under an object's name; 404 otherwise."""
    thing = get_object_or_404(InspectedObject, pk=pk)
    follow_ups = FollowUp.objects.filter(finding__visit__drawn__object=thing).select_related(
        "department", "receiver", "finding__item_version", "finding__visit__drawn__object"
    )
    disciplines = Discipline.objects.filter(follow_up__finding__visit__drawn__object=thing)
    return Dossier(
        thing,
        [result_of(row) for row in published_results().filter(visit__drawn__object=thing)],
        list(follow_ups.order_by("-opened_at", "-pk")),
        list(disciplines.select_related("department").order_by("-from_on", "-pk")),
    )


def publication_to_recognise(actor: Actor, pk: int) -> Publication:
    """Another department's published result; 404 otherwise."""
    return get_object_or_404(published_results().exclude(department_id=actor.department_id), pk=pk)


def find_recognition(actor: Actor, pk: int) -> Recognition:
    """One recognition: the department's own; auditors and the office read all; 404 otherwise."""
    rows = Recognition.objects.select_related(
        "publication__visit__drawn__object", "publication__department", "department"
    )
    if not actor.holds(Role.AUDITOR, Role.OFFICE):
        rows = rows.filter(department_id=actor.department_id)
    return get_object_or_404(rows, pk=pk)


def tasks_to_spare(recognition: Recognition, actor: Actor) -> QuerySet[Task]:
    """Tasks of the recognising department whose list is not frozen yet: there the firm may be left out."""
    if recognition.state != RecognitionState.RECOGNISED or not actor.holds(Role.CLERK):
        return Task.objects.none()
    rows = Task.objects.filter(
        initiator_id=actor.department_id, initiator=recognition.department_id, state__in=BEFORE_FREEZE
    )
    clean = clean_items(recognition.publication)
    others = ItemVersion.objects.exclude(item__code__in=clean)
    same = rows.exclude(item_versions__in=others).filter(item_versions__item__code__in=clean)
    return same.distinct().order_by("-pk")


def clean_items(publication: Publication) -> frozenset[str]:
    """Codes of the items of which the newest public version says that nothing was found."""
    last = max(publication.versions.all(), key=lambda version: version.number)
    return frozenset(
        str(row["item"]) for row in last.rows if row["results"] and CLEAN.issuperset(row["results"])
    )


def covers(publication: Publication, task: Task) -> bool:
    """Whether the task would ask nothing of the object but what was found clean there: the same items (Art. 24)."""
    asked = set(task.item_versions.values_list("item__code", flat=True))
    return bool(asked) and asked <= clean_items(publication)


def is_deputy_of(department_id: int, actor: Actor) -> bool:
    """True for the deputy head of that department."""
    return actor.holds(Role.DEPUTY_HEAD) and actor.department_id == department_id


def disciplines(actor: Actor) -> QuerySet[Discipline]:  # noqa: ARG001 — every department reads them (Art. 24)
    """Joint punishments, the newest first."""
    return _disciplines().order_by("-proposed_at", "-pk")


def _disciplines() -> QuerySet[Discipline]:
    return Discipline.objects.select_related("department", "follow_up__finding__visit__drawn__object")


def find_discipline(actor: Actor, pk: int) -> Discipline:
    """One joint punishment; 404 otherwise."""
    return get_object_or_404(disciplines(actor), pk=pk)


def settled_follow_up(actor: Actor, pk: int) -> FollowUp:
    """A decision by the actor's department or on its transfer, for a joint punishment to rest on; 404 otherwise."""
    rows = FollowUp.objects.filter(state=FollowUpState.CLOSED).exclude(case_number="")
    own = Q(department_id=actor.department_id) | Q(receiver_id=actor.department_id)
    return get_object_or_404(rows.filter(own).select_related("finding__visit__drawn__object"), pk=pk)


def may_discipline(follow_up: FollowUp, actor: Actor) -> bool:
    """True for a clerk of either side of a decision that bears its number (Art. 24)."""
    decided = follow_up.state == FollowUpState.CLOSED and bool(follow_up.case_number)
    sides = (follow_up.department_id, follow_up.receiver_id)
    return decided and actor.holds(Role.CLERK) and actor.department_id in sides


def history_of(subject: Recognition | Discipline) -> QuerySet[Entry]:
    """Everything that happened to it."""
    return ledger.history(subject)


def bulk_queries(actor: Actor) -> QuerySet[BulkQuery]:
    """Who took many results out: an auditor and the office read all, a department its own."""
    rows = BulkQuery.objects.select_related("department", "made_by").order_by("-made_at", "-pk")
    return rows if actor.holds(Role.AUDITOR, Role.OFFICE) else rows.filter(department_id=actor.department_id)


@question
def _recognitions_asked(department: int) -> QuerySet[Recognition]:
    rows = Recognition.objects.filter(department_id=department, state=RecognitionState.APPLIED)
    related = rows.select_related("publication__visit__drawn__object", "publication__department")
    return related.order_by("pk")


@question
def _disciplines_proposed(department: int) -> QuerySet[Discipline]:
    rows = _disciplines().filter(department_id=department, state=DisciplineState.PROPOSED)
    return rows.order_by("-proposed_at", "-pk")


def sharing_to_dos(actor: Actor) -> list[Todo]:
    """What waits for the deputy head."""
    if not actor.holds(Role.DEPUTY_HEAD):
        return []
    return [
        *(
            Todo(f"{row}等待审批。", "审批", reverse("followup:recognition", args=[row.pk]), article=24)
            for row in _recognitions_asked(actor.department_id)
        ),
        *(
            Todo(f"{row}等待审批。", "审批", reverse("followup:discipline", args=[row.pk]), article=24)
            for row in _disciplines_proposed(actor.department_id)
        ),
    ]
