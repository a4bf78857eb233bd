"""Batches: which there are, what is in one, and what the receiver said."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.core.paginator import Page, Paginator
from django.db.models import Case, Count, Exists, IntegerField, OuterRef, Q, QuerySet, Subquery, Value, When
from django.db.models.functions import Coalesce

from suiji.exchange.kinds import KINDS
from suiji.exchange.models import ExchangeBatch, ExchangeRow, Reply, ReplyLine
from suiji.exchange.queries.partners import answers_in
from suiji.exchange.queries.standings import title_in
from suiji.exchange.states import SENDERS, BatchState
from suiji.ledger import Actor
from suiji.ledger.models import Entry
from suiji.ledger.queries import history
from suiji.organs.days import day_of
from suiji.organs.roles import Role

ROWS_A_PAGE = 200


INNER = tuple(kind.name for kind in KINDS.values() if kind.inner)
"""Kinds whose batches are not everybody's to read."""


def batches(*, kind: str = "") -> QuerySet[ExchangeBatch]:
    """Batches, the newest first, each with how many rows it holds and how many were answered.

    Only a batch that is partly answered is looked through; of a library there are hundreds of ten thousand rows.
    """
    held = ExchangeRow.objects.filter(batch=OuterRef("pk")).order_by()
    answered = held.filter(Exists(ReplyLine.objects.filter(row=OuterRef("pk"))))
    rows = ExchangeBatch.objects.filter(**({"kind": kind} if kind else {})).select_related("department")
    return rows.annotate(
        row_count=_number(held),
        answered_count=Case(
            When(state__in=(BatchState.HANDED_OUT, BatchState.TAKEN_BACK), then=Value(0)),
            When(state=BatchState.SETTLED, then=_number(held)),
            default=_number(answered),
        ),
    ).order_by("-prepared_at", "-pk")


def _number(rows: QuerySet[ExchangeRow]) -> Coalesce:
    counted = rows.values("batch").annotate(number=Count("pk")).values("number")
    return Coalesce(Subquery(counted), Value(0), output_field=IntegerField())


def batches_open_to(viewer: Actor, *, kind: str = "") -> QuerySet[ExchangeBatch]:
    """Those that the viewer may read: of transfers only the own department's, and to auditors all."""
    rows = batches(kind=kind)
    if viewer.holds(Role.AUDITOR):
        return rows
    return rows.filter(~Q(kind__in=INNER) | Q(department_id=viewer.department_id))


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
    number: int
    """Of its rows."""
    page: Page[ExchangeRow]
    rows: tuple[RowSheet, ...]
    """Those of them that the page shows."""
    refused: int
    open_rows: int
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
        return [
            (self.batch.about.taken, self.number - self.refused - self.open_rows),
            ("被退回", self.refused),
            ("等待回执", self.open_rows),
        ]


def rows_of(batch: ExchangeBatch) -> list[ExchangeRow]:
    """The rows in the order in which they were handed out."""
    return list(batch.rows.select_related("owner").order_by("place"))


def answers_of(batch: ExchangeBatch, *, rows: Sequence[int] | None = None) -> dict[int, ReplyLine]:
    """Row → the newest answer to it; of all rows, or of these."""
    which = Q(row__batch=batch) if rows is None else Q(row__in=rows)
    lines = ReplyLine.objects.filter(which).order_by("pk")
    return {line.row_id: line for line in lines}


def sheet(batch: ExchangeBatch, actor: Actor, *, today: date, page: str | None = None) -> BatchSheet:
    """Everything the page of a batch shows, with what this actor may do there."""
    shown = Paginator(batch.rows.select_related("owner").order_by("place"), ROWS_A_PAGE).get_page(page)
    answers = answers_of(batch, rows=[row.pk for row in shown.object_list])
    refused, open_rows = answers_in([batch])[batch.pk]
    mine = actor.department_id == batch.department_id and actor.holds(*SENDERS)
    return BatchSheet(
        batch=batch,
        number=shown.paginator.count,
        page=shown,
        rows=tuple(RowSheet(row, title_of(row), answers.get(row.pk)) for row in shown.object_list),
        refused=refused,
        open_rows=open_rows,
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
