"""上级派发与批次 — lists whose draw is proven elsewhere, and the order in which a whole list is visited (R52, R53)."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, QuerySet

from suiji.draws.models import Batch, BatchObject, DrawnObject
from suiji.libraries.names import public_name
from suiji.organs.questions import question
from suiji.portal.queries.visibility import withheld
from suiji.tasks.models import BroughtList, ListSource
from suiji.tasks.states import TaskState

_COLUMNS = (
    "task", "task__title", "task__number", "task__initiator__name", "task__state", "organ", "document_number",
    "issued_on", "sha256",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class FromAbove:
    """A list that was drawn above and dispatched to us."""

    title: str
    number: str
    initiator: str
    organ: str
    document_number: str
    issued_on: date
    sha256: str
    count: int
    void: bool


def lists_from_above() -> list[FromAbove]:
    """Every list from above that stands as a task's list, the newest first; of an unannounced task none."""
    found = _dispatched()
    counts = dict(_counted([row["task"] for row in found])) if found else {}
    return [
        FromAbove(
            title=row["task__title"],
            number=row["task__number"],
            initiator=row["task__initiator__name"],
            organ=row["organ"],
            document_number=row["document_number"],
            issued_on=row["issued_on"],
            sha256=row["sha256"],
            count=counts[row["task"]],
            void=row["task__state"] == TaskState.VOID,
        )
        for row in found
        if row["task"] in counts
    ]


@question
def _dispatched() -> QuerySet[BroughtList, dict[str, Any]]:
    rows = BroughtList.objects.filter(~withheld("task"), source=ListSource.DISPATCHED)
    found: QuerySet[BroughtList, dict[str, Any]] = rows.order_by("-pk").values(*_COLUMNS)
    return found


@question
def _counted(tasks: list[int]) -> QuerySet[DrawnObject, tuple[int, int]]:
    rows = DrawnObject.objects.filter(ceremony=None, task__among=tasks).order_by()
    return rows.values_list("task").annotate(n=Count("pk"))


@dataclass(frozen=True, slots=True)
class PublicBatch:
    """A batch of a whole list."""

    number: int
    period_from: date
    period_until: date
    names: tuple[str, ...]


def batches(ceremony_id: int) -> list[PublicBatch]:
    """The batches of one draw's list, in the order that chance gave them; names by code inside each."""
    rows = _batches(ceremony_id)
    inside: dict[int, list[str]] = defaultdict(list)
    for batch, kind, name in _lines(ceremony_id) if rows else ():
        inside[batch].append(public_name(kind, name))
    return [
        PublicBatch(row.number, row.period_from, row.period_until, tuple(inside[row.pk]))
        for row in rows
        if inside[row.pk]
    ]


@question
def _batches(ceremony: int) -> QuerySet[Batch]:
    return Batch.objects.filter(task__ceremonies=ceremony).order_by("number")


@question
def _lines(ceremony: int) -> QuerySet[BatchObject, tuple[int, str, str]]:
    lines = BatchObject.objects.filter(~withheld("drawn__task"), drawn__ceremony=ceremony)
    return lines.order_by("drawn__object__code").values_list(
        "batch", "drawn__object__kind", "drawn__object__name"
    )
