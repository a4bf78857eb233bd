"""报送公示系统 — a department's published results as they must stand in the publicity system too (Art. 20(4), 22)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.core.paginator import Page, Paginator
from django.db.models import BigIntegerField, CharField, Count, Exists, F, OuterRef, Q, QuerySet, Value
from django.db.models.functions import Cast, Concat, Substr

from suiji import law
from suiji.disclosure.models import Publication, PublicationVersion
from suiji.disclosure.states import MADE_PUBLIC
from suiji.exchange import Offer
from suiji.exchange import queries as exchange
from suiji.exchange.models import Due, ReplyLine
from suiji.exchange.offers import Value as Said
from suiji.exchange.queries.standings import TO_SEND, RowState
from suiji.inspections import queries as inspections
from suiji.inspections.models import Visit
from suiji.ledger import Actor
from suiji.libraries.names import public_name
from suiji.organs.days import day_of
from suiji.organs.questions import question

KIND = "RESULT"
MOST_ROWS = 2000
"""Of one batch: what goes into one file that a person can look through and a receiver's page takes."""
SHOWN = 100
_KEY = "JG-"


def key_of(publication: int) -> str:
    """What names a result for ever; the number is that of its public page."""
    return f"{_KEY}{publication}"


def shared_by(department: int) -> QuerySet[PublicationVersion]:
    """The version that anybody reads now, of every published result of a department, the oldest first."""
    later = PublicationVersion.objects.filter(
        publication=OuterRef("publication"), number__gt=OuterRef("number")
    )
    public = PublicationVersion.objects.filter(
        ~Exists(later), publication__department=department, publication__state__in=MADE_PUBLIC
    )
    keyed = public.annotate(key=Concat(Value(_KEY), Cast("publication_id", CharField())))
    return exchange.with_standing(keyed, KIND, key="key", form="number").order_by("published_at", "pk")


def waiting(department: int) -> QuerySet[PublicationVersion]:
    """What a new batch would hold: never handed out, corrected since, or sent back."""
    return _named(exchange.noted(KIND, department), department).filter(Q(standing__in=TO_SEND))


def _named(lines: QuerySet[Due], department: int) -> QuerySet[PublicationVersion]:
    """Those of ``shared_by`` that these lines name."""
    named = lines.annotate(of=Cast(Substr("key", len(_KEY) + 1), BigIntegerField()))
    return shared_by(department).filter(publication__in=named.values("of"))


def waiting_counts(department: int) -> dict[str, int]:
    """How many wait to leave, and why: ``to_send`` of it is that of ``standing_counts``, at the price of what waits.

    What has never left is known by its line alone; of the rest only what has a line is looked at (decision 0118).
    """
    counted = dict(_perhaps_sent(department))
    counted[RowState.WAITING] = counted.get(RowState.WAITING, 0) + sum(_never_sent(department))
    return counted


@question
def _never_sent(department: int) -> QuerySet[Due, int]:
    counted = exchange.never_sent(KIND, department).values("department").annotate(many=Count("pk"))
    return counted.values_list("many", flat=True)


@question
def _perhaps_sent(department: int) -> QuerySet[PublicationVersion, tuple[str, int]]:
    rows = _named(exchange.perhaps_sent(KIND, department), department).order_by()
    return rows.values_list(F("standing")).annotate(Count("pk"))


def next_batch(department: int) -> QuerySet[PublicationVersion]:
    """The oldest of what waits, at most ``MOST_ROWS``."""
    return waiting(department)[:MOST_ROWS]


def standing_counts(department: int) -> dict[str, int]:
    """How many of a department's results stand how."""
    rows = shared_by(department).order_by()
    return dict(rows.values_list(F("standing")).annotate(Count("pk")))


def taken_by(instant: datetime) -> set[int]:
    """Publications that the publicity system had said by then to have made public, in whatever version."""
    answers = ReplyLine.objects.filter(accepted=True, row__kind=KIND, reply__brought_at__lte=instant)
    keys = answers.values_list("row__key", flat=True).distinct()
    return {int(key.removeprefix(_KEY)) for key in keys.iterator()}


