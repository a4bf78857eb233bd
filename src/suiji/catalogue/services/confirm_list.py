"""确认清单 — each January a department says that its items still hold, or revises them first (Art. 6)."""

from datetime import datetime

from django.db import transaction

from suiji import law
from suiji.catalogue.models import ListConfirmation
from suiji.catalogue.queries.yearly import own_versions
from suiji.ledger import Actor
from suiji.ledger.services import record
from suiji.organs.days import day_of
from suiji.organs.doors import require_role
from suiji.organs.models import Department
from suiji.organs.roles import Role


@transaction.atomic
def confirm_list(*, remark: str, actor: Actor, at: datetime) -> ListConfirmation:
    """Record that the department's items hold as they stand; once a year, late is taken and shown as late."""
    require_role(actor, Role.CLERK)
    department = Department.objects.select_for_update().get(pk=actor.department_id)
    today = day_of(at)
    again = ListConfirmation.objects.filter(department=department, year=today.year).exists()
    law.require(law.general.steps_in_order, allowed=not again)
    held = [[row.item.code, row.number] for row in own_versions(department.pk, on=today)]
    given = ListConfirmation.objects.create(
        department=department, year=today.year, versions=held, remark=remark, confirmed_at=at
    )
    late = today > law.lists_and_plans.list_confirmation_due(year=today.year)
    record(
        given,
        "catalogue.list_confirmed",
        actor=actor,
        at=at,
        sentence=f"{actor.department_name}{actor.name}确认本部门 {today.year} 年抽查事项清单"
        f"（{len(held)} 项{'，逾期' if late else ''}）。",
        facts={"versions": held, "late": late},
    )
    return given
