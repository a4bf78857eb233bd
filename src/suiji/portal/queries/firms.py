"""检查对象 — what is public about one object: the lists it stood in, the visits, the results."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import QuerySet

from suiji.inspections.states import VisitState
from suiji.libraries.names import public_name
from suiji.organs.days import day_of
from suiji.organs.questions import question
from suiji.portal.models import PublicListing
from suiji.portal.queries.finding import by_code, by_name
from suiji.portal.queries.results import Result, of_object
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
    rows = by_code(text) or by_name(text)
    found = (Found(code, public_name(kind, name)) for _, code, name, kind in rows)
    return sorted(found, key=lambda one: one.name)


def firm(code: str) -> Firm | None:
    """Everything public about one object, or None where nothing is: in two statements."""
    listed = sorted(_listings(code), key=_newest_first)
    found = of_object(code)
    rows: list[PublicListing | Result] = [*listed, *found]
    if not rows:
        return None
    return Firm(code, rows[0].name, tuple(map(_listing, listed)), tuple(found))


@question
def _listings(code: str) -> QuerySet[PublicListing]:
    return PublicListing.objects.filter(code=code)


def _newest_first(row: PublicListing) -> tuple[bool, float, int]:
    """Lists from above, whose draw is not known here, stand before the others."""
    drawn = row.drawn_at.timestamp() if row.drawn_at else 0.0
    return row.drawn_at is not None, -drawn, -row.pk


def _listing(row: PublicListing) -> Listing:
    void = row.task_state == TaskState.VOID
    return Listing(
        ceremony=row.ceremony,
        task=row.task_title,
        initiator=row.initiator_name,
        drawn_at=row.drawn_at,
        visit="任务已作废" if void else _visit(row.visit_state),
        ended_on=day_of(row.ended_at) if row.ended_at else None,
        void=void,
    )


def _visit(state: str | None) -> str:
    if state == VisitState.SIGNED:
        return "检查已结束"
    return "正在检查" if state == VisitState.ON_SITE else "等待检查"
