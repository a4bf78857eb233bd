"""专项整治 — registered, then carried out as a joint check, or apart with reason, basis and approval (Art. 8)."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from suiji import law
from suiji.catalogue.models import Item
from suiji.ledger import Actor
from suiji.ledger.services import hold, move, record
from suiji.organs.doors import require_role
from suiji.organs.models import Department
from suiji.organs.roles import Role
from suiji.plans.models import PlanKind, PlanLine, Rectification
from suiji.plans.services.drafting import draft_line
from suiji.plans.states import RECTIFICATION, RectificationState


@transaction.atomic
def register_rectification(
    *, department: Department, items: Iterable[Item], fields: Mapping[str, Any], actor: Actor, at: datetime
) -> Rectification:
    """Write down a rectification before it begins: which government needs it, who approved it, what it touches."""
    require_role(actor, Role.CLERK, department_id=department.pk)
    law.require(
        law.lists_and_plans.rectification_is_approved,
        needed_by=fields["needed_by"],
        approval=fields["approval_document"],
    )
    made = Rectification(department=department, state=RECTIFICATION.initial, **fields)
    made.save()
    made.items.set(items)
    record(
        made,
        "plans.rectification_registered",
        actor=actor,
        at=at,
        sentence=f"{actor.department_name}{actor.name}登记{made}。",
    )
    return made


@transaction.atomic
def carry_out_jointly(
    *,
    rectification: Rectification,
    number: str,
    participants: Iterable[Department],
    actor: Actor,
    at: datetime,
) -> PlanLine:
    """The rectification takes the joint form: a temporary check in draft, with its source and items."""
    hold(rectification)
    line = draft_line(
        year=rectification.year,
        number=number,
        title=rectification.title,
        kind=PlanKind.TEMPORARY,
        initiator=rectification.department,
        items=rectification.items.all(),
        participants=participants,
        fields={
            "source_organ": rectification.needed_by,
            "source_document": rectification.source_document,
            "source_on": rectification.source_on,
            "source_reason": rectification.content,
            "basis": f"{rectification.approved_by}{rectification.approval_document}",
        },
        actor=actor,
        at=at,
    )
    rectification.line = line
    rectification.save(update_fields=["line"])
    move(rectification, RectificationState.JOINT, actor=actor, at=at)
    return line


@transaction.atomic
def carry_out_apart(
    *, rectification: Rectification, because: str, basis: str, filing: str, actor: Actor, at: datetime
) -> Rectification:
    """The rectification keeps to one department's own checks.

    Where it touches joint items, its deputy head records why, on what basis, and under which filing (原则上).
    """
    hold(rectification)
    require_role(actor, Role.DEPUTY_HEAD, department_id=rectification.department_id)
    law.require(
        law.lists_and_plans.rectification_takes_joint_form,
        exception=law.RecordedException(reason=because, basis=basis, approver=actor.name, filing=filing),
        joint_items=rectification.items.count(),
        joint=False,
    )
    rectification.apart_because, rectification.apart_basis = because.strip(), basis.strip()
    rectification.apart_filing, rectification.apart_approver = filing.strip(), actor.name
    rectification.save()
    move(
        rectification,
        RectificationState.APART,
        actor=actor,
        at=at,
        because=because.strip(),
        facts={"basis": basis, "filing": filing},
    )
    return rectification
