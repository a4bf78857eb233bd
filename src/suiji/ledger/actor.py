"""Who acts. The ledger keeps a copy of these words, not a key: for an eternal record the copy is the truth."""

from dataclasses import dataclass, field


class NotYours(Exception):  # noqa: N818 — the word the person reads
    """403: this person, in this role, may not do or see this. Its text is shown to the person."""


class Stale(Exception):  # noqa: N818 — the word the person reads
    """409: somebody acted first; the page the person looked at is no longer the truth."""


@dataclass(frozen=True, slots=True)
class Actor:
    """A person in office, as the edge recognised them at the time of the act."""

    id: int
    name: str
    department_id: int
    department_name: str
    roles: frozenset[str] = field(default_factory=frozenset)
    """Values of ``organs.roles.Role`` held on that day."""

    def holds(self, *roles: str) -> bool:
        """True when the actor holds at least one of the roles."""
        return not self.roles.isdisjoint(roles)
