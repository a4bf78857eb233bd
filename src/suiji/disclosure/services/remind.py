"""公示期限提醒 — ten, five, two and no working days before a result's last day, and once it is over (Art. 20(4))."""

from datetime import date, datetime

from suiji.disclosure.queries import reminders
from suiji.messages.models import MessageKind
from suiji.messages.services import tell


def remind(*, today: date, at: datetime) -> int:
    """Tell whoever must act; how many messages were new. Safe to repeat."""
    return sum(
        tell(
            people=row.people,
            key=row.key,
            kind=MessageKind.REMINDER,
            sentence=row.sentence,
            url=row.url,
            due_on=row.due_on,
            at=at,
        )
        for row in reminders(today=today)
    )
