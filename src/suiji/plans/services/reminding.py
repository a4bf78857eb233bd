"""提醒 — people are told of the terms of Article 7 before and after they pass; nobody twice for the same step."""

from datetime import date, datetime

from suiji.messages.models import MessageKind
from suiji.messages.services import tell
from suiji.plans.queries import holders, reminders


def remind(*, today: date, at: datetime) -> int:
    """Tell everybody concerned; how many messages were new. Safe to repeat."""
    told = 0
    for row in reminders(today=today):
        told += tell(
            people=holders(row.role, row.department, today=today),
            key=row.key,
            kind=MessageKind.REMINDER,
            sentence=row.sentence,
            url=row.url,
            due_on=row.due_on,
            at=at,
        )
    return told