def to_send(counted: dict[str, int]) -> int:
    """How many wait to be handed out."""
    return sum(counted.get(state, 0) for state in TO_SEND)


@dataclass(frozen=True, slots=True)
class ResultBoard:
    """One page of a department's results with how they stand there, and how all of them do."""

    board: exchange.Board
    figures: list[tuple[exchange.RowState, int]]
    page: Page[PublicationVersion]
    waiting: int
    next_batch: int
    """How many of them the next batch takes."""


def results_board(actor: Actor, *, only: str = "", page: str | None = None) -> ResultBoard:
    """The results of the actor's department; ``only`` is a ``RowState``, else what waits stands first."""
    rows = shared_by(actor.department_id)
    counted = standing_counts(actor.department_id)
    if only in exchange.RowState.values:
        rows = rows.filter(Q(standing=only))
    found = Paginator(rows.order_by("-published_at", "-pk"), SHOWN).get_page(page)
    many = to_send(counted)
    return ResultBoard(
        board=exchange.board(KIND, offers(found.object_list)),
        figures=[(state, counted.get(state, 0)) for state in exchange.RowState],
        page=found,
        waiting=many,
        next_batch=min(many, MOST_ROWS),
    )


def offers(rows: Iterable[PublicationVersion]) -> list[Offer]:
    """Versions as the exchange takes them: what the public page shows and not a word more."""
    versions = PublicationVersion.objects.filter(pk__in=[row.pk for row in rows]).select_related(
        "publication__department",
        "publication__visit__task__plan_line",
        "publication__visit__drawn__object",
    )
    reported = inspections.last_report_on("publication__visit", "publication__department")
    found = list(versions.annotate(reported_on=reported).order_by("published_at", "pk"))
    hidden = _untold({row.publication.visit.task_id for row in found})
    return [
        Offer(
            key_of(row.publication_id),
            row.publication.department_id,
            row.published_at,
            _values(row, hidden=row.publication.visit.task_id in hidden),
        )
        for row in found
    ]


def _untold(tasks: set[int]) -> set[int]:
    """Those whose visits are not all over and that nobody may announce before (Art. 20(2))."""
    silent = Visit.objects.filter(task__in=tasks, task__unannounced=True, ended_at__isnull=True)
    return set(silent.values_list("task_id", flat=True))


def _values(row: PublicationVersion, *, hidden: bool) -> dict[str, Said]:
    visit = row.publication.visit
    thing, task = visit.drawn.object, visit.task
    assert visit.ended_at is not None  # nothing is published before its record is signed
    reports = [day] if (day := getattr(row, "reported_on", None)) else []
    return {
        "object_name": public_name(thing.kind, thing.name),
        "object_code": thing.code,
        "task_number": "" if hidden else task.number,
        "task_title": "" if hidden else task.title,
        "type": "" if hidden else task.plan_line.get_selection_display(),
        "department": row.publication.department.name,
        "items": "、".join(line["title"] for line in row.rows),
        "ended_on": law.results.ended_on(signed_on=day_of(visit.ended_at), reports=reports),
        "results": list(row.results),
        "version": row.number,
        "corrected": "YES" if row.number > 1 else "NO",
        "reason": row.reason,
    }


def publicity_of(publication: Publication) -> exchange.Publicity | None:
    """The two times of the version that stands; None before there is one."""
    newest = publication.versions.order_by("-number").first()
    if newest is None:
        return None
    form = (key_of(publication.pk), str(newest.number), newest.published_at)
    return exchange.publicity(KIND, {publication.pk: form}, field="version")[publication.pk]


def refused_of(actor: Actor) -> list[tuple[Publication, exchange.Standing]]:
    """Results of the actor's department that the publicity system has sent back."""
    refused = {one.key: one for one in exchange.refused_rows(KIND, owner=actor.department_id)}
    keys = [int(key.removeprefix(_KEY)) for key in refused]
    mine = Publication.objects.filter(pk__in=keys).select_related("visit__drawn__object", "department")
    return [(row, refused[key_of(row.pk)]) for row in mine.order_by("pk")]
