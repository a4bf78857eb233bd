"""合并决定 — two checks that meet the same firms go together, or it is on record why they do not (Art. 4, 8)."""

from datetime import datetime

from django.db import transaction

from suiji.ledger import Actor, NotYours
from suiji.ledger.services import record
from suiji.organs.days import day_of
from suiji.tasks.models import MergeChoice, MergeDecision
from suiji.tasks.queries.merging import pair_of


@transaction.atomic
def decide_merge(
    *, first: int, second: int, choice: MergeChoice, reason: str, actor: Actor, at: datetime
) -> MergeDecision:
    """What an initiator of the two, or the office, decided; a later decision stands beside the earlier one."""
    page = pair_of(actor, first, second, today=day_of(at))
    if page is None or not page.may_decide:
        raise NotYours("由两项计划的发起部门或联席会议办公室决定。")
    found = MergeDecision.objects.create(
        first_id=first,
        second_id=second,
        choice=choice,
        reason=reason,
        department_id=actor.department_id,
        decided_by=actor.name,
        decided_at=at,
    )
    record(
        found,
        "tasks.merge_decided",
        actor=actor,
        at=at,
        sentence=f"{actor.department_name}{actor.name}决定{page.pair.first}与{page.pair.second}"
        f"{found.get_choice_display()}。",
        because=reason,
        facts={"lines": [page.pair.first.number, page.pair.second.number], "firms": page.of_both},
    )
    return found
