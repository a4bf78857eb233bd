"""报送对接平台 — what another platform is told of a department's tasks, lists, transfers, officers.

Nothing of an unannounced check before its visits are over, no name before the auditor has opened it: the rules are
those of the interface (readings R55, R124, R126).
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet, Subquery

from suiji.api.queries.own import site
from suiji.api.queries.rows import told
from suiji.archive.courses import courses
from suiji.draws.models import Dispatch, DrawKind, ReceiptVerdict
from suiji.draws.queries.confirming import confirmed
from suiji.exchange import Offer
from suiji.exchange import queries as exchange
from suiji.exchange.offers import Value
from suiji.followup.models import TRANSFERS, FollowUp
from suiji.followup.states import FollowUpState
from suiji.ledger import Actor
from suiji.ledger.models import Entry
from suiji.libraries.models import GONE, Inspector
from suiji.libraries.names import public_name
from suiji.organs.days import day_of
from suiji.tasks.models import Task
from suiji.tasks.states import TaskState

MOST_ROWS = 2000
"""Of one kind, the newest: what one page shows and one file holds."""
_SCHEME_DONE = "tasks.countersigned"
_UNTOLD = (TaskState.DRAFT, TaskState.COUNTERSIGNING)
_GONE = (TaskState.WITHDRAWN, TaskState.VOID)
_SENT: Mapping[str, str] = {
    FollowUpState.SENT: "SENT",
    FollowUpState.RECEIVED: "RECEIVED",
    FollowUpState.RETURNED: "SENT",
    FollowUpState.CLOSED: "CLOSED",
    FollowUpState.WITHDRAWN: "WITHDRAWN",
}


def _tasks(actor: Actor) -> list[Offer]:
    """The tasks that the department initiated, from the countersigned scheme on."""
    signed = Entry.objects.filter(subject_type="tasks.task", act=_SCHEME_DONE)
    rows = (
        Task.objects.filter(told(), initiator=actor.department_id)
        .exclude(state__in=_UNTOLD)
        .select_related("plan_line", "initiator")
        .prefetch_related("parts__department", "item_versions")
        .order_by("-pk")[:MOST_ROWS]
    )
    found = list(rows)
    keys = [str(row.pk) for row in found]
    since: dict[str, datetime] = {}
    for key, at in signed.filter(subject_id__in=keys).order_by("id").values_list("subject_id", "at"):
        since[key] = at  # the last time: a scheme may be taken back and signed again
    done = {course.task.pk for course in courses(found) if course.settled}
    return [
        Offer(row.number, row.initiator_id, since[str(row.pk)], _task(row, settled=row.pk in done))
        for row in found
        if str(row.pk) in since
    ]


def _task(row: Task, *, settled: bool) -> dict[str, Value]:
    others = sorted(part.department.name for part in row.parts.all() if not part.leads)
    return {
        "number": row.number,
        "title": row.title,
        "initiator": row.initiator.name,
        "participants": "、".join(others),
        "items": "、".join(sorted(one.title for one in row.item_versions.all())),
        "object_count": row.plan_line.object_count,
        "planned_count": row.plan_line.planned_count,
        "period_from": row.period_from,
        "period_until": row.period_until,
        "standing": "WITHDRAWN" if row.state in _GONE else "DONE" if settled else "OPEN",
    }


def _lists(actor: Actor) -> list[Offer]:
    """Of each draw of the department's tasks, what went to each executing unit and did not come back."""
    later = Dispatch.objects.filter(drawn=OuterRef("drawn"), pk__gt=OuterRef("pk"))
    rows = (
        Dispatch.objects.filter(
            ~Exists(later),
            confirmed("drawn__ceremony"),
            told("drawn__task"),
            drawn__task__initiator=actor.department_id,
            drawn__ceremony__kind=DrawKind.OBJECTS,
        )
        .exclude(receipt__verdict=ReceiptVerdict.RETURNED)
        .filter(unit__in=Subquery(_newest_units(actor)))
        .select_related("drawn__task__initiator", "drawn__object", "drawn__ceremony__result", "unit__lead")
        .order_by("drawn__object__code")
    )
    held: dict[int, list[Dispatch]] = defaultdict(list)
    for row in rows:
        held[row.unit_id].append(row)
    return [_list(held[unit]) for unit in sorted(held, reverse=True)]


