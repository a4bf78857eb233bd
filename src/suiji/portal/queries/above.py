"""上级派发与批次 — lists whose draw is proven elsewhere, and the order in which a whole list is visited (R52, R53)."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date

from suiji.draws.models import Batch, BatchObject, DrawnObject
from suiji.libraries.names import public_name
from suiji.portal.queries.visibility import withheld
from suiji.tasks.models import BroughtList, ListSource
from suiji.tasks.states import TaskState


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
    rows = BroughtList.objects.filter(~withheld("task"), source=ListSource.DISPATCHED).order_by("-pk")
    counts: dict[int, int] = defaultdict(int)
    drawn = DrawnObject.objects.filter(ceremony=None).values_list("task", flat=True)
    for task in drawn.filter(task__in=[row["task"] for row in rows.values("task")]):
        counts[task] += 1
    found = rows.values(
        "task", "task__title", "task__number", "task__initiator__name", "task__state", "organ", "document_number",
        "issued_on", "sha256",
    )  # fmt: skip
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
        if counts[row["task"]]
    ]


@dataclass(frozen=True, slots=True)
class PublicBatch:
    """A batch of a whole list."""

    number: int
    period_from: date
    period_until: date
    names: tuple[str, ...]


def batches(ceremony_id: int) -> list[PublicBatch]:
    """The batches of one draw's list, in the order that chance gave them; names by code inside each."""
    rows = Batch.objects.filter(task__ceremonies=ceremony_id).order_by("number")
    inside: dict[int, list[str]] = defaultdict(list)
    lines = BatchObject.objects.filter(~withheld("drawn__task"), drawn__ceremony=ceremony_id)
    for batch, kind, name in lines.order_by("drawn__object__code").values_list(
        "batch", "drawn__object__kind", "drawn__object__name"
    ):
        inside[batch].append(public_name(kind, name))
    return [
        PublicBatch(row.number, row.period_from, row.period_until, tuple(inside[row.pk]))
        for row in rows
        if inside[row.pk]
    ]
