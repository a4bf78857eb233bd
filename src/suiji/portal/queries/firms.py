"""检查对象 — what is public about one object: the lists it stood in, the visits, the results."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from suiji.draws.models import DrawnObject
from suiji.inspections.states import VisitState
from suiji.libraries.models import InspectedObject
from suiji.libraries.names import public_name
from suiji.organs.days import day_of
from suiji.portal.queries.finding import MOST, by_code, by_name
from suiji.portal.queries.results import Result, of_object
from suiji.portal.queries.visibility import shown
from suiji.tasks.states import TaskState


@dataclass(frozen=True, slots=True)
class Listing:
    """A public list on which the object stands."""

    ceremony: str
    task: str
    initiator: str
    drawn_at: datetime | None
    visit: str
    ended_on: date | None
    void: bool


@dataclass(frozen=True, slots=True)
class Firm:
    """An object with a public record."""

    code: str
    name: str
    listings: tuple[Listing, ...]
    results: tuple[Result, ...]


@dataclass(frozen=True, slots=True)
class Found:
    """A line of the search."""

    code: str
    name: str


def search(text: str) -> list[Found]:
    """Objects with a public record, by the whole code or by part of the name: by name, at most ``MOST``.

    The window shows no other object: who was never named stays as unknown as who does not exist.
    """
    if not text:
        return []
    rows = by_code(text) or list(by_name(text).values_list("pk", "code", "name", "kind")[:MOST])
    found = (Found(code, public_name(kind, name)) for _, code, name, kind in rows)
    return sorted(found, key=lambda one: one.name)


def firm(code: str) -> Firm | None:
    """Everything public about one object, or None where nothing is."""
    found = InspectedObject.objects.filter(code=code).values_list("pk", "name", "kind").first()
    if found is None:
        return None
    pk, name, kind = found
    return Firm(code, public_name(kind, name), tuple(_listings(pk)), tuple(of_object(pk)))


def _listings(pk: int) -> list[Listing]:
    rows = (
        DrawnObject.objects.filter(shown("task"), object=pk)
        .order_by("-ceremony__result__drawn_at", "-pk")
        .values(
            "ceremony__ceremony", "ceremony__result__drawn_at", "task__title", "task__state",
            "task__initiator__name", "visit__state", "visit__ended_at",
        )
    )  # fmt: skip
    return [_listing(row) for row in rows]


def _listing(row: Mapping[str, Any]) -> Listing:
    ended = row["visit__ended_at"]
    void = row["task__state"] == TaskState.VOID
    return Listing(
        ceremony=row["ceremony__ceremony"] or "",
        task=row["task__title"],
        initiator=row["task__initiator__name"],
        drawn_at=row["ceremony__result__drawn_at"],
        visit="任务已作废" if void else _visit(row["visit__state"]),
        ended_on=day_of(ended) if ended else None,
        void=void,
    )


def _visit(state: str | None) -> str:
    if state == VisitState.SIGNED:
        return "检查已结束"
    return "正在检查" if state == VisitState.ON_SITE else "等待检查"