def _newest_units(actor: Actor) -> QuerySet[Dispatch, Any]:
    sent = Dispatch.objects.filter(drawn__task__initiator=actor.department_id)
    return sent.order_by("-unit").values("unit").distinct()[:MOST_ROWS]


def _list(rows: Sequence[Dispatch]) -> Offer:
    first = rows[0]
    task, unit, ceremony = first.drawn.task, first.unit, first.drawn.ceremony
    assert ceremony is not None  # brought lists have no draw of their own and are not sent on
    at = max(row.dispatched_at for row in rows)
    return Offer(
        f"{task.number}-{unit.lead.code}",
        task.initiator_id,
        at,
        {
            "task_number": task.number,
            "task_title": task.title,
            "organ": task.initiator.name,
            "issued_on": day_of(at),
            "codes": [row.drawn.object.code for row in rows],
            "unit": unit.lead.name,
            "ceremony": ceremony.ceremony,
            "sha256": ceremony.result.result_sha256,
            "proof": site("portal:bundle", ceremony.ceremony),
        },
    )


def _transfers(actor: Actor) -> list[Offer]:
    """The transfers that the department has sent; facts and evidence stay in the file (R124)."""
    rows = (
        FollowUp.objects.filter(
            told("finding__visit__task"),
            department=actor.department_id,
            kind__in=TRANSFERS,
            sent_at__isnull=False,
        )
        .select_related("department", "receiver", "finding__item_version", "finding__visit__drawn__object")
        .order_by("-pk")[:MOST_ROWS]
    )
    return [_transfer(row) for row in rows]


def _transfer(row: FollowUp) -> Offer:
    thing = row.finding.visit.drawn.object
    assert row.sent_at is not None  # only what was sent is asked for
    return Offer(
        row.reference,
        row.department_id,
        row.sent_at,
        {
            "number": row.reference,
            "object_name": public_name(thing.kind, thing.name),
            "object_code": thing.code,
            "from_department": row.department.name,
            "item": row.finding.item_version.title,
            "matter": row.get_kind_display(),
            "sent_on": day_of(row.sent_at),
            "receiver": row.receiver_name,
            "document_number": row.document_number,
            "standing": _SENT[row.state],
        },
    )


_OF_AN_OFFICER = (
    "name", "staff_number", "code", "unit_level", "inner_office", "position", "certificate_number", "certificate_until",
    "certificate_issuer", "trade_certificate_number", "trade_certificate_until", "qualifications", "specialities",
    "item_codes", "regions", "status",
)  # fmt: skip
"""No identity number, no telephone, no date of birth: whoever assigns an officer needs none of them."""


def _inspectors(actor: Actor) -> list[Offer]:
    """The department's officers; who has left is told where they were known, and otherwise not."""
    rows = Inspector.objects.filter(department=actor.department_id).order_by("staff_number")
    return [
        Offer(
            row.code,
            row.department_id,
            row.updated_at,
            {name: getattr(row, name) for name in _OF_AN_OFFICER}
            | {"is_expert": "YES" if row.is_expert else "NO"},
        )
        for row in rows[:MOST_ROWS]
    ]


OUTGOING: Mapping[str, Callable[[Actor], Iterable[Offer]]] = {
    "TASK": _tasks,
    "DRAWN": _lists,
    "TRANSFER": _transfers,
    "INSPECTOR": _inspectors,
}
"""Kind → what a department offers of it."""


def outgoing_board(kind: str, actor: Actor) -> exchange.Board:
    """The department's rows of a kind, each with how it stands there. `KeyError` for a kind that is none."""
    whole = exchange.board(kind, list(OUTGOING[kind](actor)))
    return exchange.Board(whole.kind, tuple(row for row in whole.rows if not _never_there(row)))


def _never_there(row: exchange.Offered) -> bool:
    """Given up before anybody there knew of it."""
    said = row.offer.values
    gone = said.get("standing") == "WITHDRAWN" or said.get("status") in GONE
    return gone and row.standing.state == exchange.RowState.WAITING
