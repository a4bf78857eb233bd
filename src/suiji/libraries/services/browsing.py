"""逐页查阅 — who goes through the library instead of looking somebody up says what for (Art. 25)."""

from datetime import datetime

from django.db import transaction

from suiji import law
from suiji.ledger import Actor
from suiji.ledger.services import record
from suiji.libraries.models import Browsing
from suiji.organs.days import day_of
from suiji.organs.models import Department


@transaction.atomic
def say_what_for(*, purpose: str, query: str, actor: Actor, at: datetime) -> Browsing:
    """The purpose of a day's reading, on record with the search it began with. Said twice, the first stands."""
    law.require(law.confidence.looking_says_what_for, purpose=purpose)
    made, new = Browsing.objects.get_or_create(
        by_id=actor.id,
        on=day_of(at),
        defaults={"purpose": purpose.strip()[:300], "query": query[:500], "at": at},
    )
    if new:
        record(
            Department.objects.get(pk=actor.department_id),
            "libraries.browsed",
            actor=actor,
            at=at,
            sentence=f"{actor.department_name}{actor.name}逐页查阅检查对象名录库，用途：{made.purpose}",
            facts={"query": made.query},
        )
    return made
