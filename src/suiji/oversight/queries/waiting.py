"""我的待办 of the room: reports, issues, letters and requests."""

from datetime import date

from suiji.ledger import Actor
from suiji.organs.todo import Todo
from suiji.oversight.queries.circulating import circulation_to_dos
from suiji.oversight.queries.conference import issue_to_dos
from suiji.oversight.queries.letters import letter_to_dos
from suiji.oversight.queries.reporting import reports_due
from suiji.oversight.queries.resources import resource_to_dos


def to_do(actor: Actor, *, today: date) -> list[Todo]:
    """Everything that waits for the actor in this room."""
    return [
        *reports_due(actor, today=today),
        *circulation_to_dos(actor, today=today),
        *issue_to_dos(actor, today=today),
        *letter_to_dos(actor, today=today),
        *resource_to_dos(actor, today=today),
    ]
