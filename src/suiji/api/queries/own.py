"""What a department's machine may read: what its officials may, without a class, a person, or an unannounced check."""

from typing import Any

from django.conf import settings
from django.db.models import Count, Prefetch, Q, QuerySet
from django.urls import reverse

from suiji.api.paging import Slice, cursor_of, mark_of, slice_of
from suiji.api.queries.keeping import Listing
from suiji.api.queries.rows import (
    draw_rows,
    exchange_rows,
    item_rows,
    plan_rows,
    result_rows,
    task_rows,
    transfer_rows,
)
from suiji.api.queries.tokens import Bearer
from suiji.api.queries.touching import Turns, Way, Ways
from suiji.api.scopes import Scope
from suiji.catalogue import queries as catalogue
from suiji.catalogue.models import ItemVersion
from suiji.disclosure.models import Publication, PublicationVersion
from suiji.disclosure.queries import current_rows
from suiji.draws.models import Ceremony, DrawnObject
from suiji.draws.queries.confirming import CONFIRMED, confirmed
from suiji.exchange.models import ExchangeBatch, ExchangeRow
from suiji.followup.models import FollowUp
from suiji.libraries.models import InspectedObject
from suiji.libraries.names import public_name
from suiji.plans import queries as plans
from suiji.plans.models import PlanLine
from suiji.tasks.models import Task, TaskPart

Row = dict[str, Any]
Page = dict[str, Any]
_OF_TASKS = Way("tasks.task")
_OF_CEREMONIES = Way("draws.ceremony")
_DISPATCHED = ("tasks.objects_drawn", "draw.list_received", "draw.dispatched_to_unit")
"""Acts on a task by which its list is there, or by which one more department may read it."""


def _page(found: Slice[Any], rows: list[Row]) -> Page:
    return {"rows": rows, "next": found.next, "more": found.more}


def _parts(parts: Any) -> list[Row]:
    return [{"code": p.department.code, "name": p.department.name, "leads": p.leads} for p in parts]


def _one(rows: Any, pk: int, said: Any) -> Row | None:
    """One of the rows that the list gives, as the list gives it."""
    found = rows.filter(pk=pk).first()
    return None if found is None else dict(said(found))


def items(bearer: Bearer, *, cursor: str, limit: int) -> Page:
    """The versions, public ones only, of items in which the department has a part."""
    listing = Listing(item_rows(bearer), Ways((Way("catalogue.itemversion"),)))
    found = listing.page(cursor=cursor, limit=limit)
    return _page(found, [_item(row) for row in found.rows])


def item(bearer: Bearer, pk: int) -> Row | None:
    """One of those versions."""
    return _one(item_rows(bearer), pk, _item)


def _item(row: ItemVersion) -> Row:
    return {
        "id": row.pk,
        "code": row.item.code,
        "version": row.number,
        "kind": row.item.kind,
        "state": row.state,
        "field": row.field,
        "title": row.title,
        "content": row.content,
        "legal_basis": row.legal_basis,
        "object_scope": row.object_scope,
        "ratio": catalogue.ratio_words(row),
        "frequency": row.frequency,
        "departments": _parts(row.parts.all()),
        "effective_from": row.effective_from,
        "effective_until": row.effective_until,
    }


def plan_lines(bearer: Bearer, *, year: int, cursor: str, limit: int) -> Page:
    """A year's lines in which the department has a part; never an unannounced one (reading R126). Who keeps the cursor
    is also told of a line that another took the place of."""
    rows = plans.of_year(year, department=bearer.system.department_id).filter(unannounced=False)
    listing = Listing(rows, Ways((Way("plans.planline"),)), later=plan_rows(bearer).filter(year=year))
    found = listing.page(cursor=cursor, limit=limit)
    return _page(found, [_plan(row) for row in found.rows])


def plan_line(bearer: Bearer, pk: int) -> Row | None:
    """One of those lines, of any year; one that another took the place of says so."""
    return _one(plan_rows(bearer), pk, _plan)


def _plan(row: PlanLine) -> Row:
    leading = {"code": row.initiator.code, "name": row.initiator.name, "leads": True}
    taking = [
        {"code": part.department.code, "name": part.department.name, "leads": False}
        for part in row.parts.all()
        if part.department_id != row.initiator_id
    ]
    return {
        "id": row.pk,
        "year": row.year,
        "number": row.number,
        "version": row.version,
        "kind": row.kind,
        "state": row.state,
        "title": row.title,
        "items": sorted(item.code for item in row.items.all()),
        "departments": [leading, *taking],
        "period_from": row.period_from,
        "period_until": row.period_until,
        "published_at": row.published_at,
    }


def task_list(bearer: Bearer, *, cursor: str, limit: int) -> Page:
    """The tasks in which the department has a part."""
    ways = Ways((_OF_TASKS, Way("draws.ceremony", "ceremonies")), task="pk")
    found = Listing(_tasks(bearer), ways, keys=task_rows(bearer)).page(cursor=cursor, limit=limit)
    return _page(found, [_task(row) for row in found.rows])


