"""撤回 — a line is given up by its initiator, in public once it was public, never after a draw (Art. 7)."""

from datetime import datetime

from django.db import transaction

from suiji import law
from suiji.ledger import Actor
from suiji.ledger.services import hold, move
from suiji.organs.doors import require_role
from suiji.organs.roles import Role
from suiji.plans.models import PlanLine
from suiji.plans.queries import is_drawn, public_words
from suiji.plans.states import PlanState


@transaction.atomic
def withdraw(*, line: PlanLine, because: str, actor: Actor, at: datetime) -> PlanLine:
    """The initiator gives up a line before it is handed in, or after its publication while nothing is drawn.

    A line in public is withdrawn in public, with the reason; one that the office is looking at is returned first.
    A draw on any version of the line keeps it; the draft of a change may still be given up, since the line stays.
    """
    list(PlanLine.objects.select_for_update().filter(number=line.number).order_by("pk"))
    hold(line)
    require_role(actor, Role.CLERK, department_id=line.initiator_id)
    law.require(law.lists_and_plans.plan_line_withdrawn_before_draw, drawn=is_drawn(line))
    body = None
    if line.state == PlanState.PUBLISHED:
        law.require(law.lists_and_plans.published_line_changes_with_reason, reason=because)
        words = public_words(line)
        reason = "" if line.unannounced else because.strip()
        body = {"number": words["number"], "title": words["title"], "reason": reason}
    line.withdrawn_because = because.strip()
    line.save(update_fields=["withdrawn_because"])
    move(line, PlanState.WITHDRAWN, actor=actor, at=at, because=because, body=body)
    return line
