"""我的待办 — one sentence, one action. Each room offers its own; the desk sorts them by deadline."""

from dataclasses import dataclass, field

from suiji.law.workdays import Deadline


@dataclass(frozen=True, slots=True)
class Todo:
    """Something this actor should do next."""

    sentence: str
    """What waits, in one Chinese sentence."""
    action: str
    """The button's words."""
    url: str
    due: Deadline | None = None
    article: int | None = None
    rank: int = field(default=0)
    """Among items without a deadline, smaller first."""
    stands_for: int = 1
    """How many things wait behind this line: more than one where a long list is cut (``organs.shortened``)."""
