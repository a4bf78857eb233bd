"""Inspectors, their certificates and recusals."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import F, Q, QuerySet

from suiji.ledger import Actor
from suiji.libraries.models import Inspector, Recusal
from suiji.libraries.names import clean

CERTIFICATE_NOTICE = timedelta(days=60)
"""How long before its end a certificate is marked as running out."""


@dataclass(frozen=True, slots=True)
class InspectorRow:
    """An inspector with the state of the certificate."""

    inspector: Inspector
    certificate: str
    """``valid``, ``soon``, ``expired`` or ``missing``."""


def inspectors(*, department: int, today: date, text: str = "", status: str = "") -> list[InspectorRow]:
    """The inspectors of one department, those whose certificate needs care first."""
    rows = Inspector.objects.filter(department_id=department).select_related("department", "person")
    if text:
        rows = rows.filter(Q(name__contains=clean(text)) | Q(staff_number__startswith=clean(text)))
    if status:
        rows = rows.filter(status=status)
    ordered = rows.order_by(F("certificate_until").asc(nulls_first=True), "staff_number")
    return [InspectorRow(row, certificate_state(row.certificate_until, today)) for row in ordered]


def certificate_state(until: date | None, today: date) -> str:
    """How a certificate stands on a day."""
    if until is None:
        return "missing"
    if until < today:
        return "expired"
    return "soon" if until <= today + CERTIFICATE_NOTICE else "valid"


def inspectors_of(actor: Actor) -> QuerySet[Inspector]:
    """The inspectors whose papers the actor may see: those of the own department, nobody else's."""
    return Inspector.objects.filter(department_id=actor.department_id).select_related("department")


def recusals(actor: Actor) -> QuerySet[Recusal]:
    """The recusals of the actor's own department. Another department's are nobody else's business."""
    return (
        Recusal.objects.filter(inspector__department_id=actor.department_id)
        .select_related("inspector", "object")
        .order_by("-declared_at", "-pk")
    )


def recused_pairs(inspector_ids: Collection[int], object_ids: Collection[int]) -> set[tuple[int, int]]:
    """(inspector, object) pairs that must not meet: for the draw."""
    found = Recusal.objects.filter(inspector__in=inspector_ids, object__in=object_ids)
    return set(found.values_list("inspector_id", "object_id"))
