"""专项整治 — registered, then carried out as a joint check, or apart with reason, basis and approval (Art. 8)."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any

from django.db import transaction

from suiji import law
from suiji.catalogue.models import Item, ListKind
from suiji.ledger import Actor
from suiji.ledger.services import hold, move, record
from suiji.organs.days import day_of
from suiji.organs.doors import require_role
from suiji.organs.models import Department
from suiji.organs.roles import Role
from suiji.plans.models import PlanKind, PlanLine, Rectification
from suiji.plans.queries import touched_items
from suiji.plans.services.drafting import draft_line
from suiji.plans.states import RECTIFICATION, RectificationState


@transaction.atomic
def register_rectification(
    *,
    department: Department,
    items: Iterable[Item],
    none_touched: bool = False,
    fields: Mapping[str, Any],
    actor: Actor,
    at: datetime,
) -> Rectification:
    """Write down a rectification before it begins: which government needs it, who approved it, what it touches."""
    require_role(actor, Role.CLERK, department_id=department.pk)
    law.require(
        law.lists_and_plans.rectification_is_approved,
        needed_by=fields["needed_by"],
        approval=fields["approval_document"],
    )
    touched = list(items)
    law.require(
        law.lists_and_plans.rectification_compared_with_list,
        joint_items=sum(item.kind == ListKind.JOINT for item in touched),
        none_touched=none_touched,
    )
    made = Rectification(
        department=department, none_touched=none_touched, state=RECTIFICATION.initial, **fields
    )
    made.save()
    made.items.set(touched)
    record(
        made,
        "plans.rectification_registered",
        actor=actor,
        at=at,
        sentence=f"{actor.department_name}{actor.name}登记{made}，{_compared(made, len(touched))}。",
        facts=_near_the_list(made, day_of(at)),
    )
    return made


def _compared(made: Rectification, touched: int) -> str:
    if made.none_touched:
        return "核对后声明不涉及联合抽查事项清单"
    return f"涉及联合抽查事项 {touched} 项"


def _near_the_list(made: Rectification, today: date) -> dict[str, Any]:
    """Which items its words come near to, for whoever reads the declaration later."""
    found = touched_items(f"{made.title} {made.content}", on=today)
    return {"none_touched": made.none_touched, "words_touch": [item.code for item in found]}


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
    law.require(law.lists_and_plans.rectification_apart_has_reason, reason=because)
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
