"""检查批次 — the drawn order of a whole list as numbered batches with dates (R53)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from suiji.draws.models import Batch, DrawnObject
from suiji.tasks.models import Task


@dataclass(frozen=True, slots=True)
class Slice:
    """One batch to be: its dates and its part of the order."""

    number: int
    period_from: date
    period_until: date
    rows: Sequence[DrawnObject]


def slices(rows: Sequence[DrawnObject], number: int, first: date, last: date) -> list[Slice]:
    """The order cut into so many batches of nearly equal size, the period into as many stretches of days.

    Fewer where there are fewer objects or days: no batch is empty and none has no day.
    """
    days = (last - first).days + 1
    many = min(number, len(rows), days)
    return [
        Slice(
            at + 1,
            first + timedelta(days=at * days // many),
            first + timedelta(days=(at + 1) * days // many - 1),
            rows[at * len(rows) // many : (at + 1) * len(rows) // many],
        )
        for at in range(many)
    ]


def batches_of(task: Task) -> list[tuple[Batch, list[DrawnObject]]]:
    """The task's batches with their objects by code; the order inside a batch says nothing."""
    found = []
    for batch in Batch.objects.filter(task=task).order_by("number"):
        rows = DrawnObject.objects.filter(batch_object__batch=batch).select_related("object")
        found.append((batch, list(rows.order_by("object__code"))))
    return found
