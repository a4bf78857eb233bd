"""抽查任务 — every task whose draw was opened, and what became of it (Art. 2, 14); none that is withheld."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Any

from django.core.paginator import Page
from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from suiji.disclosure.models import Publication
from suiji.disclosure.states import MADE_PUBLIC
from suiji.draws.models import Ceremony
from suiji.inspections.models import Visit
from suiji.inspections.states import VisitState
from suiji.organs.questions import question
from suiji.portal.models import PublicResult
from suiji.portal.paging import Bounded
from suiji.portal.queries.above import FromAbove, lists_from_above
from suiji.portal.queries.draws import Draw, as_draws, ceremonies
from suiji.portal.queries.results import Result, as_results
from suiji.portal.queries.visibility import withheld
from suiji.tasks.models import BroughtList, ListSource, Task
from suiji.tasks.states import TaskState

A_PAGE = 30


@dataclass(frozen=True, slots=True)
class Line:
    """A task in the list."""

    number: str
    title: str
    initiator: str
    void: bool


def told() -> QuerySet[Task]:
    """The tasks that anybody may know of, the newest first: from the opening of a draw, or a list from above, on."""
    drawn = Ceremony.objects.filter(task=OuterRef("pk"))
    brought = BroughtList.objects.filter(task=OuterRef("pk"), source=ListSource.DISPATCHED)
    rows = Task.objects.filter(Q(Exists(drawn)) | Q(Exists(brought)), unannounced=False)
    columns = ("number", "title", "state", "initiator__name")
    return rows.select_related("initiator").only(*columns).order_by("-pk")


def pages() -> Bounded:
    """The pages of ``told``."""
    rows = told()
    return Bounded(rows, A_PAGE, most=None, counted=rows, first=_first)


@question
def _first() -> QuerySet[Task]:
    return told()[:A_PAGE]


def as_lines(rows: Iterable[Task]) -> list[Line]:
    """Rows as the public reads them."""
    return [Line(row.number, row.title, row.initiator.name, row.state == TaskState.VOID) for row in rows]


@dataclass(frozen=True, slots=True)
class Check:
    """One task and what became of it."""

    number: str
    title: str
    initiator: str
    void: bool
    year: int
    line: int
    """The line of the published plan that it carries out."""
    draws: list[Draw]
    above: list[FromAbove]
    visits: int
    """How many are over."""
    published: int

    @property
    def drawn(self) -> int:
        """How many objects are on its list."""
        return sum(one.drawn for one in self.draws if one.kind == "objects") + sum(
            one.count for one in self.above
        )


def task(number: str, *, today: date) -> Check | None:
    """One task by its number, or None."""
    row = next(iter(_numbered(number)), None)
    if row is None:
        return None
    pk, title, initiator, state, year, line = row
    return Check(
        number=number,
        title=title,
        initiator=initiator,
        void=state == TaskState.VOID,
        year=year,
        line=line,
        draws=as_draws(_draws(pk), today=today),
        above=[one for one in lists_from_above() if one.number == number],
        visits=sum(_over(pk)),
        published=sum(_published(number)),
    )


@question
def _numbered(number: str) -> QuerySet[Task, tuple[int, str, str, str, int, int]]:
    columns = ("pk", "title", "initiator__name", "state", "plan_line__year", "plan_line_id")
    return told().filter(number=number).values_list(*columns)


@question
def _draws(task: int) -> QuerySet[Ceremony, dict[str, Any]]:
    return ceremonies().filter(task=task)


@question
def _over(task: int) -> QuerySet[Visit, int]:
    rows = Visit.objects.filter(~withheld("task"), task=task, state=VisitState.SIGNED).order_by()
    return rows.values("task").annotate(n=Count("pk")).values_list("n", flat=True)


@question
def _published(number: str) -> QuerySet[Publication, int]:
    rows = _publications(number).order_by()
    return rows.values("visit__task").annotate(n=Count("pk")).values_list("n", flat=True)


def _publications(number: str) -> QuerySet[Publication]:
    return Publication.objects.filter(visit__task__number=number, state__in=MADE_PUBLIC)


def results_of(task: Check, page: str | None) -> tuple[Page[int], list[Result]]:
    """A page of the task's results published so far, the newest first."""
    rows = _publications(task.number).order_by("-pk").values_list("pk", flat=True)
    first = partial(_newest_of, task.number)
    found = Bounded(rows, A_PAGE, counted=lambda: task.published, first=first).get_page(page)
    keys = list(found)
    shown = _shown(keys) if keys else []
    return found, as_results(sorted(shown, key=lambda row: -row.publication_id))


@question
def _newest_of(number: str) -> QuerySet[Publication, int]:
    return _publications(number).order_by("-pk").values_list("pk", flat=True)[:A_PAGE]


@question
def _shown(publications: list[int]) -> QuerySet[PublicResult]:
    return PublicResult.objects.filter(publication__among=publications)
