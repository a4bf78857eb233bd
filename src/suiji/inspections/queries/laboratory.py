"""等待检验报告 — samples out for testing, and the day on which a department's result was complete (reading R100)."""

from collections.abc import Collection
from datetime import date, datetime
from typing import Any

from django.db.models import Exists, F, Max, OuterRef, Q, QuerySet, Subquery

from suiji import law
from suiji.inspections.models import Finding, LabReport, Sample, Visit
from suiji.ledger import Actor
from suiji.organs.days import day_of


def awaiting_report(**of: Any) -> QuerySet[Finding]:
    """The findings, narrowed by ``of``, whose result a laboratory has still to say."""
    return Finding.objects.filter(awaits_report=True, results=[], **of)


def is_awaited(visit: str, department: str) -> Exists:
    """True of rows whose department waits for a report of the visit; the names are the row's own fields."""
    return Exists(awaiting_report(visit=OuterRef(visit), department=OuterRef(department)))


def _waited_for(visit: Any, department: Any) -> QuerySet[LabReport]:
    """The reports to which a department left a result of a visit."""
    of_result = Q(sample__finding__visit=visit, sample__finding__department=department)
    return LabReport.objects.filter(of_result, sample__finding__awaits_report=True)


def last_report_on(visit: str, department: str | int) -> Subquery:
    """The day on which the last report came that a department waited for; null where it waited for none.

    The names are the row's own fields; a number is a department itself.
    """
    reports = _waited_for(
        OuterRef(visit), OuterRef(department) if isinstance(department, str) else department
    )
    return Subquery(
        reports.order_by()
        .values("sample__finding__department")
        .annotate(last=Max("received_on"))
        .values("last")
    )


def formed_on(visit: Visit, department_id: int, *, tested: bool = True) -> date:
    """The end of the check for a department (Art. 20(4)): signatures, or the last report. Only of signed visits.

    Who knows already that no result was left to a laboratory says so, and no report is asked for.
    """
    assert visit.ended_at is not None
    if not tested:
        return law.results.ended_on(signed_on=day_of(visit.ended_at), reports=[])
    reports = _waited_for(visit, department_id).values_list("received_on", flat=True)
    return law.results.ended_on(signed_on=day_of(visit.ended_at), reports=list(reports))


def reports_known(tasks: Collection[int], *, by: datetime) -> dict[tuple[int, int], date | None]:
    """(visit, department) that left a result to a laboratory → the day of its last report; None while one was out."""
    rows = Sample.objects.filter(finding__awaits_report=True, visit__task__in=tasks).values_list(
        "visit_id", "department_id", "report__received_on", "report__recorded_at"
    )
    found: dict[tuple[int, int], date | None] = {}
    out: set[tuple[int, int]] = set()
    for visit, department, received_on, recorded_at in rows.iterator():
        key = visit, department
        if received_on is None or recorded_at > by:
            out.add(key)
        found[key] = max(filter(None, (found.get(key), received_on)), default=None)
    return found | dict.fromkeys(out)


def samples_open_to(actor: Actor) -> QuerySet[Sample]:
    """Samples of the actor's department whose report has not been entered, the oldest first."""
    return samples_out(actor.department_id)


def samples_out(department: int) -> QuerySet[Sample]:
    """As ``samples_open_to``, by the department's key."""
    return (
        Sample.objects.filter(department_id=department, report__isnull=True)
        .exclude(Q(finding__visit__ended_at__isnull=False) & ~Q(finding__awaits_report=True))
        .select_related("visit__drawn__object", "finding__item_version", "mandate")
        .order_by(F("taken_at"), "pk")
    )


def lab_reports_open_to(visits: QuerySet[Visit]) -> QuerySet[LabReport]:
    """The reports of these visits."""
    return LabReport.objects.filter(sample__visit__in=visits.order_by().values("pk"))