def task(bearer: Bearer, pk: int) -> Row | None:
    """One of those tasks."""
    return _one(_tasks(bearer), pk, _task)


def _tasks(bearer: Bearer) -> QuerySet[Task]:
    shown = Count("drawn", filter=_named("drawn__"), distinct=True)
    parts = Prefetch(
        "parts", queryset=TaskPart.objects.select_related("department").order_by("-leads", "department__code")
    )
    versions = Prefetch("item_versions", queryset=ItemVersion.objects.select_related("item"))
    return task_rows(bearer).prefetch_related(parts, versions).annotate(shown=shown)


def _named(path: str) -> Q:
    """True of drawn rows whose names are open: an auditor signed for them, or nobody has to (R52, R55)."""
    return Q(**{f"{path}ceremony": None}) | confirmed(f"{path}ceremony")


def _task(row: Task) -> Row:
    items = [{"code": one.item.code, "title": one.title} for one in row.item_versions.all()]
    return {
        "id": row.pk,
        "number": row.number,
        "title": row.title,
        "state": row.state,
        "state_label": row.state_label,
        "plan": row.plan_line.number,
        "items": sorted(items, key=lambda item: item["code"]),
        "departments": _parts(row.parts.all()),
        "period_from": row.period_from,
        "period_until": row.period_until,
        "drawn": row.shown,  # type: ignore[attr-defined]
    }


def drawn(bearer: Bearer, *, task: int | None, cursor: str, limit: int) -> Page:
    """The drawn lists of the department's tasks, once their names are open."""
    rows = DrawnObject.objects.filter(
        _named(""), task__in=task_rows(bearer, Scope.DRAWS).order_by().values("pk")
    )
    if task is not None:
        rows = rows.filter(task=task)
    opened = Way("draws.ceremony", "ceremony", ("draw.resulted", CONFIRMED))
    ways = Ways((opened, Way("tasks.task", "task", _DISPATCHED)), task="task")
    found = Listing(rows.select_related("task", "object", "ceremony"), ways).page(cursor=cursor, limit=limit)
    return _page(found, [_drawn(row) for row in found.rows])


def _drawn(row: DrawnObject) -> Row:
    thing = row.object
    return {
        "id": row.pk,
        "task": row.task.number,
        "code": thing.code,
        "uscc": thing.uscc,
        "name": public_name(thing.kind, thing.name),
        "region": thing.region_id,
        "ceremony": row.ceremony.ceremony if row.ceremony else "",
    }


def draws(bearer: Bearer, *, cursor: str, limit: int) -> Page:
    """The draws of the department's tasks with what proves them."""
    rows = draw_rows(bearer).select_related("freeze", "result")
    ways = Ways((_OF_CEREMONIES, Way("tasks.task", "task", _DISPATCHED)), task="task")
    found = Listing(rows, ways).page(cursor=cursor, limit=limit)
    return _page(found, [_proof(row) for row in found.rows])


def draw(bearer: Bearer, pk: int) -> Row | None:
    """One of those draws."""
    return _one(draw_rows(bearer).select_related("freeze", "result"), pk, _proof)


def site(name: str, *args: Any) -> str:
    """The whole address of a public page."""
    return f"{settings.ENVIRONMENT.site.rstrip('/')}{reverse(name, args=args)}"


def _proof(row: Ceremony) -> Row:
    freeze, result = getattr(row, "freeze", None), getattr(row, "result", None)
    return {
        "id": row.pk,
        "ceremony": row.ceremony,
        "task": row.task.number,
        "kind": row.kind,
        "state": row.state,
        "host": row.host.code,
        "opened_at": row.opened_at,
        "frozen_at": freeze.frozen_at if freeze else None,
        "drawn_at": result.drawn_at if result else None,
        "commitment_sha256": freeze.commitment_sha256 if freeze else "",
        "seed": result.seed if result else "",
        "result_sha256": result.result_sha256 if result else "",
        "bundle": site("portal:bundle", row.ceremony) if freeze else "",
    }


def results(bearer: Bearer, *, cursor: str, limit: int) -> Page:
    """The department's own results, public or not yet."""
    formed = Way("inspections.visit", "visit", ("inspections.result_formed",))
    ways = Ways((Way("disclosure.publication"), formed), task="visit__task")
    found = Listing(_results(bearer), ways).page(cursor=cursor, limit=limit)
    return _page(found, [_result(row) for row in found.rows])


def result(bearer: Bearer, pk: int) -> Row | None:
    """One of those results."""
    return _one(_results(bearer), pk, _result)


def _results(bearer: Bearer) -> QuerySet[Publication]:
    newest = Prefetch(
        "versions", queryset=PublicationVersion.objects.defer("reason").order_by("-number"), to_attr="known"
    )
    return result_rows(bearer).prefetch_related(newest)


