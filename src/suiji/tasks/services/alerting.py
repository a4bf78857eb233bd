"""冻结预警 — what changed shortly before a freeze is put before auditors and the office (Art. 11, 13, 15)."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from suiji.law.parameters import parameter
from suiji.ledger import Actor
from suiji.ledger.queries import history
from suiji.ledger.services import record
from suiji.libraries.models import Library, RiskRating
from suiji.organs.days import day_of
from suiji.tasks.models import AlertKind, Confirmation, FreezeAlert, Task
from suiji.tasks.queries.rows import columns_of, compare, rows_by_code
from suiji.tasks.queries.scope import population, scope_rule_of
from suiji.tasks.states import WaiverState

NAMED = 200
"""Changed objects that an alert names; the number of all of them is always told."""


def raise_alerts(*, task: Task, actor: Actor, at: datetime) -> list[FreezeAlert]:
    """One alert for each kind of change within the days before the freeze. None of them blocks it."""
    since = at - timedelta(days=parameter("alert_before_freeze", day_of(at)))
    found = [
        FreezeAlert(task=task, kind=kind, count=count, detail=detail, raised_at=at)
        for kind, count, detail in _changes(task, since)
        if count
    ]
    FreezeAlert.objects.bulk_create(found)
    if found:
        words = "、".join(alert.get_kind_display() for alert in found)
        record(
            task,
            "tasks.freeze_alerted",
            actor=actor,
            at=at,
            sentence=f"{task}冻结时发出预警：{words}。",
            facts={alert.kind: alert.count for alert in found},
        )
    return found


Found = tuple[AlertKind, int, dict[str, object]]


def _changes(task: Task, since: datetime) -> Iterator[Found]:
    yield _scope(task, since)
    yield from (
        _rows(task, department, since) for department in task.parts.values_list("department", flat=True)
    )
    yield _classes(task, since)
    yield _waivers(task)


def _scope(task: Task, since: datetime) -> Found:
    revised = history(task).filter(act="tasks.revised", at__gte=since)
    rows = [entry for entry in revised if entry.facts.get("scope_changed")]
    said = [{"at": f"{entry.at:%F %H:%M}", "by": entry.actor_name} for entry in rows]
    return AlertKind.SCOPE, len(rows), {"revisions": said}


def _rows(task: Task, department: int, since: datetime) -> Found:
    """What differs between the first and the last confirmation of the days before the freeze."""
    given = Confirmation.objects.filter(task=task, department_id=department, library=Library.OBJECTS)
    recent = list(given.filter(confirmed_at__gte=since).order_by("pk"))
    if len(recent) < 2 or recent[0].sha256 == recent[-1].sha256:
        return AlertKind.ROWS, 0, {}
    columns = columns_of(Library.OBJECTS, scope_rule_of(task))
    first, last = (rows_by_code(bytes(one.content), columns) for one in (recent[0], recent[-1]))
    changed = compare(first, last)
    named = [{"code": row.code, "name": row.name, "what": row.what} for row in changed[:NAMED]]
    return AlertKind.ROWS, len(changed), {"department": recent[0].department.name, "rows": named}


def _classes(task: Task, since: datetime) -> Found:
    received = RiskRating.objects.filter(received_at__gte=since, object__in=population(scope_rule_of(task)))
    sources = sorted(set(received.order_by().values_list("source", flat=True).distinct()))
    return AlertKind.CLASS, received.count(), {"sources": sources}


def _waivers(task: Task) -> Found:
    filed = task.waivers.filter(state=WaiverState.FILED).order_by("pk")
    said = [{"kind": one.get_kind_display(), "filing": one.filing, "codes": len(one.codes)} for one in filed]
    return AlertKind.WAIVER, len(said), {"waivers": said}
