"""What may be asked of results."""

from suiji.disclosure.queries.card import (
    Card,
    card,
    corrections_visible_to,
    to_do,
    visible_to,
    visits_to_enter,
)
from suiji.disclosure.queries.clocks import Clock, clocks, due_of, overdue, owed
from suiji.disclosure.queries.public import PublicResult, of_object, published
from suiji.disclosure.queries.rows import current_rows, first_rows, in_words, tested_items

__all__ = [
    "Card",
    "Clock",
    "PublicResult",
    "card",
    "clocks",
    "corrections_visible_to",
    "current_rows",
    "due_of",
    "first_rows",
    "in_words",
    "of_object",
    "overdue",
    "owed",
    "published",
    "tested_items",
    "to_do",
    "visible_to",
    "visits_to_enter",
]
