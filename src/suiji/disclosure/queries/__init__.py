"""What may be asked of results."""

from suiji.disclosure.queries.aside import (
    objections_open_to,
    proofs_open_to,
    quality_checks_open_to,
    withholdings_open_to,
)
from suiji.disclosure.queries.card import Card, card, corrections_visible_to, visible_to
from suiji.disclosure.queries.clocks import Clock, clocks, due_of, overdue, owed
from suiji.disclosure.queries.reminding import Reminder, reminders
from suiji.disclosure.queries.rows import (
    authors_of,
    current_rows,
    first_rows,
    in_words,
    last_submission,
    rows_of,
    says_unreachable,
    tested_items,
)
from suiji.disclosure.queries.sharing import ResultBoard, publicity_of, results_board
from suiji.disclosure.queries.waiting import may_release, to_do, visits_to_enter

__all__ = [
    "Card",
    "Clock",
    "Reminder",
    "ResultBoard",
    "authors_of",
    "card",
    "clocks",
    "corrections_visible_to",
    "current_rows",
    "due_of",
    "first_rows",
    "in_words",
    "last_submission",
    "may_release",
    "objections_open_to",
    "overdue",
    "owed",
    "proofs_open_to",
    "publicity_of",
    "quality_checks_open_to",
    "reminders",
    "results_board",
    "rows_of",
    "says_unreachable",
    "tested_items",
    "to_do",
    "visible_to",
    "visits_to_enter",
    "withholdings_open_to",
]
