"""范围条件 — which objects an item is about, as a machine reads it; what is left out does not limit."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields


@dataclass(frozen=True, slots=True)
class Scope:
    """Of the lists that are given, an object meets every one; of each list one entry suffices."""

    kinds: tuple[str, ...] = ()
    """Values of ``ObjectKind``."""
    words: tuple[str, ...] = ()
    """One of them stands in the name or the business scope."""
    without: tuple[str, ...] = ()
    """None of them does."""
    tags: tuple[str, ...] = ()
    pools: tuple[str, ...] = ()
    """专项库."""
    licences: tuple[str, ...] = ()
    """Names of licences one of which the object holds."""
    regions: tuple[str, ...] = ()
    """GB/T 2260 codes; what lies inside is meant."""
    industries: tuple[str, ...] = ()
    """GB/T 4754-2017 codes; what lies inside is meant."""
    states: tuple[str, ...] = ()
    """Registration states; empty for those that may be drawn by law."""

    @classmethod
    def of(cls, document: Mapping[str, Sequence[str]]) -> "Scope":
        """A scope as it was stored. Raises ``ValueError`` for a key nobody knows."""
        names = {one.name for one in fields(cls)}
        if unknown := set(document) - names:
            raise ValueError(f"a scope rule has no key {sorted(unknown)}")
        return cls(**{name: tuple(values) for name, values in document.items()})

    def document(self) -> dict[str, list[str]]:
        """As it is stored: only what limits."""
        given = {one.name: list(getattr(self, one.name)) for one in fields(self)}
        return {name: values for name, values in given.items() if values}
