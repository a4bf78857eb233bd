"""How both libraries of a department stand, and what its librarian should do next."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, Max, Min, Q, QuerySet, Sum
from django.urls import reverse

from suiji.law.libraries import ELIGIBLE_STATES
from suiji.law.workdays import Deadline
from suiji.ledger import Actor
from suiji.libraries.models import (
    Conflict,
    Decision,
    ImportRun,
    InspectedObject,
    Inspector,
    InspectorStatus,
    Tally,
)
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
    own = InspectedObject.objects.filter(source_id=department)
    firms = own.aggregate(
        objects=Count("pk"),
        eligible=Count("pk", filter=Q(reg_state__in=ELIGIBLE_STATES)),
        unreachable=Count("pk", filter=Q(unreachable=True)),
        objects_updated=Max("updated_at"),
    )
    everybody = Tally.objects.aggregate(number=Sum("number"))["number"] or 0
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
    return Overview(**firms, **people, everybody=everybody)


def own_department(actor: Actor) -> Department:
    """The department in whose name the actor acts."""
    return Department.objects.get(pk=actor.department_id)


def runs(*, department: int) -> QuerySet[ImportRun]:
    """What was imported by a department, newest first."""
    return ImportRun.objects.filter(department_id=department).select_related("department").order_by("-id")


def to_do(actor: Actor, *, today: date) -> list[Todo]:
    """For a librarian: certificates that run out, and what other departments say otherwise of own objects."""
    if not actor.holds(Role.LIBRARIAN):
        return []
    rows = []
    if waiting := Conflict.objects.filter(holder_id=actor.department_id, decision=Decision.OPEN).count():
        rows.append(
            Todo(
                f"其他部门对本部门维护的内容有 {waiting} 项不同的说法，请决定保留还是采用。",
                "处理数据冲突",
                reverse("libraries:conflicts"),
                article=11,
                rank=45,
            )
        )
    in_post = Inspector.objects.filter(
        department_id=actor.department_id, status=InspectorStatus.IN_POST
    ).aggregate(
        ended=Count("pk", filter=Q(certificate_until__lt=today) | Q(certificate_until=None)),
        ending=Count(
            "pk",
            filter=Q(certificate_until__gte=today, certificate_until__lte=today + CERTIFICATE_NOTICE),
        ),
        first=Min("certificate_until", filter=Q(certificate_until__gte=today)),
    )
    if number := in_post["ended"] + in_post["ending"]:
        first = in_post["first"] if not in_post["ended"] else None
        rows.append(
            Todo(
                f"本部门有 {number} 名在岗人员的执法证已到期、即将到期或没有有效期。",
                "更新证件",
                reverse("libraries:inspectors"),
                due=Deadline(first, provisional=False) if first is not None else None,
                article=11,
                rank=40,
            )
        )
    return rows
