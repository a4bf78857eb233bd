"""我的待办 of the room."""

from datetime import date

from suiji.followup.queries.following import follow_up_to_dos
from suiji.followup.queries.sharing import sharing_to_dos
from suiji.ledger import Actor
from suiji.organs.todo import Todo


def to_do(actor: Actor, *, today: date) -> list[Todo]:
    """Findings, transfers and rechecks; recognitions and joint punishments that wait for the deputy head."""
    return [*follow_up_to_dos(actor, today=today), *sharing_to_dos(actor)]
