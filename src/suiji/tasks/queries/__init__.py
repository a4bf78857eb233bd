"""What may be asked of tasks: whose they are, what they cover, what is confirmed, what waits for whom."""

from suiji.tasks.queries.reading import (
    CLASSES,
    Confirmed,
    confirmations,
    floors,
    is_member,
    members,
    next_number,
    parts_of,
    scope_of,
    visible_to,
)
from suiji.tasks.queries.sheet import Doable, Sheet, Step, doable, sheet, steps_of
from suiji.tasks.queries.waiting import to_do

__all__ = [
    "CLASSES",
    "Confirmed",
    "Doable",
    "Sheet",
    "Step",
    "confirmations",
    "doable",
    "floors",
    "is_member",
    "members",
    "next_number",
    "parts_of",
    "scope_of",
    "sheet",
    "steps_of",
    "to_do",
    "visible_to",
]
