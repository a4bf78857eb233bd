"""What each department owes, and the days that are left for it (Art. 20(4), 29)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Exists, OuterRef, Prefetch, QuerySet, Subquery

from suiji import law
from suiji.disclosure.models import Publication, PublicationVersion, Withholding
from suiji.disclosure.states import MADE_PUBLIC, PublicationState, WithholdingState
from suiji.inspections import queries as inspections
from suiji.inspections.models import Finding, Visit
from suiji.inspections.states import VisitState
from suiji.law.parameters import parameter
from suiji.law.workdays import Calendar, Deadline, workdays_between
from suiji.ledger import Actor
from suiji.organs.days import day_of
from suiji.organs.models import Department
from suiji.organs.queries import calendar
from suiji.organs.roles import Role

OVERSEERS = (Role.OFFICE, Role.AUDITOR, Role.UPPER)
"""Who reads the clocks of departments other than the own."""


@dataclass(frozen=True, slots=True)
class Clock:
    """One department's result of one visit and the days that are left for it (Art. 20(4), 29)."""

    visit: Visit
    department: Department
    publication: Publication | None
    due: Deadline
    days: int
    """Working days left; negative when overdue."""
    published_on: date | None
    withheld_on: date | None
    """The day on which the deputy head approved that it stays inside, while that decision stands (Art. 4)."""
    today: date

    @property
    def late(self) -> bool:
        """Published after its last day, or not yet and the day is over: 视为未完成 (Art. 29)."""
        done_on = self.published_on or self.withheld_on
        in_time = law.results.publication_in_time(published_on=done_on, due=self.due.on)
        return not in_time and (done_on is not None or self.today > self.due.on)

    @property
    def label(self) -> str:
        """The state in words."""
        if self.withheld_on:
            return WithholdingState.APPROVED.label
        return self.publication.state_label if self.publication else "待录入"

    @property
    def tone(self) -> str:
        """Public is proven; what was sent back waits for the clerk; the rest is neither good nor bad by itself."""
        if self.published_on:
            return "good"
        returned = self.publication is not None and self.publication.state == PublicationState.RETURNED
        return "soon" if returned else "neutral"

    @property
    def done(self) -> str:
        """Words that replace the countdown once the result is public, or lawfully stays inside."""
        if self.published_on is None:
            return "依法不予公开" if self.withheld_on else ""
        return "已公示，逾期" if self.late else "按期公示"


def owed(actor: Actor, *, only: str = "") -> QuerySet[Finding]:
    """One row for each department and signed visit, the oldest first: ``open``, ``published`` or all."""
    visible = inspections.visible_to(actor).filter(state=VisitState.SIGNED)
    rows = every_row().filter(visit__in=visible.order_by().values("pk"))
    if not actor.holds(*OVERSEERS):
        rows = rows.filter(department_id=actor.department_id)
    public = is_public()
    return rows.filter(public) if only == "published" else rows.exclude(public) if only == "open" else rows


def every_row() -> QuerySet[Finding]:
    """One row for each department and signed visit, the oldest first; none where a laboratory has still to say."""
    return (
        Finding.objects.filter(~inspections.is_awaited("visit", "department"), visit__state=VisitState.SIGNED)
        .annotate(reported_on=inspections.last_report_on("visit", "department"))
        .order_by("visit__ended_at", "visit_id", "department_id")
        .distinct("visit__ended_at", "visit_id", "department_id")
        .select_related("visit__task", "visit__drawn__object", "department")
    )


def is_public() -> Exists:
    """True of rows whose result anybody may read."""
    return Exists(
        Publication.objects.filter(
            visit=OuterRef("visit"), department=OuterRef("department"), state__in=MADE_PUBLIC
        )
    )


def clocks(rows: Iterable[Finding], *, today: date) -> list[Clock]:
    """The clocks of these rows (see ``owed``), in their order."""
    rows = list(rows)
    days = calendar()
    first = Prefetch("versions", PublicationVersion.objects.filter(number=1), to_attr="first_versions")
    inside = Withholding.objects.filter(publication=OuterRef("pk"), state=WithholdingState.APPROVED)
    entered = {
        (p.visit_id, p.department_id): p
        for p in Publication.objects.filter(visit__in={row.visit_id for row in rows})
        .annotate(withheld_at=Subquery(inside.values("decided_at")[:1]))
        .select_related("department")
        .prefetch_related(first)
    }
    return [_clock(row, entered.get((row.visit_id, row.department_id)), days, today) for row in rows]


def _clock(row: Finding, publication: Publication | None, days: Calendar, today: date) -> Clock:
    due = due_of(row.visit, days, reported_on=getattr(row, "reported_on", None))
    versions: Sequence[PublicationVersion] = getattr(publication, "first_versions", ())
    withheld_at: datetime | None = getattr(publication, "withheld_at", None)
    return Clock(
        visit=row.visit,
        department=row.department,
        publication=publication,
        due=due,
        days=workdays_between(today, due.on, days),
        published_on=day_of(versions[0].published_at) if versions else None,
        withheld_on=day_of(withheld_at) if withheld_at else None,
        today=today,
    )


def due_of(visit: Visit, days: Calendar, *, reported_on: date | None) -> Deadline:
    """The last day for a department's results of a visit that has ended, the last laboratory report included."""
    assert visit.ended_at is not None  # only signed visits come here
    return due_after(day_of(visit.ended_at), days, reported_on=reported_on)


def due_after(signed_on: date, days: Calendar, *, reported_on: date | None) -> Deadline:
    """The last day for results that were signed on a day and whose last laboratory report came on another."""
    reports = [reported_on] if reported_on else []
    ended_on = law.results.ended_on(signed_on=signed_on, reports=reports)
    within = parameter("publish_within", ended_on)
    return law.results.publication_due(ended_on=ended_on, calendar=days, days=within)


def overdue(today: date) -> list[Clock]:
    """Every result whose last day is over and that is not public: 逾期（视为未完成）."""
    return [clock for clock in clocks(every_row().exclude(is_public()), today=today) if clock.late]
