"""What may be asked of plans, one module per question. ``published`` holds only what the public may read."""

from suiji.plans.queries.judging import OPEN, Doable, doable, hindrance, missing_fields, unconfirmed
from suiji.plans.queries.public import PublicLine, public_line, published
from suiji.plans.queries.reading import (
    departments_of_year,
    item_words,
    items_to_plan,
    line,
    lines,
    may_take_part,
    number_in_use,
    of_year,
    ready_for_task,
    years,
)
from suiji.plans.queries.sheet import Sheet, facts, sheet
from suiji.plans.queries.terms import (
    Clock,
    clocks,
    due_of_publication,
    due_of_submission,
    floor_of_initiations,
)
from suiji.plans.queries.waiting import to_do

__all__ = [
    "OPEN",
    "Clock",
    "Doable",
    "PublicLine",
    "Sheet",
    "clocks",
    "departments_of_year",
    "doable",
    "due_of_publication",
    "due_of_submission",
    "facts",
    "floor_of_initiations",
    "hindrance",
    "item_words",
    "items_to_plan",
    "line",
    "lines",
    "may_take_part",
    "missing_fields",
    "number_in_use",
    "of_year",
    "public_line",
    "published",
    "ready_for_task",
    "sheet",
    "to_do",
    "unconfirmed",
    "years",
]
