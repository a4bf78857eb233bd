"""抽查计划 — the year's published lines (Art. 7, 8); of an unannounced one only field and quarter."""

from dataclasses import dataclass

from django.db.models import QuerySet

from suiji.plans.models import PlanLine
from suiji.plans.queries import PublicLine
from suiji.plans.queries import published as published_lines
from suiji.plans.states import PlanState
from suiji.portal.queries.visibility import UNANNOUNCED_TITLE, Announcement, announcements

SUBJECT = "plans.planline"
ACT = "plans.published"


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the plan as the public reads it."""

    id: int
    number: str
    title: str
    kind: str
    fields: str
    items: tuple[str, ...]
    object_scope: str
    ratio: str
    frequency: str
    initiator: str
    participants: tuple[str, ...]
    period: str
    basis: str
    unannounced: bool
    announced: Announcement | None


def lines(year: int) -> list[Line]:
    """The published lines of a year, in the order of their periods."""
    hidden = set(_published().filter(year=year, unannounced=True).values_list("pk", flat=True))
    rows = published_lines(year=year)
    said = announcements(SUBJECT, [row.id for row in rows], ACT)
    return [_line(row, row.id in hidden, said.get(row.id)) for row in rows]


def _published() -> QuerySet[PlanLine]:
    return PlanLine.objects.filter(state=PlanState.PUBLISHED)


def _line(row: PublicLine, hidden: bool, announced: Announcement | None) -> Line:
    fields = "、".join(row.fields)
    if hidden:
        words = (UNANNOUNCED_TITLE, row.kind, fields)
        return Line(row.id, "", *words, (), "", "", "", "", (), row.period, "", True, None)
    return Line(
        id=row.id,
        number=row.number,
        title=row.title,
        kind=row.kind,
        fields=fields,
        items=row.items,
        object_scope=row.object_scope,
        ratio=row.ratio,
        frequency=row.frequency,
        initiator=row.initiator,
        participants=row.participants,
        period=row.period,
        basis=row.basis,
        unannounced=False,
        announced=announced,
    )


def years() -> list[int]:
    """The years with published lines, newest first."""
    return sorted(set(_published().values_list("year", flat=True)), reverse=True)


def count(year: int) -> int:
    """How many lines of a year are published."""
    return _published().filter(year=year).count()
