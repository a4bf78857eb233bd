"""What officials read of it: averages, documents for a visit, complaints on the supervisor's desk."""

from base64 import b64decode
from dataclasses import dataclass
from datetime import date

from django.db.models import Avg, Count, QuerySet
from django.urls import reverse

from suiji import vault
from suiji.inspections import queries as inspections
from suiji.law.parameters import parameter
from suiji.ledger import Actor
from suiji.organs.questions import question
from suiji.organs.roles import Role
from suiji.organs.todo import Todo
from suiji.voices.models import Complaint, Evaluation, Prepared
from suiji.voices.states import ComplaintState


@dataclass(frozen=True, slots=True)
class Grade:
    """The evaluations of a department's visits, together."""

    department: str
    quarter: str
    count: int
    lawful: float
    polite: float
    sparing: float


def quarter_of(day: date) -> str:
    """``2026Q2``."""
    return f"{day.year}Q{(day.month + 2) // 3}"


def grades(actor: Actor, *, today: date) -> list[Grade]:
    """Averages by department and quarter, each of at least ``anonymity_k`` evaluations; fewer are not shown to anybody.

    A quarter is shown once it is over: while evaluations still come in, two averages a day apart would tell the one
    between them (R172). A department reads its own; the supervisor and the office read all.
    """
    rows = Evaluation.objects.exclude(quarter=quarter_of(today))
    if not actor.holds(Role.AUDITOR, Role.OFFICE):
        rows = rows.filter(department_id=actor.department_id)
    grouped = rows.values("department__name", "quarter").annotate(
        n=Count("pk"), a=Avg("lawful"), b=Avg("polite"), c=Avg("sparing")
    )
    shown = grouped.filter(n__gte=parameter("anonymity_k", today)).order_by("-quarter", "department__name")
    return [
        Grade(row["department__name"], row["quarter"], row["n"], row["a"], row["b"], row["c"])
        for row in shown
    ]


def prepared_for(actor: Actor, visit_id: int) -> QuerySet[Prepared]:
    """The documents that the object of a visit has handed in, for the visit's own team and nobody else."""
    visit = inspections.visits_of(actor).filter(pk=visit_id).order_by().values("drawn__object")
    rows = Prepared.objects.filter(object__in=visit, withdrawn_at=None).defer("sealed")
    return rows.order_by("title", "pk")


def content_of(document: Prepared) -> bytes:
    """The file itself, for whoever ``prepared_for`` gives the document to."""
    return b64decode(vault.take(document, "sealed"))


def complaints_open_to(actor: Actor) -> QuerySet[Complaint]:
    """All complaints for the supervisor; none for anybody else."""
    rows = _complaints()
    return rows.order_by("-pk") if actor.holds(Role.AUDITOR) else rows.none()


def _complaints() -> QuerySet[Complaint]:
    return Complaint.objects.select_related("object", "department", "visit__task", "answered_by")


@question
def _unanswered() -> QuerySet[Complaint]:
    return _complaints().filter(state=ComplaintState.RECEIVED).order_by("-pk")


def to_do(actor: Actor, *, today: date) -> list[Todo]:  # noqa: ARG001 — as the desk asks every room
    """Complaints that wait for an answer."""
    return [
        Todo(
            f"{complaint.object}投诉{complaint.department.short_name}，等待答复。",
            "阅看并答复",
            reverse("voices:complaint", args=[complaint.pk]),
        )
        for complaint in (_unanswered() if actor.holds(Role.AUDITOR) else [])
    ]
