"""What waits for whom, with the terms of Article 7."""

from datetime import date

from django.urls import reverse

from suiji.ledger import Actor
from suiji.organs.models import Department, Kind
from suiji.organs.roles import Role
from suiji.organs.todo import Todo
from suiji.plans.models import PlanKind, PlanLine, PlanPart
from suiji.plans.queries.judging import OPEN
from suiji.plans.queries.reading import lines
from suiji.plans.queries.terms import due_of_publication, due_of_submission
from suiji.plans.states import PlanState


def to_do(actor: Actor, *, today: date) -> list[Todo]:
    """What waits for this actor, with the terms of Art. 7."""
    rows: list[Todo] = []
    if actor.holds(Role.CLERK):
        rows += _clerk_to_do(actor, today=today)
    if actor.holds(Role.OFFICE):
        rows += _office_to_do(actor)
    return rows


def _clerk_to_do(actor: Actor, *, today: date) -> list[Todo]:
    mine = PlanPart.objects.filter(department_id=actor.department_id, confirmed_at=None, line__state__in=OPEN)
    waiting = [part.line for part in mine.select_related("line").order_by("line__number")]
    drafts = list(lines().filter(initiator_id=actor.department_id, state__in=OPEN).order_by("number"))
    rows = [_todo(row, "等待本部门确认参与。", "确认参与", row) for row in waiting]
    rows += [
        _todo(
            row,
            "已被退回，请修改后重新报送。" if row.state == PlanState.RETURNED else "还没有报送。",
            "办理计划",
            row,
        )
        for row in drafts
    ]
    is_regulator = Department.objects.filter(pk=actor.department_id, kind=Kind.REGULATOR).exists()
    if (
        is_regulator
        and not PlanLine.objects.filter(initiator_id=actor.department_id, year=today.year).exists()
    ):
        rows.append(
            Todo(
                f"本部门还没有{today.year}年度牵头的联合抽查计划，应在2月底前报送。",
                "新建计划",
                reverse("plans:draft"),
                due=due_of_submission(today.year),
                article=7,
            )
        )
    return rows


def _office_to_do(actor: Actor) -> list[Todo]:
    office = Department.objects.filter(pk=actor.department_id, kind=Kind.OFFICE).first()
    if office is None:
        return []
    rows = (
        PlanLine.objects.filter(
            initiator__region_id=office.region_id, state__in=[PlanState.SUBMITTED, PlanState.ACCEPTED]
        )
        .order_by("number")
        .select_related("initiator")
    )
    return [
        _todo(row, "已经报送，等待受理。", "受理计划", row)
        if row.state == PlanState.SUBMITTED
        else _todo(row, "已经受理，等待公示。", "公示计划", row)
        for row in rows
    ]


def _todo(row: PlanLine, waits: str, action: str, subject: PlanLine) -> Todo:
    due = None
    if subject.kind == PlanKind.ANNUAL:
        handed_in = subject.state in (PlanState.SUBMITTED, PlanState.ACCEPTED)
        due = due_of_publication(subject.year) if handed_in else due_of_submission(subject.year)
    article = 7 if subject.kind == PlanKind.ANNUAL else 8
    return Todo(
        f"{row}{waits}", action, reverse("plans:detail", args=[row.pk]), due=due, article=article, rank=10
    )
