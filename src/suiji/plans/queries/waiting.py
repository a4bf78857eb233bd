"""What waits for whom, with the terms of Article 7."""

from datetime import date

from django.db.models import QuerySet
from django.urls import reverse

from suiji.ledger import Actor
from suiji.organs.models import Department, Kind
from suiji.organs.queries import department
from suiji.organs.questions import question
from suiji.organs.roles import Role
from suiji.organs.todo import Todo
from suiji.plans.models import PlanKind, PlanLine, PlanPart
from suiji.plans.queries.judging import OPEN
from suiji.plans.queries.reading import lines
from suiji.plans.queries.rectifying import undecided
from suiji.plans.queries.sharing import board_of, refused_of
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
    own = actor.department_id
    rows = [_todo(part.line, "等待本部门答复是否参与。", "答复参与", part.line) for part in _unanswered(own)]
    rows += [_todo(row, _waits_for(row), "办理计划", row) for row in _drafts(own)]
    rows += [_to_publish(row) for row in _filed(own)]
    rows += [
        _todo(row, f"被公示系统退回：{standing.reason}", "查看计划", row)
        for row, standing in refused_of(actor)
    ]
    rows += [
        Todo(
            f"{row}已经登记，还没有确定是否采取联合抽查形式。",
            "确定形式",
            reverse("plans:rectification", args=[row.pk]),
            article=8,
            rank=10,
        )
        for row in undecided(own)
    ]
    if department(own).kind == Kind.REGULATOR and not _planned(own, today.year):
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


def _waits_for(row: PlanLine) -> str:
    refused = [part.department.short_name for part in row.parts.all() if part.refused_at is not None]
    if refused:
        return f"有部门答复不参与：{'、'.join(refused)}。请协调或者修改参与部门。"
    return "已被退回，请修改后重新报送。" if row.state == PlanState.RETURNED else "还没有报送。"


@question
def _unanswered(department: int) -> QuerySet[PlanPart]:
    open_parts = PlanPart.objects.filter(confirmed_at=None, refused_at=None, line__state__in=OPEN)
    return open_parts.filter(department_id=department).select_related("line").order_by("line__number")


@question
def _drafts(department: int) -> QuerySet[PlanLine]:
    return lines().filter(initiator_id=department, state__in=OPEN).order_by("number")


@question
def _planned(department: int, year: int) -> "QuerySet[PlanLine, int]":
    return PlanLine.objects.filter(initiator_id=department, year=year).values_list("pk", flat=True)[:1]


@question
def _filed(department: int) -> QuerySet[PlanLine]:
    """Filed temporary checks of a department that the public does not know yet."""
    mine = PlanLine.objects.filter(initiator_id=department, kind=PlanKind.TEMPORARY)
    return mine.filter(state__in=[PlanState.SUBMITTED, PlanState.ACCEPTED]).order_by("number")


def _to_publish(row: PlanLine) -> Todo:
    return _todo(row, "已经备案，公示以后才能抽取。", "公示备案", row)


def _office_to_do(actor: Actor) -> list[Todo]:
    office = department(actor.department_id)
    if office.kind != Kind.OFFICE:
        return []
    return [_office_todo(row) for row in _handed_in(office.region_id)] + _to_share(office)


@question
def _handed_in(region: str) -> QuerySet[PlanLine]:
    handed_in = PlanLine.objects.filter(state__in=[PlanState.SUBMITTED, PlanState.ACCEPTED])
    return handed_in.filter(initiator__region_id=region).order_by("number").select_related("initiator")


def _to_share(office: Department) -> list[Todo]:
    waiting = len(board_of(office.region_id).to_send)
    if not waiting:
        return []
    sentence = f"{waiting} 项计划已经公布，还没有报送公示系统，或者内容有变。"
    return [Todo(sentence, "报送公示系统", reverse("plans:sharing"), article=7, rank=25)]


def _office_todo(row: PlanLine) -> Todo:
    if row.kind == PlanKind.TEMPORARY:
        return _to_publish(row)
    if row.state == PlanState.SUBMITTED:
        return _todo(row, "已经报送，等待受理。", "受理计划", row)
    return _todo(row, "已经受理，等待公示。", "公示计划", row)


def _todo(row: PlanLine, waits: str, action: str, subject: PlanLine) -> Todo:
    due = None
    if subject.kind == PlanKind.ANNUAL and subject.version == 1:
        handed_in = subject.state in (PlanState.SUBMITTED, PlanState.ACCEPTED)
        due = due_of_publication(subject.year) if handed_in else due_of_submission(subject.year)
    article = 7 if subject.kind == PlanKind.ANNUAL else 8
    return Todo(
        f"{row}{waits}", action, reverse("plans:detail", args=[row.pk]), due=due, article=article, rank=10
    )
