"""States are tables: who may move what from where to where, and the sentence the ledger then writes."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from suiji.law.general import steps_in_order


@dataclass(frozen=True, slots=True)
class Edge:
    """One permitted move."""

    source: str
    target: str
    by: frozenset[str]
    """Roles one of which the actor must hold."""
    act: str
    """The act's name in the log, ``room.verb`` (``plans.published``)."""
    sentence: str
    """Chinese, with ``{department}``, ``{actor}``, ``{subject}`` and ``{because}``."""
    public: bool = False
    """True when the act itself is announced in the transparency log with a readable body."""


class Machine:
    """A table of edges over the values of one ``TextChoices``; ``initial`` is the first state of a new subject."""

    def __init__(
        self,
        name: str,
        states: Iterable[tuple[str, Any]],
        *,
        initial: str,
        edges: Iterable[Edge],
        refusal: Callable[..., bool] = steps_in_order,
    ) -> None:
        self.name = name
        self.labels: dict[str, str] = {value: str(label) for value, label in states}
        self.initial = initial
        self.edges = tuple(edges)
        self.refusal = refusal
        self._by_pair = {(edge.source, edge.target): edge for edge in self.edges}
        unknown = {s for e in self.edges for s in (e.source, e.target)} - self.labels.keys()
        if unknown or len(self._by_pair) != len(self.edges) or initial not in self.labels:
            raise ValueError(f"{name}: unknown state or doubled edge {sorted(unknown)}")

    def edge(self, source: str, target: str) -> Edge | None:
        """The edge between two states, or None where nobody may move."""
        return self._by_pair.get((source, target))

    def open_to(self, source: str, roles: frozenset[str]) -> tuple[Edge, ...]:
        """The moves that a holder of these roles may make from a state."""
        return tuple(e for e in self.edges if e.source == source and not e.by.isdisjoint(roles))
