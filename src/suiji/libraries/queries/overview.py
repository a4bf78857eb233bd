"""How both libraries of a department stand, and what its librarian should do next."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, Max, Q, QuerySet
from django.urls import reverse

from suiji.law.libraries import ELIGIBLE_STATES
from suiji.law.workdays import Deadline
from suiji.ledger import Actor
from suiji.libraries.models import ImportRun, InspectedObject, Inspector, InspectorStatus
from suiji.libraries.queries.inspectors import CERTIFICATE_NOTICE
from suiji.organs.models import Department
from suiji.organs.roles import Role
from suiji.organs.todo import Todo


@dataclass(frozen=True, slots=True)
class Overview:
    """How both libraries of a department stand."""

    objects: int
    eligible: int
    unreachable: int
    objects_updated: Any
    inspectors: int
    certified: int
    expiring: int
    expired: int
    inspectors_updated: Any
    everybody: int
    """Objects of all departments together."""


def overview(*, department: int, today: date) -> Overview:
    """Counts and ages of a department's part of both libraries."""
    own = Q(source_id=department)
    firms = InspectedObject.objects.aggregate(
        everybody=Count("pk"),
        objects=Count("pk", filter=own),
        eligible=Count("pk", filter=own & Q(reg_state__in=ELIGIBLE_STATES)),
        unreachable=Count("pk", filter=own & Q(unreachable=True)),
        objects_updated=Max("updated_at", filter=own),
    )
    in_post = Q(status=InspectorStatus.IN_POST)
    people = Inspector.objects.filter(department_id=department).aggregate(
        inspectors=Count("pk"),
        certified=Count("pk", filter=in_post & Q(certificate_until__gte=today)),
        expiring=Count(
            "pk",
            filter=in_post
            & Q(certificate_until__gte=today, certificate_until__lte=today + CERTIFICATE_NOTICE),
        ),
        expired=Count("pk", filter=in_post & (Q(certificate_until__lt=today) | Q(certificate_until=None))),
        inspectors_updated=Max("updated_at"),
    )
    return Overview(**firms, **people)


def own_department(actor: Actor) -> Department:
    """The department in whose name the actor acts."""
    return Department.objects.get(pk=actor.department_id)


def runs(*, department: int) -> QuerySet[ImportRun]:
    """What was imported by a department, newest first."""
    return ImportRun.objects.filter(department_id=department).select_related("department").order_by("-id")


def to_do(actor: Actor, *, today: date) -> list[Todo]:
    """For a librarian: certificates that run out, and libraries that are still empty."""
    if not actor.holds(Role.LIBRARIAN):
        return []
    state = overview(department=actor.department_id, today=today)
    rows = []
    if state.expired + state.expiring:
        first = (
            Inspector.objects.filter(
                department_id=actor.department_id,
                status=InspectorStatus.IN_POST,
                certificate_until__gte=today,
            )
            .order_by("certificate_until")
            .values_list("certificate_until", flat=True)
            .first()
        )
        due = Deadline(first, provisional=False) if first is not None and not state.expired else None
        rows.append(
            Todo(
                f"本部门有 {state.expired + state.expiring} 名在岗人员的执法证已到期、即将到期或没有有效期。",
                "更新证件",
                reverse("libraries:inspectors"),
                due=due,
                article=11,
                rank=40,
            )
        )
    return rows
