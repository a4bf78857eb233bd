"""Batches: which there are, what is in one, and what the receiver said."""

from dataclasses import dataclass
from datetime import date

from django.core.paginator import Page, Paginator
from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from suiji.exchange.kinds import KINDS
from suiji.exchange.models import ExchangeBatch, ExchangeRow, Reply, ReplyLine
from suiji.exchange.queries.standings import title_in
from suiji.exchange.states import ANSWERABLE, SENDERS, BatchState
from suiji.ledger import Actor
from suiji.ledger.models import Entry
from suiji.ledger.queries import history
from suiji.organs.days import day_of
from suiji.organs.roles import Role

ROWS_A_PAGE = 200


INNER = tuple(kind.name for kind in KINDS.values() if kind.inner)
"""Kinds whose batches are not everybody's to read."""


def batches(*, kind: str = "") -> QuerySet[ExchangeBatch]:
    """Batches, the newest first, each with how many rows it holds and how many were answered."""
    answered = Exists(ReplyLine.objects.filter(row=OuterRef("rows")))
    rows = ExchangeBatch.objects.filter(**({"kind": kind} if kind else {})).select_related("department")
    return rows.annotate(
        row_count=Count("rows", distinct=True),
        answered_count=Count("rows", filter=Q(answered), distinct=True),
    ).order_by("-prepared_at", "-pk")


def batches_open_to(viewer: Actor, *, kind: str = "") -> QuerySet[ExchangeBatch]:
    """Those that the viewer may read: of transfers only the own department's, and to auditors all."""
    rows = batches(kind=kind)
    if viewer.holds(Role.AUDITOR):
        return rows
    return rows.filter(~Q(kind__in=INNER) | Q(department_id=viewer.department_id))


def batches_of(actor: Actor) -> QuerySet[ExchangeBatch]:
    """Batches of the actor's department that still wait for answers."""
    return batches().filter(department_id=actor.department_id, state__in=ANSWERABLE)


@dataclass(frozen=True, slots=True)
class RowSheet:
    """A row of a batch with the newest answer to it."""

    row: ExchangeRow
    title: str
    answer: ReplyLine | None


@dataclass(frozen=True, slots=True)
class BatchSheet:
    """A batch as its page shows it."""

    batch: ExchangeBatch
    rows: tuple[RowSheet, ...]
    page: Page[RowSheet]
    """Those of them that one page shows."""
    replies: tuple[Reply, ...]
    days: int
    """Days since it was handed out."""
    may_answer: bool
    may_take_back: bool
    may_download: bool
    history: QuerySet[Entry]

    @property
    def figures(self) -> list[tuple[str, int]]:
        """How many rows were taken, refused, and are still open."""
        said = [row.answer for row in self.rows]
        return [
            (self.batch.about.taken, sum(one is not None and one.accepted for one in said)),
            ("被退回", sum(one is not None and not one.accepted for one in said)),
            ("等待回执", said.count(None)),
        ]


def rows_of(batch: ExchangeBatch) -> list[ExchangeRow]:
    """The rows in the order in which they were handed out."""
    return list(batch.rows.select_related("owner").order_by("place"))


def answers_of(batch: ExchangeBatch) -> dict[int, ReplyLine]:
    """Row → the newest answer to it."""
    lines = ReplyLine.objects.filter(row__batch=batch).order_by("pk")
    return {line.row_id: line for line in lines}


def sheet(batch: ExchangeBatch, actor: Actor, *, today: date, page: str | None = None) -> BatchSheet:
    """Everything the page of a batch shows, with what this actor may do there."""
    answers = answers_of(batch)
    mine = actor.department_id == batch.department_id and actor.holds(*SENDERS)
    rows = tuple(RowSheet(row, title_of(row), answers.get(row.pk)) for row in rows_of(batch))
    return BatchSheet(
        batch=batch,
        rows=rows,
        page=Paginator(rows, ROWS_A_PAGE).get_page(page),
        replies=tuple(batch.replies.defer("content").order_by("-pk")),
        days=(today - day_of(batch.prepared_at)).days,
        may_answer=mine and batch.state != BatchState.TAKEN_BACK,
        may_take_back=mine and batch.state == BatchState.HANDED_OUT,
        may_download=mine and batch.state != BatchState.TAKEN_BACK,
        history=history(batch),
    )


def title_of(row: ExchangeRow) -> str:
    """What a person knows the row by."""
    return title_in(row.values) or row.key
