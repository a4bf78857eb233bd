"""成批打印 — all forms of a task as one PDF, made by the background worker."""

from dataclasses import replace
from datetime import date, datetime
from typing import Any

from django.core.files.base import ContentFile
from django.db import transaction
from procrastinate.contrib.django import app

from suiji import law
from suiji.inspections.documents import notice_document, record_document
from suiji.inspections.models import PreparedNotice, PrintJob, PrintKind, Visit
from suiji.inspections.queries import led_by
from suiji.inspections.queries.approvals import is_approved, silence_is_asked_for
from suiji.inspections.services.notify import prepare_notice
from suiji.inspections.states import VisitState
from suiji.ledger import Actor, NotYours
from suiji.ledger.services import lock, record
from suiji.organs.days import day_of
from suiji.organs.doors import require_role
from suiji.organs.queries import actor_of, is_demonstration
from suiji.organs.roles import Role
from suiji.papers.documents import Notice, Record
from suiji.papers.services import address_of, render_batch
from suiji.tasks.models import Task

STEP = 25
"""Visits after which the progress is written down."""


@transaction.atomic
def order_print(
    *,
    task: Task,
    kind: PrintKind | str,
    visit_on: date | None = None,
    materials: str = "",
    phone: str = "",
    actor: Actor,
    at: datetime,
    later: bool = True,
) -> PrintJob:
    """Order all notices or all blank record forms of the visits that the actor's department leads in a task.

    The worker makes them. Notices: of every visit that is still to be told, numbered here; the day of a visit's own
    schedule goes before the day given. Refused for an unannounced task, and before the deputy head's leave.
    """
    task = lock(task)
    require_role(actor, Role.CLERK)
    kind = PrintKind(kind)
    rows = _visits(task, kind, actor.department_id)
    if not rows and task.initiator_id != actor.department_id:
        raise NotYours("本部门没有牵头的检查。")
    if kind is PrintKind.NOTICES:
        law.require(law.field_duties.unannounced_gets_no_notice, unannounced=task.unannounced)
        law.require(law.field_duties.visits_are_approved, approved=is_approved(task))
        law.require(law.general.steps_in_order, allowed=not silence_is_asked_for(task))
    law.require(law.general.steps_in_order, allowed=bool(rows))
    job = PrintJob.objects.create(
        task=task,
        kind=kind,
        particulars={
            "visit_on": f"{visit_on:%F}" if visit_on else "",
            "materials": materials,
            "phone": phone,
        },
        ordered_by_id=actor.id,
        ordered_at=at,
        total=len(rows),
    )
    record(
        task,
        "inspections.print_ordered",
        actor=actor,
        at=at,
        sentence=f"{actor.department_name}{actor.name}成批打印{task}的{job.get_kind_display()}，共 {job.total} 份。",
        facts={"job": job.pk, "kind": kind.value},
    )
    if later:
        order = app.configure_task("inspections.print", lock=f"print-{task.pk}", queue="prints")
        order.defer(job=job.pk, at=at.isoformat())
    return job


def _visits(task: Task, kind: PrintKind, department_id: int) -> list[Visit]:
    led = task.visits.filter(led_by(department_id))
    rows = led.select_related(
        "task__initiator", "task__plan_line", "drawn__object", "team__ceremony__unit__lead"
    )
    if kind is PrintKind.NOTICES:
        rows = rows.filter(state=VisitState.ASSIGNED)
    return list(rows.order_by("scheduled_on", "drawn__object__region_id", "pk"))


def make_print(*, job: PrintJob, at: datetime) -> PrintJob:
    """Make the PDF of an ordered print; asked again after a crash it goes on, and once done it does nothing."""
    if job.finished_at is not None:
        return job
    kind = PrintKind(job.kind)
    papers: list[Notice | Record] = []
    for place, visit in enumerate(_visits(job.task, kind, job.ordered_by.department_id), 1):
        papers.append(_notice(job, visit, at) if kind is PrintKind.NOTICES else record_document(visit))
        if place % STEP == 0:
            PrintJob.objects.filter(pk=job.pk).update(done=place)
    if not papers:
        job.fault = "没有可以打印的检查：可能都已告知，或者任务已作废。"
    else:
        content = render_batch(papers, demonstration=is_demonstration())
        job.pages = content.count(b"/Type /Page") - content.count(b"/Type /Pages")
        job.file.save(f"{job.pk}-{job.kind.lower()}.pdf", ContentFile(content), save=False)
    job.done, job.finished_at = len(papers), at
    job.save(update_fields=["done", "finished_at", "file", "pages", "fault"])
    return job


def _notice(job: PrintJob, visit: Visit, at: datetime) -> Notice:
    """The visit's notice: the one that is ready, or a new one, with its own code."""
    ready = (
        PreparedNotice.objects.filter(visit=visit, paper__withdrawal__isnull=True)
        .select_related("paper")
        .defer("paper__content")
        .order_by("-pk")
        .first()
    )
    facts = _particulars(job, visit)
    if ready is None or (ready.visit_on, ready.materials, ready.phone) != tuple(facts.values()):
        actor = actor_of(job.ordered_by, today=day_of(at))
        if actor is None:
            raise LookupError(f"print job {job.pk}: who ordered it is no longer in office")
        ready = prepare_notice(visit=visit, actor=actor, at=at, **facts)
    ready.visit = visit
    document = notice_document(ready)
    return replace(document, verify_url=address_of(ready.paper.token))


def _particulars(job: PrintJob, visit: Visit) -> dict[str, Any]:
    given = job.particulars
    day = visit.scheduled_on or (date.fromisoformat(given["visit_on"]) if given.get("visit_on") else None)
    return {
        "visit_on": day or visit.task.period_from,
        "materials": given.get("materials", ""),
        "phone": given.get("phone", ""),
    }
