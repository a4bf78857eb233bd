"""参与部门确认 — a participant agrees to take part, or says why not (Art. 7)."""

from datetime import datetime

from django.db import transaction

from suiji import law
from suiji.ledger import Actor, NotYours
from suiji.ledger.services import hold, record
from suiji.organs.doors import require_role
from suiji.organs.roles import Role
from suiji.plans.models import PlanLine, PlanPart
from suiji.plans.queries import OPEN


@transaction.atomic
def confirm_part(*, line: PlanLine, actor: Actor, at: datetime) -> PlanPart:
    """A participant agrees to take part, before the line is handed in; an earlier refusal is taken back."""
    part = _own_part(line, actor)
    law.require(law.general.steps_in_order, allowed=line.state in OPEN and part.confirmed_at is None)
    part.confirmed_at, part.confirmed_by = at, actor.name
    part.refused_at, part.refused_by, part.refusal = None, "", ""
    part.save()
    record(
        line,
        "plans.confirmed",
        actor=actor,
        at=at,
        sentence=f"{actor.department_name}{actor.name}确认参与{line}。",
    )
    return part


@transaction.atomic
def refuse_part(*, line: PlanLine, because: str, actor: Actor, at: datetime) -> PlanPart:
    """A participant will not take part, and says why: the initiator leaves it out or comes to terms with it."""
    part = _own_part(line, actor)
    law.require(law.general.steps_in_order, allowed=line.state in OPEN and part.refused_at is None)
    law.require(law.lists_and_plans.refusal_to_take_part_has_reason, reason=because)
    part.confirmed_at, part.confirmed_by = None, ""
    part.refused_at, part.refused_by, part.refusal = at, actor.name, because.strip()
    part.save()
    record(
        line,
        "plans.refused",
        actor=actor,
        at=at,
        sentence=f"{actor.department_name}{actor.name}答复不参与{line}：{because.strip()}",
        because=because.strip(),
    )
    return part


def _own_part(line: PlanLine, actor: Actor) -> PlanPart:
    hold(line)
    part = line.parts.filter(department_id=actor.department_id).first()
    if part is None:
        raise NotYours("您所在部门不参与此计划，不需要确认。")
    require_role(actor, Role.CLERK, department_id=part.department_id)
    return part
