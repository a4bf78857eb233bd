"""What may be asked of results."""

from suiji.disclosure.queries.card import Card, card, corrections_visible_to, visible_to
from suiji.disclosure.queries.clocks import Clock, clocks, due_of, overdue, owed
from suiji.disclosure.queries.rows import (
    authors_of,
    current_rows,
    first_rows,
    in_words,
    last_submission,
    says_unreachable,
    tested_items,
)
from suiji.disclosure.queries.waiting import to_do, visits_to_enter

__all__ = [
    "Card",
    "Clock",
    "authors_of",
    "card",
    "clocks",
    "corrections_visible_to",
    "current_rows",
    "due_of",
    "first_rows",
    "in_words",
    "last_submission",
    "overdue",
    "owed",
    "says_unreachable",
    "tested_items",
    "to_do",
    "visible_to",
    "visits_to_enter",
]
