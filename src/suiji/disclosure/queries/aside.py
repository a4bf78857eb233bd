"""What stands beside a result: objections, decisions not to publish, looks at its quality."""

from datetime import date

from django.db.models import Q, QuerySet
from django.urls import reverse

from suiji.disclosure.models import Correction, Objection, ObjectionKind, Proof, QualityCheck, Withholding
from suiji.disclosure.queries.card import visible_to
from suiji.disclosure.states import ObjectionState, QualityState, WithholdingState
from suiji.inspections import queries as inspections
from suiji.ledger import Actor
from suiji.organs.days import day_of
from suiji.organs.questions import question
from suiji.organs.roles import Role
from suiji.organs.todo import Todo

OVERSEERS = (Role.AUDITOR, Role.OFFICE)


def objections_open_to(actor: Actor) -> QuerySet[Objection]:
    """The objections of visits that this actor may read, to the own department; the supervisor reads all."""
    visits = inspections.visible_to(actor).order_by().values("pk")
    rows = Objection.objects.filter(visit__in=visits).select_related(
        "visit__task", "visit__drawn__object", "department", "correction"
    )
    if not actor.holds(Role.AUDITOR):
        rows = rows.filter(department_id=actor.department_id)
    return rows.order_by("-pk")


def proofs_open_to(actor: Actor) -> QuerySet[Proof]:
    """The files beside corrections of results, and beside objections, that this actor may read."""
    corrections = Correction.objects.filter(publication__in=visible_to(actor).values("pk")).values("pk")
    if not actor.holds(*OVERSEERS):
        corrections = corrections.filter(publication__department_id=actor.department_id)
    objections = objections_open_to(actor).order_by().values("pk")
    return Proof.objects.filter(Q(correction__in=corrections) | Q(objection__in=objections))


def withholdings_open_to(actor: Actor) -> QuerySet[Withholding]:
    """The decisions not to publish results that this actor may read."""
    return (
        Withholding.objects.filter(publication__in=visible_to(actor).values("pk"))
        .select_related(
            "publication__visit__drawn__object", "publication__department", "applicant", "approver"
        )
        .order_by("-pk")
    )


def quality_checks_open_to(actor: Actor) -> QuerySet[QualityCheck]:
    """The looks at quality: the own department's, or all for those who oversee."""
    rows = QualityCheck.objects.filter(publication__in=visible_to(actor).values("pk")).select_related(
        "publication__visit__drawn__object", "publication__department", "version__responsible", "checked_by"
    )
    if not actor.holds(*OVERSEERS):
        rows = rows.filter(publication__department_id=actor.department_id)
    return rows.order_by("-pk")


@question
def _objections_raised(department: int) -> QuerySet[Objection]:
    """Those to the department that nobody has answered; whoever has a part in a visit may read them."""
    rows = Objection.objects.filter(department_id=department, state=ObjectionState.RAISED)
    return rows.select_related("visit__drawn__object", "department").order_by("pk")


@question
def _withholdings_asked(department: int, person: int) -> QuerySet[Withholding]:
    """Applied for by others of the department."""
    return _withholdings_of(department, WithholdingState.APPLIED).exclude(applicant_id=person)


@question
def _withholdings_over(department: int, today: date) -> QuerySet[Withholding]:
    """Approved, and their term is over."""
    return _withholdings_of(department, WithholdingState.APPROVED).filter(until_on__lt=today)


def _withholdings_of(department: int, state: WithholdingState) -> QuerySet[Withholding]:
    rows = Withholding.objects.filter(publication__department_id=department, state=state)
    related = rows.select_related("publication__visit__drawn__object", "publication__department")
    return related.order_by("-pk")


@question
def _faults_open(department: int) -> QuerySet[QualityCheck]:
    rows = QualityCheck.objects.filter(publication__department_id=department, state=QualityState.OPEN)
    related = rows.select_related("publication__visit__drawn__object", "publication__department")
    return related.order_by("pk")


def to_do_aside(actor: Actor, *, today: date) -> list[Todo]:
    """Objections to answer, applications to decide, faults to close."""
    return [*_objections(actor, today), *_withholdings(actor, today), *_faults(actor)]


def _objections(actor: Actor, today: date) -> list[Todo]:
    """The clerk answers or applies for a correction; an objection that is not taken up is the deputy head's (R67)."""
    clerk, head = actor.holds(Role.CLERK), actor.holds(Role.DEPUTY_HEAD)
    if not clerk and not head:
        return []
    rows = _objections_raised(actor.department_id)
    return [_objection(row, clerk, today) for row in rows if clerk or row.kind == ObjectionKind.OBJECTION]


def _objection(row: Objection, clerk: bool, today: date) -> Todo:
    if row.kind == ObjectionKind.STATEMENT:
        does = "请核查后答复"
    else:
        does = "请核查；确有错误的，申请更正" if clerk else "结果没有错误的，请说明理由，不予采纳"
    days = (today - day_of(row.raised_at)).days
    waited = f"，已等待 {days} 天" if days > 0 else ""
    return Todo(
        f"收到{row}{waited}。{does}。",
        "阅看并办理",
        reverse("disclosure:objection", args=[row.pk]),
        article=22,
    )


def _withholdings(actor: Actor, today: date) -> list[Todo]:
    if not actor.holds(Role.DEPUTY_HEAD):
        return []
    return [
        *(
            Todo(
                f"申请{row}，待您审批。", "审批", reverse("disclosure:withholding", args=[row.pk]), article=4
            )
            for row in _withholdings_asked(actor.department_id, actor.id)
        ),
        *(
            Todo(
                f"{row}的期限已满，请终止不予公开，恢复公示。",
                "办理",
                reverse("disclosure:withholding", args=[row.pk]),
                article=4,
            )
            for row in _withholdings_over(actor.department_id, today)
        ),
    ]


def _faults(actor: Actor) -> list[Todo]:
    if not actor.holds(Role.PRINCIPAL_HEAD):
        return []
    return [
        Todo(
            f"{row}发现问题，待整改并追究责任。",
            "办结",
            reverse("disclosure:quality", args=[row.pk]),
            article=26,
        )
        for row in _faults_open(actor.department_id)
    ]
