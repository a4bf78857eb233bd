"""附件 — the source document of a temporary check, kept with its hash (Art. 8)."""

import hashlib
from datetime import datetime

from django.db import transaction

from suiji import law
from suiji.ledger import Actor
from suiji.ledger.services import hold, record
from suiji.organs.doors import require_role
from suiji.organs.roles import Role
from suiji.plans.models import Attachment, PlanLine
from suiji.plans.queries import OPEN


@transaction.atomic
def attach(*, line: PlanLine, name: str, content: bytes, actor: Actor, at: datetime) -> Attachment:
    """Keep a document with the line while it can still be changed; what was added is never removed."""
    hold(line)
    require_role(actor, Role.CLERK, department_id=line.initiator_id)
    law.require(law.general.steps_in_order, allowed=line.state in OPEN)
    digest = hashlib.sha256(content).hexdigest()
    kept = Attachment.objects.create(
        line=line, name=name, content=content, sha256=digest, added_by_id=actor.id, added_at=at
    )
    record(
        line,
        "plans.attached",
        actor=actor,
        at=at,
        sentence=f"{actor.department_name}{actor.name}为{line}加入附件“{name}”。",
        facts={"sha256": digest},
    )
    return kept