def _result(row: Publication) -> Row:
    version = next(iter(row.known), None)  # type: ignore[attr-defined]
    thing = row.visit.drawn.object
    said = version.rows if version else current_rows(row)
    return {
        "id": row.pk,
        "task": row.visit.task.number,
        "code": thing.code,
        "name": public_name(thing.kind, thing.name),
        "department": row.department.code,
        "state": row.state,
        "state_label": row.state_label,
        "rows": [{"item": one["item"], "title": one["title"], "results": one["results"]} for one in said],
        "ended_at": row.visit.ended_at,
        "due_on": row.due_on,
        "version": version.number if version else 0,
        "published_at": version.published_at if version else None,
    }


def transfers(bearer: Bearer, *, cursor: str, limit: int) -> Page:
    """The transfers that the department sent or received; the facts and the evidence stay in the file (R124)."""
    ways = Ways((Way("followup.followup"),), task="finding__visit__task")
    found = Listing(transfer_rows(bearer), ways).page(cursor=cursor, limit=limit)
    return _page(found, [_transfer(row) for row in found.rows])


def transfer(bearer: Bearer, pk: int) -> Row | None:
    """One of those transfers."""
    return _one(transfer_rows(bearer), pk, _transfer)


def _transfer(row: FollowUp) -> Row:
    thing = row.finding.visit.drawn.object
    return {
        "id": row.pk,
        "task": row.finding.visit.task.number,
        "code": thing.code,
        "name": public_name(thing.kind, thing.name),
        "item": row.finding.item_version.item.code,
        "kind": row.kind,
        "kind_label": row.get_kind_display(),
        "state": row.state,
        "state_label": row.state_label,
        "sender": row.department.code,
        "receiver": row.receiver.code if row.receiver else "",
        "receiver_name": row.receiver.name if row.receiver else row.receiver_outside,
        "document_number": row.document_number,
        "due_on": row.due_on,
        "sent_at": row.sent_at,
        "received_at": row.received_at,
        "closed_at": row.closed_at,
        "case_number": row.case_number,
    }


_OBJECT = (
    "id", "code", "uscc", "name", "kind", "address", "industry", "reg_state", "state", "established_on", "tags",
    "pools", "updated_at",
)  # fmt: skip


def objects(bearer: Bearer, *, cursor: str, limit: int, followed: bool) -> Page:
    """The objects that the department keeps itself; not ``followed``, the cursor to keep is the beginning again."""
    mine = bearer.system.department_id
    rows = InspectedObject.objects.filter(source=mine).only(*_OBJECT, "region")
    if followed:
        found = Listing(rows, Turns(mine)).page(cursor=cursor, limit=limit)
        return _page(found, [_object(row) for row in found.rows])
    found = slice_of(rows, cursor=cursor_of(mark_of(cursor).key or 0), limit=limit)
    page = _page(found, [_object(row) for row in found.rows])
    return page if found.more else page | {"next": cursor_of(0)}


def _object(row: InspectedObject) -> Row:
    return {name: getattr(row, name) for name in _OBJECT} | {"region": row.region_id}


def object_of(bearer: Bearer, code: str) -> Row | None:
    """One of the department's objects by its code."""
    row = InspectedObject.objects.filter(source=bearer.system.department_id, code__in=[code, code.upper()])
    found = row.only(*_OBJECT, "region").first()
    return None if found is None else _object(found)


def batches(bearer: Bearer, *, cursor: str, limit: int) -> Page:
    """The batches that the department handed out."""
    listing = Listing(exchange_rows(bearer), Ways((Way("exchange.exchangebatch"),)))
    found = listing.page(cursor=cursor, limit=limit)
    return _page(found, [_batch(row) for row in found.rows])


def batch(bearer: Bearer, pk: int) -> Row | None:
    """One of those batches."""
    return _one(exchange_rows(bearer), pk, _batch)


def _batch(row: ExchangeBatch) -> Row:
    return {
        "id": row.pk,
        "number": row.number,
        "kind": row.kind,
        "state": row.state,
        "state_label": row.state_label,
        "sha256": row.digest,
        "rows": row.row_count,  # type: ignore[attr-defined]
        "answered": row.answered_count,  # type: ignore[attr-defined]
        "prepared_at": row.prepared_at,
    }


def batch_of(bearer: Bearer, number: str) -> ExchangeBatch | None:
    """One of the department's batches by its number."""
    return exchange_rows(bearer).filter(number=number).first()


def batch_rows(batch: ExchangeBatch, *, cursor: str, limit: int) -> Page:
    """The rows of a batch under the receiver's headings."""
    mapping, about = batch.mapping, batch.about
    found = slice_of(ExchangeRow.objects.filter(batch=batch), cursor=cursor, limit=limit)
    headings = [column.heading for column in mapping.columns]
    rows = [
        {
            "id": row.pk,
            "key": row.key,
            "platform_at": row.platform_at,
            "values": dict(zip(headings, mapping.cells(about, row.values, row.platform_at), strict=True)),
        }
        for row in found.rows
    ]
    return _page(found, rows)
